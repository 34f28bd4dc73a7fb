//! The state of every recording ever seen, and how the states add up.

use std::fmt;
use std::path::PathBuf;

use jiff::civil::Date;

use crate::call::recording::{Failure, RecordingId, Stage};

/// Where a recording stands. Every recording is in exactly one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Scored,
    /// Judged, but without a score; the sheet says why.
    Unscored,
    Failed,
    /// Discovered and not finished.
    Pending,
}

impl State {
    pub const ALL: [State; 4] = [State::Scored, State::Unscored, State::Failed, State::Pending];

    pub fn name(self) -> &'static str {
        match self {
            State::Scored => "scored",
            State::Unscored => "unscored",
            State::Failed => "failed",
            State::Pending => "pending",
        }
    }

    pub fn named(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How many recordings are in each state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub scored: u64,
    pub unscored: u64,
    pub failed: u64,
    pub pending: u64,
}

impl Counts {
    pub fn total(self) -> u64 {
        self.scored + self.unscored + self.failed + self.pending
    }

    /// Counts one more recording.
    pub fn add(&mut self, state: State) {
        match state {
            State::Scored => self.scored += 1,
            State::Unscored => self.unscored += 1,
            State::Failed => self.failed += 1,
            State::Pending => self.pending += 1,
        }
    }
}

/// Every recording ever seen, counted once in each list: `total`, the days and the folders all add up to the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    pub total: Counts,
    /// By the day the call began, as its own clock had it; calls without a start stand last, as `None`.
    pub days: Vec<(Option<Date>, Counts)>,
    /// By the folder of the first path (in byte order) a recording was seen at.
    pub folders: Vec<(PathBuf, Counts)>,
    /// Most frequent first.
    pub failures: Vec<(Stage, u64)>,
    /// Why calls have no score; most frequent first.
    pub unscored: Vec<(String, u64)>,
}

/// A recording that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    pub recording: RecordingId,
    /// The first path (in byte order) it was seen at.
    pub path: PathBuf,
    pub call_id: String,
    pub failure: Failure,
}

/// A call that was judged and has no score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unscored {
    pub recording: RecordingId,
    /// The first path (in byte order) it was seen at.
    pub path: PathBuf,
    pub call_id: String,
    pub reason: String,
}

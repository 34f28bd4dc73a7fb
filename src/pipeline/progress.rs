//! What a run has done so far, for whoever watches it.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::call::time::Millis;

/// Counters that all threads of a run add to.
#[derive(Debug, Default)]
pub struct Progress {
    found: AtomicU64,
    found_bytes: AtomicU64,
    ended_bytes: AtomicU64,
    skipped_bytes: AtomicU64,
    scored: AtomicU64,
    unscored: AtomicU64,
    failed: AtomicU64,
    rejudged: AtomicU64,
    current: AtomicU64,
    duplicates: AtomicU64,
    audio_ms: AtomicU64,
}

/// The counters at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Files found by the walk.
    pub found: u64,
    pub found_bytes: u64,
    /// Bytes of the files that are done with, one way or another.
    pub ended_bytes: u64,
    /// Of those, bytes of files that had nothing left to be done.
    pub skipped_bytes: u64,
    pub scored: u64,
    pub unscored: u64,
    pub failed: u64,
    /// Judged anew from the stored transcript.
    pub rejudged: u64,
    /// Nothing to do: inspected before with the same model, settings and rules.
    pub current: u64,
    /// The same bytes as another file of this run.
    pub duplicates: u64,
    /// Length of the recordings transcribed in this run.
    pub audio_ms: u64,
}

impl Snapshot {
    /// Files that are done with.
    pub fn ended(&self) -> u64 {
        self.scored + self.unscored + self.failed + self.rejudged + self.current + self.duplicates
    }
}

/// How one file ended, for the counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Scored,
    Unscored,
    Failed,
    Rejudged,
    Current,
    Duplicate,
}

impl Progress {
    pub fn found(&self, bytes: u64) {
        self.found.fetch_add(1, Ordering::Relaxed);
        self.found_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub fn heard(&self, duration: Millis) {
        self.audio_ms.fetch_add(u64::from(duration.0), Ordering::Relaxed);
    }

    pub fn ended(&self, how: Ended, bytes: u64) {
        let counter = match how {
            Ended::Scored => &self.scored,
            Ended::Unscored => &self.unscored,
            Ended::Failed => &self.failed,
            Ended::Rejudged => &self.rejudged,
            Ended::Current => &self.current,
            Ended::Duplicate => &self.duplicates,
        };
        counter.fetch_add(1, Ordering::Relaxed);
        self.ended_bytes.fetch_add(bytes, Ordering::Relaxed);
        if matches!(how, Ended::Current | Ended::Duplicate) {
            self.skipped_bytes.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Snapshot {
            found: read(&self.found),
            found_bytes: read(&self.found_bytes),
            ended_bytes: read(&self.ended_bytes),
            skipped_bytes: read(&self.skipped_bytes),
            scored: read(&self.scored),
            unscored: read(&self.unscored),
            failed: read(&self.failed),
            rejudged: read(&self.rejudged),
            current: read(&self.current),
            duplicates: read(&self.duplicates),
            audio_ms: read(&self.audio_ms),
        }
    }
}

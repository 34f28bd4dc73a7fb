//! A question about stored calls: pure data.

use std::path::PathBuf;

use jiff::civil::Date;

use crate::call::evaluation::{Points, Verdict};
use crate::call::finding::Outcome;
use crate::call::party::Party;
use crate::call::recording::{Call, RecordingId};
use crate::call::time::{Millis, Span};

/// What the ids of rules that sort calls into complaint categories begin with.
pub const CATEGORY_PREFIX: &str = "complaint-";

/// Which calls, in which order. The default is every judged call, in order of start.
///
/// A call is found when it meets every field that is set; a list is met by any of its values, except where it says
/// *all*. Calls that failed or are pending are not found: they stand in the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// First day, by the call's own clock. With this or `until`, calls without a start are not found.
    pub from: Option<Date>,
    /// Last day; calls of that day are found.
    pub until: Option<Date>,
    pub agents: Vec<String>,
    pub teams: Vec<String>,
    pub queues: Vec<String>,
    /// As the metadata has it: `inbound`, `outbound`.
    pub directions: Vec<String>,
    pub customer_refs: Vec<String>,
    /// ISO 639-1: `zh`, `en`.
    pub languages: Vec<String>,
    pub verdicts: Vec<Verdict>,
    /// At least so many points. With this or `max_score`, unscored calls are not found.
    pub min_score: Option<Points>,
    /// At most so many points.
    pub max_score: Option<Points>,
    pub min_duration: Option<Millis>,
    pub max_duration: Option<Millis>,
    /// All of them.
    pub rules: Vec<RuleFilter>,
    /// Complaint categories that were noted, short (`billing`) or as rule id (`complaint-billing`).
    pub categories: Vec<String>,
    /// All of them, anywhere in the call.
    pub said: Vec<Said>,
    /// All of them: further metadata columns with the value they must have.
    pub columns: Vec<(String, String)>,
    pub sort: Sort,
    pub descending: bool,
    pub limit: Option<u32>,
    /// How many calls to leave out at the beginning.
    pub offset: u32,
}

/// Calls on which a rule came out in one of some ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFilter {
    pub rule: String,
    /// Empty: the rule was evaluated at all.
    pub outcomes: Vec<Outcome>,
}

/// Words that were said, one after the other, in one utterance.
///
/// Case, width and punctuation do not matter; Mandarin is found from one character on, English by whole words. Traditional
/// characters are not folded here: transcripts are stored in simplified ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// `None`: by anybody.
    pub party: Option<Party>,
    pub text: String,
}

/// What calls are sorted by. Calls that lack it stand last; ties are broken by call id, then by recording id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// When they began, by their own clocks.
    #[default]
    Start,
    Score,
    Duration,
    Agent,
    Call,
}

impl Sort {
    pub const ALL: [Sort; 5] = [Sort::Start, Sort::Score, Sort::Duration, Sort::Agent, Sort::Call];

    pub fn name(self) -> &'static str {
        match self {
            Sort::Start => "start",
            Sort::Score => "score",
            Sort::Duration => "duration",
            Sort::Agent => "agent",
            Sort::Call => "call",
        }
    }

    pub fn named(name: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.name() == name)
    }
}

/// A judged call, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallRow {
    pub recording: RecordingId,
    pub call: Call,
    /// The first path (in byte order) it was seen at.
    pub path: PathBuf,
    pub duration: Millis,
    pub language: String,
    pub score: Option<Points>,
    pub verdict: Verdict,
    /// Why it has no score.
    pub unscored: Option<String>,
    /// Rules that were violated, in order of id.
    pub violated: Vec<String>,
    /// Complaint categories that were noted, as rule ids.
    pub categories: Vec<String>,
    /// Where the words asked for were said, in time order; empty where none were asked for.
    pub hits: Vec<WordHit>,
}

/// An utterance in which words that were asked for were said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordHit {
    /// Its place in the transcript, counted from 0.
    pub utterance: u32,
    pub party: Party,
    pub span: Span,
    /// The whole utterance.
    pub text: String,
}

/// Which findings of which calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleQuery {
    pub rule: String,
    /// Empty: any.
    pub outcomes: Vec<Outcome>,
    /// On which calls; its order, limit and offset count findings.
    pub calls: Query,
}

//! Why a rule came out as it did on a call.

use serde::Serialize;

use crate::call::finding::{Evidence, Finding, NearMiss, Outcome};
use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::scan::explain::change::Change;

/// Why a rule came out as it did on a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What the judge says.
    pub finding: Finding,
    /// The outcome in one sentence.
    pub because: String,
    /// What the rule is good for, in its author's words.
    pub why: String,
    /// What the rule says: `given`, then `met`, `violated` or `noted`, then `unless`.
    pub clauses: Vec<Clause>,
    /// In an order in which every condition comes after those it is anchored on.
    pub conditions: Vec<Explained>,
    /// The smallest changes that lead to another outcome, each judged; none where none of those that were tried does.
    pub flips: Vec<Flip>,
    /// How many changed calls were judged.
    pub tried: u32,
}

/// What is known of a condition or an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Holds,
    Fails,
    Unknown,
}

impl State {
    /// A sign that is seen at a glance.
    pub fn sign(self) -> &'static str {
        match self {
            State::Holds => "✓",
            State::Fails => "✗",
            State::Unknown => "?",
        }
    }

    /// As a person says it behind what it is about.
    pub fn words(self) -> &'static str {
        match self {
            State::Holds => "holds",
            State::Fails => "does not hold",
            State::Unknown => "is not known",
        }
    }
}

/// A line of the `[rule]` table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clause {
    pub key: &'static str,
    pub expression: String,
    /// The same with a sign in front of each condition.
    pub marked: String,
    pub state: State,
}

/// One condition: what it looked for and what it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    pub name: String,
    pub state: State,
    /// Why it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<String>,
    pub operator: &'static str,
    pub looked_for: Vec<String>,
    /// `said by the agent, in the first 30 s`.
    pub scope: String,
    /// Empty where it does not matter who.
    pub parties: Vec<Party>,
    /// Where that is on this call.
    pub window: Span,
    /// Utterances of these parties in it.
    pub utterances: u32,
    /// What counts.
    pub hits: Vec<Evidence>,
    /// What does not, the nearest first.
    pub outside: Vec<Outside>,
    /// Words that are nearly right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearMiss>,
    /// Where it has to be in several places: those that lack it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacking: Vec<Span>,
    /// Why it does not look in this call at all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<Evidence>,
}

/// Something that was found and does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outside {
    pub found: Evidence,
    /// `said by the customer`, `6.2 s too late`.
    pub why: Vec<String>,
    /// How far from the window, where it lies outside of it.
    pub distance_ms: Millis,
}

/// A change that leads to another outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flip {
    pub outcome: Outcome,
    /// `had the agent said “早上好” 6.2 s earlier, at 0:12.3`.
    pub what: String,
    /// How much is otherwise, in tenths of seconds; what else counts for as much stands in `change`.
    pub cost: u32,
    pub changes: Vec<Change>,
}

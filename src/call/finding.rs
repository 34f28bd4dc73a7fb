//! What one rule says about one call, with the evidence it rests on.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::call::party::Party;
use crate::call::time::{Millis, Span};

/// What a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something has to be said or done.
    Require,
    /// Something must not happen.
    Forbid,
    /// Something worth knowing; costs nothing.
    Note,
}

/// How bad a violation is, for people who sort their work by it. Points are the scorecard's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Minor,
    Major,
    Critical,
}

/// The five things a rule can say about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A required thing was said in its window, or a forbidden one did not happen.
    Met,
    /// A forbidden thing happened, or a required one did not.
    Violated,
    /// The rule's trigger did not occur.
    NotApplicable,
    /// It cannot be known.
    NotEvaluable,
    /// A `note` rule found something worth knowing.
    Noted,
}

macro_rules! names {
    ($type:ty { $($variant:ident => $name:literal),+ $(,)? }) => {
        impl $type {
            pub const ALL: &'static [$type] = &[$(<$type>::$variant),+];

            /// As written in files, tables and JSON.
            pub fn name(self) -> &'static str {
                match self { $(<$type>::$variant => $name),+ }
            }

            /// The value with this name.
            pub fn named(name: &str) -> Option<$type> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

names!(Kind { Require => "require", Forbid => "forbid", Note => "note" });
names!(Severity { Info => "info", Minor => "minor", Major => "major", Critical => "critical" });
names!(Outcome {
    Met => "met",
    Violated => "violated",
    NotApplicable => "not_applicable",
    NotEvaluable => "not_evaluable",
    Noted => "noted",
});

/// How a phrase was found in what was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// The same text after folding (case, width, traditional characters, numbers, punctuation, fillers).
    Exact,
    /// A regular expression.
    Pattern,
    /// A sentence about the same as an example of the rule.
    Alike {
        /// How much of the example it has, in thousandths.
        likeness: u16,
    },
    /// A number, date or address of a known form; the phrase is the form's name.
    Entity,
    /// The same party had said nearly the same; the phrase is what it said the first time.
    Again {
        /// Which time this is.
        times: u32,
        /// How like the time before that comes closest, in thousandths.
        likeness: u16,
        /// When it was said the first time.
        first_ms: Millis,
    },
    /// Another party had said it; the phrase is what it said.
    ReadBack {
        /// When it was said first.
        first_ms: Millis,
    },
    /// Other words that sound like the phrase.
    SoundsLike {
        /// How far from it, in thirds of a syllable: 0 where only the writing differs.
        distance_thirds: u32,
    },
}

/// The closest thing to what was looked for and not found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearMiss {
    pub party: Party,
    #[serde(flatten)]
    pub span: Span,
    pub quote: String,
    /// The phrase it comes close to.
    pub phrase: String,
    /// Why it does not count: `said by the customer`, `said 6.0 s too late`, `2 characters differ`.
    pub why: String,
    /// Characters that differ between `phrase` and `quote` after folding; 0 where only party, place or time is wrong.
    pub distance: u32,
}

/// One thing a finding rests on. Times are from the start of the recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Evidence {
    /// Words that were said.
    Said {
        /// The condition that found it.
        condition: String,
        party: Party,
        #[serde(flatten)]
        span: Span,
        /// A slice of the utterance's text.
        quote: String,
        /// The phrase or pattern as the rule has it.
        phrase: String,
        matched: Matched,
        /// Its place in the transcript, counted from 0.
        utterance: u32,
    },
    /// Nobody spoke.
    Silence {
        condition: String,
        #[serde(flatten)]
        span: Span,
        /// Who spoke last before it; `None` at the start of the call.
        before: Option<Party>,
        /// Who spoke first after it; `None` at the end of the call.
        after: Option<Party>,
    },
    /// Both spoke at once.
    Overlap {
        condition: String,
        /// Who began while the other still spoke.
        party: Party,
        #[serde(flatten)]
        span: Span,
        /// What the interrupted party was saying.
        quote: String,
        utterance: u32,
    },
    /// Something measured on the call, or counted in a stretch of it.
    Measured {
        condition: String,
        #[serde(flatten)]
        span: Span,
        /// `agent spoke 312 characters a minute, at most 300 allowed`.
        what: String,
    },
    /// Something was looked for and not found.
    Missing {
        condition: String,
        /// `None` where anybody could have said it.
        party: Option<Party>,
        /// Where it was looked for.
        #[serde(flatten)]
        span: Span,
        /// How many utterances were read there.
        utterances: u32,
        /// What was looked for: the first phrases of the condition.
        looked_for: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nearest: Option<Box<NearMiss>>,
    },
    /// Something known of the call besides its sound was compared with what the rule is for, and does not fit.
    Compared {
        /// `queue`, `duration`, any column of the metadata.
        column: String,
        value: String,
        /// `one of sales, support`.
        wanted: String,
    },
    /// Why the outcome cannot be known.
    Unknown {
        /// `the agent's channel is not known`.
        missing: String,
    },
}

impl Evidence {
    /// Where it lies in the recording; `None` for what cannot be known and for what was compared.
    pub fn span(&self) -> Option<Span> {
        match self {
            Evidence::Said { span, .. }
            | Evidence::Silence { span, .. }
            | Evidence::Overlap { span, .. }
            | Evidence::Measured { span, .. }
            | Evidence::Missing { span, .. } => Some(*span),
            Evidence::Compared { .. } | Evidence::Unknown { .. } => None,
        }
    }

    /// Where it begins; what cannot be placed sorts last.
    pub fn start(&self) -> Millis {
        self.span().map_or(Millis::MAX, Span::start)
    }
}

/// What one rule says about one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: String,
    /// The rule's title, so that a stored finding reads without its pack.
    pub title: String,
    pub kind: Kind,
    pub outcome: Outcome,
    pub severity: Severity,
    pub evidence: Vec<Evidence>,
}

//! What the tests by theme share: packs of a few lines, and calls judged by them.

use super::*;
use crate::call::notation;
use crate::call::time::{Millis, Span};
use crate::call::transcript::Word;
use crate::scan::one_rule::{Lines, packed};
pub use crate::scan::one_rule::{check, finding, rule_set};

mod anchors;
mod calls;
mod evidence;
mod laws;
mod logic;
mod measures;
mod places;
mod sound;
mod sounds;
mod speech;
mod units;
mod windows;
mod words;

/// A pack of a few rules; `header` is added to its `pack.toml`.
pub fn pack_of(header: &str, rules: &[Lines<'_>]) -> RuleSet {
    packed(header, rules).unwrap_or_else(|faults| panic!("{}", faults[0].render()))
}

pub fn finding_of(rules: &RuleSet, metadata: &Call, call: &str) -> Finding {
    judge(rules, metadata, &notation::parse(call).unwrap()).remove(0)
}

/// A call of which each utterance is one word, as sure as said in thousandths.
pub fn understood(call: &str, confidences: &[u16]) -> Transcript {
    let mut transcript = notation::parse(call).unwrap();
    for (utterance, confidence) in transcript.utterances.iter_mut().zip(confidences) {
        let (text, span) = (utterance.text.clone(), utterance.span);
        utterance.words = vec![Word { text, span, confidence: Confidence::from_thousandths(*confidence) }];
    }
    transcript
}

/// The places and counts of all that was missing.
pub fn missing(found: &Finding) -> Vec<(Span, u32)> {
    let missing = found.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Missing { span, utterances, .. } => Some((*span, *utterances)),
        _ => None,
    });
    missing.collect()
}

/// What was measured or compared, in words.
pub fn told(found: &Finding) -> Vec<String> {
    let told = found.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Measured { what, .. } => Some(what.clone()),
        Evidence::Compared { column, value, wanted } => Some(format!("{column} {value}: {wanted}")),
        Evidence::Unknown { missing } => Some(missing.clone()),
        _ => None,
    });
    told.collect()
}

pub fn secs(from: u32, to: u32) -> Span {
    Span::between(Millis::from_secs(from), Millis::from_secs(to))
}

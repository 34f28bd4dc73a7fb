//! A place in a call that a condition found.

use std::ops::Range;

use crate::call::finding::{Evidence, Matched};
use crate::call::party::Party;
use crate::call::time::Span;
use crate::rules::scope::Unit;
use crate::scan::heard::Heard;

/// A place in a call that a condition found, with what will be shown for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which of the operator's phrases, counted from 0.
    pub item: u32,
    pub party: Party,
    pub span: Span,
    /// The utterance it begins in.
    pub utterance: u32,
    pub evidence: Evidence,
}

/// How a stretch of a passage is to be quoted.
pub struct Quoting<'a> {
    pub condition: &'a str,
    pub phrase: &'a str,
    pub matched: Matched,
    pub item: u32,
}

/// Stretches of what was said: utterances with bytes of their folded text, in the order in which they are quoted.
pub type Stretches = Vec<(usize, Range<usize>)>;

/// Stands in a quote where something is left out between two stretches.
pub const LEFT_OUT: &str = " … ";

impl Hit {
    /// A hit on words: bytes of the folded text of a unit, as [`Heard::text`] gives it.
    pub fn on_words(heard: &Heard<'_>, unit: Unit, passage: usize, range: Range<usize>, quoting: &Quoting<'_>) -> Hit {
        Hit::on_stretches(heard, &heard.parts_of(unit, passage, &range), quoting)
    }

    /// A hit on words that may stand apart.
    pub fn on_stretches(heard: &Heard<'_>, stretches: &[(usize, Range<usize>)], quoting: &Quoting<'_>) -> Hit {
        let said = stretches
            .iter()
            .map(|(utterance, range)| (*utterance, heard.lines[*utterance].folded.source(range.clone())));
        quote(heard, &said.collect::<Vec<_>>(), quoting)
    }

    /// A hit on bytes of the text of an utterance as it was written.
    pub fn on_source(heard: &Heard<'_>, utterance: usize, range: Range<usize>, quoting: &Quoting<'_>) -> Hit {
        quote(heard, &[(utterance, range)], quoting)
    }
}

/// Quotes bytes of utterances as they were written.
fn quote(heard: &Heard<'_>, parts: &[(usize, Range<usize>)], quoting: &Quoting<'_>) -> Hit {
    let mut text = String::new();
    let mut span: Option<Span> = None;
    for (utterance, source) in parts {
        let line = &heard.lines[*utterance];
        if !text.is_empty() {
            text.push_str(LEFT_OUT);
        }
        text.push_str(&line.utterance.text[source.clone()]);
        let said = line.span_of(source.clone());
        span = Some(span.map_or(said, |span| span.cover(said)));
    }
    let first = parts.first().map_or(0, |(utterance, _)| *utterance);
    let party = heard.lines.get(first).map_or(Party::Unknown, |line| line.utterance.party);
    let span = span.unwrap_or_default();
    let evidence = Evidence::Said {
        condition: quoting.condition.to_string(),
        party,
        span,
        quote: text,
        phrase: quoting.phrase.to_string(),
        matched: quoting.matched.clone(),
        utterance: first as u32,
    };
    Hit { item: quoting.item, party, span, utterance: first as u32, evidence }
}

//! The nearest miss: what comes closest to something that was looked for and not found.

use std::ops::Range;

use crate::call::finding::{Evidence, NearMiss};
use crate::call::time::Span;
use crate::scan::answer::Answer;
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::lack::Lack;
use crate::scan::ruleset::CompiledCondition;
use crate::text::distance;

/// A phrase counts as nearly said when at most a third of its characters differ.
const MAX_SHARE: usize = 3;
/// Shorter phrases come close to half of all talk.
const LEAST_LENGTH: usize = 4;

/// What comes closest: the words said by the wrong party or at the wrong time, else words that are nearly right.
pub fn nearest(heard: &Heard<'_>, asked: &CompiledCondition, answer: &Answer) -> Option<NearMiss> {
    let elsewhere = closest(answer.outside.iter(), answer.window);
    match elsewhere {
        Some(hit) => misplaced(hit, asked, answer.window),
        None => misspoken(heard, asked, answer.window, &answer.hits),
    }
}

/// What comes closest to a place that needs a hit of its own. Near an anchor's hit that may be what lies near another; in
/// one unit of many only its own words count.
pub fn nearest_to(heard: &Heard<'_>, asked: &CompiledCondition, answer: &Answer, lack: &Lack) -> Option<NearMiss> {
    let others = || answer.outside.iter().chain(&answer.hits);
    match lack.anchor_hit.and_then(|_| closest(others(), lack.span)) {
        Some(hit) => misplaced(hit, asked, lack.span),
        None => misspoken(heard, asked, lack.span, &[]),
    }
}

fn closest<'h>(hits: impl Iterator<Item = &'h Hit>, window: Span) -> Option<&'h Hit> {
    hits.min_by_key(|hit| (distance_in_time(hit.span, window), hit.span))
}

fn distance_in_time(span: Span, window: Span) -> u32 {
    let (early, late) = (window.start() - span.end(), span.start() - window.end());
    early.0.max(late.0)
}

fn misplaced(hit: &Hit, asked: &CompiledCondition, window: Span) -> Option<NearMiss> {
    let Evidence::Said { quote, phrase, .. } = &hit.evidence else { return None };
    let (early, late) = (window.start() - hit.span.end(), hit.span.start() - window.end());
    let why = if !asked.scope.parties.contains(&hit.party) {
        format!("said by the {}", hit.party)
    } else if early.0 > 0 {
        format!("said {:.1} s too early", early.as_secs_f64())
    } else if late.0 > 0 {
        format!("said {:.1} s too late", late.as_secs_f64())
    } else {
        "said in the wrong place".to_string()
    };
    Some(NearMiss { party: hit.party, span: hit.span, quote: quote.clone(), phrase: phrase.clone(), why, distance: 0 })
}

/// Words that are nearly a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misspeaking {
    /// The utterance they stand in, and where in its text.
    pub utterance: usize,
    pub bytes: Range<usize>,
    /// Which phrase of the condition.
    pub item: usize,
    /// Characters that differ, of so many that the phrase has.
    pub differ: usize,
    pub length: usize,
}

/// Words that are nearly right; of several that are wanted, not those that were said.
pub fn misspoken(heard: &Heard<'_>, asked: &CompiledCondition, window: Span, said: &[Hit]) -> Option<NearMiss> {
    if let Some(miss) = asked.condition.near_miss(heard, window, &asked.scope.parties) {
        return Some(miss);
    }
    let all = misspeakings(heard, asked, window, said).into_iter();
    // Compared as shares of the phrase's length, without fractions: a/b < c/d where a*d < c*b. The first of equals wins.
    let best = all.min_by(|a, b| (a.differ * b.length).cmp(&(b.differ * a.length)))?;
    let line = &heard.lines[best.utterance];
    Some(NearMiss {
        party: line.utterance.party,
        span: line.span_of(best.bytes.clone()),
        quote: line.utterance.text[best.bytes].to_string(),
        phrase: asked.condition.phrases()[best.item].written.clone(),
        why: format!("{} of {} characters differ", best.differ, best.length),
        distance: best.differ as u32,
    })
}

/// All words of the asked parties in a stretch of the call that are nearly right, the best place in each utterance for each
/// phrase that was not said.
pub fn misspeakings(heard: &Heard<'_>, asked: &CompiledCondition, window: Span, said: &[Hit]) -> Vec<Misspeaking> {
    let mut found = Vec::new();
    for (utterance, line) in heard.within(window, &asked.scope.parties) {
        for (item, phrase) in asked.condition.phrases().iter().enumerate() {
            if said.iter().any(|hit| hit.item as usize == item) {
                continue;
            }
            let length = phrase.folded.chars().count();
            let Some((differ, range)) = distance::nearest(&phrase.folded, line.folded.text()) else { continue };
            if length < LEAST_LENGTH || differ * MAX_SHARE > length || range.is_empty() {
                continue;
            }
            found.push(Misspeaking { utterance, bytes: line.folded.source(range), item, differ, length });
        }
    }
    found
}

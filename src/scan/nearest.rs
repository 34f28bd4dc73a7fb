//! The nearest miss: what comes closest to something that was looked for and not found.

use crate::call::finding::{Evidence, NearMiss};
use crate::call::time::Span;
use crate::scan::answer::Answer;
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::ruleset::CompiledCondition;
use crate::text::distance;

/// A phrase counts as nearly said when at most a third of its characters differ.
const MAX_SHARE: usize = 3;
/// Shorter phrases come close to half of all talk.
const LEAST_LENGTH: usize = 4;

/// What comes closest: the words said by the wrong party or at the wrong time, else words that are nearly right.
pub fn nearest(heard: &Heard<'_>, asked: &CompiledCondition, answer: &Answer) -> Option<NearMiss> {
    let elsewhere = answer.outside.iter().min_by_key(|hit| (distance_in_time(hit.span, answer.window), hit.span));
    match elsewhere {
        Some(hit) => misplaced(hit, asked, answer),
        None => asked
            .condition
            .near_miss(heard, answer.window, &asked.scope.parties)
            .or_else(|| misspoken(heard, asked, answer)),
    }
}

fn distance_in_time(span: Span, window: Span) -> u32 {
    let (early, late) = (window.start() - span.end(), span.start() - window.end());
    early.0.max(late.0)
}

fn misplaced(hit: &Hit, asked: &CompiledCondition, answer: &Answer) -> Option<NearMiss> {
    let Evidence::Said { quote, phrase, .. } = &hit.evidence else { return None };
    let (early, late) = (answer.window.start() - hit.span.end(), hit.span.start() - answer.window.end());
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

fn misspoken(heard: &Heard<'_>, asked: &CompiledCondition, answer: &Answer) -> Option<NearMiss> {
    let mut best: Option<(usize, usize, NearMiss)> = None;
    for (_, line) in heard.within(answer.window, &asked.scope.parties) {
        for (item, phrase) in asked.condition.phrases().iter().enumerate() {
            // Of several phrases that are wanted, what was said is no miss.
            if answer.hits.iter().any(|hit| hit.item as usize == item) {
                continue;
            }
            let length = phrase.folded.chars().count();
            let Some((differ, range)) = distance::nearest(&phrase.folded, line.folded.text()) else { continue };
            // Compared as shares of the phrase's length, without fractions: a/b < c/d where a*d < c*b.
            let is_better = best.as_ref().is_none_or(|(least, of, _)| differ * of < least * length);
            if length < LEAST_LENGTH || differ * MAX_SHARE > length || range.is_empty() || !is_better {
                continue;
            }
            let source = line.folded.source(range);
            let miss = NearMiss {
                party: line.utterance.party,
                span: line.span_of(source.clone()),
                quote: line.utterance.text[source].to_string(),
                phrase: phrase.written.clone(),
                why: format!("{differ} of {length} characters differ"),
                distance: differ as u32,
            };
            best = Some((differ, length, miss));
        }
    }
    best.map(|(_, _, miss)| miss)
}

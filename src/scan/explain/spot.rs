//! The words of a hit in the text of an utterance.

use std::ops::Range;

use crate::call::finding::Evidence;
use crate::scan::heard::Heard;
use crate::scan::hit::{Hit, LEFT_OUT};

/// The first words of a hit: the utterance they are in, where in its text, and the words. `None` where it is not about words.
pub fn words_of(heard: &Heard<'_>, hit: &Hit) -> Option<(u32, Range<usize>, String)> {
    let Evidence::Said { quote, utterance, .. } = &hit.evidence else { return None };
    let line = heard.lines.get(*utterance as usize)?;
    let first = quote.split(LEFT_OUT).next().filter(|first| !first.is_empty())?;
    let places = line.utterance.text.match_indices(first).map(|(at, _)| at..at + first.len());
    // The same words may be said twice in one breath: those that begin when the hit does.
    let place = places.min_by_key(|place| {
        let start = line.span_of(place.clone()).start();
        start.0.abs_diff(hit.span.start().0)
    })?;
    Some((*utterance, place, first.to_string()))
}

/// What a hit is called by: its words, else what was measured is not quoted.
pub fn quote_of(hit: &Hit) -> String {
    match &hit.evidence {
        Evidence::Said { quote, .. } => quote.clone(),
        _ => String::new(),
    }
}

//! Makes changes to a transcript.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::call::transcript::{Activity, Confidence, LEVEL_FRAME, NO_LEVEL, Transcript, Utterance, Word};
use crate::scan::explain::change::Change;

/// How long an added character takes: between the four Han characters and the fifteen letters that people say a second.
const CHARACTER: u32 = 150;

/// The transcript with these changes; `None` where they cannot be made together. Places are those of the transcript as it is.
pub fn changed(transcript: &Transcript, changes: &[Change]) -> Option<Transcript> {
    let mut changed = transcript.clone();
    edit_words(&mut changed, changes)?;
    for change in changes {
        match change {
            Change::Moved { utterance, from, to, .. } => shift(&mut changed, *utterance as usize, *from, *to)?,
            Change::SaidBy { utterance, to, .. } => changed.utterances.get_mut(*utterance as usize)?.party = *to,
            Change::Added { party, text, at, utterance } => match utterance {
                Some(utterance) => append(changed.utterances.get_mut(*utterance as usize)?, text),
                None => insert(&mut changed, *party, text, *at),
            },
            _ => {}
        }
    }
    for change in changes {
        match change {
            Change::Lasting { span, to, .. } => stretch(&mut changed, *span, *to)?,
            Change::Louder { party, span, decibels } => louder(&mut changed, *party, *span, *decibels),
            _ => {}
        }
    }
    changed.utterances.retain(|utterance| !utterance.text.trim().is_empty());
    let last = changed.utterances.iter().map(|utterance| utterance.span.end()).max();
    changed.duration_ms = changed.duration_ms.max(last.unwrap_or_default());
    changed.sort();
    Some(changed)
}

/// Puts words right and leaves words out, the last of an utterance first.
fn edit_words(transcript: &mut Transcript, changes: &[Change]) -> Option<()> {
    let mut edits: BTreeMap<u32, Vec<(Range<usize>, &str)>> = BTreeMap::new();
    for change in changes {
        match change {
            Change::PutRight { utterance, bytes, phrase, .. } => {
                edits.entry(*utterance).or_default().push((bytes.clone(), phrase));
            }
            Change::Removed { utterance, bytes, .. } => edits.entry(*utterance).or_default().push((bytes.clone(), "")),
            _ => {}
        }
    }
    for (utterance, mut edits) in edits {
        edits.sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
        let mut apart: Vec<(Range<usize>, &str)> = Vec::new();
        for (bytes, text) in edits {
            match apart.last_mut().filter(|(before, _)| bytes.start < before.end) {
                Some((before, other)) if other.is_empty() && text.is_empty() => before.end = before.end.max(bytes.end),
                Some(_) => return None,
                None => apart.push((bytes, text)),
            }
        }
        let said = transcript.utterances.get_mut(utterance as usize)?;
        said.original = None;
        for (bytes, text) in apart.into_iter().rev() {
            edit(said, bytes, text)?;
        }
    }
    Some(())
}

/// Puts a text in the place of some bytes of an utterance, and one word in that of the words there.
fn edit(said: &mut Utterance, bytes: Range<usize>, text: &str) -> Option<()> {
    said.text.get(bytes.clone())?;
    let mut from = 0;
    let (mut kept, mut gone, mut place) = (Vec::with_capacity(said.words.len()), Vec::new(), None);
    for word in said.words.drain(..) {
        let at = said.text[from..].find(&word.text).map(|at| from + at..from + at + word.text.len());
        let is_gone = at.as_ref().is_some_and(|at| at.start < bytes.end && bytes.start < at.end);
        from = at.map_or(from, |at| at.end);
        match is_gone {
            true => {
                place.get_or_insert(kept.len());
                gone.push(word);
            }
            false => kept.push(word),
        }
    }
    let heard = gone.iter().map(|word| word.span).reduce(Span::cover);
    if let (Some(place), Some(span), false) = (place, heard, text.is_empty()) {
        let confidence = gone.iter().map(|word| word.confidence).max().unwrap_or(Confidence::CERTAIN);
        kept.insert(place, Word { text: text.trim().to_string(), span, confidence });
    }
    said.words = kept;
    said.text.replace_range(bytes, text);
    Some(())
}

fn append(said: &mut Utterance, text: &str) {
    let is_han = said.text.chars().next_back().is_some_and(|c| c >= '\u{2E80}');
    said.text.push_str(if is_han { "，" } else { ", " });
    said.text.push_str(text);
    said.original = None;
    if let Some(last) = said.words.last() {
        let span = Span::between(last.span.end().min(said.span.end()), said.span.end());
        said.words.push(Word { text: text.to_string(), span, confidence: Confidence::CERTAIN });
    }
}

fn insert(transcript: &mut Transcript, party: Party, text: &str, at: Millis) {
    let span = Span::lasting(at, Millis(text.chars().count() as u32 * CHARACTER));
    let channel = transcript.utterances.iter().find(|said| said.party == party).map_or(0, |said| said.channel);
    let text = text.to_string();
    transcript.utterances.push(Utterance { party, channel, span, text, original: None, words: Vec::new() });
    for activity in transcript.activity.iter_mut().filter(|activity| activity.party == party).take(1) {
        add_speech(activity, [span]);
    }
}

/// Moves an utterance with its words, and what the detector heard of it.
fn shift(transcript: &mut Transcript, utterance: usize, from: Millis, to: Millis) -> Option<()> {
    let moved = |span: Span| match to >= from {
        true => Span::between(span.start() + (to - from), span.end() + (to - from)),
        false => Span::between(span.start() - (from - to), span.end() - (from - to)),
    };
    let said = transcript.utterances.get_mut(utterance)?;
    let (old, channel) = (said.span, said.channel);
    said.span = moved(old);
    said.words.iter_mut().for_each(|word| word.span = moved(word.span));
    for activity in transcript.activity.iter_mut().filter(|activity| activity.channel == channel) {
        let own: Vec<Span> = activity.spans.iter().filter_map(|span| span.overlap(old)).collect();
        let rest = activity.spans.iter().flat_map(|span| {
            let before = Span::between(span.start(), span.end().min(old.start()).max(span.start()));
            let after = Span::between(span.start().max(old.end()).min(span.end()), span.end());
            [before, after].into_iter().filter(|span| !span.is_empty())
        });
        activity.spans = rest.collect();
        add_speech(activity, own.into_iter().map(moved));
    }
    Some(())
}

/// Adds spans, in order and joined where they touch. A channel in which nothing was detected stays so.
fn add_speech(activity: &mut Activity, spans: impl IntoIterator<Item = Span>) {
    let mut all: Vec<Span> = std::mem::take(&mut activity.spans);
    all.extend(spans);
    all.sort();
    for span in all {
        match activity.spans.last_mut().filter(|last| span.start() <= last.end()) {
            Some(last) => *last = last.cover(span),
            None => activity.spans.push(span),
        }
    }
}

/// Makes a stretch of the call last as long as `to`.
fn stretch(transcript: &mut Transcript, span: Span, to: Millis) -> Option<()> {
    if span.is_empty() {
        return None;
    }
    let scaled = |time: Millis, from: Millis, to: Millis| {
        Millis((u64::from(time.0) * u64::from(to.0) / u64::from(from.0)) as u32)
    };
    let later = |at: Millis| match at {
        at if at <= span.start() => at,
        at if at >= span.end() => span.start() + to + (at - span.end()),
        at => span.start() + scaled(at - span.start(), span.length(), to),
    };
    let moved = |span: Span| Span::between(later(span.start()), later(span.end()));
    for said in &mut transcript.utterances {
        said.span = moved(said.span);
        said.words.iter_mut().for_each(|word| word.span = moved(word.span));
    }
    transcript.duration_ms = later(transcript.duration_ms);
    let end = span.start() + to;
    // Where the sound of a time of the changed call comes from.
    let source = |at: Millis| match at {
        at if at < span.start() => at,
        at if at >= end => span.end() + (at - end),
        at => span.start() + scaled(at - span.start(), to, span.length()),
    };
    for activity in &mut transcript.activity {
        activity.spans.iter_mut().for_each(|span| *span = moved(*span));
        if activity.levels.is_empty() {
            continue;
        }
        let frames = transcript.duration_ms.0.div_ceil(LEVEL_FRAME.0);
        let level = |frame: u32| {
            let middle = source(Millis(frame * LEVEL_FRAME.0 + LEVEL_FRAME.0 / 2));
            activity.levels.get((middle.0 / LEVEL_FRAME.0) as usize).copied().unwrap_or(NO_LEVEL)
        };
        activity.levels = (0..frames).map(level).collect();
    }
    Some(())
}

fn louder(transcript: &mut Transcript, party: Party, span: Span, decibels: i32) {
    for activity in transcript.activity.iter_mut().filter(|activity| activity.party == party) {
        for (frame, level) in activity.levels.iter_mut().enumerate() {
            let own = Span::lasting(Millis(frame as u32 * LEVEL_FRAME.0), LEVEL_FRAME);
            if *level != NO_LEVEL && own.overlap(span).is_some() {
                // One above the value that says nothing was measured.
                *level = (i32::from(*level) + decibels).clamp(i32::from(NO_LEVEL) + 1, 0) as i8;
            }
        }
    }
}

//! Changes to what was said that may make a condition hold, or keep it from holding.

use std::ops::Range;

use crate::call::finding::Evidence;
use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::scan::answer::{Answer, Truth};
use crate::scan::explain::change::{Change, STEP};
use crate::scan::explain::search::Candidate;
use crate::scan::explain::spot::{quote_of, words_of};
use crate::scan::explain::subject::Subject;
use crate::scan::hit::Hit;
use crate::scan::lack::Lack;
use crate::scan::lexicon::is_word_character;
use crate::scan::nearest::misspeakings;
use crate::scan::ruleset::CompiledCondition;
use crate::text::fold::fold;
use crate::text::sound::allowance::budget;
use crate::text::sound::confusable::Confusables;
use crate::text::sound::index::SoundIndex;
use crate::text::sound::sounds::Sounds;

/// Hits of a condition that are looked at one by one.
const HITS: usize = 6;
/// Near misses of a condition that are put right.
const NEARLY: usize = 6;
/// Syllables that may differ in what sounds like a phrase; never more than a third of it.
const SYLLABLES: u8 = 2;
/// Phrases of a list that are said in addition; the first ones are those its author thought of first.
const PHRASES: usize = 4;
/// As many phrases together: some conditions want several.
const TOGETHER: usize = 8;
/// Places without a hit of their own that are filled one by one.
const LACKS: usize = 4;

/// What may be otherwise about what was said, for one condition. `sayings`: what it is known to find.
pub fn candidates(subject: &Subject<'_, '_>, number: usize, sayings: &[String]) -> Vec<Candidate> {
    let (asked, answer) = (&subject.rule.conditions[number], &subject.answers[number]);
    if !answer.elsewhere.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<Vec<Change>> = Vec::new();
    let has_enough = (answer.truth == Truth::Holds) != asked.condition.is_absence();
    if !answer.hits.is_empty() {
        all.extend(without(subject, &answer.hits));
        all.extend(answer.hits.iter().take(HITS).filter_map(|hit| by_another(subject, asked, hit)));
    }
    if !has_enough && asked.condition.reads_words() {
        all.extend(answer.outside.iter().take(HITS).filter_map(|hit| by_the_right_one(subject, asked, hit)));
        all.extend(put_right(subject, asked, answer));
        let lacking = answer.places.iter().flat_map(|places| places.lacking.iter().take(LACKS));
        let spans: Vec<Span> = lacking.map(|Lack { span, .. }| *span).collect();
        let spans = if spans.is_empty() { vec![answer.window] } else { spans };
        for span in spans {
            all.extend(said_in(subject, asked, answer, span, sayings));
        }
    }
    all.extend(subject.excusable(number).into_iter().take(HITS).flat_map(|hit| {
        let before = Millis(hit.span.start().0.saturating_sub(STEP.0));
        texts(asked, answer, sayings)
            .into_iter()
            .flat_map(move |text| [before, hit.span.end()].map(|at| (text.clone(), at)))
            .filter_map(|(text, at)| {
                Some(vec![Change::Added { party: subject.speaker(asked)?, text, at, utterance: None }])
            })
    }));
    all.into_iter().map(|changes| Candidate { condition: number, changes }).collect()
}

/// The first hit not said, the first two, … all of them.
fn without(subject: &Subject<'_, '_>, hits: &[Hit]) -> Vec<Vec<Change>> {
    let mut changes: Vec<Change> = Vec::new();
    let mut all = Vec::new();
    for hit in hits {
        let Some((utterance, bytes, quote)) = words_of(subject.heard, hit) else { return Vec::new() };
        let removed = |change: &Change| {
            matches!(change, Change::Removed { utterance: other, bytes: words, .. }
            if *other == utterance && words.start < bytes.end && bytes.start < words.end)
        };
        // What overlaps is gone with the other.
        if !changes.iter().any(removed) {
            changes.push(Change::Removed { utterance, party: hit.party, quote, at: hit.span.start(), bytes });
        }
        if all.last() != Some(&changes) {
            all.push(changes.clone());
        }
    }
    // A later one alone: which of several matters depends on what else is near.
    let singles = changes.iter().skip(1).take(HITS).map(|change| vec![change.clone()]);
    all.extend(singles.collect::<Vec<_>>());
    all
}

fn said_by(subject: &Subject<'_, '_>, hit: &Hit, to: Party) -> Vec<Change> {
    let line = subject.heard.lines.get(hit.utterance as usize);
    let (quote, at) = line
        .map_or((quote_of(hit), hit.span.start()), |line| (line.utterance.text.clone(), line.utterance.span.start()));
    vec![Change::SaidBy { utterance: hit.utterance, quote, at, from: hit.party, to }]
}

fn by_another(subject: &Subject<'_, '_>, asked: &CompiledCondition, hit: &Hit) -> Option<Vec<Change>> {
    words_of(subject.heard, hit)?;
    let other = [Party::Agent, Party::Customer].into_iter().find(|party| !asked.scope.parties.contains(party))?;
    Some(said_by(subject, hit, other))
}

fn by_the_right_one(subject: &Subject<'_, '_>, asked: &CompiledCondition, hit: &Hit) -> Option<Vec<Change>> {
    let is_wrong = !asked.scope.parties.contains(&hit.party);
    let to = subject.speaker(asked).filter(|_| is_wrong)?;
    words_of(subject.heard, hit)?;
    Some(said_by(subject, hit, to))
}

/// What is nearly a phrase, by its letters or by its sound, said right.
fn put_right(subject: &Subject<'_, '_>, asked: &CompiledCondition, answer: &Answer) -> Vec<Vec<Change>> {
    let (heard, phrases) = (subject.heard, asked.condition.phrases());
    let mut nearly: Vec<(usize, usize, Range<usize>, Option<u32>)> = Vec::new();
    for miss in misspeakings(heard, asked, answer.window, &answer.hits) {
        nearly.push((miss.utterance, miss.item, miss.bytes, None));
    }
    let sounds = phrases.iter().map(|phrase| {
        let sounds = Sounds::of(&phrase.folded);
        let budget = budget(&sounds, SYLLABLES).unwrap_or(0);
        (sounds, budget)
    });
    let index = SoundIndex::of(sounds, Confusables::built_in());
    for (utterance, line) in heard.within(answer.window, &asked.scope.parties) {
        for found in index.search(&Sounds::of(line.folded.text())) {
            let bytes = line.folded.source(found.range);
            nearly.push((utterance, found.phrase as usize, bytes, Some(found.distance)));
        }
    }
    let is_said = |item: usize| answer.hits.iter().any(|hit| hit.item as usize == item);
    let changes =
        nearly.into_iter().filter(|(_, item, ..)| !is_said(*item)).filter_map(|(utterance, item, bytes, thirds)| {
            let (line, phrase) = (&heard.lines[utterance], phrases.get(item)?);
            let bytes = whole_words(&line.utterance.text, bytes);
            let quote = line.utterance.text.get(bytes.clone())?.to_string();
            let characters = strsim::levenshtein(&phrase.folded, fold(&quote).text()) as u32;
            let at = line.span_of(bytes.clone()).start();
            let (party, phrase) = (line.utterance.party, phrase.written.clone());
            (characters > 0).then_some(Change::PutRight {
                utterance: utterance as u32,
                party,
                quote,
                at,
                phrase,
                characters,
                thirds,
                bytes,
            })
        });
    let mut changes: Vec<Change> = changes.collect();
    changes.sort_by_key(|change| (change.cost(), change.place()));
    changes.truncate(NEARLY);
    changes.into_iter().map(|change| vec![change]).collect()
}

/// Bytes of a text with the rest of the Latin words that they begin and end in.
fn whole_words(text: &str, bytes: Range<usize>) -> Range<usize> {
    let before = text[..bytes.start].char_indices().rev().take_while(|(_, c)| is_word_character(*c)).last();
    let after = text[bytes.end..].chars().take_while(|c| is_word_character(*c)).map(char::len_utf8).sum::<usize>();
    let is_latin = |c: Option<char>| c.is_some_and(is_word_character);
    let start = before.filter(|_| is_latin(text[bytes.start..].chars().next())).map_or(bytes.start, |(at, _)| at);
    let end = if is_latin(text[..bytes.end].chars().next_back()) { bytes.end + after } else { bytes.end };
    start..end
}

/// What may be said in addition: a phrase, several, or what the rule's own examples say.
fn texts(asked: &CompiledCondition, answer: &Answer, sayings: &[String]) -> Vec<String> {
    let is_new = |item: usize| !answer.hits.iter().any(|hit| hit.item as usize == item);
    let phrases = asked.condition.phrases().iter().enumerate().filter(|(item, _)| is_new(*item));
    let phrases: Vec<&str> = phrases.map(|(_, phrase)| phrase.written.as_str()).take(TOGETHER).collect();
    if phrases.is_empty() {
        return sayings.to_vec();
    }
    let mut texts: Vec<String> = phrases.iter().take(PHRASES).map(|phrase| phrase.to_string()).collect();
    texts.extend((2..=phrases.len()).map(|count| phrases[..count].join(", ")));
    texts.extend(sayings.first().cloned());
    texts
}

/// Texts said in a stretch of the call: at the end of the speaker's last utterance there, else on their own.
fn said_in(
    subject: &Subject<'_, '_>,
    asked: &CompiledCondition,
    answer: &Answer,
    span: Span,
    sayings: &[String],
) -> Vec<Vec<Change>> {
    let Some(party) = subject.speaker(asked) else { return Vec::new() };
    let speaker = [party];
    let own: Vec<(usize, Span)> =
        subject.heard.within(span, &speaker).map(|(number, line)| (number, line.utterance.span)).collect();
    let mut places: Vec<(Option<u32>, Millis)> = Vec::new();
    let whole = own.iter().rev().find(|(_, said)| span.start() <= said.start() && said.end() <= span.end());
    for (number, said) in whole.into_iter().chain(own.first()).chain(own.last()) {
        places.push((Some(*number as u32), said.end()));
    }
    places.extend(whole.map(|(_, said)| (None, said.end())));
    if let Some(near) = subject.anchor(asked) {
        places.extend(near.hits().iter().take(HITS).map(|hit| (None, hit.span.end())));
    }
    let middle = Millis(span.start().0 + span.length().0 / 2);
    places.extend([(None, span.start()), (None, middle)]);
    places.dedup();
    let texts = texts(asked, answer, sayings);
    let added = texts.iter().flat_map(|text| {
        places.iter().map(move |(utterance, at)| {
            vec![Change::Added { party, text: text.clone(), at: *at, utterance: *utterance }]
        })
    });
    added.collect()
}

/// Whether a hit is on words.
pub fn is_said(hit: &Hit) -> bool {
    matches!(hit.evidence, Evidence::Said { .. })
}

//! Changes that can be made a little or a lot: words moved in time, stretches that last longer or shorter, louder or softer
//! speech. How much is found by trying.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::scan::explain::change::{Change, STEP, Stretch};
use crate::scan::explain::subject::Subject;
use crate::scan::explain::wordings::is_said;
use crate::scan::hit::Hit;
use crate::scan::ruleset::CompiledCondition;

/// A change with how much of it there is left open.
#[derive(Clone, Debug)]
pub struct Slide {
    pub condition: usize,
    what: What,
    towards: Towards,
    /// How much is tried, in steps, the least first.
    pub amounts: Vec<u32>,
}

#[derive(Clone, Debug)]
enum What {
    Move { utterance: u32, party: Party, quote: String, from: Millis },
    Last { stretch: Stretch, span: Span },
    Level { party: Party, span: Span },
}

/// Earlier, shorter, softer; or later, longer, louder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Towards {
    Less,
    More,
}

const BOTH: [Towards; 2] = [Towards::Less, Towards::More];

/// Hits of a condition that are moved, inside its scope and outside.
const HITS: usize = 5;
/// Utterances on either side of a hit whose ends are tried as places for it.
const NEIGHBOURS: usize = 8;
/// Stretches of a call that are made longer and shorter where nothing was measured yet.
const STRETCHES: usize = 5;
/// The most that anything is moved or stretched by: ten minutes, in steps.
const MOST: u32 = 6_000;
/// The most that anything is louder or softer by.
const MOST_DECIBELS: u32 = 60;

impl Slide {
    /// The change by so many steps; `None` where it cannot be made.
    pub fn by(&self, steps: u32) -> Option<Change> {
        let moved = |at: Millis| {
            let distance = steps.checked_mul(STEP.0)?;
            let to = match self.towards {
                Towards::Less => at.0.checked_sub(distance)?,
                Towards::More => at.0.checked_add(distance)?,
            };
            Some(Millis(to))
        };
        Some(match &self.what {
            What::Move { utterance, party, quote, from } => Change::Moved {
                utterance: *utterance,
                party: *party,
                quote: quote.clone(),
                from: *from,
                to: moved(*from)?,
            },
            What::Last { stretch, span } => {
                Change::Lasting { stretch: *stretch, span: *span, from: span.length(), to: moved(span.length())? }
            }
            What::Level { party, span } => {
                let steps = i32::try_from(steps).ok()?;
                let decibels = if self.towards == Towards::Less { -steps } else { steps };
                Change::Louder { party: *party, span: *span, decibels }
            }
        })
    }
}

/// What of a call may be otherwise by a little or a lot, for one condition.
pub fn slides(subject: &Subject<'_, '_>, number: usize) -> Vec<Slide> {
    let (asked, answer) = (&subject.rule.conditions[number], &subject.answers[number]);
    if !answer.elsewhere.is_empty() {
        return Vec::new();
    }
    let hits = || answer.hits.iter().take(HITS).chain(answer.outside.iter().take(HITS));
    let whats: Vec<(What, BTreeSet<u32>)> = match asked.condition.reads_words() {
        true => hits().filter(|hit| is_said(hit)).map(|hit| moving(subject, asked, hit)).collect(),
        false => {
            let mut found: Vec<What> = hits().map(|hit| measured(subject, asked, hit)).collect();
            if found.is_empty() {
                found = unmeasured(subject, asked);
            }
            found.into_iter().map(|what| (what, BTreeSet::new())).collect()
        }
    };
    let all = whats.into_iter().flat_map(|(what, steps)| BOTH.map(|towards| (what.clone(), steps.clone(), towards)));
    all.map(|(what, steps, towards)| Slide { condition: number, amounts: amounts(&what, steps), what, towards })
        .collect()
}

/// Steps of every size, and those that bring it to a place that matters.
fn amounts(what: &What, mut steps: BTreeSet<u32>) -> Vec<u32> {
    let most = match what {
        What::Level { .. } => MOST_DECIBELS,
        _ => MOST,
    };
    steps.extend((0..).map(|power| 1u32 << power).take_while(|step| *step <= most));
    steps.into_iter().filter(|step| (1..=most).contains(step)).collect()
}

/// An utterance that is moved, with how far it is to where windows, reaches and other utterances begin and end.
fn moving(subject: &Subject<'_, '_>, asked: &CompiledCondition, hit: &Hit) -> (What, BTreeSet<u32>) {
    let heard = subject.heard;
    let said = heard.lines.get(hit.utterance as usize).map_or(hit.span, |line| line.utterance.span);
    let window = subject.window(asked);
    let mut places = vec![window.start(), window.end()];
    for near in [subject.anchor(asked), subject.exception(asked)].into_iter().flatten() {
        for anchor in near.hits().iter().take(HITS) {
            let reach = near.reach(heard, anchor, heard.whole());
            places.extend([reach.start(), reach.end(), anchor.span.start(), anchor.span.end()]);
        }
    }
    let own = hit.utterance as usize;
    let neighbours = own.saturating_sub(NEIGHBOURS)..(own + NEIGHBOURS + 1).min(heard.lines.len());
    places.extend(
        heard.lines[neighbours].iter().flat_map(|line| [line.utterance.span.start(), line.utterance.span.end()]),
    );
    let ends = [hit.span.start(), hit.span.end(), said.start(), said.end()];
    let steps = places.iter().flat_map(|place| {
        ends.iter().flat_map(|end| {
            let distance = place.0.abs_diff(end.0);
            let step = distance.div_ceil(STEP.0);
            [step, step + 1]
        })
    });
    let quote = heard.lines.get(own).map_or(String::new(), |line| line.utterance.text.clone());
    let what = What::Move { utterance: hit.utterance, party: hit.party, quote, from: said.start() };
    (what, steps.collect())
}

/// What makes a hit on time or sound smaller or larger.
fn measured(subject: &Subject<'_, '_>, asked: &CompiledCondition, hit: &Hit) -> What {
    match asked.operator {
        "interruption" => interrupting(subject, hit.party, hit.span),
        "loudness" => What::Level { party: hit.party, span: hit.span },
        "hang_up" => lasting(subject, after_the_last_word(subject)),
        _ => lasting(subject, hit.span),
    }
}

/// What may come to be found: the longest silences, the fastest utterances, the whole recording; the loudest are as good as
/// any.
fn unmeasured(subject: &Subject<'_, '_>, asked: &CompiledCondition) -> Vec<What> {
    let heard = subject.heard;
    let mut own: Vec<(usize, Span)> = heard
        .within(heard.whole(), &asked.scope.parties)
        .map(|(_, line)| (line.utterance.text.chars().count(), line.utterance.span))
        .collect();
    own.sort_by_key(|(characters, span)| (Reverse(*characters), *span));
    let spans: Vec<Span> = own.into_iter().map(|(_, span)| span).take(STRETCHES).collect();
    match asked.operator {
        "interruption" => {
            let beginning = heard.lines.windows(2).filter(|pair| {
                let (before, after) = (pair[0].utterance, pair[1].utterance);
                before.party != after.party && asked.scope.parties.contains(&after.party)
            });
            let mut beginning: Vec<(Reverse<Millis>, Party, Span)> = beginning
                .map(|pair| (Reverse(pair[0].utterance.span.length()), pair[1].utterance.party, pair[1].utterance.span))
                .collect();
            beginning.sort();
            beginning.into_iter().take(STRETCHES).map(|(_, party, span)| interrupting(subject, party, span)).collect()
        }
        "loudness" => {
            let parties = asked.scope.parties.iter().copied().filter(|party| heard.hears(*party));
            parties.flat_map(|party| spans.iter().map(move |span| What::Level { party, span: *span })).collect()
        }
        _ => {
            let mut silences: Vec<Span> = heard.silences.iter().map(|silence| silence.span).collect();
            silences.sort_by_key(|span| (Reverse(span.length()), *span));
            silences.truncate(STRETCHES);
            let whole = Span::between(Millis::ZERO, heard.transcript.duration_ms);
            let all = silences.into_iter().chain(spans).chain([after_the_last_word(subject), whole]);
            all.filter(|span| !span.is_empty()).map(|span| lasting(subject, span)).collect()
        }
    }
}

/// The utterance of a party that begins where an overlap does.
fn interrupting(subject: &Subject<'_, '_>, party: Party, overlap: Span) -> What {
    let own = subject.heard.lines.iter().enumerate().filter(|(_, line)| line.utterance.party == party);
    let nearest = own.min_by_key(|(_, line)| line.utterance.span.start().0.abs_diff(overlap.start().0));
    match nearest {
        Some((number, line)) => What::Move {
            utterance: number as u32,
            party,
            quote: line.utterance.text.clone(),
            from: line.utterance.span.start(),
        },
        None => lasting(subject, overlap),
    }
}

fn after_the_last_word(subject: &Subject<'_, '_>) -> Span {
    let last = subject.heard.lines.iter().map(|line| line.utterance.span.end()).max().unwrap_or_default();
    Span::between(last, subject.heard.transcript.duration_ms.max(last))
}

fn lasting(subject: &Subject<'_, '_>, span: Span) -> What {
    let heard = subject.heard;
    let speaker =
        heard.lines.iter().filter_map(|line| Some((line.utterance.span.overlap(span)?.length(), line.utterance.party)));
    let stretch = match speaker.max_by_key(|(length, _)| *length) {
        _ if span.start() == Millis::ZERO && span.end() >= heard.transcript.duration_ms => Stretch::Recording,
        Some((_, party)) => Stretch::Speech(party),
        None => Stretch::Silence,
    };
    What::Last { stretch, span }
}

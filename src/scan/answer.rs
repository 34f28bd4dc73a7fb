//! What a condition says about a call: found, missing, or not to be known.

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::rules::extent::Extent;
use crate::rules::scope::{Anchor, Scope, Which, Window};
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::lexicon::PhraseHits;
use crate::scan::operator::Scene;
use crate::scan::ruleset::CompiledCondition;

/// What a condition says about a call.
#[derive(Debug)]
pub struct Answer {
    pub truth: Truth,
    /// Where it looked.
    pub window: Span,
    /// Hits inside the scope.
    pub hits: Vec<Hit>,
    /// Hits elsewhere: said by another party, too early, too late, near an exception.
    pub outside: Vec<Hit>,
}

/// Three-valued: what cannot be known is neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    Holds,
    Fails,
    /// Why it cannot be known.
    Unknown(String),
}

/// Asks the conditions of a rule in order; each may look at the answers before it.
pub fn answers(heard: &Heard<'_>, phrase_hits: &PhraseHits, conditions: &[CompiledCondition]) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::with_capacity(conditions.len());
    ask_further(heard, phrase_hits, conditions, &mut answers);
    answers
}

/// Asks the conditions of a rule that are not answered yet.
pub fn ask_further(
    heard: &Heard<'_>,
    phrase_hits: &PhraseHits,
    conditions: &[CompiledCondition],
    answers: &mut Vec<Answer>,
) {
    for condition in conditions.iter().skip(answers.len()) {
        let answer = answer(heard, phrase_hits, condition, answers);
        answers.push(answer);
    }
}

fn answer(heard: &Heard<'_>, phrase_hits: &PhraseHits, asked: &CompiledCondition, before: &[Answer]) -> Answer {
    let scope = &asked.scope;
    let scene = Scene { heard, phrase_hits, condition: &asked.name, scope };
    let window = window(heard, scope);
    let anchor = scope.around.as_ref().zip(asked.around.and_then(|number| before.get(number)));
    let exception = scope.unless_near.as_ref().zip(asked.unless_near.and_then(|number| before.get(number)));
    let is_inside = |hit: &Hit| {
        scope.parties.contains(&hit.party)
            && touches(hit.span, window)
            && anchor.is_none_or(|(anchor, answer)| is_near(heard, hit, anchor, answer))
            && !exception.is_some_and(|(anchor, answer)| is_near(heard, hit, anchor, answer))
    };
    let (hits, outside): (Vec<Hit>, Vec<Hit>) = asked.condition.find(&scene).into_iter().partition(is_inside);
    let searched = anchor.map_or(window, |(anchor, answer)| reach_of_all(heard, anchor, answer, window));
    let truth = match asked.condition.enough(&hits) {
        true => doubt(anchor).or_else(|| doubt(exception)).map_or(Truth::Holds, Truth::Unknown),
        false => why_unknown(heard, asked, searched, anchor).map_or(Truth::Fails, Truth::Unknown),
    };
    Answer { truth, window: searched, hits, outside }
}

/// A hit counts only as far as what it is near, and what would excuse it, are known.
fn doubt(other: Option<(&Anchor, &Answer)>) -> Option<String> {
    match &other?.1.truth {
        Truth::Unknown(why) => Some(why.clone()),
        _ => None,
    }
}

fn why_unknown(
    heard: &Heard<'_>,
    asked: &CompiledCondition,
    searched: Span,
    anchor: Option<(&Anchor, &Answer)>,
) -> Option<String> {
    if let Some(why) = asked.condition.unanswerable(heard) {
        return Some(why);
    }
    if let Some((_, Answer { truth: Truth::Unknown(why), .. })) = anchor {
        return Some(why.clone());
    }
    // Silences belong to nobody: only what is said has a party that can be in doubt.
    let says = !asked.condition.phrases().is_empty() || !asked.scope.is_any_party();
    let parties = &asked.scope.parties;
    if !says
        || parties.contains(&Party::Unknown) && heard.lines.iter().any(|line| line.utterance.party == Party::Unknown)
    {
        return None;
    }
    if heard.within(searched, &[Party::Unknown]).next().is_some() {
        return Some(format!("what {} said: the recording does not tell the parties apart", names(parties)));
    }
    match parties.iter().any(|party| heard.hears(*party)) {
        true => None,
        false => Some(format!("nothing was heard of {}", names(parties))),
    }
}

fn names(parties: &[Party]) -> String {
    let known = parties.iter().filter(|party| party.is_known());
    let names: Vec<String> = known.map(|party| format!("the {party}")).collect();
    if names.is_empty() { "anybody".to_string() } else { names.join(" and ") }
}

/// The part of the call a scope's `first` or `last` names, counted from where talk begins and ends.
fn window(heard: &Heard<'_>, scope: &Scope) -> Span {
    let whole = Span::between(Millis::ZERO, heard.transcript.duration_ms.max(heard.talk().end()));
    let talk = heard.talk();
    match scope.window {
        Window::Whole => whole,
        Window::First(extent) => Span::between(Millis::ZERO, first_end(heard, scope, extent, talk)),
        Window::Last(extent) => Span::between(last_start(heard, scope, extent, talk).min(whole.end()), whole.end()),
    }
}

fn first_end(heard: &Heard<'_>, scope: &Scope, extent: Extent, talk: Span) -> Millis {
    match extent {
        Extent::Time(time) => talk.start() + time,
        Extent::Percent(percent) => talk.start() + part(talk, percent),
        Extent::Utterances(count) => nth(own_utterances(heard, scope), count).map_or(talk.start(), Span::end),
        Extent::Turns(count) => nth(own_turns(heard, scope), count).map_or(talk.start(), Span::end),
    }
}

fn last_start(heard: &Heard<'_>, scope: &Scope, extent: Extent, talk: Span) -> Millis {
    match extent {
        Extent::Time(time) => talk.end() - time,
        Extent::Percent(percent) => talk.end() - part(talk, percent),
        Extent::Utterances(count) => nth(own_utterances(heard, scope).rev(), count).map_or(talk.end(), Span::start),
        Extent::Turns(count) => nth(own_turns(heard, scope).rev(), count).map_or(talk.end(), Span::start),
    }
}

fn part(talk: Span, percent: u32) -> Millis {
    Millis((u64::from(talk.length().0) * u64::from(percent) / 100) as u32)
}

/// The `count`th, or the last where there are fewer.
fn nth(spans: impl Iterator<Item = Span>, count: u32) -> Option<Span> {
    spans.take(count as usize).last()
}

fn own_utterances<'a>(heard: &'a Heard<'_>, scope: &'a Scope) -> impl DoubleEndedIterator<Item = Span> + 'a {
    let own = heard.lines.iter().filter(|line| scope.parties.contains(&line.utterance.party));
    own.map(|line| line.utterance.span)
}

fn own_turns<'a>(heard: &'a Heard<'_>, scope: &'a Scope) -> impl DoubleEndedIterator<Item = Span> + 'a {
    let utterances = &heard.transcript.utterances;
    let own = heard.turns.iter().filter(|turn| scope.parties.contains(&utterances[turn.start].party));
    own.map(|turn| utterances[turn.start].span.cover(utterances[turn.end - 1].span))
}

fn touches(span: Span, window: Span) -> bool {
    span.overlap(window).is_some() || window.contains(span.start())
}

/// Whether a hit lies within reach of one of the anchor's hits.
fn is_near(heard: &Heard<'_>, hit: &Hit, anchor: &Anchor, answer: &Answer) -> bool {
    const NOWHERE: Option<Extent> = Some(Extent::Time(Millis::ZERO));
    chosen(anchor, answer).iter().any(|near| {
        if anchor.before == NOWHERE && anchor.after == NOWHERE {
            // What only touches is something else.
            return near.utterance == hit.utterance && near.span.overlap(hit.span).is_some();
        }
        let early_enough = match anchor.after {
            Some(Extent::Utterances(count)) => hit.utterance <= near.utterance.saturating_add(count),
            Some(Extent::Turns(count)) => {
                heard.turn_of(hit.utterance) <= heard.turn_of(near.utterance).saturating_add(count)
            }
            Some(Extent::Time(time)) => hit.span.start() <= near.span.end() + time,
            _ => hit.span.end() <= near.span.end(),
        };
        let late_enough = match anchor.before {
            Some(Extent::Utterances(count)) => hit.utterance.saturating_add(count) >= near.utterance,
            Some(Extent::Turns(count)) => {
                heard.turn_of(hit.utterance).saturating_add(count) >= heard.turn_of(near.utterance)
            }
            Some(Extent::Time(time)) => hit.span.end() >= near.span.start() - time,
            _ => hit.span.start() >= near.span.start(),
        };
        early_enough && late_enough
    })
}

fn chosen<'a>(anchor: &Anchor, answer: &'a Answer) -> &'a [Hit] {
    // Half of what was asked for is not there: nothing is near it.
    let hits = if answer.truth == Truth::Fails { &[] } else { answer.hits.as_slice() };
    match anchor.which {
        Which::Any => hits,
        Which::First => &hits[..hits.len().min(1)],
        Which::Last => &hits[hits.len().saturating_sub(1)..],
    }
}

/// From the start of the first reach to the end of the last, inside the window.
fn reach_of_all(heard: &Heard<'_>, anchor: &Anchor, answer: &Answer, window: Span) -> Span {
    let utterances = &heard.transcript.utterances;
    let span_of = |number: u32| utterances.get(number as usize).map(|utterance| utterance.span);
    let reach = |hit: &Hit| {
        let start = match anchor.before {
            Some(Extent::Time(time)) => hit.span.start() - time,
            Some(Extent::Utterances(count)) => {
                span_of(hit.utterance.saturating_sub(count)).map_or(Millis::ZERO, Span::start)
            }
            Some(Extent::Turns(count)) => turn_span(heard, hit, -i64::from(count)).start(),
            _ => hit.span.start(),
        };
        let end = match anchor.after {
            Some(Extent::Time(time)) => hit.span.end() + time,
            Some(Extent::Utterances(count)) => {
                span_of(hit.utterance.saturating_add(count)).map_or(window.end(), Span::end)
            }
            Some(Extent::Turns(count)) => turn_span(heard, hit, i64::from(count)).end(),
            _ => hit.span.end(),
        };
        Span::between(start, end.max(start))
    };
    let reached = chosen(anchor, answer).iter().map(reach).reduce(Span::cover);
    reached.and_then(|reached| reached.overlap(window)).unwrap_or(Span::between(window.start(), window.start()))
}

/// The turn so many turns away from a hit's own; the first or last of the call where there are fewer.
fn turn_span(heard: &Heard<'_>, hit: &Hit, away: i64) -> Span {
    let last = heard.turns.len() as i64 - 1;
    let number = (i64::from(heard.turn_of(hit.utterance)) + away).clamp(0, last.max(0));
    let utterances = &heard.transcript.utterances;
    let turn = heard.turns.get(number as usize);
    turn.map_or(hit.span, |turn| utterances[turn.start].span.cover(utterances[turn.end - 1].span))
}

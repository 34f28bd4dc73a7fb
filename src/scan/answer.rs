//! What a condition says about a call: found, missing, or not to be known.

use crate::call::finding::Evidence;
use crate::call::time::Span;
use crate::scan::anchor::Near;
use crate::scan::call_check::{Checked, check};
use crate::scan::doubt;
use crate::scan::heard::{Heard, touches};
use crate::scan::hit::Hit;
use crate::scan::lack::{Places, in_every, near_each};
use crate::scan::lexicon::PhraseHits;
use crate::scan::operator::{Captures, Scene};
use crate::scan::ruleset::CompiledCondition;
use crate::scan::window::window;

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
    /// Where it was asked for more than one place: near `each` hit of an anchor, in `every` unit.
    pub places: Option<Places>,
    /// What was wrong with the call, where the condition looks only in calls of another kind.
    pub elsewhere: Vec<Evidence>,
}

/// Three-valued: what cannot be known is neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    Holds,
    Fails,
    /// Why it cannot be known.
    Unknown(String),
}

impl Truth {
    pub fn negated(self) -> Truth {
        match self {
            Truth::Holds => Truth::Fails,
            Truth::Fails => Truth::Holds,
            unknown => unknown,
        }
    }
}

/// Asks the conditions of a rule in order; each may look at the answers before it.
pub fn answers(heard: &Heard<'_>, phrase_hits: &PhraseHits, conditions: &[CompiledCondition]) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::with_capacity(conditions.len());
    for condition in conditions {
        let captured = captured(heard, phrase_hits, condition, conditions, &answers);
        let answer = answer(heard, phrase_hits, condition, &answers, &captured);
        answers.push(answer);
    }
    answers
}

/// What the condition that this one reads from captured.
fn captured(
    heard: &Heard<'_>,
    phrase_hits: &PhraseHits,
    asked: &CompiledCondition,
    conditions: &[CompiledCondition],
    before: &[Answer],
) -> Captures {
    let Some((number, group)) = &asked.captured else { return Captures::default() };
    let Some((source, answer)) = conditions.get(*number).zip(before.get(*number)) else { return Captures::default() };
    let captured = &Captures::default();
    let scene = Scene { heard, phrase_hits, condition: &source.name, scope: &source.scope, captured };
    let all = source.condition.captures(&scene, group.as_deref());
    let (inside, outside) = all.into_iter().partition(|capture| answer.hits.contains(&capture.hit));
    Captures { inside, outside }
}

fn answer(
    heard: &Heard<'_>,
    phrase_hits: &PhraseHits,
    asked: &CompiledCondition,
    before: &[Answer],
    captured: &Captures,
) -> Answer {
    let scope = &asked.scope;
    let scene = Scene { heard, phrase_hits, condition: &asked.name, scope, captured };
    let window = window(heard, scope);
    match check(&scope.call, heard) {
        Checked::Holds => {}
        Checked::Fails(compared) => return unasked(Truth::Fails, window, compared),
        Checked::Unknown(why) => return unasked(Truth::Unknown(why), window, Vec::new()),
    }
    let anchor = Near::of(scope.around.as_ref(), asked.around, before);
    let exception = Near::of(scope.unless_near.as_ref(), asked.unless_near, before);
    let is_inside = |hit: &Hit| {
        scope.parties.contains(&hit.party)
            && touches(hit.span, window)
            && anchor.is_none_or(|anchor| anchor.holds(heard, hit))
            && !exception.is_some_and(|exception| exception.holds(heard, hit))
    };
    let (hits, outside): (Vec<Hit>, Vec<Hit>) = asked.condition.find(&scene).into_iter().partition(is_inside);
    let searched = anchor.map_or(window, |anchor| anchor.reach_of_all(heard, window));
    // Near nothing there is nothing to ask about one by one.
    let is_near_nothing = anchor.is_some_and(|anchor| anchor.hits().is_empty());
    let is_absence = asked.condition.is_absence();
    let (truth, places) = match anchor.filter(|anchor| anchor.is_for_each()) {
        // That it is near none of them, or in no unit, is one question.
        _ if is_near_nothing || is_absence => (in_any(heard, asked, anchor, searched, &hits), None),
        _ if scope.every => with_places(in_every(heard, asked, anchor, window, &hits)),
        Some(anchor) => with_places(near_each(heard, asked, anchor, window, &hits)),
        None => (in_any(heard, asked, anchor, searched, &hits), None),
    };
    let truth = match truth {
        Truth::Holds => doubt::of_other(anchor).or_else(|| doubt::of_other(exception)).map_or(truth, Truth::Unknown),
        truth => truth,
    };
    let source = asked.captured.as_ref().and_then(|(number, _)| before.get(*number));
    let truth = match (truth, source.map(|source| &source.truth)) {
        (_, Some(Truth::Unknown(why))) => Truth::Unknown(why.clone()),
        // Near something that did not happen nothing is missing.
        (Truth::Fails, _) if is_absence && is_near_nothing => Truth::Fails,
        (truth, _) if is_absence => truth.negated(),
        (truth, _) => truth,
    };
    Answer { truth, window: searched, hits, outside, places, elsewhere: Vec::new() }
}

/// Whether there are hits enough, wherever they are.
fn in_any(
    heard: &Heard<'_>,
    asked: &CompiledCondition,
    anchor: Option<Near<'_>>,
    searched: Span,
    hits: &[Hit],
) -> Truth {
    match asked.condition.holds(hits, heard) {
        true => Truth::Holds,
        false => doubt::of_absence(heard, asked, searched, anchor).map_or(Truth::Fails, Truth::Unknown),
    }
}

fn with_places((truth, places): (Truth, Places)) -> (Truth, Option<Places>) {
    (truth, Some(places))
}

/// The answer of a condition that was not looked for.
fn unasked(truth: Truth, window: Span, elsewhere: Vec<Evidence>) -> Answer {
    let window = Span::between(window.start(), window.start());
    Answer { truth, window, hits: Vec::new(), outside: Vec::new(), places: None, elsewhere }
}

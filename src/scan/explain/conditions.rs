//! What each condition of a rule looked for on a call, and what it found.

use crate::call::finding::NearMiss;
use crate::call::time::{Millis, Span};
use crate::rules::anchor::{Anchor, Which};
use crate::rules::extent::{Extent, Position};
use crate::rules::scope::{Scope, Unit};
use crate::scan::answer::{Answer, Truth};
use crate::scan::explain::explanation::{Explained, Outside, State};
use crate::scan::explain::reasons::{names, reasons};
use crate::scan::explain::subject::Subject;
use crate::scan::nearest::misspoken;
use crate::scan::ruleset::CompiledCondition;

/// All conditions of a rule.
pub fn conditions(subject: &Subject<'_, '_>) -> Vec<Explained> {
    subject.conditions().map(|(number, asked, answer)| explained(subject, number, asked, answer)).collect()
}

/// What is known of a truth, and why it is not.
pub fn state_of(truth: &Truth) -> (State, Option<String>) {
    match truth {
        Truth::Holds => (State::Holds, None),
        Truth::Fails => (State::Fails, None),
        Truth::Unknown(why) => (State::Unknown, Some(why.clone())),
    }
}

fn explained(subject: &Subject<'_, '_>, number: usize, asked: &CompiledCondition, answer: &Answer) -> Explained {
    let (state, unknown) = state_of(&subject.truth(number));
    let scope = &asked.scope;
    let mut outside: Vec<Outside> = answer
        .outside
        .iter()
        .map(|hit| Outside {
            found: hit.evidence.clone(),
            why: reasons(subject, asked, hit),
            distance_ms: distance(hit.span, answer.window),
        })
        .collect();
    outside.sort_by_key(|outside| (outside.distance_ms, outside.found.start()));
    Explained {
        name: asked.name.clone(),
        state,
        unknown,
        operator: asked.operator,
        looked_for: asked.looked_for.clone(),
        scope: written(asked),
        parties: if scope.is_any_party() { Vec::new() } else { scope.parties.clone() },
        window: answer.window,
        utterances: subject.heard.within(answer.window, &scope.parties).count() as u32,
        hits: answer.hits.iter().map(|hit| hit.evidence.clone()).collect(),
        outside,
        nearest: nearest(subject, asked, answer),
        lacking: answer.places.iter().flat_map(|places| places.lacking.iter().map(|lack| lack.span)).collect(),
        elsewhere: answer.elsewhere.clone(),
    }
}

/// Words that are nearly right, where more of them would change something.
fn nearest(subject: &Subject<'_, '_>, asked: &CompiledCondition, answer: &Answer) -> Option<NearMiss> {
    let has_enough = (answer.truth == Truth::Holds) != asked.condition.is_absence();
    if has_enough || !answer.elsewhere.is_empty() || answer.window.is_empty() {
        return None;
    }
    misspoken(subject.heard, asked, answer.window, &answer.hits)
}

fn distance(span: Span, window: Span) -> Millis {
    (window.start() - span.end()).max(span.start() - window.end())
}

/// A scope as a person reads it.
fn written(asked: &CompiledCondition) -> String {
    let scope = &asked.scope;
    let mut parts = Vec::new();
    let says = asked.condition.reads_words();
    match (scope.is_any_party(), says) {
        (true, true) => parts.push("said by anybody".to_string()),
        (false, true) => parts.push(format!("said by {}", names(&scope.parties))),
        (true, false) => {}
        (false, false) => parts.push(format!("of {}", names(&scope.parties))),
    }
    parts.extend(part_of_the_call(scope));
    parts.extend(scope.around.as_ref().map(|anchor| format!("near {}", near(anchor))));
    parts.extend(scope.unless_near.as_ref().map(|anchor| format!("not near {}", near(anchor))));
    parts.extend(joined(scope));
    if parts.is_empty() { "anywhere in the call".to_string() } else { parts.join(", ") }
}

fn part_of_the_call(scope: &Scope) -> Option<String> {
    let window = &scope.window;
    match (window.from, window.to) {
        (None, None) => None,
        (None, Some(Position::AfterStart(extent))) => Some(format!("in the first {}", extent_of(extent))),
        (Some(Position::BeforeEnd(extent)), None) => Some(format!("in the last {}", extent_of(extent))),
        (from, to) => {
            let from = from.map(|from| format!("from {}", position(from)));
            let to = to.map(|to| format!("to {}", position(to)));
            Some(from.into_iter().chain(to).collect::<Vec<_>>().join(" "))
        }
    }
}

fn position(position: Position) -> String {
    match position {
        Position::AfterStart(extent) => format!("{} after the start", extent_of(extent)),
        Position::BeforeEnd(extent) => format!("{} before the end", extent_of(extent)),
    }
}

/// `1 turn`, `30 s`.
fn extent_of(extent: Extent) -> String {
    match extent {
        Extent::Utterances(1) => "utterance".to_string(),
        Extent::Turns(1) => "turn".to_string(),
        extent => extent.to_string(),
    }
}

/// `` `sale` (90 s before to 30 s after any of its hits) ``.
pub fn near(anchor: &Anchor) -> String {
    let which = match anchor.which {
        Which::Any => "any of its hits".to_string(),
        Which::Each => "each of its hits".to_string(),
        Which::FromFirst(0) => "its first hit".to_string(),
        Which::FromLast(0) => "its last hit".to_string(),
        Which::FromFirst(after) => format!("its hit number {}", after + 1),
        Which::FromLast(before) => format!("its hit number {} from the end", before + 1),
    };
    let is_nothing = |extent: Extent| {
        matches!(extent, Extent::Time(Millis(0)) | Extent::Utterances(0) | Extent::Turns(0) | Extent::Percent(0))
    };
    let amount = |extent: Extent| match extent {
        Extent::Utterances(1) => "1 utterance".to_string(),
        Extent::Turns(1) => "1 turn".to_string(),
        extent => extent.to_string(),
    };
    let side = |extent: Option<Extent>, name: &str| {
        extent.filter(|extent| !is_nothing(*extent)).map(|extent| format!("{} {name}", amount(extent)))
    };
    let (before, after) = (side(anchor.before, "before"), side(anchor.after, "after"));
    let reach = match (before, after) {
        (Some(before), Some(after)) => format!("{before} to {after} {which}"),
        (Some(side), None) | (None, Some(side)) => format!("up to {side} {which}"),
        (None, None) => match (anchor.before, anchor.after) {
            (Some(Extent::Utterances(_)), _) | (_, Some(Extent::Utterances(_))) => {
                format!("in the utterance of {which}")
            }
            (Some(Extent::Turns(_)), _) | (_, Some(Extent::Turns(_))) => format!("in the turn of {which}"),
            _ => format!("overlapping {which}"),
        },
    };
    format!("`{}` ({reach})", anchor.condition.value)
}

fn joined(scope: &Scope) -> Option<String> {
    match (scope.unit, scope.every) {
        (Unit::Utterance, false) => None,
        (Unit::Utterance, true) => Some("in every utterance".to_string()),
        (Unit::Turn, every) => Some(if every { "in every turn" } else { "in one turn" }.to_string()),
        (Unit::Adjacent, every) => Some(if every { "in every run of turns" } else { "in turns joined" }.to_string()),
        (Unit::Call, _) => Some("in the whole call joined".to_string()),
    }
}

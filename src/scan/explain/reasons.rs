//! Why something that was found does not count.

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::scan::anchor::Near;
use crate::scan::explain::subject::Subject;
use crate::scan::heard::touches;
use crate::scan::hit::Hit;
use crate::scan::ruleset::CompiledCondition;

/// All that is wrong with a hit outside a condition's scope: who said it, when, near what.
pub fn reasons(subject: &Subject<'_, '_>, asked: &CompiledCondition, hit: &Hit) -> Vec<String> {
    let scope = &asked.scope;
    let mut reasons = Vec::new();
    if !scope.parties.contains(&hit.party) {
        reasons.push(match hit.party {
            Party::Unknown => format!("it is not known whether {} said it", names(&scope.parties)),
            party => format!("said by the {party}, not by {}", names(&scope.parties)),
        });
    }
    let window = subject.window(asked);
    if !touches(hit.span, window) {
        reasons.push(match window.is_empty() {
            true => "the call does not reach as far as is looked".to_string(),
            false => format!("{} for the window {window}", off(hit.span, window)),
        });
    }
    let number_name = |number: Option<usize>| {
        number.and_then(|number| subject.rule.conditions.get(number)).map_or("", |other| other.name.as_str())
    };
    if let Some(near) = subject.anchor(asked).filter(|near| !near.holds(subject.heard, hit)) {
        reasons.push(not_near(subject, near, hit, number_name(asked.around)));
    }
    if let Some(near) = subject.exception(asked) {
        let name = number_name(asked.unless_near);
        let excusing = near.hits().iter().find(|other| near.reaches(subject.heard, other, hit));
        reasons.extend(excusing.map(|other| format!("excused by `{name}` at {}", other.span.start())));
    }
    reasons
}

/// `the agent or the customer`; unknown speakers are named where there is nobody else.
pub fn names(parties: &[Party]) -> String {
    let known: Vec<String> =
        parties.iter().filter(|party| party.is_known()).map(|party| format!("the {party}")).collect();
    if known.is_empty() { "an unknown party".to_string() } else { known.join(" or ") }
}

/// `6.2 s too late`.
fn off(span: Span, window: Span) -> String {
    let (early, late) = (window.start() - span.end(), span.start() - window.end());
    match early > Millis::ZERO || span.end() <= window.start() {
        true => format!("{} s too early", tenths(early)),
        false => format!("{} s too late", tenths(late)),
    }
}

fn not_near(subject: &Subject<'_, '_>, near: Near<'_>, hit: &Hit, name: &str) -> String {
    let whole = subject.heard.whole();
    let reaches = near.hits().iter().map(|other| (near.reach(subject.heard, other, whole), other));
    let nearest = reaches.min_by_key(|(reach, other)| {
        ((reach.start() - hit.span.end()).max(hit.span.start() - reach.end()), other.span)
    });
    match nearest {
        None if near.answer.hits.is_empty() => format!("`{name}`, which it has to be near, was not found"),
        None => format!("`{name}`, which it has to be near, does not hold"),
        Some((reach, other)) if touches(hit.span, reach) || reach.is_empty() => {
            format!("too far from `{name}` at {}", other.span.start())
        }
        Some((reach, other)) => format!("{} to be near `{name}` at {}", off(hit.span, reach), other.span.start()),
    }
}

/// Tenths of a second, rounded up: what is too late by less is too late all the same.
pub fn tenths(time: Millis) -> String {
    let tenths = time.0.div_ceil(100);
    format!("{}.{}", tenths / 10, tenths % 10)
}

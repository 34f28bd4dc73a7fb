//! Outcomes and changes in sentences.

use crate::call::finding::{Evidence, Finding, Kind, Outcome};
use crate::call::party::Party;
use crate::scan::explain::change::{Change, Stretch};
use crate::scan::explain::conditions::state_of;
use crate::scan::explain::explanation::{Clause, State};
use crate::scan::explain::reasons::tenths;
use crate::scan::explain::subject::Subject;
use crate::scan::logic::Logic;
use crate::text::sound::distance::syllables;

/// As much of a quote as a person reads to know the place.
const QUOTE_CHARS: usize = 60;
/// Places that are listed one by one.
const PLACES: usize = 4;

/// What the rule says, each line with what is known of it.
pub fn clauses(subject: &Subject<'_, '_>) -> Vec<Clause> {
    let rule = subject.rule;
    let named = match rule.kind {
        Kind::Require => "met",
        Kind::Forbid => "violated",
        Kind::Note => "noted",
    };
    let lines = [("given", rule.given.as_ref()), (named, Some(&rule.expression)), ("unless", rule.unless.as_ref())];
    let clause = |(key, logic): (&'static str, Option<&Logic>)| {
        let logic = logic?;
        // What may only have been missed matters to what is judged alone.
        let truth = |number: usize| match key == named {
            true => subject.truth(number),
            false => subject.answers[number].truth.clone(),
        };
        let name = |number: usize| subject.rule.conditions[number].name.clone();
        let marked = |number: usize| format!("{}\u{a0}{}", state_of(&truth(number)).0.sign(), name(number));
        Some(Clause {
            key,
            expression: written(logic, &name, false),
            marked: written(logic, &marked, false),
            state: state_of(&logic.truth(&truth)).0,
        })
    };
    lines.into_iter().filter_map(clause).collect()
}

/// An expression as rules write it.
fn written(logic: &Logic, name: &dyn Fn(usize) -> String, is_inner: bool) -> String {
    let join = |parts: &[Logic], word: &str| {
        let parts: Vec<String> = parts.iter().map(|part| written(part, name, true)).collect();
        let joined = parts.join(word);
        if is_inner { format!("({joined})") } else { joined }
    };
    match logic {
        Logic::Condition(number) => name(*number),
        Logic::Not(inner) => format!("not {}", written(inner, name, true)),
        Logic::And(parts) => join(parts, " and "),
        Logic::Or(parts) => join(parts, " or "),
    }
}

/// The outcome in one sentence. `not_for`: what of the call made the rule none for it, where something did.
pub fn because(subject: &Subject<'_, '_>, finding: &Finding, not_for: Option<&[Evidence]>) -> String {
    let unknown = finding.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Unknown { missing } => Some(missing.as_str()),
        _ => None,
    });
    if let Some(missing) = unknown {
        return format!("not evaluable: {missing}");
    }
    if not_for.is_some() {
        return "not applicable: the rule is not for this call".to_string();
    }
    let clauses = clauses(subject);
    let clause = |key: &str| clauses.iter().find(|clause| clause.key == key);
    if let Some(given) = clause("given").filter(|given| given.state == State::Fails) {
        return format!("not applicable: what the rule is about is not there (given {})", given.expression);
    }
    let main = clauses.iter().find(|clause| !matches!(clause.key, "given" | "unless"));
    let expression = main.map_or("", |main| main.expression.as_str());
    if finding.outcome == Outcome::NotApplicable
        && let Some(unless) = clause("unless").filter(|unless| unless.state == State::Holds)
    {
        return format!("not applicable: an exception holds (unless {})", unless.expression);
    }
    let applies = match clause("given") {
        Some(given) => format!("; it applies because its trigger is there (given {})", given.expression),
        None => String::new(),
    };
    match (finding.outcome, subject.rule.kind) {
        (Outcome::Met, Kind::Require) => format!("met: what the rule asks for is there ({expression}){applies}"),
        (Outcome::Met, _) => format!("met: what the rule forbids did not happen ({expression}){applies}"),
        (Outcome::Violated, Kind::Require) => {
            format!("violated: what the rule asks for is missing ({expression}){applies}")
        }
        (Outcome::Violated, _) => format!("violated: what the rule forbids happened ({expression}){applies}"),
        (Outcome::Noted, _) => format!("noted: what the rule looks for is there ({expression}){applies}"),
        _ => format!("not applicable: what the rule looks for is not there ({expression}){applies}"),
    }
}

/// Changes that are made together, as what follows “it would be otherwise”.
pub fn what(changes: &[Change]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let removed: Vec<&Change> = changes.iter().filter(|change| matches!(change, Change::Removed { .. })).collect();
    if let [Change::Removed { party, .. }, _, ..] = removed.as_slice() {
        parts.push(all_removed(*party, &removed));
    }
    for change in changes {
        if !matches!(change, Change::Removed { .. }) || removed.len() == 1 {
            parts.push(one(change));
        }
    }
    format!("had {}", parts.join(", and had "))
}

fn all_removed(party: Party, removed: &[&Change]) -> String {
    let place = |change: &&Change| match change {
        Change::Removed { quote, at, .. } => format!("“{}” at {at}", short(quote)),
        _ => String::new(),
    };
    let same = |change: &&Change| matches!(change, Change::Removed { party: other, .. } if *other == party);
    let mut listed: Vec<String> = removed.iter().take(PLACES).map(place).collect();
    if removed.len() > PLACES {
        listed.push(format!("{} more", removed.len() - PLACES));
    }
    let last = listed.pop().unwrap_or_default();
    let who = if removed.iter().all(same) { who(party) } else { "nobody".to_string() };
    let not = if who == "nobody" { "" } else { " not" };
    format!("{who}{not} said {} and {last}", listed.join(", "))
}

fn one(change: &Change) -> String {
    match change {
        Change::Moved { party, quote, from, to, .. } => {
            let (distance, way) = if to < from { (*from - *to, "earlier") } else { (*to - *from, "later") };
            format!("{} said “{}” {} s {way}", who(*party), short(quote), tenths(distance))
        }
        Change::SaidBy { quote, at, from, to, .. } => {
            format!("{} said “{}” at {at}, not {}", who(*to), short(quote), who(*from))
        }
        Change::PutRight { party, quote, at, phrase, characters, thirds, .. } => {
            let off = match (thirds, characters) {
                (Some(0), _) => "which sounds the same".to_string(),
                (Some(thirds), _) => format!("which sounds {} off", syllables(*thirds)),
                (None, 1) => "1 character off".to_string(),
                (None, characters) => format!("{characters} characters off"),
            };
            format!("{} said “{phrase}” at {at}, not “{quote}”, {off}", who(*party))
        }
        Change::Removed { party, quote, at, .. } => format!("{} not said “{}” at {at}", who(*party), short(quote)),
        Change::Added { party, text, at, .. } => format!("{} also said “{text}” at {at}", who(*party)),
        Change::Lasting { stretch, span, from, to } => {
            let (distance, way) = if to < from { (*from - *to, "less") } else { (*to - *from, "more") };
            let lasted = format!("{} s, not {} s ({} s {way})", tenths(*to), tenths(*from), tenths(distance));
            match stretch {
                Stretch::Silence => format!("the silence at {} lasted {lasted}", span.start()),
                Stretch::Speech(party) => {
                    format!("what {} said at {} taken {lasted}", who(*party), span.start())
                }
                Stretch::Recording => format!("the whole recording lasted {lasted}"),
            }
        }
        Change::Louder { party, span, decibels } => {
            let way = if *decibels < 0 { "softer" } else { "louder" };
            format!("{} been {} dB {way} at {span}", who(*party), decibels.unsigned_abs())
        }
    }
}

fn short(quote: &str) -> String {
    match quote.char_indices().nth(QUOTE_CHARS) {
        Some((at, _)) => format!("{}…", &quote[..at]),
        None => quote.to_string(),
    }
}

fn who(party: Party) -> String {
    match party {
        Party::Unknown => "somebody".to_string(),
        party => format!("the {party}"),
    }
}

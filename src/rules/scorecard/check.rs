//! Whether a scorecard fits the rules of its pack.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::call::evaluation::Effect;
use crate::call::finding::Kind;
use crate::rules::diagnostic::{self, Diagnostic, Faults};
use crate::rules::document::RuleDocument;
use crate::rules::scorecard::Scorecard;
use crate::rules::scorecard::criterion::Criterion;
use crate::rules::value::{Located, known_are};

/// Names every rule that is unknown, stands in two criteria, or stands where its kind cannot. `known` are the ids of the
/// pack, also of rules that could not be read.
pub fn check_rules(scorecard: &Scorecard, rules: &[RuleDocument], known: &[&str], faults: &mut Faults) {
    let mut seen: BTreeMap<&str, (Range<usize>, Effect)> = BTreeMap::new();
    for criterion in scorecard.criteria() {
        for name in &criterion.rules {
            if !known.contains(&name.value.as_str()) {
                let title = format!("there is no rule `{}`", name.value);
                faults
                    .at(diagnostic::UNKNOWN_RULE, name.place.clone(), title, "not in this pack")
                    .help(known_are(&name.value, known));
            }
            if let Some(first) = seen.insert(&name.value, (name.place.clone(), criterion.effect)) {
                stands_twice(name, criterion.effect, first, faults);
            }
            if let Some(rule) = rules.iter().find(|rule| rule.id == name.value) {
                check_kind(rule.kind, name, criterion, faults);
            }
        }
    }
}

fn stands_twice(name: &Located<String>, effect: Effect, first: (Range<usize>, Effect), faults: &mut Faults) {
    let title = format!("`{}` stands in two criteria", name.value);
    let fault = faults.at(diagnostic::CRITERION, name.place.clone(), title, "the second time");
    fault.also(first.0, "the first time");
    if [effect, first.1].contains(&Effect::Bonus) {
        fault.help("what costs points where it is missing earns no bonus where it is not");
    }
}

fn check_kind(kind: Kind, name: &Located<String>, criterion: &Criterion, faults: &mut Faults) {
    match (kind, criterion.effect) {
        (Kind::Note, Effect::Cost) => {
            let title = format!("`{}` is a note, and notes cost nothing", name.value);
            faults
                .at(diagnostic::CRITERION, name.place.clone(), title, "take it out")
                .help("a note may stand in a criterion with `flag = true` or `bonus = true`");
        }
        (Kind::Forbid, Effect::Bonus) => {
            let title = format!("`{}` forbids something, and what is not done earns nothing", name.value);
            faults
                .at(diagnostic::BONUS, name.place.clone(), title, "take it out")
                .help("a bonus is for a `require` rule that is met or a `note` that is noted");
        }
        (Kind::Require | Kind::Forbid | Kind::Note, Effect::Cost | Effect::Bonus | Effect::Flag) => {}
    }
}

/// Every rule that can be violated stands in the scorecard that decides the verdict; the faults are those of rule files.
pub fn check_nothing_is_missing(scorecard: &Scorecard, rules: &[RuleDocument]) -> Vec<Diagnostic> {
    let stands = |id: &str| scorecard.criteria().flat_map(|criterion| &criterion.rules).any(|name| name.value == id);
    let mut found = Vec::new();
    for rule in rules {
        if rule.kind != Kind::Note && rule.status.judges() && !stands(&rule.id) {
            let mut faults = Faults::of(rule.source.clone());
            faults
                .in_file(diagnostic::CRITERION, format!("`{}` stands in no criterion", rule.id))
                .help("name it in a criterion of `scorecard.toml`, or make it a note or a draft");
            found.append(&mut faults.found);
        }
    }
    found
}

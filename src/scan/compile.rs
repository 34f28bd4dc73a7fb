//! Compiles a rule pack into a rule set.

use std::path::Path;

use crate::rules::confusions::ConfusionsDocument;
use crate::rules::diagnostic::{self, Diagnostic, Faults};
use crate::rules::document::{ConditionDocument, RuleDocument};
use crate::rules::expression::Expression;
use crate::rules::pack::RulePack;
use crate::rules::value::known_are;
use crate::scan::about::PackTopics;
use crate::scan::kit::Kit;
use crate::scan::lexicon::LexiconBuilder;
use crate::scan::logic::Logic;
use crate::scan::operator::{Condition, Operator};
use crate::scan::operators::OPERATORS;
use crate::scan::ruleset::{CompiledCondition, CompiledRule, RuleSet};
use crate::text::sound::confusable::{Confusables, Part};

/// Reads a pack's folder and compiles it, or names all its faults at once.
pub fn load(folder: &Path) -> Result<(RulePack, RuleSet), Vec<Diagnostic>> {
    whole(RulePack::survey_folder(folder))
}

/// Compiles a pack that was read with its faults; the faults of both come together.
pub fn whole((pack, mut found): (RulePack, Vec<Diagnostic>)) -> Result<(RulePack, RuleSet), Vec<Diagnostic>> {
    match compile(&pack) {
        Ok(rules) if found.is_empty() => Ok((pack, rules)),
        Ok(_) => Err(found),
        Err(more) => {
            found.extend(more);
            found.sort_by_cached_key(|fault| (fault.source.name.clone(), fault.line_and_column()));
            Err(found)
        }
    }
}

/// Compiles every rule of a pack; drafts and retired ones are checked and left out. Faults are those of all rules at once.
pub fn compile(pack: &RulePack) -> Result<RuleSet, Vec<Diagnostic>> {
    compile_rules(pack, &pack.rules)
}

/// Compiles these rules as the pack's only ones: one of it alone, or one that was changed.
pub fn compile_rules(pack: &RulePack, documents: &[RuleDocument]) -> Result<RuleSet, Vec<Diagnostic>> {
    let mut found = Vec::new();
    let mut lexicon = LexiconBuilder::default();
    let topics = PackTopics::of(&pack.topics);
    lexicon.sort_by(topics.clone());
    if let Some(document) = &pack.confusions {
        let mut faults = Faults::of(document.source.clone());
        lexicon.confuse(confusables(document, &mut faults));
        found.append(&mut faults.found);
    }
    let mut rules = Vec::new();
    for document in documents {
        let mut faults = Faults::of(document.source.clone());
        let (lexicon, lists, languages) = (&mut lexicon, &pack.lists, &pack.languages);
        let mut kit = Kit { lexicon, lists, topics: &topics, languages, faults: &mut faults };
        let rule = compile_rule(document, &mut kit);
        found.append(&mut faults.found);
        let rule = rule.filter(|_| document.status.judges());
        rules.extend(rule.map(|rule| CompiledRule {
            // 0 turns the pack's own threshold off.
            min_confidence: rule.min_confidence.or(pack.min_confidence).filter(|least| least.thousandths() > 0),
            ..rule
        }));
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    if !found.is_empty() {
        return Err(found);
    }
    match lexicon.build() {
        Ok(lexicon) => Ok(RuleSet {
            pack: pack.id.clone(),
            name_and_version: pack.name_and_version(),
            hash: pack.hash.clone(),
            languages: pack.languages.clone(),
            scorecard: pack.scorecard.clone(),
            lexicon,
            rules,
        }),
        Err(error) => {
            let source = documents.first().map(|rule| rule.source.clone());
            let mut faults = source.map(Faults::of).into_iter().collect::<Vec<_>>();
            if let Some(faults) = faults.first_mut() {
                faults.in_file(diagnostic::LIMIT, format!("the phrases of the pack are too many: {error}"));
            }
            Err(faults.into_iter().flat_map(|faults| faults.found).collect())
        }
    }
}

/// The pairs a pack brings, in place of the built-in ones.
fn confusables(document: &ConfusionsDocument, faults: &mut Faults) -> Confusables {
    let mut confusables = Confusables::none();
    for pair in &document.pairs {
        let Some(part) = Part::ALL.into_iter().find(|part| part.name() == pair.table) else { continue };
        for sound in [&pair.one, &pair.other] {
            if !part.sounds().contains(&sound.as_str()) {
                let title = format!("`{sound}` is none of the {}", part.name());
                faults
                    .at(diagnostic::UNKNOWN_VALUE, pair.place.clone(), title, "not known")
                    .help(known_are(sound, part.sounds()));
            }
        }
        confusables.add(part, &pair.one, &pair.other);
    }
    confusables
}

fn compile_rule(document: &RuleDocument, kit: &mut Kit<'_>) -> Option<CompiledRule> {
    let ordered = in_order(&document.conditions, kit.faults)?;
    let names: Vec<&str> = ordered.iter().map(|condition| condition.name.value.as_str()).collect();
    let number = |name: &str| names.iter().position(|known| *known == name);
    let compiled: Vec<Option<CompiledCondition>> = ordered
        .iter()
        .map(|condition| {
            let (name, operator) = compile_condition(condition, kit)?;
            let scope = condition.scope.clone();
            let around = scope.around.as_ref().and_then(|anchor| number(&anchor.condition.value));
            let unless_near = scope.unless_near.as_ref().and_then(|anchor| number(&anchor.condition.value));
            let captured = condition.captured.as_ref();
            let captured =
                captured.and_then(|captured| Some((number(&captured.condition.value)?, captured.group.clone())));
            Some(CompiledCondition {
                name: condition.name.value.clone(),
                operator: name,
                looked_for: looked_for(operator.as_ref()),
                scope,
                condition: operator,
                around,
                unless_near,
                captured,
            })
        })
        .collect();
    let conditions = compiled.into_iter().collect::<Option<Vec<_>>>()?;
    check_references(&conditions, &ordered, kit.faults);
    let given = match &document.given {
        Some(expression) => Some(logic(expression, &names)?),
        None => None,
    };
    let unless = match &document.unless {
        Some(expression) => Some(logic(expression, &names)?),
        None => None,
    };
    Some(CompiledRule {
        id: document.id.clone(),
        title: document.title.clone(),
        kind: document.kind,
        severity: document.severity,
        trial: document.status == crate::rules::document::Status::Trial,
        call: document.call.clone(),
        valid: document.valid,
        min_confidence: document.min_confidence,
        conditions,
        given,
        expression: logic(&document.expression, &names)?,
        unless,
    })
}

/// Names what is read from a condition that has nothing of the kind.
fn check_references(conditions: &[CompiledCondition], documents: &[&ConditionDocument], faults: &mut Faults) {
    let named = |number: usize| conditions.get(number).map(|condition| (condition.name.as_str(), &condition.condition));
    for (condition, document) in conditions.iter().zip(documents) {
        let anchors =
            [(condition.around, &document.scope.around), (condition.unless_near, &document.scope.unless_near)];
        for (number, anchor) in anchors {
            let absence = number.and_then(named).filter(|(_, operator)| operator.is_absence());
            if let (Some((name, _)), Some(anchor)) = (absence, anchor) {
                let title = format!("nothing can be near `{name}`: what was not said has no place");
                let place = anchor.condition.place.clone();
                let help = "anchor it on what the absence itself is anchored on, and join the two with `and`";
                faults.at(diagnostic::NEAR_ABSENCE, place, title, "anchored here").help(help);
            }
        }
        let captured = condition.captured.as_ref().zip(document.captured.as_ref());
        let Some(((number, group), reference)) = captured else { continue };
        let Some((name, operator)) = named(*number) else { continue };
        let place = reference.condition.place.clone();
        match (operator.groups(), group) {
            (None, _) => {
                let help = "only `pattern` and `entity` capture what they find";
                let title = format!("`{name}` captures nothing");
                faults.at(diagnostic::CAPTURE, place, title, "read from here").help(help);
            }
            (Some(groups), Some(group)) if !groups.contains(&group.as_str()) => {
                let title = format!("`{name}` has no group `{group}`");
                let help = match groups.is_empty() {
                    true => "it has no named group: leave the part behind the point out".to_string(),
                    false => known_are(group, &groups),
                };
                faults.at(diagnostic::CAPTURE, place, title, "read from here").help(help);
            }
            _ => {}
        }
    }
}

/// The conditions with every anchor before what is anchored on it. A circle is a fault.
fn in_order<'d>(conditions: &'d [ConditionDocument], faults: &mut Faults) -> Option<Vec<&'d ConditionDocument>> {
    let anchors = |condition: &'d ConditionDocument| {
        let scope = &condition.scope;
        let captured = condition.captured.iter().map(|captured| captured.condition.value.as_str());
        scope
            .around
            .iter()
            .chain(scope.unless_near.iter())
            .map(|anchor| anchor.condition.value.as_str())
            .chain(captured)
    };
    let mut ordered: Vec<&ConditionDocument> = Vec::new();
    let mut waiting: Vec<&ConditionDocument> = conditions.iter().collect();
    while !waiting.is_empty() {
        let is_placed = |name: &str| {
            let defined = conditions.iter().any(|condition| condition.name.value == name);
            // What is not defined has been named as a fault already.
            !defined || ordered.iter().any(|placed| placed.name.value == name)
        };
        let (ready, stuck): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|condition| anchors(condition).all(is_placed));
        if ready.is_empty() {
            let first = stuck[0];
            let title = format!("`{}` is anchored on itself, by way of others or directly", first.name.value);
            let fault = faults.at(diagnostic::ANCHOR_CYCLE, first.name.place.clone(), title, "begins here");
            fault.help("anchor one of them on nothing");
            return None;
        }
        ordered.extend(ready);
        waiting = stuck;
    }
    Some(ordered)
}

/// As many phrases as a person wants to read when told what was looked for.
const LOOKED_FOR: usize = 5;

/// Made once: a list may have thousands of phrases, and most calls say none of them.
fn looked_for(condition: &dyn Condition) -> Vec<String> {
    let mut looked_for = condition.looked_for();
    let more = looked_for.len().saturating_sub(LOOKED_FOR);
    looked_for.truncate(LOOKED_FOR);
    if more > 0 {
        looked_for.push(format!("… and {more} more"));
    }
    looked_for
}

/// The operator's name with what it compiled.
fn compile_condition(document: &ConditionDocument, kit: &mut Kit<'_>) -> Option<(&'static str, Box<dyn Condition>)> {
    let mut section = document.operator.clone();
    let named = |operator: &&dyn Operator| section.keys().any(|key| key.value == operator.name());
    let all = || OPERATORS.iter().map(|listed| listed.operator);
    let operators: Vec<&dyn Operator> = all().filter(named).collect();
    let known: Vec<&str> = all().map(Operator::name).collect();
    let place = document.name.place.clone();
    match operators.as_slice() {
        [operator] => {
            let condition = operator.compile(&mut section, &document.scope, kit);
            section.finish(kit.faults);
            if document.scope.every && condition.as_ref().is_some_and(|condition| !condition.reads_words()) {
                let place = section.place_of("every");
                let title = format!("`every` cannot be asked of `{}`", operator.name());
                kit.faults.at(diagnostic::EVERY, place, title, "nobody says it").help("take `every` out");
            }
            condition.map(|condition| (operator.name(), condition))
        }
        [] => {
            let title = format!("`when.{}` has no operator", document.name.value);
            let close = section.keys().map(|key| key.value.as_str()).next().unwrap_or_default();
            kit.faults.at(diagnostic::OPERATOR, place, title, "here").help(known_are(close, &known));
            None
        }
        [first, second, ..] => {
            let title = format!("`when.{}` has two operators", document.name.value);
            let label = format!("`{}` and `{}`", first.name(), second.name());
            kit.faults
                .at(diagnostic::OPERATOR, place, title, label)
                .help("make two conditions and join them in `[rule]`");
            None
        }
    }
}

/// `None` where a name is not defined, which has been named as a fault already.
fn logic(expression: &Expression, names: &[&str]) -> Option<Logic> {
    let all = |parts: &[Expression]| parts.iter().map(|part| logic(part, names)).collect::<Option<Vec<_>>>();
    match expression {
        Expression::Name(name) => names.iter().position(|known| *known == name.value).map(Logic::Condition),
        Expression::Not(inner) => Some(Logic::Not(Box::new(logic(inner, names)?))),
        Expression::And(parts) => all(parts).map(Logic::And),
        Expression::Or(parts) => all(parts).map(Logic::Or),
    }
}

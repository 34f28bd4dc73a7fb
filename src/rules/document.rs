//! A rule as its file says it.

use std::sync::Arc;

use crate::call::finding::{Kind, Outcome, Severity};
use crate::call::transcript::Confidence;
use crate::rules::call_test::CallTest;
use crate::rules::diagnostic::{self, Faults, Source};
use crate::rules::example::{self, Example};
use crate::rules::expression::Expression;
use crate::rules::questions;
use crate::rules::scope::Scope;
use crate::rules::validity::Validity;
use crate::rules::value::{Located, Section, Value, parse};

/// How far a rule is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Checked, but judges nothing.
    Draft,
    /// Judges and is shown, but costs nothing.
    Trial,
    Stable,
    /// Kept for its history; judges nothing.
    Retired,
}

impl Status {
    pub fn judges(self) -> bool {
        matches!(self, Status::Trial | Status::Stable)
    }

    fn named(name: &str) -> Option<Status> {
        match name {
            "draft" => Some(Status::Draft),
            "trial" => Some(Status::Trial),
            "stable" => Some(Status::Stable),
            "retired" => Some(Status::Retired),
            _ => None,
        }
    }
}

/// A rule file.
#[derive(Clone, Debug)]
pub struct RuleDocument {
    /// The file's name without its ending.
    pub id: String,
    pub source: Arc<Source>,
    pub title: String,
    pub kind: Kind,
    pub status: Status,
    pub severity: Severity,
    pub why: String,
    pub misses: String,
    /// What has to be true of a call for the rule to apply.
    pub call: Vec<CallTest>,
    pub valid: Option<Validity>,
    /// Speech less certain than this is too unclear to miss something in; `None` leaves it to the pack.
    pub min_confidence: Option<Confidence>,
    pub conditions: Vec<ConditionDocument>,
    pub given: Option<Expression>,
    /// `met`, `violated` or `noted`, by the rule's kind.
    pub expression: Expression,
    pub unless: Option<Expression>,
    pub examples: Vec<Example>,
}

/// A `[when.NAME]` table: its scope, and what is left for an operator to read.
#[derive(Clone, Debug)]
pub struct ConditionDocument {
    pub name: Located<String>,
    pub scope: Scope,
    pub operator: Section,
    /// The condition whose finds its operator reads, and which of their groups.
    pub captured: Option<Captured>,
}

impl ConditionDocument {
    /// Reads the entries of a `[when.NAME]` table.
    pub fn of(
        name: Located<String>,
        entries: Vec<(Located<String>, Located<Value>)>,
        faults: &mut Faults,
    ) -> ConditionDocument {
        let mut operator = Section::of(entries, name.place.clone(), Some(format!("when.{}", name.value)));
        let scope = Scope::read(&mut operator, faults);
        let captured = Captured::of(&operator);
        ConditionDocument { name, scope, operator, captured }
    }
}

/// What an operator reads of another condition: `captured = "number"`, or `"order.account"` for a named group.
#[derive(Clone, Debug, PartialEq)]
pub struct Captured {
    pub condition: Located<String>,
    pub group: Option<String>,
}

impl Captured {
    /// The key it stands at, whatever the operator.
    const KEY: &str = "captured";

    fn of(operator: &Section) -> Option<Captured> {
        let Located { value, place } = operator.inner_text(Captured::KEY)?;
        let (condition, group) = match value.split_once('.') {
            Some((condition, group)) => (condition.to_string(), Some(group.to_string())),
            None => (value, None),
        };
        Some(Captured { condition: Located::new(condition, place), group })
    }
}

/// At most so many conditions in a rule.
const MAX_CONDITIONS: usize = 64;

impl RuleDocument {
    /// Reads a rule file; every fault is added. A file with faults gives what could be read of it, to be looked at further;
    /// `None` where not even a condition is left.
    pub fn read(id: &str, source: Arc<Source>, faults: &mut Faults) -> Option<RuleDocument> {
        check_id(id, faults);
        let mut file = parse(&source, faults);
        let title = file.needed_text("title", faults);
        let kind = read_name(&mut file, "kind", Kind::ALL.iter().map(|kind| kind.name()), Kind::named, faults);
        let severity =
            read_name(&mut file, "severity", Severity::ALL.iter().map(|s| s.name()), Severity::named, faults);
        let statuses = ["draft", "trial", "stable", "retired"];
        let status = read_name(&mut file, "status", statuses.into_iter(), Status::named, faults);
        let why = file.needed_text("why", faults);
        let misses = file.needed_text("misses", faults);
        let call = questions::read(&mut file, "call", faults);
        let valid = Validity::read(&mut file, faults);
        let min_confidence = read_min_confidence(&mut file, faults);
        let conditions = read_conditions(&mut file, faults);
        let rule = match file.needed("rule", faults) {
            true => file.section("rule", faults),
            false => None,
        };
        let parts = rule.map(|rule| read_rule(rule, kind, faults));
        let examples = example::read(&mut file, faults);
        file.finish(faults);

        let (given, expression, unless) = parts.unwrap_or_default();
        let first = conditions.first().map(|condition| Expression::Name(condition.name.clone()));
        // Whatever is missing has been named as a fault; the rest is still looked at.
        let document = RuleDocument {
            id: id.to_string(),
            source,
            title: title.map(|title| title.value).unwrap_or_default(),
            kind: kind.unwrap_or(Kind::Forbid),
            status: status.unwrap_or(Status::Draft),
            severity: severity.unwrap_or(Severity::Info),
            why: why.map(|why| why.value).unwrap_or_default(),
            misses: misses.map(|misses| misses.value).unwrap_or_default(),
            call,
            valid,
            min_confidence,
            conditions,
            given,
            expression: expression.or(first)?,
            unless,
            examples,
        };
        if !faults.found.is_empty() {
            return Some(document);
        }
        document.check_names(faults);
        document.check_examples(faults);
        Some(document)
    }

    /// All expressions with the key they stand at.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.given.iter().chain([&self.expression]).chain(self.unless.iter())
    }

    fn check_names(&self, faults: &mut Faults) {
        let known: Vec<&str> = self.conditions.iter().map(|condition| condition.name.value.as_str()).collect();
        let anchors = self.conditions.iter().flat_map(|condition| {
            let scope = &condition.scope;
            let captured = condition.captured.iter().map(|captured| &captured.condition);
            scope.around.iter().chain(scope.unless_near.iter()).map(|anchor| &anchor.condition).chain(captured)
        });
        let named: Vec<&Located<String>> = self
            .expressions()
            .flat_map(|expression| expression.names().into_iter().map(|(name, _)| name))
            .chain(anchors)
            .collect();
        for name in &named {
            if !known.contains(&name.value.as_str()) {
                let title = format!("there is no condition `{}`", name.value);
                let help = match known.is_empty() {
                    true => "add a `[when.…]` table for it".to_string(),
                    false => crate::rules::value::known_are(&name.value, &known),
                };
                faults.at(diagnostic::UNKNOWN_CONDITION, name.place.clone(), title, "not defined").help(help);
            }
        }
        for condition in &self.conditions {
            if !named.iter().any(|name| name.value == condition.name.value) {
                let title = format!("nothing uses the condition `{}`", condition.name.value);
                let place = condition.name.place.clone();
                faults
                    .at(diagnostic::UNUSED_CONDITION, place, title, "defined here")
                    .help("name it in `[rule]`, or take it out");
            }
        }
    }

    fn check_examples(&self, faults: &mut Faults) {
        let (good, bad) = match self.kind {
            Kind::Require | Kind::Forbid => (Outcome::Met, Outcome::Violated),
            Kind::Note => (Outcome::NotApplicable, Outcome::Noted),
        };
        for wanted in [good, bad] {
            if !self.examples.iter().any(|example| example.expect == wanted) {
                faults
                    .in_file(diagnostic::EXAMPLES, format!("no example expects `{wanted}`"))
                    .help("add an `[[examples]]` entry with `expect` and a `call` in the notation");
            }
        }
        for example in &self.examples {
            let possible = match self.kind {
                Kind::Note => !matches!(example.expect, Outcome::Met | Outcome::Violated),
                _ => example.expect != Outcome::Noted,
            };
            if !possible {
                let title = format!("a `{}` rule never comes out `{}`", self.kind, example.expect);
                faults.at(diagnostic::UNKNOWN_VALUE, example.call.place.clone(), title, "in this example");
            }
        }
    }
}

fn check_id(id: &str, faults: &mut Faults) {
    let good = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !good {
        faults
            .in_file(diagnostic::FILE_NAME, format!("`{id}` cannot be a rule id"))
            .help("name the file with lower-case letters, digits and hyphens: `dead-air.toml`");
    }
}

fn read_name<T>(
    file: &mut Section,
    key: &'static str,
    names: impl Iterator<Item = &'static str>,
    named: impl Fn(&str) -> Option<T>,
    faults: &mut Faults,
) -> Option<T> {
    let names: Vec<&str> = names.collect();
    match file.needed(key, faults) {
        true => file.one_of(key, &names, named, faults),
        false => None,
    }
}

/// Reads `min_confidence` of a rule or of a pack.
pub fn read_min_confidence(file: &mut Section, faults: &mut Faults) -> Option<Confidence> {
    let found = file.number("min_confidence", faults)?;
    if !(0.0..=1.0).contains(&found.value) {
        faults
            .at(diagnostic::VALUE, found.place, "a confidence lies between 0 and 1", "out of range")
            .help("0.5 is a careful value; 0 judges whatever was understood");
        return None;
    }
    Some(Confidence::from_probability(found.value))
}

fn read_conditions(file: &mut Section, faults: &mut Faults) -> Vec<ConditionDocument> {
    let Some(when) = file.section("when", faults) else {
        if file.take("when").is_none() {
            faults
                .in_file(diagnostic::MISSING_KEY, "the rule has no condition")
                .help("add a `[when.NAME]` table with an operator");
        }
        return Vec::new();
    };
    let mut conditions = Vec::new();
    for (name, value) in when.into_entries() {
        let Value::Table(entries) = value.value else {
            faults.at(diagnostic::WRONG_TYPE, name.place, format!("`when.{}` must be a table", name.value), "here");
            continue;
        };
        if conditions.len() == MAX_CONDITIONS {
            faults.at(
                diagnostic::LIMIT,
                name.place,
                "too many conditions",
                format!("at most {MAX_CONDITIONS} in a rule"),
            );
            break;
        }
        conditions.push(ConditionDocument::of(name, entries, faults));
    }
    conditions
}

type RuleParts = (Option<Expression>, Option<Expression>, Option<Expression>);

fn read_rule(mut rule: Section, kind: Option<Kind>, faults: &mut Faults) -> RuleParts {
    let mut read = |key: &'static str, needed: bool| {
        let text = match needed {
            true => rule.needed_text(key, faults),
            false => rule.text(key, faults),
        };
        text.and_then(|text| Expression::parse(&text, faults))
    };
    let given = read("given", false);
    let unless = read("unless", false);
    let expression = match kind {
        Some(Kind::Require) => read("met", true),
        Some(Kind::Forbid) => read("violated", true),
        Some(Kind::Note) => read("noted", true),
        None => None,
    };
    if kind.is_some() {
        rule.finish(faults);
    }
    (given, expression, unless)
}

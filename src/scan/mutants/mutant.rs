//! A rule with one thing in it changed.

use std::ops::Range;

use crate::rules::diagnostic::Faults;
use crate::rules::document::{ConditionDocument, RuleDocument};
use crate::rules::expression::Expression;
use crate::rules::value::{Located, Value};

/// A way of changing rules.
pub struct Mutation {
    /// As it is shown and counted.
    pub name: &'static str,
    /// What it does to a rule, in one sentence.
    pub about: &'static str,
    /// Whether a rule whose examples do not notice it lacks an example. Of lists with hundreds of phrases nobody writes one
    /// for each.
    pub is_fault: bool,
    /// Every change of this kind, in the order of the file; those that leave no rule that compiles come out when they are
    /// tried.
    pub make: fn(&RuleDocument) -> Vec<Mutant>,
}

/// One change of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutant {
    /// Bytes of the rule's file.
    pub place: Range<usize>,
    /// For people: `` `gap`: silence = "10s" made "12s" ``.
    pub change: String,
    pub edit: Edit,
}

/// What is done to the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// The value at the end of a path through the tables and lists of a condition becomes another, or goes away.
    Value {
        condition: usize,
        path: Vec<usize>,
        to: Option<Value>,
    },
    /// An expression becomes another, or goes away.
    Expression {
        part: Part,
        to: Option<Expression>,
    },
    /// One question of `[call]` goes away.
    CallTest(usize),
    Validity,
    MinConfidence,
}

/// The expressions of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Given,
    /// `met`, `violated` or `noted`.
    Main,
    Unless,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Given, Part::Main, Part::Unless];

    /// The expression that stands there.
    pub fn of(self, document: &RuleDocument) -> Option<&Expression> {
        match self {
            Part::Given => document.given.as_ref(),
            Part::Main => Some(&document.expression),
            Part::Unless => document.unless.as_ref(),
        }
    }
}

impl Mutant {
    /// The rule with the change made; `None` where what comes out cannot be read as a rule.
    pub fn applied_to(&self, document: &RuleDocument) -> Option<RuleDocument> {
        let mut changed = document.clone();
        match &self.edit {
            Edit::Value { condition, path, to } => {
                let found = changed.conditions.get_mut(*condition)?;
                let mut table = Value::Table(found.operator.entries().to_vec());
                set(&mut table, path, to.as_ref());
                let Value::Table(entries) = table else { return None };
                let mut faults = Faults::of(document.source.clone());
                *found = ConditionDocument::of(found.name.clone(), entries, &mut faults);
                if !faults.found.is_empty() {
                    return None;
                }
            }
            Edit::Expression { part: Part::Given, to } => changed.given = to.clone(),
            Edit::Expression { part: Part::Main, to } => changed.expression = to.clone()?,
            Edit::Expression { part: Part::Unless, to } => changed.unless = to.clone(),
            Edit::CallTest(number) => {
                if *number >= changed.call.len() {
                    return None;
                }
                changed.call.remove(*number);
            }
            Edit::Validity => changed.valid = None,
            Edit::MinConfidence => changed.min_confidence = None,
        }
        Some(changed)
    }
}

/// Puts a value where the path ends, or takes it out; a path that leads nowhere changes nothing.
fn set(inside: &mut Value, path: &[usize], to: Option<&Value>) {
    let Some((step, rest)) = path.split_first() else { return };
    let found: Option<&mut Located<Value>> = match inside {
        Value::Table(entries) if rest.is_empty() && to.is_none() && *step < entries.len() => {
            entries.remove(*step);
            None
        }
        Value::Array(items) if rest.is_empty() && to.is_none() && *step < items.len() => {
            items.remove(*step);
            None
        }
        Value::Table(entries) => entries.get_mut(*step).map(|(_, value)| value),
        Value::Array(items) => items.get_mut(*step),
        _ => None,
    };
    match (found, to) {
        (Some(found), Some(to)) if rest.is_empty() => found.value = to.clone(),
        (Some(found), to) => set(&mut found.value, rest, to),
        (None, _) => {}
    }
}

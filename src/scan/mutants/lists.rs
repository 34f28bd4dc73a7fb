//! Writes the phrases of a pack's word lists where a rule names them, so that each can be dropped from this rule alone.

use std::collections::BTreeMap;

use crate::rules::diagnostic::Faults;
use crate::rules::document::{ConditionDocument, RuleDocument};
use crate::rules::lists::WordList;
use crate::rules::value::{Located, Value};
use crate::scan::kit::LIST_MARK;

/// The rule with every `@name` written out; phrases stand at the place of the name.
pub fn written_out(document: &RuleDocument, lists: &BTreeMap<String, WordList>) -> RuleDocument {
    let mut changed = document.clone();
    for condition in &mut changed.conditions {
        let entries = condition.operator.entries().iter().map(|(key, value)| {
            // In a sequence a list is one step with several wordings.
            let nesting = if key.value == "sequence" { Nesting::Step } else { Nesting::Splice };
            (key.clone(), Located::new(expanded(&value.value, lists, nesting), value.place.clone()))
        });
        let mut faults = Faults::of(document.source.clone());
        *condition = ConditionDocument::of(condition.name.clone(), entries.collect(), &mut faults);
    }
    changed
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nesting {
    /// The phrases take the place of the name in its list.
    Splice,
    /// They become a list of their own.
    Step,
}

fn expanded(value: &Value, lists: &BTreeMap<String, WordList>, nesting: Nesting) -> Value {
    match value {
        Value::Table(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                (key.clone(), Located::new(expanded(&value.value, lists, Nesting::Splice), value.place.clone()))
            });
            Value::Table(entries.collect())
        }
        Value::Array(items) => {
            let mut all = Vec::with_capacity(items.len());
            for item in items {
                match (phrases(item, lists), nesting) {
                    (Some(phrases), Nesting::Splice) => all.extend(phrases),
                    (Some(phrases), Nesting::Step) => all.push(Located::new(Value::Array(phrases), item.place.clone())),
                    (None, _) => {
                        let inner = expanded(&item.value, lists, Nesting::Splice);
                        all.push(Located::new(inner, item.place.clone()));
                    }
                }
            }
            Value::Array(all)
        }
        other => other.clone(),
    }
}

/// The phrases of the list that is named.
fn phrases(item: &Located<Value>, lists: &BTreeMap<String, WordList>) -> Option<Vec<Located<Value>>> {
    let Value::Text(text) = &item.value else { return None };
    let list = lists.get(text.strip_prefix(LIST_MARK)?)?;
    Some(list.phrases.iter().map(|phrase| Located::new(Value::Text(phrase.clone()), item.place.clone())).collect())
}

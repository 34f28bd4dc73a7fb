//! Every value inside the conditions of a rule, with the way to it.

use crate::rules::document::RuleDocument;
use crate::rules::value::{Located, Value};
use crate::scan::mutants::mutant::{Edit, Mutant};

/// Keys of a condition that say where it looks; all others are its operator's.
pub const SCOPE: [&str; 10] = ["party", "first", "last", "from", "to", "in", "around", "unless_near", "every", "call"];

/// A value inside a condition.
#[derive(Clone, Debug)]
pub struct Entry<'d> {
    condition: usize,
    name: &'d str,
    path: Vec<usize>,
    /// The keys that lead to it, the outermost first; never none.
    pub keys: Vec<&'d str>,
    /// Among the values of a list rather than behind a key.
    pub is_listed: bool,
    pub value: &'d Located<Value>,
}

impl Entry<'_> {
    /// Whether it belongs to the operator and not to where the condition looks.
    pub fn is_operators(&self) -> bool {
        !SCOPE.contains(&self.keys[0])
    }

    /// How many lists lie around it.
    pub fn depth(&self) -> usize {
        self.path.len() - self.keys.len()
    }

    /// The innermost key.
    pub fn key(&self) -> &str {
        self.keys[self.keys.len() - 1]
    }

    pub fn text(&self) -> Option<&str> {
        match &self.value.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The rule with another value here.
    pub fn made(&self, to: Value) -> Mutant {
        let change = format!("{} = {} made {}", self.shown(), written(&self.value.value), written(&to));
        self.mutant(change, Some(to))
    }

    /// The rule without this.
    pub fn dropped(&self) -> Mutant {
        let change = match self.is_listed {
            true => format!("{}: {} dropped", self.shown(), written(&self.value.value)),
            false => format!("{} = {} dropped", self.shown(), written(&self.value.value)),
        };
        self.mutant(change, None)
    }

    fn mutant(&self, change: String, to: Option<Value>) -> Mutant {
        let edit = Edit::Value { condition: self.condition, path: self.path.clone(), to };
        Mutant { place: self.value.place.clone(), change, edit }
    }

    fn shown(&self) -> String {
        format!("`{}`: {}", self.name, self.keys.join("."))
    }
}

/// All values of all conditions, each table and list before what it holds.
pub fn entries(document: &RuleDocument) -> Vec<Entry<'_>> {
    let mut found = Vec::new();
    for (condition, read) in document.conditions.iter().enumerate() {
        for (number, (key, value)) in read.operator.entries().iter().enumerate() {
            let (name, keys) = (read.name.value.as_str(), vec![key.value.as_str()]);
            collect(Entry { condition, name, path: vec![number], keys, is_listed: false, value }, &mut found);
        }
    }
    found
}

fn collect<'d>(entry: Entry<'d>, found: &mut Vec<Entry<'d>>) {
    let below = |number: usize| [entry.path.as_slice(), &[number]].concat();
    let mut inner = Vec::new();
    match &entry.value.value {
        Value::Table(entries) => {
            for (number, (key, value)) in entries.iter().enumerate() {
                let keys = [entry.keys.as_slice(), &[key.value.as_str()]].concat();
                inner.push(Entry { path: below(number), keys, is_listed: false, value, ..entry.clone() });
            }
        }
        Value::Array(items) => {
            for (number, value) in items.iter().enumerate() {
                inner.push(Entry { path: below(number), is_listed: true, value, ..entry.clone() });
            }
        }
        _ => {}
    }
    found.push(entry);
    inner.into_iter().for_each(|entry| collect(entry, found));
}

/// As much of a value as a person wants to read in a line.
const LONGEST: usize = 60;

/// A value as a rule file has it, cut where it is long.
fn written(value: &Value) -> String {
    let text = match value {
        Value::Text(text) => format!("\"{text}\""),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(value) => value.to_string(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| written(&item.value)).collect::<Vec<_>>().join(", "))
        }
        Value::Table(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{} = {}", key.value, written(&value.value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    };
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

//! Raises and lowers a limit: a length by a fifth, a count by one.

use crate::rules::document::RuleDocument;
use crate::rules::value::Value;
use crate::scan::mutants::entry::{Entry, entries};
use crate::scan::mutants::length::{scaled, whole};
use crate::scan::mutants::mutant::{Mutant, Mutation};

pub const LIMIT: Mutation = Mutation {
    name: "limit",
    about: "a number or a length of an operator is a fifth more or less; a small number one",
    is_fault: true,
    make,
};

/// Values that are no limits: words, and an allowance that phrases of different lengths use differently.
const NO_LIMITS: [&str; 5] = ["phrase", "pattern", "except", "captured", "sounds_like"];
/// More by a fifth, less by a fifth.
const CHANGES: [(u64, u64); 2] = [(6, 5), (4, 5)];

fn make(document: &RuleDocument) -> Vec<Mutant> {
    let is_limit = |entry: &&Entry<'_>| entry.is_operators() && !entry.is_listed && !NO_LIMITS.contains(&entry.key());
    let mut made = Vec::new();
    for entry in entries(document).iter().filter(is_limit) {
        let changed = CHANGES.iter().filter_map(|(times, of)| changed(&entry.value.value, *times, *of));
        made.extend(changed.map(|value| entry.made(value)));
    }
    made
}

fn changed(value: &Value, times: u64, of: u64) -> Option<Value> {
    match value {
        Value::Text(text) => scaled(text, times, of).map(Value::Text),
        Value::Integer(number) => {
            let size = i64::try_from(whole(number.unsigned_abs(), times, of)).ok()?;
            Some(Value::Integer(if *number < 0 { -size } else { size }))
        }
        Value::Float(number) => Some(Value::Float(number * times as f64 / of as f64)),
        _ => None,
    }
}

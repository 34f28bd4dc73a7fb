//! Asks the other party, anybody, or one party fewer.

use crate::rules::document::RuleDocument;
use crate::rules::value::{Located, Value};
use crate::scan::mutants::entry::entries;
use crate::scan::mutants::mutant::{Mutant, Mutation};

pub const PARTY: Mutation = Mutation {
    name: "party",
    about: "agent and customer are swapped, a `party` is dropped, or one of several is",
    is_fault: true,
    make,
};

/// Keys that name one party or several, of scopes and operators.
const KEYS: [&str; 5] = ["party", "by", "of", "before_party", "after_party"];

fn make(document: &RuleDocument) -> Vec<Mutant> {
    let mut made = Vec::new();
    for entry in entries(document).iter().filter(|entry| KEYS.contains(&entry.key())) {
        made.extend(swapped(&entry.value.value).filter(|_| !entry.is_listed).map(|to| entry.made(to)));
        made.push(entry.dropped());
    }
    made
}

/// With agent and customer in each other's place; `None` where both or neither stand there.
fn swapped(value: &Value) -> Option<Value> {
    let other = |text: &str| match text {
        "agent" => Some("customer"),
        "customer" => Some("agent"),
        _ => None,
    };
    match value {
        Value::Text(text) => other(text).map(|other| Value::Text(other.to_string())),
        Value::Array(items) => {
            let names = || items.iter().filter_map(|item| as_text(&item.value).and_then(other));
            (names().count() == 1).then(|| {
                let swap = |item: &Located<Value>| {
                    let value = as_text(&item.value).and_then(other).map(|other| Value::Text(other.to_string()));
                    Located::new(value.unwrap_or_else(|| item.value.clone()), item.place.clone())
                };
                Value::Array(items.iter().map(swap).collect())
            })
        }
        _ => None,
    }
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

//! Widens, narrows and takes off the part of the call that a condition looks in.

use crate::rules::document::RuleDocument;
use crate::rules::value::Value;
use crate::scan::mutants::entry::entries;
use crate::scan::mutants::length::scaled;
use crate::scan::mutants::mutant::{Mutant, Mutation};

pub const WINDOW: Mutation = Mutation {
    name: "window",
    about: "`first`, `last`, `from` or `to` is doubled, halved or taken off",
    is_fault: true,
    make,
};

const KEYS: [&str; 4] = ["first", "last", "from", "to"];

fn make(document: &RuleDocument) -> Vec<Mutant> {
    let mut made = Vec::new();
    for entry in entries(document).iter().filter(|entry| entry.keys.len() == 1 && KEYS.contains(&entry.key())) {
        let Some(text) = entry.text() else { continue };
        let lengths = [scaled(text, 2, 1), scaled(text, 1, 2)];
        made.extend(lengths.into_iter().flatten().map(|length| entry.made(Value::Text(length))));
        made.push(entry.dropped());
    }
    made
}

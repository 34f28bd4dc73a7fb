//! Changes what a condition has to be near: how far, on which side, near which hit, or whether at all.

use crate::rules::document::RuleDocument;
use crate::rules::value::Value;
use crate::scan::mutants::entry::entries;
use crate::scan::mutants::length::scaled;
use crate::scan::mutants::mutant::{Mutant, Mutation};

pub const ANCHOR: Mutation = Mutation {
    name: "anchor",
    about: "`around` or `unless_near` is dropped, loses a side or its `which`, or reaches twice or half as far",
    is_fault: true,
    make,
};

fn make(document: &RuleDocument) -> Vec<Mutant> {
    let mut made = Vec::new();
    for entry in &entries(document) {
        match entry.keys.as_slice() {
            ["around" | "unless_near"] | ["around" | "unless_near", "which"] => made.push(entry.dropped()),
            ["around" | "unless_near", "before" | "after"] => {
                let lengths = entry.text().map(|text| [scaled(text, 2, 1), scaled(text, 1, 2)]);
                let lengths = lengths.into_iter().flatten().flatten();
                made.extend(lengths.map(|length| entry.made(Value::Text(length))));
                // Where it is the only side nothing is left to read.
                made.push(entry.dropped());
            }
            _ => {}
        }
    }
    made
}

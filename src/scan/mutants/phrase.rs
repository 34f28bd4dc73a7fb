//! Drops a phrase of a list.

use crate::rules::document::RuleDocument;
use crate::rules::value::Value;
use crate::scan::mutants::entry::{Entry, entries};
use crate::scan::mutants::mutant::{Mutant, Mutation};

pub const PHRASE: Mutation = Mutation { name: "phrase", about: "a phrase of a list is dropped", is_fault: false, make };

/// Lists of texts that are no phrases.
const NO_PHRASES: [&str; 1] = ["entity"];

fn make(document: &RuleDocument) -> Vec<Mutant> {
    let is_phrase = |entry: &Entry<'_>| {
        // The outer list of a sequence holds its steps.
        let is_step = entry.keys == ["sequence"] && entry.depth() == 1;
        let is_text = matches!(entry.value.value, Value::Text(_));
        entry.is_operators() && entry.is_listed && is_text && !is_step && !NO_PHRASES.contains(&entry.key())
    };
    entries(document).iter().filter(|entry| is_phrase(entry)).map(Entry::dropped).collect()
}

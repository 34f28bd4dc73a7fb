//! Drops a step of a sequence, or a form of an entity: what a list holds besides phrases.

use crate::rules::document::RuleDocument;
use crate::scan::mutants::entry::{Entry, entries};
use crate::scan::mutants::mutant::{Mutant, Mutation};

pub const STEP: Mutation =
    Mutation { name: "step", about: "a step of a sequence or a form of an entity is dropped", is_fault: true, make };

fn make(document: &RuleDocument) -> Vec<Mutant> {
    let is_step = |entry: &Entry<'_>| {
        entry.is_listed && entry.depth() == 1 && (entry.keys == ["sequence"] || entry.keys == ["entity"])
    };
    entries(document).iter().filter(|entry| is_step(entry)).map(Entry::dropped).collect()
}

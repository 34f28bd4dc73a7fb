//! Drops what may be left out: `sounds_like`, `except`, `excused_by`, `count`, `in`, `every`, and the like.

use crate::rules::document::RuleDocument;
use crate::scan::mutants::entry::{Entry, entries};
use crate::scan::mutants::mutant::{Mutant, Mutation};

pub const OPTION: Mutation =
    Mutation { name: "option", about: "a key that may be left out is dropped", is_fault: true, make };

/// Keys that other mutations drop.
const OTHERS: [&str; 7] = ["party", "by", "of", "before_party", "after_party", "around", "unless_near"];
/// Keys of the scope that are dropped here; `party`, windows and anchors have mutations of their own.
const OF_SCOPE: [&str; 3] = ["in", "every", "call"];

fn make(document: &RuleDocument) -> Vec<Mutant> {
    // What has to be there leaves no rule that compiles, and is not made.
    let is_option = |entry: &&Entry<'_>| {
        let is_of_scope = entry.keys.len() == 1 && OF_SCOPE.contains(&entry.key());
        !entry.is_listed && (is_of_scope || entry.is_operators()) && !OTHERS.contains(&entry.key())
    };
    entries(document).iter().filter(is_option).map(Entry::dropped).collect()
}

//! Tells whether the examples of a rule would notice if it said something else.
//!
//! Each mutation changes one thing in a rule's document: a phrase, a window, a party, a limit. The changed rule is compiled
//! alone and plays the rule's own examples; where all come out as before, either the changed thing does not matter or an
//! example is missing. Regular expressions are left as they are.

pub mod lists;
pub mod mutant;
pub mod play;

mod anchor;
mod arm;
mod entry;
mod guard;
mod length;
mod limit;
mod negate;
mod option;
mod party;
mod phrase;
mod step;
mod window;

use crate::scan::mutants::mutant::Mutation;

/// Every way a rule is changed, in the order in which they are reported.
pub const MUTATIONS: &[Mutation] = &[
    arm::ARM,
    negate::NEGATE,
    guard::GUARD,
    party::PARTY,
    window::WINDOW,
    anchor::ANCHOR,
    limit::LIMIT,
    step::STEP,
    option::OPTION,
    phrase::PHRASE,
];

#[cfg(test)]
mod tests;

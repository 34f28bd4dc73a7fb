//! The kinds of condition, one file each.

mod all_of;
mod any_of;
mod interruption;
mod pattern;
mod phrases;
mod sequence;
mod silence;
mod sounds_like;

use crate::scan::operator::Operator;

/// Every operator a rule may use.
pub const OPERATORS: &[&dyn Operator] = &[
    &any_of::AnyOf,
    &all_of::AllOf,
    &sequence::Sequence,
    &pattern::Pattern,
    &silence::Silence,
    &interruption::Interruption,
];

//! `all_of`: every one of the phrases is said, anywhere in the scope and in any order.
//!
//! Use it where a disclosure has several parts that each have one wording.
//!
//! ```toml
//! [when.terms]
//! party  = "agent"
//! all_of = ["合约期", "违约金"]
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `all_of` | phrases, or word lists of the pack (`@name`): then every phrase of the list |
//! | `sounds_like` | so many syllables of a phrase may differ, 0 to 3: also finds what sounds like it. Off where it is left out |
//!
//! **Traps.** A part that has several wordings wants a condition of its own with `any_of`; join them with `and`. With `in =
//! "turn"` phrases are still looked for in the whole scope, not in one turn. With `sounds_like` the same words count for one phrase only.
//!
//! **Not the same as** `sequence`, which wants them in order and close together; `n_of`, which wants some of them.

use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator};
use crate::scan::operators::phrase_list::{self, Enough};

pub struct AllOf;

impl Operator for AllOf {
    fn name(&self) -> &'static str {
        "all_of"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        phrase_list::read(section, self.name(), Enough::All, scope, kit)
    }
}

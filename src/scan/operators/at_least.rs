//! `at_least`: phrases of a list are said at least so many times in total.
//!
//! Use it for habits: a filler phrase, "as I said", a swear word that may slip out once.
//!
//! ```toml
//! [when.nagging]
//! party    = "agent"
//! at_least = { n = 3, phrases = ["我刚才说了", "不是跟您说了吗", "as I said"] }
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `n` | how often, all phrases together |
//! | `phrases` | phrases, or word lists of the pack (`@name`) |
//! | `sounds_like` | also finds what sounds like a phrase, as in `any_of` |
//!
//! **Traps.** Phrases that overlap in what was said count once. A phrase that holds another of the list would count twice,
//! and is a fault. The scope's window counts: with `last = "60s"` only what is said there.
//!
//! **Not the same as** `n_of`, which wants different phrases; `repeats`, which finds what is said again without knowing the
//! words.

use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator};
use crate::scan::operators::phrase_list::{self, Enough};

pub struct AtLeast;

impl Operator for AtLeast {
    fn name(&self) -> &'static str {
        "at_least"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        phrase_list::read_counted(section, self.name(), Enough::Times, scope, kit)
    }
}

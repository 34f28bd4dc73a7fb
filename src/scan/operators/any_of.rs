//! `any_of`: one of the phrases is said.
//!
//! Use it for whatever can be said in several ways. It is the fastest of all, and its evidence says the most: the words, and
//! the phrase they were found by.
//!
//! ```toml
//! [when.greeting]
//! party  = "agent"
//! any_of = ["很高兴为您服务", "请问有什么可以帮您", "thank you for calling"]
//! first  = "30s"
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `any_of` | phrases, or word lists of the pack (`@name`) |
//! | `sounds_like` | so many syllables of a phrase may differ, 0 to 3: also finds what sounds like it. Off where it is left out |
//!
//! **Traps.** Text and phrases are folded the same way first: case, width, traditional characters, numbers (十二 = 12 =
//! twelve), punctuation, blanks, fillers. Han characters have no word boundaries: 投诉 is found in 投诉建议; see `not_in`. An
//! English phrase is found only as whole words. A phrase that holds another of the list is never needed, and a fault.
//!
//! Engines write 泡餐 for 套餐, 公信部 for 工信部, "early termination v" for "early termination fee": `sounds_like = 1` finds them,
//! too. Where a phrase was said word for word, nothing else that overlaps it counts. A phrase needs two syllables at least,
//! and the shorter it is, the more often ordinary talk sounds like it: use it for rare words that engines get wrong.
//!
//! **Not the same as** `all_of`, which wants every phrase; `n_of`, which wants several different ones; `at_least`, which
//! counts how often.

use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator};
use crate::scan::operators::phrase_list::{self, Enough};

pub struct AnyOf;

impl Operator for AnyOf {
    fn name(&self) -> &'static str {
        "any_of"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        phrase_list::read(section, self.name(), Enough::Any, scope, kit)
    }
}

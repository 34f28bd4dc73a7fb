//! `n_of`: at least so many different phrases of a list are said, in any order.
//!
//! Use it where several signs together mean something that none of them means alone, or where most parts of a notice are
//! enough.
//!
//! ```toml
//! [when.pressure]
//! party = "agent"
//! n_of  = { n = 2, phrases = ["今天最后一天", "名额有限", "错过就没有了", "马上就涨价"] }
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `n` | how many different phrases; from 1 to as many as there are |
//! | `phrases` | phrases, or word lists of the pack (`@name`) |
//! | `sounds_like` | also finds what sounds like a phrase, as in `any_of` |
//!
//! **Traps.** One phrase said twice counts once. Two wordings of one thing are two phrases. A phrase that holds another of
//! the list would count as both, and is a fault.
//!
//! **Not the same as** `at_least`, which counts how often anything of the list is said.

use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator};
use crate::scan::operators::phrase_list::{self, Enough};

pub struct NOf;

impl Operator for NOf {
    fn name(&self) -> &'static str {
        "n_of"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        phrase_list::read_counted(section, self.name(), Enough::Distinct, scope, kit)
    }
}

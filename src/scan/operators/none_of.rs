//! `none_of`: none of the phrases is said in a part of the call.
//!
//! Use it for what is missing at one place: no word of regret after a complaint, no notice before a hold. It holds where
//! nothing is found, and then shows what it searched: the window and how many utterances were read. Where a phrase is said
//! it does not hold, and shows the words.
//!
//! ```toml
//! [when.complaint]
//! party  = "customer"
//! any_of = ["我要投诉", "太差了"]
//!
//! [when.no_regret]
//! party   = "agent"
//! none_of = ["抱歉", "对不起", "不好意思"]
//! around  = { condition = "complaint", after = "20s" }
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `none_of` | phrases, or word lists of the pack (`@name`) |
//! | `sounds_like` | also finds what sounds like a phrase, as in `any_of` |
//!
//! **Traps.** It needs to know where to look: `first`, `last` or `around`; for the whole call write `not` before an `any_of`.
//! Near something that never happened it does not hold. Where the party is not known it is not evaluable, as everywhere. It
//! has no place in the call, so nothing can be anchored on it. Near one of several hits is enough for a phrase to count as
//! said.
//!
//! **Not the same as** `not`, which turns any expression round without saying where; `not_near`, which finds one phrase where
//! another is missing.

use crate::rules::diagnostic;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::rules::window::Window;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator};
use crate::scan::operators::phrase_list::{self, Enough};

pub struct NoneOf;

impl Operator for NoneOf {
    fn name(&self) -> &'static str {
        "none_of"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        if scope.window == Window::default() && scope.around.is_none() {
            let place = section.place_of(self.name());
            kit.faults
                .at(diagnostic::NOWHERE, place, "`none_of` has to say where to look", "neither a window nor an anchor")
                .help("add `first`, `last` or `around`; for the whole call use `any_of` and `not` in `[rule]`");
        }
        phrase_list::read(section, self.name(), Enough::Nothing, scope, kit)
    }
}

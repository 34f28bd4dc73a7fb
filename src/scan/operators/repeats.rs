//! `repeats`: a party says nearly the same again, or one party repeats what another has said.
//!
//! Use it for a customer who has to ask three times, and for numbers that have to be read back.
//!
//! ```toml
//! [when.asks_again]
//! party   = "customer"
//! repeats = { times = 3, within = "10 utterances" }
//!
//! [when.number]
//! party  = "customer"
//! entity = "phone"
//!
//! [when.read_back]
//! repeats = { captured = "number", by = "agent" }
//! ```
//!
//! A party that says nearly the same again:
//!
//! | parameter | meaning |
//! |---|---|
//! | `times` | which time counts, the first included; 2 if left out |
//! | `within` | how far back all of them may lie: `10 utterances` (of anybody), `3 turns`, `60s`; `10 utterances` if left out |
//! | `like` | how much of the shorter one has to be said again, from 0 to 1; 0.7 if left out |
//! | `min_length` | shorter ones are not compared; 6 characters or 4 words if left out. What is mostly grammar never is |
//! | `except` | phrases that do not count: they are taken out before anything is compared |
//!
//! It goes by content, measured as in `similar_to`: 我刚才说了我要退那个流量包 says 我要退流量包 again. Every part of an utterance
//! between two marks is compared too. Lead-ins ("like I said", 我刚才说了, 我想问一下) are taken out first. The hit is the last
//! time, and its evidence says how often, and what was said the first time.
//!
//! Another party that repeats what was captured:
//!
//! | parameter | meaning |
//! |---|---|
//! | `captured` | a condition with `entity` or `pattern`; `order.number` reads the group `number` of the condition `order` |
//! | `by` | who has to repeat it: `agent`, `customer` |
//! | `within` | how long after it was said: `60s`, `5 utterances`, `2 turns`; the rest of the call if left out |
//! | `tail` | of a number the last digits are enough, at least so many |
//!
//! **Traps.** Who says it again has to be known: on a recording that does not tell the parties apart it is not evaluable. No
//! more than the last sixty sayings are compared. A number read back in pieces over several utterances is found with `in =
//! "turn"`. Where several numbers were captured, one that is repeated is enough.
//!
//! **Not the same as** `at_least`, which counts phrases that are known; `similar_to`, which compares with examples.

use crate::call::time::Span;
use crate::rules::diagnostic;
use crate::rules::distance::Distance;
use crate::rules::scope::Scope;
use crate::rules::value::{Located, Section};
use crate::scan::heard::Heard;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator};
use crate::scan::operators::{read_back, said_again};

pub struct Repeats;

impl Operator for Repeats {
    fn name(&self) -> &'static str {
        "repeats"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let mut table = section.section(self.name(), kit.faults)?;
        let is_read_back = table.keys().any(|key| matches!(key.value.as_str(), "captured" | "by" | "tail"));
        let compiled = match is_read_back {
            true => read_back::compile(&mut table, scope, kit),
            false => said_again::compile(&mut table, scope, kit),
        };
        table.finish(kit.faults);
        compiled
    }
}

/// Reads how far apart the times may be; words and characters are no measure between utterances.
pub fn read_within(table: &mut Section, kit: &mut Kit<'_>) -> Option<Located<Distance>> {
    let within = Distance::read(table, "within", kit.faults)?;
    if !matches!(within.value, Distance::Units(_)) {
        return Some(within);
    }
    kit.faults
        .at(diagnostic::DISTANCE, within.place, "`repeats` is not counted in words", "between utterances")
        .help("write `10 utterances`, `3 turns` or a time (`60s`)");
    None
}

/// Whether what begins in an utterance is near enough behind what was said before.
pub fn is_within(heard: &Heard<'_>, within: Distance, before: (usize, Span), next: (usize, Span)) -> bool {
    let turn = |utterance: usize| heard.turn_of(utterance as u32);
    match within {
        Distance::Time(time) => next.1.start() - before.1.end() <= time,
        Distance::Utterances(count) => next.0.saturating_sub(before.0) <= count as usize,
        Distance::Turns(count) => turn(next.0).saturating_sub(turn(before.0)) <= count,
        Distance::Units(_) => false,
    }
}

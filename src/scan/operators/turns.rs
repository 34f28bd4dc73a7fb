//! `turns`: there is too much or too little to and fro.
//!
//! Finds a call in which the scope's `party` has more than `max` or fewer than `min` turns; without a party all turns
//! count. A turn is what one party says until the other speaks. Use it to leave out calls that never became a conversation,
//! or to note those that went back and forth for too long.
//!
//! ```toml
//! [when.no_conversation]
//! party = "customer"
//! turns = { min = 2 }
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `max`, `min` | what is allowed; the condition holds on a call that breaks it. At least one of the two |
//! | `party` (scope) | whose turns count |
//!
//! Traps: `min = 2` holds on calls with *fewer* than 2. Every "yes" or "嗯" that cuts what the other says in two makes
//! turns. It counts the whole call; a recording that does not tell the parties apart has no turns and is not evaluable.
//!
//! Not the same as the extent `2 turns` of a scope, which says where to look.

use crate::call::party::Party;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure::{self, Limits};

pub struct Turns;

impl Operator for Turns {
    fn name(&self) -> &'static str {
        "turns"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        measure::refuse_scopes(section, measure::PLACES, kit.faults);
        let mut table = section.section("turns", kit.faults)?;
        let limits = Limits::read(&mut table, measure::number, kit.faults);
        table.finish(kit.faults);
        Some(Box::new(Compiled { limits: limits?, parties: scope.parties.clone() }))
    }
}

#[derive(Debug)]
struct Compiled {
    limits: Limits<u32>,
    parties: Vec<Party>,
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let heard = scene.heard;
        if self.unanswerable(heard).is_some() {
            return Vec::new();
        }
        let party_of = |turn: &std::ops::Range<usize>| heard.transcript.utterances[turn.start].party;
        let count = heard.turns.iter().filter(|turn| self.parties.contains(&party_of(turn))).count() as u32;
        let Some(limit) = self.limits.broken_by(count, |count| count.to_string()) else { return Vec::new() };
        let (party, whose) = match self.parties.as_slice() {
            [party] => (*party, format!(" of {}", measure::who(*party))),
            _ => (self.parties.first().copied().unwrap_or_default(), String::new()),
        };
        let what = format!("{count} turns{whose}{limit}");
        vec![measure::hit(scene, party, heard.talk(), 0, what)]
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        self.limits.looked_for("a number of turns", |count| count.to_string())
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        (!heard.transcript.parties_known())
            .then(|| "whose turn it is: the parties of this recording are not known".to_string())
    }
}

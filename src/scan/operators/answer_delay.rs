//! `answer_delay`: it takes too long until somebody speaks.
//!
//! Finds a call whose first utterance comes later than `max` (or sooner than `min`) after the start of the recording. Use it
//! where a customer waits on an open line until the agent says something.
//!
//! ```toml
//! [when.slow]
//! answer_delay = { max = "10s", party = "agent" }
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `max`, `min` | what is allowed; the condition holds on a call that breaks it. At least one of the two |
//! | `party` (in the table) | whose first utterance: without it that of whoever speaks first |
//! | `party` (scope) | only where this party is the one whose utterance it is: with `answer_delay = { max = "0s" }` and `party = "customer"`, calls that the customer opens |
//!
//! Traps: a recorder that starts while it rings, or with an announcement, makes everybody slow. In a call in which nobody
//! ever speaks the whole recording counts as waiting. With a party in the table a recording that does not tell the parties
//! apart is not evaluable, nor is one in which that party is never heard.
//!
//! Not the same as `silence` with `from_start`, which reads where sound was detected, or `response_time`.

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure::{self, Limits, quoted, secs, who};

pub struct AnswerDelay;

impl Operator for AnswerDelay {
    fn name(&self) -> &'static str {
        "answer_delay"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        measure::refuse_scopes(section, measure::PLACES, kit.faults);
        let mut table = section.section("answer_delay", kit.faults)?;
        let limits = Limits::read(&mut table, measure::time, kit.faults);
        let party = measure::party(&mut table, "party", kit.faults);
        table.finish(kit.faults);
        Some(Box::new(Compiled { limits: limits?, party }))
    }
}

#[derive(Debug)]
struct Compiled {
    limits: Limits<Millis>,
    party: Option<Party>,
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        if self.unanswerable(scene.heard).is_some() {
            return Vec::new();
        }
        let mut utterances = scene.heard.transcript.utterances.iter().enumerate();
        let first = utterances.find(|(_, said)| self.party.is_none_or(|party| said.party == party));
        let waited = first.map_or(scene.heard.transcript.duration_ms, |(_, said)| said.span.start());
        let Some(limit) = self.limits.broken_by(waited, secs) else { return Vec::new() };
        let span = Span::between(Millis::ZERO, waited);
        let hit = match first {
            Some((number, said)) => {
                let what = format!("{} first spoke after {}{limit}{}", who(said.party), secs(waited), quoted(said));
                measure::hit(scene, said.party, span, number as u32, what)
            }
            None => {
                let what = format!("nobody had spoken after {}{limit}", secs(waited));
                measure::hit(scene, Party::Unknown, span, 0, what)
            }
        };
        vec![hit]
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        self.limits.looked_for("a first utterance", secs)
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        let party = self.party?;
        if !heard.transcript.parties_known() {
            return Some("who spoke first: the parties of this recording are not known".to_string());
        }
        (!heard.hears(party)).then(|| format!("nothing was heard of the {party}"))
    }
}

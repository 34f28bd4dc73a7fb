//! `talk_share`: one party speaks too much or too little of all that is spoken.
//!
//! Finds a call in which the scope's `party` speaks more than `max` or less than `min` of all speech; without a party each
//! of the two is held against the limits. Use it to find agents who lecture, and customers who cannot get a word in.
//!
//! ```toml
//! [when.lecture]
//! party      = "agent"
//! talk_share = { max = "80%" }
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `max`, `min` | what is allowed, in whole percent of all speech; the condition holds on a call that breaks it |
//! | `party` (scope) | whose share |
//!
//! Traps: silence counts for nobody, so that both shares together are 100 % (more where both speak at once). Where terms
//! have to be read out a high share is duty. It measures the whole call; a recording that does not tell the parties apart
//! is not evaluable.
//!
//! Not the same as `monologue`, which is one stretch, or `silence` with `share`, which is when nobody speaks.

use crate::call::party::Party;
use crate::call::time::Millis;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::{Heard, speech};
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure::{self, Limits, covered, percent, who};

pub struct TalkShare;

impl Operator for TalkShare {
    fn name(&self) -> &'static str {
        "talk_share"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        measure::refuse_scopes(section, measure::PLACES, kit.faults);
        let mut table = section.section("talk_share", kit.faults)?;
        let limits = Limits::read(&mut table, measure::share, kit.faults);
        table.finish(kit.faults);
        Some(Box::new(Compiled { limits: limits? }))
    }
}

#[derive(Debug)]
struct Compiled {
    limits: Limits<u32>,
}

fn shown(percent: u32) -> String {
    format!("{percent} %")
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        if self.unanswerable(scene.heard).is_some() {
            return Vec::new();
        }
        let speech = speech(scene.heard.transcript);
        let all = covered(speech.iter().map(|(span, _)| *span).collect());
        let hits = [Party::Agent, Party::Customer].into_iter().filter_map(|party| {
            let own = speech.iter().filter(|(_, speaker)| *speaker == party).map(|(span, _)| *span);
            let share = percent(covered(own.collect()), all);
            let limit = self.limits.broken_by(share, shown)?;
            let what = format!("{} spoke {} of all that was spoken{limit}", who(party), shown(share));
            Some(measure::hit(scene, party, scene.heard.talk(), 0, what))
        });
        hits.collect()
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        self.limits.looked_for("a share of talk", shown)
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        if !heard.transcript.parties_known() {
            return Some("who speaks how much: the parties of this recording are not known".to_string());
        }
        let is_quiet = speech(heard.transcript).iter().all(|(span, _)| span.length() == Millis::ZERO);
        is_quiet.then(|| "nobody speaks in this recording".to_string())
    }
}

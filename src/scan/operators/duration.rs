//! `duration`: the recording is too long or too short.
//!
//! Finds a call whose recording lasts longer than `max` or shorter than `min`. Use it to leave out calls that were over
//! before they began (`unless = "short"`), or to note those that took too long.
//!
//! ```toml
//! [when.short]
//! duration = { min = "30s" }
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `max`, `min` | what is allowed; the condition holds on a call that breaks it. At least one of the two |
//!
//! Traps: `min = "30s"` holds on calls *shorter* than 30 s. It measures the recording, ringing and waiting included, so
//! scopes mean nothing to it. A transcript written by hand ends with its last word unless it has a `# duration`.
//!
//! Not the same as `min_duration` of a scorecard, which leaves a call without a score.

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure::{self, Limits, secs};

pub struct Duration;

impl Operator for Duration {
    fn name(&self) -> &'static str {
        "duration"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        measure::refuse_scopes(section, measure::PLACES, kit.faults);
        measure::refuse_scopes(section, &["party"], kit.faults);
        let mut table = section.section("duration", kit.faults)?;
        let limits = Limits::read(&mut table, measure::time, kit.faults);
        table.finish(kit.faults);
        Some(Box::new(Compiled { limits: limits? }))
    }
}

#[derive(Debug)]
struct Compiled {
    limits: Limits<Millis>,
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let duration = scene.heard.transcript.duration_ms;
        let Some(limit) = self.limits.broken_by(duration, secs) else { return Vec::new() };
        let what = format!("the recording lasts {}{limit}", secs(duration));
        vec![measure::hit(scene, Party::Unknown, Span::between(Millis::ZERO, duration), 0, what)]
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        self.limits.looked_for("a duration", secs)
    }
}

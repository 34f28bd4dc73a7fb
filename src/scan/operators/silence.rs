//! `silence`: nobody speaks for too long.
//!
//! ```toml
//! [when.gap]
//! silence     = "10s"
//! unless_near = { condition = "hold_notice", after = "15s" }
//! ```
//! `before_party` and `after_party` say who spoke last before it and first after it; `count` wants at least so many. It
//! reads where the speech detector heard speech; a transcript without that is read by its utterances. Silence at the end of
//! the recording counts; before anybody has spoken it rings, and counts only with `from_start = true`. Not the same as a slow answer, which is somebody's.

use crate::call::finding::Evidence;
use crate::call::party::Party;
use crate::call::time::Millis;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::extent;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard;
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};

pub struct Silence;

impl Operator for Silence {
    fn name(&self) -> &'static str {
        "silence"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let least = extent::read_time(section, "silence", kit.faults);
        let before = read_party(section, "before_party", kit.faults);
        let after = read_party(section, "after_party", kit.faults);
        let count = read_count(section, kit.faults);
        let from_start = section.boolean("from_start", kit.faults).unwrap_or(false);
        let least = least?;
        if least.value == Millis::ZERO {
            kit.faults.at(diagnostic::VALUE, least.place, "a silence of no length", "must be longer than nothing");
            return None;
        }
        Some(Box::new(Compiled { least: least.value, before, after, count, from_start }))
    }
}

fn read_party(section: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Party> {
    section.one_of(
        key,
        &["agent", "customer"],
        |name| name.parse().ok().filter(|party: &Party| party.is_known()),
        faults,
    )
}

/// Reads `count`, 1 where it is not given.
pub fn read_count(section: &mut Section, faults: &mut Faults) -> usize {
    let Some(count) = section.integer("count", faults) else { return 1 };
    match usize::try_from(count.value) {
        Ok(number) if number > 0 => number,
        _ => {
            faults.at(diagnostic::VALUE, count.place, "`count` must be 1 or more", format!("this is {}", count.value));
            1
        }
    }
}

#[derive(Debug)]
struct Compiled {
    least: Millis,
    before: Option<Party>,
    after: Option<Party>,
    count: usize,
    from_start: bool,
}

impl Compiled {
    fn wants(&self, silence: &heard::Silence) -> bool {
        let is = |wanted: Option<Party>, party: Option<Party>| wanted.is_none() || wanted == party;
        let has_begun = self.from_start || silence.before.is_some();
        has_begun
            && silence.span.length() >= self.least
            && is(self.before, silence.before)
            && is(self.after, silence.after)
    }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let found = scene.heard.silences.iter().filter(|silence| self.wants(silence));
        let hits = found.map(|silence| Hit {
            item: 0,
            party: silence.before.unwrap_or(Party::Unknown),
            span: silence.span,
            utterance: scene.heard.utterance_at(silence.span.start()),
            evidence: Evidence::Silence {
                condition: scene.condition.to_string(),
                span: silence.span,
                before: silence.before,
                after: silence.after,
            },
        });
        hits.collect()
    }

    fn enough(&self, hits: &[Hit]) -> bool {
        hits.len() >= self.count
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        vec![format!("silence of {} s or more", self.least.as_secs_f64())]
    }

    fn unanswerable(&self, heard: &heard::Heard<'_>) -> Option<String> {
        let asks_who = self.before.is_some() || self.after.is_some();
        (asks_who && !heard.transcript.parties_known())
            .then(|| "who spoke before and after the silence: the parties of this recording are not known".to_string())
    }
}

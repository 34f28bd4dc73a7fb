//! `interruption`: one party begins to speak while the other still does.
//!
//! Finds places where the scope's `party` begins to speak while the other has not ended, and both go on for at least so
//! long. Use it for agents who talk over customers; the length keeps out a "yes" or "嗯" in between. Pauses for breath do not
//! end what somebody says.
//!
//! ```toml
//! [when.cut_off]
//! party           = "agent"
//! interruption    = "1500ms"
//! interrupted_min = 6
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `party` (scope) | who interrupts |
//! | `interrupted_min` | what is interrupted has at least so many characters (Mandarin) or words (English) |
//! | `count` | at least so many interruptions |
//!
//! Traps: delay on the line makes both begin at once, and an echo of the other track looks like speech. On a recording that
//! does not tell the parties apart it is not evaluable.
//!
//! Not the same as `response_time` with a short `max`, or a `talk_share`: who interrupts once may speak little.

use crate::call::finding::Evidence;
use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::rules::extent;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::{Heard, speech};
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure;
use crate::scan::operators::silence::read_count;
use crate::text::units;

pub struct Interruption;

impl Operator for Interruption {
    fn name(&self) -> &'static str {
        "interruption"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let least = extent::read_time(section, "interruption", kit.faults);
        let interrupted_min = measure::number(section, "interrupted_min", kit.faults).map_or(0, |number| number.value);
        let count = read_count(section, kit.faults);
        let least = least?.value.max(Millis(1));
        Some(Box::new(Compiled { least, interrupted_min, count }))
    }
}

#[derive(Debug)]
struct Compiled {
    least: Millis,
    interrupted_min: u32,
    count: usize,
}

impl Compiled {
    /// The longest utterance of `party` that an overlap cuts into, with its number.
    fn interrupted<'h>(&self, heard: &'h Heard<'_>, party: Party, overlap: Span) -> Option<(u32, &'h str)> {
        let utterances = heard.transcript.utterances.iter().enumerate();
        utterances
            .filter(|(_, utterance)| utterance.party == party && utterance.span.overlap(overlap).is_some())
            .max_by_key(|(_, utterance)| utterance.span.length())
            .map(|(number, utterance)| (number as u32, utterance.text.as_str()))
            .filter(|(_, text)| units::count(text) >= self.interrupted_min)
    }
}

/// A party that is silent for less has not ended: detectors split speech at every breath.
const BREATH: Millis = Millis(700);

/// Who holds the floor when: the speech of each party with its breaths closed, by start.
fn held(speech: &[(Span, Party)]) -> Vec<(Span, Party)> {
    let mut held: Vec<(Span, Party)> = Vec::new();
    for (span, party) in speech {
        let last = held.iter_mut().rev().find(|(_, holder)| holder == party);
        match last {
            Some((own, _)) if span.start() < own.end() + BREATH => *own = own.cover(*span),
            _ => held.push((*span, *party)),
        }
    }
    held
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        if self.unanswerable(scene.heard).is_some() {
            return Vec::new();
        }
        let speech = held(&speech(scene.heard.transcript));
        let mut hits = Vec::new();
        for (number, (span, party)) in speech.iter().enumerate() {
            // Whoever began earlier still holds the floor; spans are sorted by start.
            let holders =
                speech[..number].iter().filter(|(held, holder)| holder != party && held.start() < span.start());
            let Some((overlap, holder)) = holders
                .filter_map(|(held, holder)| Some((held.overlap(*span)?, *holder)))
                .filter(|(overlap, _)| overlap.length() >= self.least)
                .max_by_key(|(overlap, _)| overlap.length())
            else {
                continue;
            };
            let Some((utterance, quote)) = self.interrupted(scene.heard, holder, overlap) else { continue };
            let evidence = Evidence::Overlap {
                condition: scene.condition.to_string(),
                party: *party,
                span: overlap,
                quote: quote.to_string(),
                utterance,
            };
            hits.push(Hit { item: 0, party: *party, span: overlap, utterance, evidence });
        }
        hits
    }

    fn enough(&self, hits: &[Hit]) -> bool {
        hits.len() >= self.count
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        vec![format!("both speaking for {} s or more", self.least.as_secs_f64())]
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        (!heard.transcript.parties_known())
            .then(|| "who interrupts: the parties of this recording are not known".to_string())
    }
}

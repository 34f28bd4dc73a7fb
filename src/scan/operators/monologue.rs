//! `monologue`: one party's longest stretch without the other is too long or too short.
//!
//! Finds a call in which the longest stretch that the scope's `party` speaks without the other is longer than `max` (or
//! shorter than `min`); without a party each of the two is held against the limits. Use it to find terms that were read out
//! without a pause for questions, and customers who are left to rage.
//!
//! ```toml
//! [when.lecture]
//! party     = "agent"
//! monologue = { max = "90s" }
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `max`, `min` | what is allowed; the condition holds on a call that breaks it. At least one of the two |
//! | `pass_over` | utterances of the other of at most so many characters (Mandarin) or words (English) do not end it: default 2, so that "嗯嗯" and "I see" do not |
//! | `pause` | a pause this long ends it: default `"3s"`, since whoever waits longer does not lecture |
//! | `party` (scope) | whose |
//!
//! Traps: it is reckoned from the first to the last word, short pauses included. It measures the whole call; a recording
//! that does not tell the parties apart is not evaluable.
//!
//! Not the same as `talk_share`, which adds up all a party says, or `silence`.

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure::{self, Limits, quoted, secs, who};
use crate::text::units;

pub struct Monologue;

/// "嗯嗯", "好的", "I see".
const PASS_OVER: u32 = 2;

/// Longer than anybody looks for a word.
const PAUSE: Millis = Millis(3_000);

impl Operator for Monologue {
    fn name(&self) -> &'static str {
        "monologue"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        measure::refuse_scopes(section, measure::PLACES, kit.faults);
        let mut table = section.section("monologue", kit.faults)?;
        let limits = Limits::read(&mut table, measure::time, kit.faults);
        let pass_over = measure::number(&mut table, "pass_over", kit.faults).map_or(PASS_OVER, |number| number.value);
        let pause = measure::time(&mut table, "pause", kit.faults).map_or(PAUSE, |time| time.value);
        table.finish(kit.faults);
        Some(Box::new(Compiled { limits: limits?, pass_over, pause }))
    }
}

#[derive(Debug)]
struct Compiled {
    limits: Limits<Millis>,
    pass_over: u32,
    pause: Millis,
}

/// A stretch of one party's speech, with the utterance it begins with.
struct Stretch {
    party: Party,
    span: Span,
    utterance: u32,
}

impl Compiled {
    fn stretches(&self, heard: &Heard<'_>) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (number, utterance) in heard.transcript.utterances.iter().enumerate() {
            let goes_on = |last: &Stretch| {
                last.party == utterance.party && utterance.span.start() <= last.span.end() + self.pause
            };
            match stretches.last_mut() {
                Some(last) if goes_on(last) => last.span = last.span.cover(utterance.span),
                Some(_) if units::count(&utterance.text) <= self.pass_over => {}
                _ => {
                    let (party, span, utterance) = (utterance.party, utterance.span, number as u32);
                    stretches.push(Stretch { party, span, utterance });
                }
            }
        }
        stretches
    }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        if self.unanswerable(scene.heard).is_some() {
            return Vec::new();
        }
        let stretches = self.stretches(scene.heard);
        let hits = [Party::Agent, Party::Customer].into_iter().filter_map(|party| {
            let own = stretches.iter().filter(|stretch| stretch.party == party);
            // The first of those that are as long.
            let longest = own.rev().max_by_key(|stretch| stretch.span.length())?;
            let limit = self.limits.broken_by(longest.span.length(), secs)?;
            let quote = quoted(&scene.heard.transcript.utterances[longest.utterance as usize]);
            let length = secs(longest.span.length());
            let what = format!("{} spoke for {length} on end{limit}{quote}", who(party));
            Some(measure::hit(scene, party, longest.span, longest.utterance, what))
        });
        hits.collect()
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        self.limits.looked_for("a longest monologue", secs)
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        (!heard.transcript.parties_known())
            .then(|| "who speaks on end: the parties of this recording are not known".to_string())
    }
}

//! `hang_up`: how the call ends: who speaks last, or who is left without an answer.
//!
//! Finds a call that ends in a way that tells on the party named in `by`. A recording rarely shows who hung up; two things
//! can be heard in it. With `within`, that party speaks last and the recording ends so soon after its last word that the
//! other had no time to reply. With `left_open`, the *other* party is left open: it is still speaking when the recording
//! ends, or it ends with a question, the recording ends within that time, and `by` says nothing more. Nobody hangs up on
//! their own question, so it was most likely the one who owed the answer.
//!
//! ```toml
//! [when.cut_off]
//! hang_up = { by = "agent", left_open = "8s" }
//! ```
//! | parameter | meaning |
//! |---|---|
//! | `by` | who is taken to have hung up |
//! | `within` | `by` speaks last, and the recording ends at most so long after |
//! | `left_open` | the other party speaks to the very end, or asks something at most so long before it and gets no answer |
//!
//! Traps: a line that drops, a transfer and a recorder that stops early look the same: take it for a reason to listen. A
//! question is known by its mark or by words that only ask (`吗`, `能不能`, "can you", "how much"; `喂` and "hello" at the end, too). Whoever says goodbye also
//! speaks to the very end: join `left_open` with `not` and a condition that finds the other's farewell. A transcript that
//! ends with its last word (no detector, no `# duration`) does not tell when the recording ended, and a recording that does
//! not tell the parties apart does not tell who: neither is evaluable.
//!
//! Not the same as `silence` with `after_party`, or a missing farewell, which is `any_of` in a window at the end.

use crate::call::finding::Evidence;
use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::call::transcript::Utterance;
use crate::rules::diagnostic;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::{Heard, speech};
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::measure::{self, quoted, secs};
use crate::text::question::asks;

pub struct HangUp;

/// Speech that ends nearer than this to the end of the recording was cut off there: whoever ends a sentence and then hangs
/// up takes longer, and detectors keep some 100 ms after the last sound.
const CUT: Millis = Millis(150);

impl Operator for HangUp {
    fn name(&self) -> &'static str {
        "hang_up"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        measure::refuse_scopes(section, &["first", "last"], kit.faults);
        let mut table = section.section("hang_up", kit.faults)?;
        let by = match table.needed("by", kit.faults) {
            true => measure::party(&mut table, "by", kit.faults),
            false => None,
        };
        let named = |key: &str| table.keys().any(|known| known.value == key);
        let both = named("within") && named("left_open");
        let neither = !named("within") && !named("left_open");
        let within = measure::time(&mut table, "within", kit.faults);
        let left_open = measure::time(&mut table, "left_open", kit.faults);
        table.finish(kit.faults);
        if neither {
            kit.faults
                .at(diagnostic::NO_LIMIT, table.place.clone(), "neither `within` nor `left_open`", "says too little")
                .help("`within = \"2s\"`: speaks last, so long before the end; `left_open = \"8s\"`: owes an answer");
        }
        if both {
            let place = table.place_of("left_open");
            kit.faults
                .at(diagnostic::TOGETHER, place, "`within` and `left_open` together", "one of the two has to go")
                .help("make two conditions and join them with `or`: in one this party speaks last, in the other it does not");
            return None;
        }
        let ending = match (within, left_open) {
            (Some(within), _) => Ending::Last(within.value),
            (None, left_open) => Ending::LeftOpen(left_open?.value),
        };
        Some(Box::new(Compiled { by: by?, ending }))
    }
}

/// How the call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Last(Millis),
    LeftOpen(Millis),
}

#[derive(Debug)]
struct Compiled {
    by: Party,
    ending: Ending,
}

/// The last words of a call, as far as they tell how it ended.
struct Close<'h> {
    /// The utterance that ends last, with its number.
    last: (u32, &'h Utterance),
    /// When speech of that party ended: by the detector where one ran.
    ended: Millis,
    /// The end of the recording.
    end: Millis,
}

impl Close<'_> {
    fn of<'h>(heard: &Heard<'h>) -> Option<Close<'h>> {
        let utterances = heard.transcript.utterances.iter().enumerate();
        let (number, last) = utterances.max_by_key(|(number, said)| (said.span.end(), *number))?;
        let own = speech(heard.transcript).into_iter().filter(|(_, party)| *party == last.party);
        let ended = own.map(|(span, _)| span.end()).fold(last.span.end(), Millis::max);
        Some(Close { last: (number as u32, last), ended, end: heard.transcript.duration_ms.max(ended) })
    }

    fn hit(&self, scene: &Scene<'_, '_>, party: Party, what: String) -> Hit {
        let (number, last) = self.last;
        let span = Span::between(last.span.start(), self.end);
        let evidence = Evidence::Measured { condition: scene.condition.to_string(), span, what };
        Hit { item: 0, party, span, utterance: number, evidence }
    }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        if self.unanswerable(scene.heard).is_some() {
            return Vec::new();
        }
        let Some(close) = Close::of(scene.heard) else { return Vec::new() };
        let (party, rest) = (close.last.1.party, close.end - close.ended);
        let (by, quote) = (self.by, quoted(close.last.1));
        let what = match self.ending {
            Ending::Last(within) if party == by && rest <= within => {
                let limit = format!("within {}", secs(within));
                format!("the {by} spoke last, {} before the recording ended, {limit}{quote}", secs(rest))
            }
            Ending::LeftOpen(_) if party != by && rest < CUT => {
                format!("the {party} was still speaking when the recording ended{quote}")
            }
            Ending::LeftOpen(within) if party != by && rest <= within && asks(&close.last.1.text) => {
                let limit = format!("within {}", secs(within));
                format!("the {party} got no answer in the {} before the recording ended, {limit}{quote}", secs(rest))
            }
            _ => return Vec::new(),
        };
        vec![close.hit(scene, by, what)]
    }

    fn reads_words(&self) -> bool {
        false
    }

    fn looked_for(&self) -> Vec<String> {
        vec![match self.ending {
            Ending::Last(within) => format!("the {} speaking last, {} before the end", self.by, secs(within)),
            Ending::LeftOpen(within) => {
                format!("speech to the very end, or a question without an answer in the last {}", secs(within))
            }
        }]
    }

    fn unanswerable(&self, heard: &Heard<'_>) -> Option<String> {
        if !heard.transcript.parties_known() {
            return Some("who speaks last: the parties of this recording are not known".to_string());
        }
        let Some(close) = Close::of(heard) else { return Some("nobody speaks in this recording".to_string()) };
        (!heard.transcript.was_detected() && close.ended == close.end)
            .then(|| "when the recording ended: the transcript ends with its last word".to_string())
    }
}

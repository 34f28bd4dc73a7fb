//! `similar_to`: a sentence is about the same as one of the examples.
//!
//! Use it where one thing is said in more ways than can be listed, and a few real sentences are at hand: the calls that a rule
//! missed.
//!
//! ```toml
//! [when.still_not_fixed]
//! party      = "customer"
//! similar_to = { examples = ["我的宽带坏了好几天没有人来修", "nobody came to fix my line"], threshold = 0.7 }
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `examples` | sentences, or word lists of the pack (`@name`); each with at least three characters or words |
//! | `threshold` | how much of an example has to be said, from 0 to 1; 0.65 if left out |
//!
//! The likeness is measured by the words that both share, without a model and the same on every machine. Each Han character,
//! each English word without its ending and each number counts, and a little each pair of neighbours; words that are mostly
//! grammar (的, 我, the, is) count an eighth. The likeness is what is shared, as a share of the example; words put in between
//! cost a quarter of their weight, what stands before and after costs nothing. The evidence says how like which example.
//!
//! **Traps.** It knows words, not meanings: 退订 and 取消 are two things, and 要取消 and 不取消 are nearly one. Talk about the same
//! sum is like a short example with that sum in it. Examples that say one thing in eight or more words work best. Read what a
//! threshold finds before lowering it below 0.6.
//!
//! **Not the same as** `any_of`, which wants the exact words; `repeats`, which compares what is said with what was said before.

use crate::call::finding::{Matched, NearMiss};
use crate::call::party::Party;
use crate::call::time::Span;
use crate::rules::diagnostic;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::heard::Heard;
use crate::scan::hit::{Hit, Quoting};
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::{parameters, phrases};
use crate::text::likeness::{Cut, Sample};

pub struct SimilarTo;

/// Thousandths, where the rule does not say: sentences that have only a topic in common share less, most that say the same
/// share more (the tests of `text::likeness`).
const THRESHOLD: u16 = 650;
/// A shorter sentence is like half of all talk.
const LEAST_UNITS: usize = 3;
/// Each is held against every utterance.
const MAX_EXAMPLES: usize = 200;
/// A near miss has at least so much of what was asked for.
const NEARLY: u16 = 2;

impl Operator for SimilarTo {
    fn name(&self) -> &'static str {
        "similar_to"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let mut table = section.section(self.name(), kit.faults)?;
        let examples = match table.needed("examples", kit.faults) {
            true => phrases::read(&mut table, "examples", kit),
            false => None,
        };
        let is_given = table.keys().any(|key| key.value == "threshold");
        let threshold = parameters::likeness(&mut table, "threshold", kit.faults);
        table.finish(kit.faults);
        let examples = examples?;
        if examples.len() > MAX_EXAMPLES {
            let place = section.place_of(self.name());
            kit.faults.at(diagnostic::LIMIT, place, "too many examples", format!("at most {MAX_EXAMPLES}"));
            return None;
        }
        for example in &examples {
            let length = Cut::of(&example.value.folded).len();
            if length < LEAST_UNITS {
                let title = format!("`{}` is too short to be compared", example.value.written);
                kit.faults
                    .at(diagnostic::TOO_SHORT, example.place.clone(), title, format!("{length} characters or words"))
                    .help(format!("write a sentence of {LEAST_UNITS} or more, or use `any_of`"));
            }
        }
        let threshold = if is_given { threshold? } else { THRESHOLD };
        let sample = |phrase: &str| Sample::of(&Cut::of(phrase));
        let examples =
            examples.into_iter().map(|example| (sample(&example.value.folded), example.value.written)).collect();
        Some(Box::new(Compiled { examples, threshold }))
    }
}

#[derive(Debug)]
struct Compiled {
    /// Each with its text as written.
    examples: Vec<(Sample, String)>,
    threshold: u16,
}

/// What is most like an example.
struct Best {
    example: usize,
    likeness: u16,
    range: std::ops::Range<usize>,
}

impl Compiled {
    /// The example that a text is most like; the first of equals.
    fn best(&self, text: &Cut<'_>, least: u16) -> Option<Best> {
        let mut best: Option<Best> = None;
        for (example, (sample, _)) in self.examples.iter().enumerate() {
            let needed = best.as_ref().map_or(least, |best| best.likeness.saturating_add(1));
            if let Some((likeness, range)) = sample.best_in(text, needed) {
                best = Some(Best { example, likeness, range });
            }
        }
        best
    }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let (heard, unit) = (scene.heard, scene.scope.unit);
        let mut hits = Vec::new();
        for number in 0..heard.passages(unit) {
            let text = heard.text(unit, number);
            let Some(best) = self.best(&Cut::of(text), self.threshold) else { continue };
            let quoting = Quoting {
                condition: scene.condition,
                phrase: &self.examples[best.example].1,
                matched: Matched::Alike { likeness: best.likeness },
                item: best.example as u32,
            };
            hits.push(Hit::on_words(heard, unit, number, best.range, &quoting));
        }
        hits
    }

    fn near_miss(&self, heard: &Heard<'_>, window: Span, parties: &[Party]) -> Option<NearMiss> {
        let mut least = self.threshold / NEARLY;
        let mut miss = None;
        for (_, line) in heard.within(window, parties) {
            let Some(best) = self.best(&Cut::of(line.folded.text()), least) else { continue };
            least = best.likeness + 1;
            let source = line.folded.source(best.range);
            let why = format!("{} % like it, {} % wanted", best.likeness / 10, self.threshold / 10);
            miss = Some(NearMiss {
                party: line.utterance.party,
                span: line.span_of(source.clone()),
                quote: line.utterance.text[source].to_string(),
                phrase: self.examples[best.example].1.clone(),
                why,
                distance: 0,
            });
        }
        miss
    }

    fn looked_for(&self) -> Vec<String> {
        self.examples.iter().map(|(_, written)| written.clone()).collect()
    }
}

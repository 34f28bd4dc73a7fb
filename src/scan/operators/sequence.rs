//! `sequence`: the phrases are said in this order, close together, in one utterance, or in what `in` names.
//!
//! ```toml
//! [when.offer]
//! party    = "agent"
//! sequence = ["给您", "办理"]
//! gap      = 6
//! ```
//! `gap` is the most characters (Mandarin) or words (English) between two of them; 12 if left out. Use it for a phrase
//! with something changing in the middle. Not the same as `all_of`, which takes the phrases from anywhere.

use crate::call::finding::Matched;
use crate::rules::diagnostic;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::hit::{Hit, Quoting};
use crate::scan::kit::Kit;
use crate::scan::lexicon::{ListId, Phrase, PhraseHit};
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::phrases;
use crate::text::units;

pub struct Sequence;

/// Characters or words between two phrases where the rule does not say.
const DEFAULT_GAP: u32 = 12;

impl Operator for Sequence {
    fn name(&self) -> &'static str {
        "sequence"
    }

    fn compile(
        &self,
        section: &mut Section,
        scope: &Scope,
        kit: &mut Kit<'_>,
    ) -> Option<Box<dyn Condition>> {
        let gap = section.integer("gap", kit.faults);
        let phrases = phrases::read(section, "sequence", kit)?;
        if phrases.len() < 2 {
            let place = section.place_of("sequence");
            kit.faults
                .at(diagnostic::VALUE, place, "a sequence of one phrase", "needs two or more")
                .help("use `any_of` for one");
            return None;
        }
        let gap = match gap {
            None => DEFAULT_GAP,
            Some(gap) => match u32::try_from(gap.value) {
                Ok(gap) => gap,
                Err(_) => {
                    kit.faults.at(diagnostic::VALUE, gap.place, "`gap` cannot be negative", "here");
                    return None;
                }
            },
        };
        let phrases: Vec<Phrase> = phrases.into_iter().map(|phrase| phrase.value).collect();
        let list = kit.lexicon.add(&phrases, scope.unit);
        let written = phrases.iter().map(|phrase| phrase.written.as_str()).collect::<Vec<_>>().join(" … ");
        Some(Box::new(Compiled { phrases, list, gap, written }))
    }
}

#[derive(Debug)]
struct Compiled {
    phrases: Vec<Phrase>,
    list: ListId,
    gap: u32,
    written: String,
}

impl Compiled {
    /// The end of the shortest chain that begins with `first`. Every way through the phrases is followed at once.
    fn chain_end(&self, text: &str, passage: &[PhraseHit], first: &PhraseHit) -> Option<usize> {
        let mut ends = vec![first.range.end];
        for item in 1..self.phrases.len() as u32 {
            let follows = |next: &&PhraseHit| {
                let is_close =
                    |end: &usize| *end <= next.range.start && units::count(&text[*end..next.range.start]) <= self.gap;
                next.item == item && ends.iter().any(is_close)
            };
            ends = passage.iter().filter(follows).map(|next| next.range.end).collect();
        }
        ends.into_iter().min()
    }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for passage in scene.phrase_hits.of(self.list).chunk_by(|a, b| a.passage == b.passage) {
            let number = passage[0].passage as usize;
            let text = scene.text(number);
            let mut done = 0;
            for first in passage.iter().filter(|hit| hit.item == 0) {
                let Some(end) = self.chain_end(text, passage, first).filter(|_| first.range.start >= done) else {
                    continue;
                };
                done = end;
                let quoting =
                    Quoting { condition: scene.condition, phrase: &self.written, matched: Matched::Exact, item: 0 };
                hits.push(Hit::on_words(scene.heard, scene.scope.unit, number, first.range.start..end, &quoting));
            }
        }
        hits
    }

    fn looked_for(&self) -> Vec<String> {
        vec![self.written.clone()]
    }
}

//! `phrase`: one phrase is said, its words in this order, with at most so many others between two of them.
//!
//! Use it for one exact wording, and with `gap` for a wording that something is put into: "your new plan", "your plan".
//!
//! ```toml
//! [when.offer]
//! party  = "agent"
//! phrase = "给您 办理"
//! gap    = 6
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `phrase` | the words. In English something may come between any two words, in Mandarin only where a blank is written |
//! | `gap` | the most words (English) or characters (Mandarin) between two of them; 0 if left out |
//!
//! **Traps.** A number is one word, however it is written: nothing comes between "twenty" and "one". Without `gap` blanks
//! between Han characters mean nothing. The whole phrase has to lie in one utterance, or in one turn with `in = "turn"`.
//!
//! **Not the same as** `sequence`, whose steps may have several wordings and may lie in several utterances; `near`, which
//! takes them in any order.

use std::ops::Range;

use crate::rules::diagnostic;
use crate::rules::distance::Distance;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::hit::Hit;
use crate::scan::kit::{Kit, LIST_MARK};
use crate::scan::lexicon::Phrase;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::chain::Chain;
use crate::scan::operators::phrases;
use crate::scan::operators::sequence::read_gap;
use crate::text::fold::fold;
use crate::text::units;

pub struct OnePhrase;

impl Operator for OnePhrase {
    fn name(&self) -> &'static str {
        "phrase"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let gap = read_gap(section, kit.faults);
        let text = section.needed_text(self.name(), kit.faults)?;
        if text.value.starts_with(LIST_MARK) {
            kit.faults
                .at(diagnostic::VALUE, text.place, "`phrase` is one phrase, not a word list", "a list")
                .help("use `any_of` for one of several");
            return None;
        }
        let whole = phrases::of_texts(vec![text.clone()], kit)?;
        let whole: Vec<Phrase> = whole.into_iter().map(|phrase| phrase.value).collect();
        let gap = gap.map_or(0, |gap| gap.value);
        let parts = if gap > 0 { parts(&text.value) } else { whole.clone() };
        if gap > 0 && parts.len() < 2 {
            kit.faults
                .at(diagnostic::VALUE, text.place, "`gap` for a phrase of one word", "nothing can stand between")
                .help("write a blank where something may stand: `给您 办理`");
            return None;
        }
        let steps = (0..parts.len() as u32).collect();
        let list = kit.lexicon.add(&parts, scope.unit);
        let chain = Chain { list, steps, within: Distance::Units(gap), written: text.value };
        Some(Box::new(Compiled { whole, chain }))
    }
}

#[derive(Debug)]
struct Compiled {
    /// The phrase without anything between, for near misses.
    whole: Vec<Phrase>,
    chain: Chain,
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        self.chain.find(scene)
    }

    fn phrases(&self) -> &[Phrase] {
        &self.whole
    }

    fn looked_for(&self) -> Vec<String> {
        vec![self.chain.written.clone()]
    }
}

/// The parts of a phrase between which something may stand: where blanks are written, outside of numbers.
fn parts(written: &str) -> Vec<Phrase> {
    let folded = fold(written);
    let text = folded.text();
    let starts: Vec<usize> = units::starts(text).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    // Where each part stands in the folded text, and where it was written.
    let mut parts: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (start, end) in starts.iter().copied().zip(ends) {
        let unit = start..start + text[start..end].trim_end_matches([' ', ',']).len();
        let source = folded.source(unit.clone());
        let is_apart = |before: &Range<usize>| {
            written.get(before.end..source.start).is_some_and(|between| between.contains(char::is_whitespace))
        };
        match parts.last_mut() {
            Some((part, whence)) if !is_apart(whence) => (part.end, whence.end) = (unit.end, source.end),
            _ => parts.push((unit, source)),
        }
    }
    let phrase = |(part, whence): (Range<usize>, Range<usize>)| Phrase {
        written: written[whence].to_string(),
        folded: text[part].to_string(),
    };
    parts.into_iter().map(phrase).collect()
}

//! `all_of`: every one of the phrases is said, anywhere in the scope and in any order.
//!
//! ```toml
//! [when.terms]
//! party  = "agent"
//! all_of = ["合约期", "违约金"]
//! ```
//! Use it where a disclosure has several parts. Not the same as `sequence`, which wants them in order and close together.
//! `sounds_like` works as in `any_of`; the same words count for one phrase only.

use crate::rules::diagnostic::Faults;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::hit::Hit;
use crate::scan::lexicon::{LexiconBuilder, ListId, Phrase};
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::any_of::phrase_hits;
use crate::scan::operators::phrases;
use crate::scan::operators::sounds_like;

pub struct AllOf;

impl Operator for AllOf {
    fn name(&self) -> &'static str {
        "all_of"
    }

    fn compile(
        &self,
        section: &mut Section,
        scope: &Scope,
        lexicon: &mut LexiconBuilder,
        faults: &mut Faults,
    ) -> Option<Box<dyn Condition>> {
        let allowance = sounds_like::read(section, faults);
        let phrases = phrases::read(section, "all_of", faults)?;
        let (phrases, list) = sounds_like::add(phrases, allowance, scope.unit, lexicon, faults);
        Some(Box::new(Compiled { phrases, list }))
    }
}

#[derive(Debug)]
struct Compiled {
    phrases: Vec<Phrase>,
    list: ListId,
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        phrase_hits(scene, self.list, &self.phrases)
    }

    fn enough(&self, hits: &[Hit]) -> bool {
        (0..self.phrases.len() as u32).all(|item| hits.iter().any(|hit| hit.item == item))
    }

    fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    fn looked_for(&self) -> Vec<String> {
        self.phrases.iter().map(|phrase| phrase.written.clone()).collect()
    }
}

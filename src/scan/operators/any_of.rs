//! `any_of`: one of the phrases is said.
//!
//! ```toml
//! [when.greeting]
//! party  = "agent"
//! any_of = ["很高兴为您服务", "请问有什么可以帮您"]
//! first  = "30s"
//! ```
//! Use it for whatever can be said in several ways. Not the same as `all_of`, which wants every phrase.
//!
//! `sounds_like = 1` also finds what sounds like a phrase, with that many syllables that may differ: 泡餐 for 套餐, 公信部 for
//! 工信部, `early termination v` for `early termination fee`. Where a phrase was said word for word, nothing else that
//! overlaps it counts. From 0 (the same syllables, whatever their tones) to 3; a phrase has two syllables at least.

use crate::rules::diagnostic::Faults;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::hit::{Hit, Quoting};
use crate::scan::lexicon::{LexiconBuilder, ListId, Phrase};
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::phrases;
use crate::scan::operators::sounds_like;

pub struct AnyOf;

impl Operator for AnyOf {
    fn name(&self) -> &'static str {
        "any_of"
    }

    fn compile(
        &self,
        section: &mut Section,
        scope: &Scope,
        lexicon: &mut LexiconBuilder,
        faults: &mut Faults,
    ) -> Option<Box<dyn Condition>> {
        let allowance = sounds_like::read(section, faults);
        let phrases = phrases::read(section, "any_of", faults)?;
        phrases::check_shadowed(&phrases, faults);
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

    fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    fn looked_for(&self) -> Vec<String> {
        self.phrases.iter().map(|phrase| phrase.written.clone()).collect()
    }
}

/// What was found of a list, as hits.
pub fn phrase_hits(scene: &Scene<'_, '_>, list: ListId, phrases: &[Phrase]) -> Vec<Hit> {
    let found = scene.phrase_hits.of(list).iter();
    let hits = found.map(|hit| {
        let phrase = &phrases[hit.item as usize].written;
        let quoting = Quoting { condition: scene.condition, phrase, matched: hit.matched.clone(), item: hit.item };
        Hit::on_words(scene.heard, scene.scope.unit, hit.passage as usize, hit.range.clone(), &quoting)
    });
    hits.collect()
}

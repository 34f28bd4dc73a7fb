//! `any_of`: one of the phrases is said.
//!
//! ```toml
//! [when.greeting]
//! party  = "agent"
//! any_of = ["很高兴为您服务", "请问有什么可以帮您"]
//! first  = "30s"
//! ```
//! Use it for whatever can be said in several ways. Not the same as `all_of`, which wants every phrase.

use crate::call::finding::Matched;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::hit::{Hit, Quoting};
use crate::scan::kit::Kit;
use crate::scan::lexicon::{ListId, Phrase};
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::phrases;

pub struct AnyOf;

impl Operator for AnyOf {
    fn name(&self) -> &'static str {
        "any_of"
    }

    fn compile(
        &self,
        section: &mut Section,
        scope: &Scope,
        kit: &mut Kit<'_>,
    ) -> Option<Box<dyn Condition>> {
        let phrases = phrases::read(section, "any_of", kit)?;
        phrases::check_shadowed(&phrases, kit.faults);
        let phrases: Vec<Phrase> = phrases.into_iter().map(|phrase| phrase.value).collect();
        let list = kit.lexicon.add(&phrases, scope.unit);
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

/// What the automaton found of a list, as hits.
pub fn phrase_hits(scene: &Scene<'_, '_>, list: ListId, phrases: &[Phrase]) -> Vec<Hit> {
    let found = scene.phrase_hits.of(list).iter();
    let hits = found.map(|hit| {
        let phrase = &phrases[hit.item as usize].written;
        let quoting = Quoting { condition: scene.condition, phrase, matched: Matched::Exact, item: hit.item };
        Hit::on_words(scene.heard, scene.scope.unit, hit.passage as usize, hit.range.clone(), &quoting)
    });
    hits.collect()
}

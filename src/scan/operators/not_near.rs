//! `not_near`: something is said and what should go with it is not said close by.
//!
//! Use it for a word that needs another beside it: a price without "per month", a promise without a date.
//!
//! ```toml
//! [when.bare_price]
//! party    = "agent"
//! not_near = { a = ["只要", "才"], b = ["每月", "一个月", "合约期"], within = "10s" }
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `a` | what is said: phrases, or word lists of the pack (`@name`) |
//! | `b` | what should be near it |
//! | `within` | how near: `5 words` or `8 characters` in one utterance or turn, or across them a time (`3s`), `2 utterances`, `1 turn` |
//!
//! It quotes `a` alone.
//!
//! **Traps.** `b` counts only where a party in the scope says it. It counts before and after, and also where it overlaps `a`.
//! Counted in words or characters, `b` in the next utterance is far away: use a time, or `in = "turn"`.
//!
//! **Not the same as** `not_in`, where the longer phrase has to hold the shorter one; `none_of`, which says that something is
//! missing and not where the other was said; `unless_near` in the scope, where the other is a condition of its own.

use crate::call::finding::Matched;
use crate::rules::scope::Scope;
use crate::rules::value::Section;
use crate::scan::hit::{Hit, Quoting};
use crate::scan::kit::Kit;
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::near::{Beside, Pair};

pub struct NotNear;

impl Operator for NotNear {
    fn name(&self) -> &'static str {
        "not_near"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        Some(Box::new(Compiled { pair: Pair::read(section, self.name(), scope, kit)? }))
    }
}

#[derive(Debug)]
struct Compiled {
    pair: Pair,
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.pair.each(scene, |_, Beside { place, nearest, is_overlapped }| {
            if nearest.is_some() || is_overlapped {
                return;
            }
            let phrase = self.pair.phrases.get(place.item as usize).map_or("", |phrase| &phrase.written);
            let quoting = Quoting { condition: scene.condition, phrase, matched: Matched::Exact, item: place.item };
            let (unit, passage) = (scene.scope.unit, place.passage as usize);
            hits.push(Hit::on_words(scene.heard, unit, passage, place.range.clone(), &quoting));
        });
        hits.sort_by_key(|hit| (hit.span, hit.utterance));
        hits
    }

    fn looked_for(&self) -> Vec<String> {
        let (a, b) = self.pair.sides();
        vec![format!("{a} without {b} within {}", self.pair.within)]
    }
}

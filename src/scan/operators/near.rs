//! `near`: something is said close to something else, whichever comes first.
//!
//! Use it where a word means something only beside another: a price beside a product, a refusal beside a request.
//!
//! ```toml
//! [when.price_of_product]
//! party = "agent"
//! near  = { a = ["套餐", "宽带"], b = ["每月", "一个月"], within = "8 characters" }
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `a`, `b` | phrases, or word lists of the pack (`@name`) |
//! | `within` | how far apart: `5 words` or `8 characters` in one utterance or turn, or across them a time (`3s`), `2 utterances`, `1 turn` |
//!
//! It quotes from the one to the other.
//!
//! **Traps.** Words and characters are one measure: each Han character and each English word counts one. In a time, in
//! utterances or in turns both may be in any utterance of the parties in the scope; with `party = "any"` one may say the one
//! and the other the other. Words that are part of both phrases are not near each other.
//!
//! **Not the same as** `sequence`, which has an order; `around` in the scope, where the two have parties of their own.

use crate::rules::distance::Distance;
use crate::rules::scope::Scope;
use crate::rules::value::{Located, Section};
use crate::scan::hit::Hit;
use crate::scan::kit::Kit;
use crate::scan::lexicon::{ListId, Phrase};
use crate::scan::operator::{Condition, Operator, Scene};
use crate::scan::operators::phrases;
use crate::scan::operators::places::{Gap, Meter, Place, groups};

pub struct Near;

impl Operator for Near {
    fn name(&self) -> &'static str {
        "near"
    }

    fn compile(&self, section: &mut Section, scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        Some(Box::new(Compiled { pair: Pair::read(section, self.name(), scope, kit)? }))
    }
}

/// Two lists of phrases and how far apart they may be; `near` and `not_near` have the same shape.
#[derive(Debug)]
pub struct Pair {
    /// The phrases of `a`, then those of `b`.
    pub phrases: Vec<Phrase>,
    /// How many of them are those of `a`.
    firsts: u32,
    list: ListId,
    pub within: Distance,
}

/// A place of `a` with what is beside it.
pub struct Beside<'p> {
    pub place: &'p Place,
    /// The nearest place of `b`, if one is near enough and no part of it.
    pub nearest: Option<&'p Place>,
    /// A place of `b` has words in common with it.
    pub is_overlapped: bool,
}

impl Pair {
    /// Reads `key = { a = ["…"], b = ["…"], within = "5 words" }`.
    pub fn read(section: &mut Section, key: &'static str, scope: &Scope, kit: &mut Kit<'_>) -> Option<Pair> {
        let mut table = section.section(key, kit.faults)?;
        let mut side = |name: &str, kit: &mut Kit<'_>| -> Option<Vec<Located<Phrase>>> {
            let phrases = if table.needed(name, kit.faults) { phrases::read(&mut table, name, kit) } else { None };
            phrases::check_shadowed(phrases.as_deref().unwrap_or_default(), kit.faults);
            phrases
        };
        let (a, b) = (side("a", kit), side("b", kit));
        let within = match table.needed("within", kit.faults) {
            true => Distance::read(&mut table, "within", kit.faults),
            false => None,
        };
        table.finish(kit.faults);
        let (a, b, within) = (a?, b?, within?.value);
        let firsts = a.len() as u32;
        let phrases: Vec<Phrase> = a.into_iter().chain(b).map(|phrase| phrase.value).collect();
        let list = kit.lexicon.add(&phrases, scope.unit);
        Some(Pair { phrases, firsts, list, within })
    }

    /// Visits each place of `a`.
    pub fn each<'h, 't>(&self, scene: &Scene<'h, 't>, mut visit: impl FnMut(&Meter<'h, 't>, Beside<'_>)) {
        for group in groups(scene, self.list, self.within) {
            let meter = Meter::of(scene, self.within, &group);
            let furthest = meter.furthest(&group);
            for (at, place) in group.iter().enumerate().filter(|(_, place)| place.item < self.firsts) {
                let behind = group[at + 1..].iter().take_while(|other| !meter.is_past(place, other));
                let reaches = |before: &usize| !meter.is_past(&group[furthest[*before]], place);
                let before = (0..at).rev().take_while(reaches).map(|before| &group[before]);
                let mut beside = Beside { place, nearest: None, is_overlapped: false };
                let mut least = u32::MAX;
                for other in behind.chain(before).filter(|other| other.item >= self.firsts) {
                    beside.is_overlapped |= other.overlaps(place);
                    let gap = match (meter.gap(place, other), meter.gap(other, place)) {
                        (Gap::Within(gap), _) | (_, Gap::Within(gap)) => gap,
                        _ => continue,
                    };
                    if beside.nearest.is_none() || gap < least {
                        (beside.nearest, least) = (Some(other), gap);
                    }
                }
                visit(&meter, beside);
            }
        }
    }

    /// The written forms of two places, in the order in which they were said.
    pub fn written(&self, places: [&Place; 2]) -> String {
        let written = places.map(|place| self.phrases.get(place.item as usize).map_or("", |phrase| &phrase.written));
        written.join(" … ")
    }

    /// The phrases of `a` and of `b`, a few of each.
    pub fn sides(&self) -> (String, String) {
        let (a, b) = self.phrases.split_at(self.firsts as usize);
        let some = |phrases: &[Phrase]| {
            let shown: Vec<&str> = phrases.iter().take(3).map(|phrase| phrase.written.as_str()).collect();
            format!("{}{}", shown.join(" / "), if phrases.len() > shown.len() { " / …" } else { "" })
        };
        (some(a), some(b))
    }
}

#[derive(Debug)]
struct Compiled {
    pair: Pair,
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.pair.each(scene, |meter, Beside { place, nearest, .. }| {
            let Some(other) = nearest else { return };
            let both = if other.start() < place.start() { [other, place] } else { [place, other] };
            hits.push(meter.hit(&both, scene.condition, &self.pair.written(both)));
        });
        hits.sort_by_key(|hit| (hit.span, hit.utterance));
        hits.dedup();
        hits
    }

    fn looked_for(&self) -> Vec<String> {
        let (a, b) = self.pair.sides();
        vec![format!("{a} within {} of {b}", self.pair.within)]
    }
}

//! A list of phrases as a condition: `any_of`, `all_of`, `n_of`, `at_least` and `none_of` differ only in how much of it is
//! enough.

use std::collections::BTreeSet;

use crate::rules::diagnostic;
use crate::rules::scope::Scope;
use crate::rules::value::{Located, Section};
use crate::scan::hit::{Hit, Quoting};
use crate::scan::kit::Kit;
use crate::scan::lexicon::{ListId, Phrase, PhraseHit};
use crate::scan::operator::{Condition, Scene};
use crate::scan::operators::{parameters, phrases, sounds_like};

/// How much of a list has to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enough {
    Any,
    All,
    /// So many different phrases.
    Distinct(u32),
    /// Any of them, so many times.
    Times(u32),
    /// Nothing may be said.
    Nothing,
}

/// More often than anything is said in a call.
const MOST_TIMES: u32 = 1_000;

/// Reads `key = ["…", …]`.
pub fn read(
    section: &mut Section,
    key: &'static str,
    enough: Enough,
    scope: &Scope,
    kit: &mut Kit<'_>,
) -> Option<Box<dyn Condition>> {
    let allowance = sounds_like::read(section, kit.faults);
    let phrases = phrases::read(section, key, kit)?;
    if enough != Enough::All {
        phrases::check_shadowed(&phrases, kit.faults);
    }
    Some(PhraseList::boxed(phrases, allowance, enough, scope, kit))
}

/// Reads `key = { n = 2, phrases = ["…", …] }`.
pub fn read_counted(
    section: &mut Section,
    key: &'static str,
    enough: impl Fn(u32) -> Enough,
    scope: &Scope,
    kit: &mut Kit<'_>,
) -> Option<Box<dyn Condition>> {
    let allowance = sounds_like::read(section, kit.faults);
    let mut table = section.section(key, kit.faults)?;
    let phrases = match table.needed("phrases", kit.faults) {
        true => phrases::read(&mut table, "phrases", kit),
        false => None,
    };
    let most = match (enough(1), &phrases) {
        (Enough::Distinct(_), Some(phrases)) => phrases.len() as u32,
        _ => MOST_TIMES,
    };
    let n = match table.needed("n", kit.faults) {
        true => parameters::whole(&mut table, "n", 1..=most, diagnostic::COUNT_RANGE, kit.faults),
        false => None,
    };
    table.finish(kit.faults);
    let phrases = phrases?;
    check_counted_twice(&phrases, kit);
    Some(PhraseList::boxed(phrases, allowance, enough(n?.value), scope, kit))
}

/// Names phrases that count whenever a longer one does.
fn check_counted_twice(phrases: &[Located<Phrase>], kit: &mut Kit<'_>) {
    for (longer, shorter) in phrases::contained(phrases) {
        let (longer, shorter) = (&phrases[longer], &phrases[shorter]);
        let title = format!("`{}` would count twice: `{}` is part of it", longer.value.written, shorter.value.written);
        kit.faults
            .at(diagnostic::COUNTED_TWICE, longer.place.clone(), title, "the longer one")
            .also(shorter.place.clone(), "the shorter one")
            .help("take out the one you do not mean");
    }
}

#[derive(Debug)]
struct PhraseList {
    phrases: Vec<Phrase>,
    list: ListId,
    enough: Enough,
}

impl PhraseList {
    fn boxed(
        phrases: Vec<Located<Phrase>>,
        allowance: Option<u8>,
        enough: Enough,
        scope: &Scope,
        kit: &mut Kit<'_>,
    ) -> Box<dyn Condition> {
        let (phrases, list) = sounds_like::add(phrases, allowance, scope.unit, kit);
        Box::new(PhraseList { phrases, list, enough })
    }
}

impl Condition for PhraseList {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        let found = scene.phrase_hits.of(self.list);
        let found = match self.enough {
            Enough::Times(_) => apart(found),
            _ => found.iter().collect(),
        };
        found.into_iter().map(|found| hit(scene, found, &self.phrases)).collect()
    }

    fn enough(&self, hits: &[Hit]) -> bool {
        let distinct = || hits.iter().map(|hit| hit.item).collect::<BTreeSet<u32>>().len();
        match self.enough {
            // One that wants nothing is read as the opposite of one that wants anything.
            Enough::Any | Enough::Nothing => !hits.is_empty(),
            Enough::All => distinct() == self.phrases.len(),
            Enough::Distinct(n) => distinct() >= n as usize,
            Enough::Times(n) => hits.len() >= n as usize,
        }
    }

    fn is_absence(&self) -> bool {
        self.enough == Enough::Nothing
    }

    fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    fn looked_for(&self) -> Vec<String> {
        let how_many = match self.enough {
            Enough::Distinct(n) => Some(format!("{n} different ones of")),
            Enough::Times(n) => Some(format!("{n} times")),
            _ => None,
        };
        how_many.into_iter().chain(self.phrases.iter().map(|phrase| phrase.written.clone())).collect()
    }
}

/// A find of a list's phrases as a hit.
pub fn hit(scene: &Scene<'_, '_>, found: &PhraseHit, phrases: &[Phrase]) -> Hit {
    let phrase = phrases.get(found.item as usize).map_or("", |phrase| &phrase.written);
    let quoting = Quoting { condition: scene.condition, phrase, matched: found.matched.clone(), item: found.item };
    Hit::on_words(scene.heard, scene.scope.unit, found.passage as usize, found.range.clone(), &quoting)
}

/// As many finds as there are apart from each other: the same words count once. They come in order of passage and end.
fn apart(found: &[PhraseHit]) -> Vec<&PhraseHit> {
    let mut apart: Vec<&PhraseHit> = Vec::with_capacity(found.len());
    for hit in found {
        let is_free = |last: &&PhraseHit| last.passage != hit.passage || last.range.end <= hit.range.start;
        if apart.last().is_none_or(is_free) {
            apart.push(hit);
        }
    }
    apart
}

//! The phrases of a rule set that are also found by their sound.
//!
//! They are looked for after the exact ones. What was said word for word is that phrase and no other: sounds that overlap
//! it count for nothing, and of sounds that overlap each other the nearest counts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::call::finding::Matched;
use crate::rules::scope::Unit;
use crate::scan::lexicon::{Owner, PhraseHit};
use crate::text::sound::allowance::budget;
use crate::text::sound::confusable::Confusables;
use crate::text::sound::index::{SoundHit, SoundIndex};
use crate::text::sound::sounds::Sounds;

/// Collects the phrases.
#[derive(Debug, Default)]
pub struct SoundingBuilder {
    /// In place of the built-in ones.
    pub confusables: Option<Confusables>,
    phrases: Vec<(Sounds, u8)>,
    numbers: HashMap<(String, u8), usize>,
    owners: Vec<Vec<Owner>>,
    units: Vec<Unit>,
}

impl SoundingBuilder {
    /// Adds a folded phrase with the syllables that may differ; one that is too short to be known by its sound is only
    /// found as it is written.
    pub fn add(&mut self, folded: &str, allowance: u8, owner: Owner) {
        let sounds = Sounds::of(folded);
        let Some(budget) = budget(&sounds, allowance) else { return };
        let next = self.phrases.len();
        let number = *self.numbers.entry((folded.to_string(), budget)).or_insert(next);
        if number == next {
            self.phrases.push((sounds, budget));
            self.owners.push(Vec::new());
        }
        self.owners[number].push(owner);
        if !self.units.contains(&owner.unit) {
            self.units.push(owner.unit);
        }
    }

    /// `None` where nothing was added.
    pub fn build(self) -> Option<Sounding> {
        if self.phrases.is_empty() {
            return None;
        }
        let confusables = self.confusables.unwrap_or_else(Confusables::built_in);
        Some(Sounding { index: SoundIndex::of(self.phrases, confusables), owners: self.owners, units: self.units })
    }
}

/// All phrases that are found by their sound, compiled.
#[derive(Debug)]
pub struct Sounding {
    index: SoundIndex,
    /// Who asked for each phrase.
    owners: Vec<Vec<Owner>>,
    /// What somebody wants them matched in.
    pub units: Vec<Unit>,
}

impl Sounding {
    /// Adds what sounds like phrases in a passage to the hits of their lists, which hold what the passage has word for word.
    pub fn search_in(&self, text: &str, passage: u32, unit: Unit, hits: &mut [Vec<PhraseHit>]) {
        let mut by_list: BTreeMap<usize, Vec<(SoundHit, u32)>> = BTreeMap::new();
        for hit in self.index.search(&Sounds::of(text)) {
            let owners = self.owners[hit.phrase as usize].iter().filter(|owner| owner.unit == unit);
            for owner in owners {
                by_list.entry(owner.list).or_default().push((hit.clone(), owner.item));
            }
        }
        for (list, found) in by_list {
            settle(found, passage, &mut hits[list]);
        }
    }
}

/// Adds the nearest of what was found that overlaps nothing better, and brings the passage's hits in order.
fn settle(mut found: Vec<(SoundHit, u32)>, passage: u32, hits: &mut Vec<PhraseHit>) {
    let first = hits.partition_point(|hit| hit.passage < passage);
    let last = hits.partition_point(|hit| hit.passage <= passage);
    let mut taken = Taken::default();
    hits[first..last].iter().for_each(|hit| taken.add(hit.range.clone()));
    // Of two at the same distance the longer says more.
    found.sort_by_key(|(hit, item)| (hit.distance, Reverse(hit.range.len()), hit.range.start, *item));
    let mut nearest = Vec::new();
    for (SoundHit { range, distance, .. }, item) in found {
        if !taken.overlaps(&range) {
            taken.add(range.clone());
            let matched = Matched::SoundsLike { distance_thirds: distance };
            nearest.push(PhraseHit { item, passage, range, matched });
        }
    }
    let end = last + nearest.len();
    hits.splice(last..last, nearest);
    hits[first..end].sort_by_key(|hit| (hit.range.end, hit.range.start, hit.item));
}

/// Stretches of a passage; those that overlap are one.
#[derive(Default)]
struct Taken(BTreeMap<usize, usize>);

impl Taken {
    fn overlaps(&self, range: &Range<usize>) -> bool {
        self.0.range(..range.end).next_back().is_some_and(|(_, end)| *end > range.start)
    }

    fn add(&mut self, range: Range<usize>) {
        let (mut start, mut end) = (range.start, range.end);
        while let Some((from, to)) =
            self.0.range(..end).next_back().map(|(from, to)| (*from, *to)).filter(|(_, to)| *to > start)
        {
            self.0.remove(&from);
            (start, end) = (start.min(from), end.max(to));
        }
        self.0.insert(start, end);
    }
}

//! All phrases of a rule set: in one automaton, and those that may be misheard also by their sound.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::call::finding::Matched;
use crate::call::party::Party;
use crate::rules::scope::Unit;
use crate::scan::about::PackTopics;
use crate::scan::heard::Heard;
use crate::scan::passage::Joint;
use crate::scan::sounding::{Sounding, SoundingBuilder};
use crate::text::fold::fold;
use crate::text::sound::confusable::Confusables;
use crate::text::topics::Weighed;

/// A list of phrases of one condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListId(usize);

/// A phrase as written and folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    pub written: String,
    pub folded: String,
}

impl Phrase {
    pub fn of(written: &str) -> Phrase {
        Phrase { written: written.to_string(), folded: fold(written).text().to_string() }
    }
}

/// Collects the phrases of all conditions.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    patterns: Vec<String>,
    numbers: HashMap<String, usize>,
    owners: Vec<Vec<Owner>>,
    lists: usize,
    units: BTreeSet<Unit>,
    sounding: SoundingBuilder,
    topics: Arc<PackTopics>,
}

/// Who asked for a phrase: which of a list, matched in what.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    pub list: usize,
    pub item: u32,
    pub unit: Unit,
}

impl LexiconBuilder {
    /// Adds a condition's phrases; equal phrases of other conditions share their place in the automaton.
    pub fn add(&mut self, phrases: &[Phrase], unit: Unit) -> ListId {
        let list = self.lists;
        self.lists += 1;
        self.units.insert(unit);
        for (item, phrase) in phrases.iter().enumerate() {
            let next = self.patterns.len();
            let number = *self.numbers.entry(phrase.folded.clone()).or_insert(next);
            if number == next {
                self.patterns.push(phrase.folded.clone());
                self.owners.push(Vec::new());
            }
            self.owners[number].push(Owner { list, item: item as u32, unit });
        }
        ListId(list)
    }

    /// Has a list's phrases also found by their sound, with so many syllables that may differ.
    pub fn add_sounds(&mut self, list: ListId, phrases: &[Phrase], unit: Unit, allowance: u8) {
        for (item, phrase) in phrases.iter().enumerate() {
            self.sounding.add(&phrase.folded, allowance, Owner { list: list.0, item: item as u32, unit });
        }
    }

    /// Which sounds are easily taken for each other, in place of the built-in pairs.
    pub fn confuse(&mut self, confusables: Confusables) {
        self.sounding.confusables = Some(confusables);
    }

    /// What calls may be about.
    pub fn sort_by(&mut self, topics: Arc<PackTopics>) {
        self.topics = topics;
    }

    /// Builds the automaton. Fails only where the phrases together are too many for it.
    pub fn build(self) -> Result<Lexicon, aho_corasick::BuildError> {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            // Han text has three bytes a character and few shared prefixes: the contiguous automaton is as fast as the
            // full table at a fraction of its size and of its time to build.
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&self.patterns)?;
        let sounding = self.sounding.build();
        Ok(Lexicon {
            automaton,
            owners: self.owners,
            lists: self.lists,
            units: self.units,
            sounding,
            topics: self.topics,
        })
    }
}

/// All phrases of a rule set, compiled.
#[derive(Debug)]
pub struct Lexicon {
    automaton: AhoCorasick,
    /// Who asked for each pattern.
    owners: Vec<Vec<Owner>>,
    lists: usize,
    /// What conditions ask to match in.
    units: BTreeSet<Unit>,
    /// `None` where no rule asks for it.
    sounding: Option<Sounding>,
    topics: Arc<PackTopics>,
}

/// A phrase found in a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseHit {
    /// Which phrase of its list.
    pub item: u32,
    /// Which utterance, turn or other unit.
    pub passage: u32,
    /// Bytes of the passage's folded text.
    pub range: Range<usize>,
    pub matched: Matched,
}

/// What was found in a call, by list, in order of passage and end.
pub struct PhraseHits {
    lists: Vec<Vec<PhraseHit>>,
    topics: Arc<PackTopics>,
    /// What these parties talk about, each found when a condition first asks for it.
    about: RefCell<Vec<(Vec<Party>, Rc<Weighed>)>>,
}

impl PhraseHits {
    pub fn of(&self, list: ListId) -> &[PhraseHit] {
        self.lists.get(list.0).map_or(&[], Vec::as_slice)
    }

    /// What these parties talk about, by the pack's topics.
    pub fn about(&self, heard: &Heard<'_>, parties: &[Party]) -> Rc<Weighed> {
        let mut about = self.about.borrow_mut();
        if let Some((_, known)) = about.iter().find(|(asked, _)| asked == parties) {
            return known.clone();
        }
        let weighed = Rc::new(self.topics.weigh(heard, parties));
        about.push((parties.to_vec(), weighed.clone()));
        weighed
    }
}

impl Lexicon {
    /// Everything found in a call. Its utterances are read once, however they are joined: what is found in one is in every
    /// text that it is a part of, and only where two parts meet there may be more.
    pub fn search(&self, heard: &Heard<'_>) -> PhraseHits {
        let mut hits = vec![Vec::new(); self.lists];
        for (utterance, line) in heard.lines.iter().enumerate() {
            self.search_in(line.folded.text(), utterance, heard, &mut hits);
        }
        for unit in self.units.iter().copied().filter(|unit| *unit != Unit::Utterance) {
            for number in 0..heard.passages(unit) {
                for joint in heard.joints(unit, number) {
                    self.search_across(heard.text(unit, number), &joint, (number, unit), &mut hits);
                }
            }
        }
        hits.iter_mut().for_each(|hits| hits.sort_by_key(|hit| (hit.passage, hit.range.end, hit.range.start)));
        if let Some(sounding) = &self.sounding {
            for unit in &sounding.units {
                for number in 0..heard.passages(*unit) {
                    sounding.search_in(heard.text(*unit, number), number as u32, *unit, &mut hits);
                }
            }
        }
        PhraseHits { lists: hits, topics: self.topics.clone(), about: RefCell::default() }
    }

    /// What lies in one utterance.
    fn search_in(&self, text: &str, utterance: usize, heard: &Heard<'_>, hits: &mut [Vec<PhraseHit>]) {
        for found in self.automaton.find_overlapping_iter(text) {
            let range = found.range();
            if !is_whole(text, &range) {
                continue;
            }
            for owner in &self.owners[found.pattern().as_usize()] {
                let (passage, at) = heard.place_in(owner.unit, utterance);
                hits[owner.list].push(owner.hit(passage, at + range.start..at + range.end));
            }
        }
    }

    /// What begins before a joint of a joined text and ends behind it.
    fn search_across(&self, text: &str, joint: &Joint, (passage, unit): (usize, Unit), hits: &mut [Vec<PhraseHit>]) {
        let longest = self.automaton.max_pattern_len();
        let from = text.ceil_char_boundary(joint.begins.max(joint.at.saturating_sub(longest)));
        let to = text.floor_char_boundary(joint.at.saturating_add(longest + 1));
        for found in self.automaton.find_overlapping_iter(&text[from..to]) {
            let range = from + found.start()..from + found.end();
            if range.start >= joint.at || range.end <= joint.at || !is_whole(text, &range) {
                continue;
            }
            for owner in self.owners[found.pattern().as_usize()].iter().filter(|owner| owner.unit == unit) {
                hits[owner.list].push(owner.hit(passage, range.clone()));
            }
        }
    }
}

impl Owner {
    fn hit(self, passage: usize, range: Range<usize>) -> PhraseHit {
        PhraseHit { item: self.item, passage: passage as u32, range, matched: Matched::Exact }
    }
}

/// Whether a find does not begin or end inside a Latin word or a number. Han characters have no word boundaries.
pub fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let is_inside = |at: usize| {
        let before = text[..at].chars().next_back().is_some_and(is_word_character);
        before && text[at..].chars().next().is_some_and(is_word_character)
    };
    !is_inside(range.start) && !is_inside(range.end)
}

/// Whether a character joins its neighbours to a word: Latin and other letters, digits.
pub fn is_word_character(c: char) -> bool {
    // Han characters are alphabetic to Unicode, but a phrase of them may begin anywhere.
    c.is_ascii_alphanumeric() || (c < '\u{2E80}' && c.is_alphanumeric())
}

#[cfg(test)]
mod tests;

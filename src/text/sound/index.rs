//! Finds thousands of phrases by their sound in one pass over a text.
//!
//! A place that is near enough to a phrase has but few sounds that are another, left out or put in: each costs two thirds of a
//! syllable at least. So if the phrase is cut into one piece more, one of the pieces stands in the text with at most one
//! easily confused sound exchanged, which costs a third. A table says how each piece may begin, that exchange made or not; it is asked at every sound of the text, and
//! only where a whole piece is there the phrase is compared. Nothing is missed by that: a test holds it to comparing every
//! phrase everywhere.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::text::sound::confusable::Confusables;
use crate::text::sound::distance::{CONFUSED, PARTLY, apart, cost, places};
use crate::text::sound::sounds::{Said, Sound, Sounds};
use crate::text::sound::syllable::Syllable;

/// Sounds that a piece is looked up by. With two, thousands of English phrases would be compared at every `er`.
const KEY: usize = 3;

/// Many phrases, to be found by their sound.
#[derive(Debug)]
pub struct SoundIndex {
    phrases: Vec<Phrase>,
    /// By how they may begin.
    pieces: FxHashMap<Key, Vec<Piece>>,
    /// By what they may begin with.
    firsts: Firsts,
    confusables: Confusables,
}

#[derive(Debug)]
struct Phrase {
    said: Vec<Said>,
    budget: u8,
}

/// A run of a phrase's sounds that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    phrase: u32,
    from: u16,
    length: u16,
}

/// A place that sounds like a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundHit {
    /// Which phrase, in the order they were given.
    pub phrase: u32,
    /// Bytes of the folded text.
    pub range: Range<usize>,
    /// Thirds of a syllable that differ.
    pub distance: u32,
}

impl SoundIndex {
    /// Builds the index of phrases, each with the thirds of a syllable it may differ by ([`budget`]).
    ///
    /// [`budget`]: crate::text::sound::allowance::budget
    pub fn of(phrases: impl IntoIterator<Item = (Sounds, u8)>, confusables: Confusables) -> SoundIndex {
        let mut index =
            SoundIndex { phrases: Vec::new(), pieces: FxHashMap::default(), firsts: Firsts::default(), confusables };
        for (sounds, budget) in phrases {
            index.add(sounds.said(), budget);
        }
        index
    }

    fn add(&mut self, said: &[Said], budget: u8) {
        // Where every sound may be another there is nothing to look for.
        let budget = usize::from(budget).min((usize::from(PARTLY) * said.len()).saturating_sub(1)) as u8;
        let phrase = self.phrases.len() as u32;
        self.phrases.push(Phrase { said: said.to_vec(), budget });
        if said.is_empty() {
            return;
        }
        // So many that not all of them can differ by more than a confused sound.
        let pieces = usize::from(budget) / usize::from(PARTLY) + 1;
        for number in 0..pieces {
            let (from, to) = (said.len() * number / pieces, said.len() * (number + 1) / pieces);
            // More sounds than sixteen bits count are no phrase.
            let (Ok(start), Ok(length)) = (u16::try_from(from), u16::try_from(to - from)) else { continue };
            for key in self.beginnings(&said[from..to.min(from + KEY)], budget) {
                self.firsts.add(first(key));
                self.pieces.entry(key).or_default().push(Piece { phrase, from: start, length });
            }
        }
    }

    /// Every way a piece may begin: as it stands, and with each sound exchanged for each that is easily taken for it.
    fn beginnings(&self, said: &[Said], budget: u8) -> Vec<Key> {
        let mut keys = Vec::new();
        let mut whole = |key: Key, sounds: usize| keys.extend((sounds == said.len()).then_some(key));
        for_each_key(said, &mut whole);
        for at in (0..said.len()).filter(|_| budget >= CONFUSED as u8) {
            for sound in said[at].readings() {
                for other in self.confusables.easily_taken_for(*sound) {
                    let mut exchanged = said.to_vec();
                    exchanged[at] = Said::only(other);
                    for_each_key(&exchanged, &mut whole);
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Every place in a text that sounds like one of the phrases, in order of phrase and place. Of places of one phrase that
    /// overlap the nearest is given; places of different phrases may overlap.
    pub fn search(&self, text: &Sounds) -> Vec<SoundHit> {
        let mut hits = Vec::new();
        for (phrase, windows) in self.windows(text.said()) {
            let Phrase { said, budget } = &self.phrases[phrase as usize];
            let compare = |window| places(said, text.said(), window, *budget, &self.confusables);
            let found = joined(windows).into_iter().flat_map(compare).collect();
            hits.extend(apart(found).into_iter().map(|place| SoundHit {
                phrase,
                range: text.range(place.start as usize..place.end as usize),
                distance: u32::from(place.distance),
            }));
        }
        hits
    }

    /// Where each phrase has to be compared, in order of phrase.
    fn windows(&self, text: &[Said]) -> BTreeMap<u32, Vec<Range<usize>>> {
        let mut windows: BTreeMap<u32, Vec<Range<usize>>> = BTreeMap::new();
        for at in
            (0..text.len()).filter(|at| text[*at].readings().iter().any(|sound| self.firsts.may_have(code(*sound))))
        {
            for_each_key(&text[at..], &mut |key, _| {
                for piece in self.pieces.get(&key).map_or(&[][..], Vec::as_slice) {
                    if let Some(window) = self.window(*piece, text, at) {
                        extend(windows.entry(piece.phrase).or_default(), window);
                    }
                }
            });
        }
        windows
    }

    /// What has to be compared where the beginning of a piece is found at `at`; nothing where the rest of it is not there.
    fn window(&self, piece: Piece, text: &[Said], at: usize) -> Option<Range<usize>> {
        let Phrase { said, budget } = &self.phrases[piece.phrase as usize];
        let (from, length) = (usize::from(piece.from), usize::from(piece.length));
        let mut left = u16::from(*budget).min(CONFUSED);
        for (wanted, said) in said[from..from + length].iter().zip(text.get(at..at + length)?) {
            left = left.checked_sub(cost(wanted, said, &self.confusables))?;
        }
        let put_in = usize::from(*budget) / usize::from(PARTLY);
        Some(at.saturating_sub(from + put_in)..(at + said.len() - from + put_in).min(text.len()))
    }
}

/// Adds a window; joined to the last where they touch, so that a text that says one thing over and over costs no memory.
fn extend(windows: &mut Vec<Range<usize>>, window: Range<usize>) {
    match windows.last_mut().filter(|last| window.start <= last.end && last.start <= window.end) {
        Some(last) => *last = last.start.min(window.start)..last.end.max(window.end),
        None => windows.push(window),
    }
}

/// Windows that overlap or touch as one each.
fn joined(mut windows: Vec<Range<usize>>) -> Vec<Range<usize>> {
    windows.sort_unstable_by_key(|window| window.start);
    let mut joined = Vec::with_capacity(windows.len());
    for window in windows {
        extend(&mut joined, window);
    }
    joined
}

/// One, two or [`KEY`] sounds in a row, in one number.
type Key = u64;

/// The first sound of a key.
fn first(key: Key) -> Key {
    let mut first = key;
    while first >> CODE_BITS > 0 {
        first >>= CODE_BITS;
    }
    first
}

/// A set of sounds, as far as a few bits tell: most sounds of a text begin no piece of any phrase.
#[derive(Debug)]
struct Firsts([u64; 64]);

impl Default for Firsts {
    fn default() -> Firsts {
        Firsts([0; 64])
    }
}

impl Firsts {
    fn add(&mut self, sound: Key) {
        let (word, bit) = Firsts::place(sound);
        self.0[word] |= 1 << bit;
    }

    /// Whether a sound may be in it; one that is in it always is.
    fn may_have(&self, sound: Key) -> bool {
        let (word, bit) = Firsts::place(sound);
        self.0[word] >> bit & 1 == 1
    }

    /// Spreads numbers that lie close together (Fibonacci hashing).
    fn place(sound: Key) -> (usize, u32) {
        let hash = sound.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 52;
        ((hash >> 6) as usize, (hash & 63) as u32)
    }
}

/// Gives every key that begins with the first of these sounds, in all readings, with how many sounds it has.
fn for_each_key(said: &[Said], give: &mut impl FnMut(Key, usize)) {
    fn go(said: &[Said], before: Key, depth: usize, give: &mut impl FnMut(Key, usize)) {
        let Some(here) = said.get(depth).filter(|_| depth < KEY) else { return };
        for sound in here.readings() {
            let key = before << CODE_BITS | code(*sound);
            give(key, depth + 1);
            go(said, key, depth + 1, give);
        }
    }
    go(said, 0, 0, give);
}

/// Three of them fill a key.
const CODE_BITS: u32 = 21;

/// A sound as a number that is never 0. A character is its own; the other sounds are where Unicode has no characters.
fn code(sound: Sound) -> u64 {
    const SYLLABLES: u64 = 0x11_0000;
    const CONSONANTS: u64 = 0x12_0000;
    const VOWELS: u64 = 0x13_0000;
    match sound {
        Sound::Syllable(Syllable { initial, rhyme }) => SYLLABLES + (u64::from(initial) << 8) + u64::from(rhyme),
        Sound::Consonant(number) => CONSONANTS + u64::from(number),
        Sound::Vowel(vowel) => VOWELS + vowel as u64,
        Sound::Other(c) => u64::from(c),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fold::fold;
    use crate::text::sound::allowance::budget;

    fn index(phrases: &[&str], allowance: u8) -> SoundIndex {
        let sounds = phrases.iter().map(|phrase| Sounds::of(fold(phrase).text()));
        let budgeted = sounds
            .map(|sounds| (budget(&sounds, allowance).unwrap_or(0), sounds))
            .map(|(budget, sounds)| (sounds, budget));
        SoundIndex::of(budgeted, Confusables::built_in())
    }

    /// What is found, with what was said there.
    fn found(index: &SoundIndex, text: &str) -> Vec<(u32, String, u32)> {
        let folded = fold(text);
        let hits = index.search(&Sounds::of(folded.text()));
        hits.into_iter().map(|hit| (hit.phrase, folded.text()[hit.range].to_string(), hit.distance)).collect()
    }

    #[test]
    fn phrases_are_found_by_their_sound() {
        for (phrases, text, expected) in [
            (vec!["工信部"], "我要去公信部投诉", vec![(0, "公信部", 0)]),
            (vec!["话费", "违约金"], "花费和围约金", vec![(0, "花费", 0), (1, "围约金", 0)]),
            (vec!["你好"], "李好", vec![(0, "李好", 1)]),
            (vec!["套餐"], "晚餐", vec![]),
            (vec!["违约金"], "要付晚约金", vec![(0, "晚约金", 2)]),
            (vec!["违约金"], "要付大约金", vec![]),
            (vec!["提前解约"], "提前约", vec![(0, "提前约", 3)]),
            (vec!["提前解约"], "提前了解约", vec![(0, "提前了解约", 3)]),
            (vec!["提前解约"], "提前大约", vec![(0, "提前大约", 3)]),
            (vec!["幺零零八六"], "拨打要零零八六", vec![(0, "要0086", 0)]),
            (vec!["early termination fee"], "an early termination v applies", vec![(0, "early termination v", 1)]),
            (vec!["late fee"], "calculate fees", vec![]),
            (vec!["late fee"], "a lot of", vec![]),
            (vec!["vip会员"], "vip 会圆", vec![(0, "vip会圆", 0)]),
            (vec!["套餐"], "", vec![]),
        ] {
            let expected: Vec<(u32, String, u32)> =
                expected.into_iter().map(|(phrase, said, far)| (phrase, said.to_string(), far)).collect();
            assert_eq!(found(&index(&phrases, 1), text), expected, "{phrases:?} in {text}");
        }
    }

    #[test]
    fn an_allowance_of_nothing_takes_homophones_alone() {
        assert_eq!(found(&index(&["话费", "你好"], 0), "花费李好"), [(0, "花费".to_string(), 0)]);
    }

    proptest! {
        #[test]
        fn as_much_is_found_as_by_comparing_everywhere(
            phrases in prop::collection::vec("[您李你套泡餐还行话花违约金1a-d ]{1,7}", 1..6),
            text in "[您李你套泡餐还行话花违约金微远晋12a-d ]{0,40}",
            allowance in 0u8..=3,
        ) {
            let sounds: Vec<Sounds> = phrases.iter().map(|phrase| Sounds::of(fold(phrase).text())).collect();
            let budgeted: Vec<(Sounds, u8)> = sounds.iter().filter_map(|sounds| Some((sounds.clone(), budget(sounds, allowance)?))).collect();
            let confusables = Confusables::built_in();
            let text = Sounds::of(fold(&text).text());
            let mut expected = Vec::new();
            for (number, (phrase, budget)) in budgeted.iter().enumerate() {
                let everywhere = apart(places(phrase.said(), text.said(), 0..text.len(), *budget, &confusables));
                expected.extend(everywhere.into_iter().map(|place| SoundHit {
                    phrase: number as u32,
                    range: text.range(place.start as usize..place.end as usize),
                    distance: u32::from(place.distance),
                }));
            }
            let mut found = SoundIndex::of(budgeted, confusables).search(&text);
            found.sort_by_key(|hit| (hit.phrase, hit.range.start));
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn no_place_is_further_than_its_distance(phrase in "[您李你套泡餐还行]{2,6}", text in "[您李你套泡餐还行海]{0,30}") {
            let index = index(&[&phrase], 2);
            for hit in index.search(&Sounds::of(&text)) {
                let far = crate::text::sound::distance::distance(&Sounds::of(&phrase), &Sounds::of(&text[hit.range]), &Confusables::built_in());
                prop_assert_eq!(far, hit.distance);
            }
        }
    }
}

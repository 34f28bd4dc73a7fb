//! Knows which sounds are easily taken for each other.

use crate::text::sound::key::{CONSONANTS, Vowel};
use crate::text::sound::sounds::Sound;
use crate::text::sound::syllable::{FINALS, INITIALS, Syllable};

/// What a pair of sounds is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// How a Mandarin syllable begins.
    Initial,
    /// How it ends.
    Final,
    /// A consonant of an English word.
    Consonant,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Initial, Part::Final, Part::Consonant];

    /// `initials`, `finals`, `consonants`: the heading of its table in a file.
    pub fn name(self) -> &'static str {
        match self {
            Part::Initial => "initials",
            Part::Final => "finals",
            Part::Consonant => "consonants",
        }
    }

    /// Every sound there is, by number. An initial `0` is none at all: 安, 也, 我.
    pub fn sounds(self) -> &'static [&'static str] {
        match self {
            Part::Initial => &INITIALS,
            Part::Final => &FINALS,
            Part::Consonant => &CONSONANTS,
        }
    }

    fn number(self, sound: &str) -> Option<usize> {
        self.sounds().iter().position(|known| *known == sound)
    }
}

/// Pairs that a telephone line and an engine confuse, in Mandarin as speakers of many regions do, too.
///
/// The first of each part are those of every input method. Those behind them whisper base confuses at 8 kHz: t/p on real
/// calls (泡餐 for 套餐), the finals in 300 sentences (`earwitness confusions` counts). Pairs that were seen as well, but stand
/// in so many words that ordinary talk is mistaken more often, are left out: i/ian, b/p, d/t, g/k.
const BUILT_IN: [(Part, &[(&str, &str)]); 3] = [
    (Part::Initial, &[("n", "l"), ("r", "l"), ("zh", "z"), ("ch", "c"), ("sh", "s"), ("h", "f"), ("t", "p")]),
    (
        Part::Final,
        &[
            ("an", "ang"),
            ("en", "eng"),
            ("in", "ing"),
            ("ian", "iang"),
            ("uan", "uang"),
            ("i", "in"),
            ("in", "ün"),
            ("ing", "ün"),
            ("ie", "üe"),
            ("an", "en"),
            ("uan", "un"),
        ],
    ),
    (
        Part::Consonant,
        &[
            ("b", "p"),
            ("d", "t"),
            ("g", "k"),
            ("v", "f"),
            ("f", "th"),
            ("t", "th"),
            ("s", "th"),
            ("b", "v"),
            ("m", "n"),
            ("s", "sh"),
            ("ch", "sh"),
            ("ch", "j"),
            ("ch", "t"),
            ("l", "r"),
        ],
    ),
];

/// Which sounds are easily taken for each other: symmetric, and each is like itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confusables {
    /// One set of bits per sound.
    initials: Vec<u64>,
    finals: Vec<u64>,
    consonants: Vec<u64>,
}

impl Confusables {
    /// No two sounds are alike.
    pub fn none() -> Confusables {
        let own = |part: Part| (0..part.sounds().len()).map(|number| 1 << number).collect();
        Confusables { initials: own(Part::Initial), finals: own(Part::Final), consonants: own(Part::Consonant) }
    }

    /// The sets that come with the program.
    pub fn built_in() -> Confusables {
        let mut confusables = Confusables::none();
        for (part, pairs) in BUILT_IN {
            for (one, other) in pairs {
                confusables.add(part, one, other);
            }
        }
        confusables
    }

    /// Makes two sounds alike; `false` where one of them does not exist.
    pub fn add(&mut self, part: Part, one: &str, other: &str) -> bool {
        let (Some(one), Some(other)) = (part.number(one), part.number(other)) else { return false };
        let sets = match part {
            Part::Initial => &mut self.initials,
            Part::Final => &mut self.finals,
            Part::Consonant => &mut self.consonants,
        };
        sets[one] |= 1 << other;
        sets[other] |= 1 << one;
        true
    }

    /// Whether two sounds, by number, are the same or easily taken for each other.
    pub(crate) fn alike(&self, part: Part, one: u8, other: u8) -> bool {
        self.sets(part)[usize::from(one)] & (1 << other) != 0
    }

    /// Every other sound that is easily taken for this one.
    pub(crate) fn easily_taken_for(&self, sound: Sound) -> Vec<Sound> {
        let others = |part: Part, own: u8| {
            (0..part.sounds().len() as u8).filter(move |other| *other != own && self.alike(part, own, *other))
        };
        match sound {
            Sound::Syllable(Syllable { initial, rhyme }) => {
                let initials = others(Part::Initial, initial).map(|initial| Syllable { initial, rhyme });
                let finals = others(Part::Final, rhyme).map(|rhyme| Syllable { initial, rhyme });
                initials.chain(finals).map(Sound::Syllable).collect()
            }
            Sound::Consonant(own) => others(Part::Consonant, own).map(Sound::Consonant).collect(),
            // Spelling tells one vowel from another by chance.
            Sound::Vowel(own) => Vowel::ALL.into_iter().filter(|vowel| *vowel != own).map(Sound::Vowel).collect(),
            Sound::Other(_) => Vec::new(),
        }
    }

    fn sets(&self, part: Part) -> &[u64] {
        match part {
            Part::Initial => &self.initials,
            Part::Final => &self.finals,
            Part::Consonant => &self.consonants,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_pair_exists() {
        for (part, pairs) in BUILT_IN {
            for (one, other) in pairs {
                assert!(Confusables::none().add(part, one, other), "{} {one}/{other}", part.name());
            }
        }
        assert!(!Confusables::none().add(Part::Final, "zh", "z"));
    }

    #[test]
    fn alike_goes_both_ways_and_no_further() {
        let confusables = Confusables::built_in();
        let alike = |one: &str, other: &str| {
            let number = |sound| Part::Initial.number(sound).unwrap() as u8;
            confusables.alike(Part::Initial, number(one), number(other))
        };
        for (one, other, expected) in
            [("n", "l", true), ("r", "l", true), ("n", "r", false), ("b", "b", true), ("j", "m", false)]
        {
            assert_eq!((alike(one, other), alike(other, one)), (expected, expected), "{one}/{other}");
        }
    }
}

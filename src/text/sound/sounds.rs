//! Reads folded text as a row of sounds, each with its place.

use std::ops::Range;

use crate::text::chars::is_han;
use crate::text::sound::key::{CONSONANTS, Phone, Vowel, key};
use crate::text::sound::syllable::{MAX_READINGS, Syllable, readings};

/// One sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Sound {
    Syllable(Syllable),
    /// A consonant of an English word, by number.
    Consonant(u8),
    Vowel(Vowel),
    /// A character nobody knows how to say; like nothing but itself.
    Other(char),
}

/// What is said at one place: one sound, or one of several where a character has more than one reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    readings: [Sound; MAX_READINGS],
    count: u8,
    /// Where the Han character, digit or English word begins and ends in the folded text.
    from: u32,
    to: u32,
    /// Whether a match may begin here: not inside an English word or a number.
    pub(crate) begins: bool,
    /// Whether a match may end here.
    pub(crate) ends: bool,
}

impl Said {
    /// One sound, somewhere.
    pub(crate) fn only(sound: Sound) -> Said {
        Said { readings: [sound; MAX_READINGS], count: 1, from: 0, to: 0, begins: false, ends: false }
    }

    pub(crate) fn readings(&self) -> &[Sound] {
        &self.readings[..usize::from(self.count)]
    }
}

/// A folded text as a row of sounds.
///
/// Digits are read one by one as their Mandarin syllables (1 also as 幺, 2 also as 两), or in English in a text that has
/// letters and no Han character.
///
/// ```
/// use earwitness::text::sound::sounds::Sounds;
///
/// assert_eq!(Sounds::of("套餐5元").to_string(), "tao can wu yuan");
/// assert_eq!(Sounds::of("late fee").to_string(), "l a t f e");
/// assert_eq!(Sounds::of("late fee").syllables(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sounds {
    said: Vec<Said>,
}

/// A longer text is read no further; a single utterance is far shorter.
pub const MAX_SOUNDS: usize = 100_000;

impl Sounds {
    /// Reads a folded text.
    pub fn of(folded: &str) -> Sounds {
        let mut reader =
            Reader { text: folded, digits: digits_of(folded), said: Vec::with_capacity(folded.len() / 3 + 1) };
        let mut at = 0;
        while let Some(c) = folded[at..].chars().next().filter(|_| reader.said.len() < MAX_SOUNDS) {
            at = match c {
                // What folding leaves between words and between numbers.
                ' ' | ',' => at + 1,
                _ if is_han(c) => reader.han(c, at),
                _ => reader.word(at),
            };
        }
        Sounds { said: reader.said }
    }

    /// How many sounds there are.
    pub fn len(&self) -> usize {
        self.said.len()
    }

    pub fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// How many syllables: Han characters and digits, and vowels of English words.
    pub fn syllables(&self) -> usize {
        let is_syllable = |said: &&Said| matches!(said.readings[0], Sound::Syllable(_) | Sound::Vowel(_));
        self.said.iter().filter(is_syllable).count()
    }

    /// The bytes of the folded text that sounds come from; English words are whole.
    pub fn range(&self, sounds: Range<usize>) -> Range<usize> {
        match self.said.get(sounds) {
            Some([first, .., last]) => first.from as usize..last.to as usize,
            Some([only]) => only.from as usize..only.to as usize,
            _ => 0..0,
        }
    }

    pub(crate) fn said(&self) -> &[Said] {
        &self.said
    }
}

/// The first reading of each sound, with blanks between.
impl std::fmt::Display for Sounds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, said) in self.said.iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "" } else { " " }, said.readings[0])?;
        }
        Ok(())
    }
}

impl std::fmt::Display for Sound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Sound::Syllable(syllable) => syllable.fmt(f),
            Sound::Consonant(number) => f.pad(CONSONANTS[usize::from(*number)]),
            Sound::Vowel(Vowel::Open) => f.pad("a"),
            Sound::Vowel(Vowel::Front) => f.pad("e"),
            Sound::Vowel(Vowel::Back) => f.pad("o"),
            Sound::Other(c) => write!(f, "{c}"),
        }
    }
}

/// How the digits of a text are said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Digits {
    Mandarin,
    English,
}

fn digits_of(text: &str) -> Digits {
    match text.chars().any(is_han) || !text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        true => Digits::Mandarin,
        false => Digits::English,
    }
}

const MANDARIN_DIGITS: [&[&str]; 10] =
    [&["ling"], &["yi", "yao"], &["er", "liang"], &["san"], &["si"], &["wu"], &["liu"], &["qi"], &["ba"], &["jiu"]];
const MANDARIN_POINT: &[&str] = &["dian"];

const ENGLISH_DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

struct Reader<'t> {
    text: &'t str,
    digits: Digits,
    said: Vec<Said>,
}

impl Reader<'_> {
    fn han(&mut self, c: char, at: usize) -> usize {
        let to = at + c.len_utf8();
        self.push(readings(c).map(Sound::Syllable), Sound::Other(c), at..to);
        self.close(self.said.len() - 1);
        to
    }

    /// A run of letters and figures between blanks and Han characters.
    fn word(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let length = rest.find(|c: char| matches!(c, ' ' | ',') || is_han(c)).unwrap_or(rest.len());
        let first = self.said.len();
        let mut from = at;
        while from < at + length {
            let piece = &self.text[from..at + length];
            let letters = piece.bytes().take_while(u8::is_ascii_lowercase).count();
            let c = piece.chars().next().unwrap_or_default();
            let to = from + if letters > 0 { letters } else { c.len_utf8() };
            match c {
                'a'..='z' => self.phones(&self.text[from..to], from..to),
                '0'..='9' => self.digit(c, from..to),
                '.' if self.digits == Digits::Mandarin => self.syllables(MANDARIN_POINT, from..to),
                _ => self.push(std::iter::empty(), Sound::Other(c), from..to),
            }
            from = to;
        }
        self.close(first);
        // Its sounds stand for the whole of it: where in the spelling each lies is of no use to anybody.
        for said in &mut self.said[first..] {
            (said.from, said.to) = (at as u32, (at + length) as u32);
        }
        at + length
    }

    fn digit(&mut self, c: char, range: Range<usize>) {
        let value = c.to_digit(10).unwrap_or_default() as usize;
        match self.digits {
            Digits::Mandarin => self.syllables(MANDARIN_DIGITS[value], range),
            Digits::English => self.phones(ENGLISH_DIGITS[value], range),
        }
    }

    fn syllables(&mut self, pinyin: &[&str], range: Range<usize>) {
        let syllables = pinyin.iter().filter_map(|pinyin| Syllable::parse(pinyin));
        self.push(syllables.map(Sound::Syllable), Sound::Other(' '), range);
    }

    fn phones(&mut self, word: &str, range: Range<usize>) {
        for phone in key(word) {
            let sound = match phone {
                Phone::Consonant(number) => Sound::Consonant(number),
                Phone::Vowel(vowel) => Sound::Vowel(vowel),
            };
            self.push(std::iter::once(sound), sound, range.clone());
        }
    }

    fn push(&mut self, readings: impl Iterator<Item = Sound>, unknown: Sound, range: Range<usize>) {
        let mut said = Said {
            readings: [unknown; MAX_READINGS],
            count: 0,
            from: range.start as u32,
            to: range.end as u32,
            begins: false,
            ends: false,
        };
        for (place, reading) in said.readings.iter_mut().zip(readings) {
            *place = reading;
            said.count += 1;
        }
        said.count = said.count.max(1);
        self.said.push(said);
    }

    /// What was read since `first` is one word.
    fn close(&mut self, first: usize) {
        if let [first, ..] = &mut self.said[first..] {
            first.begins = true;
        }
        if let Some(last) = self.said.last_mut() {
            last.ends = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn text_is_read_as_it_is_said() {
        for (text, expected) in [
            ("套餐", "tao can"),
            ("十二个月", "yi er ge yue"),
            ("1.5元", "yi dian wu yuan"),
            ("10086", "yi ling ling ba liu"),
            ("5G套餐", "wu j e tao can"),
            ("Early termination fee", "e r l e t e r m e n a sh e n f e"),
            ("24 months", "t w o f o r m o n th s"),
            ("百分之五", "wu %"),
            ("", ""),
            ("привет", "п р и в е т"),
        ] {
            assert_eq!(Sounds::of(fold(text).text()).to_string(), expected, "{text}");
        }
    }

    #[test]
    fn places_are_whole_words() {
        let text = "开通 vip 会员12元";
        let folded = fold(text).text().to_string();
        let sounds = Sounds::of(&folded);
        assert_eq!((sounds.len(), sounds.syllables()), (10, 8));
        for (range, expected) in [
            (0..2, "开通"),
            (2..3, "vip"),
            (1..5, "通vip"),
            (5..7, "会员"),
            (7..8, "12"),
            (7..10, "12元"),
            (3..3, ""),
            (9..12, ""),
        ] {
            assert_eq!(&folded[sounds.range(range.clone())], expected, "{range:?}");
        }
        let begins: Vec<bool> = sounds.said().iter().map(|said| said.begins).collect();
        assert_eq!(begins, [true, true, true, false, false, true, true, true, false, true]);
    }

    proptest::proptest! {
        #[test]
        fn every_character_is_said_and_every_place_is_a_boundary(text in "[一-龥a-zA-Z0-9 ,.%é，。]{0,30}") {
            let folded = fold(&text);
            let sounds = Sounds::of(folded.text());
            proptest::prop_assert_eq!(sounds.is_empty(), folded.text().trim_matches([' ', ',']).is_empty());
            for at in 0..sounds.len() {
                let range = sounds.range(at..at + 1);
                proptest::prop_assert!(!range.is_empty() && folded.text().get(range).is_some());
            }
        }
    }
}

//! Splits Mandarin syllables into initial and final, and knows those of each character.

use std::fmt;
use std::sync::LazyLock;

use pinyin::ToPinyin;

use crate::text::sound::polyphones::polyphones;

/// A syllable without its tone, as the numbers of its initial and its final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Syllable {
    pub(crate) initial: u8,
    pub(crate) rhyme: u8,
}

/// Initials by number. The first stands for none at all, as in 安 and also in 也 and 我: pinyin's `y` and `w` are part of
/// their finals.
pub(crate) const INITIALS: [&str; 22] =
    ["0", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh", "r", "z", "c", "s"];

/// Finals by number, written as they stand behind an initial; `-i` is the one of 知 and 资, which is no `i`.
pub(crate) const FINALS: [&str; 39] = [
    "a", "o", "e", "ê", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "er", "i", "ia", "io", "ie", "iao",
    "iu", "ian", "in", "iang", "ing", "iong", "u", "ua", "uo", "uai", "ui", "uan", "un", "uang", "ueng", "ü", "üe",
    "üan", "ün", "-i",
];

/// Finals that stand alone, as pinyin spells them.
const ALONE: [(&str, &str); 24] = [
    ("yi", "i"),
    ("ya", "ia"),
    ("yo", "io"),
    ("ye", "ie"),
    ("yao", "iao"),
    ("you", "iu"),
    ("yan", "ian"),
    ("yin", "in"),
    ("yang", "iang"),
    ("ying", "ing"),
    ("yong", "iong"),
    ("wu", "u"),
    ("wa", "ua"),
    ("wo", "uo"),
    ("wai", "uai"),
    ("wei", "ui"),
    ("wan", "uan"),
    ("wen", "un"),
    ("wang", "uang"),
    ("weng", "ueng"),
    ("yu", "ü"),
    ("yue", "üe"),
    ("yuan", "üan"),
    ("yun", "ün"),
];

/// No character has more everyday readings.
pub(crate) const MAX_READINGS: usize = 3;

impl Syllable {
    /// Reads pinyin without tones; `None` for what is no syllable of an initial and a final (嗯 as `ng`).
    pub(crate) fn parse(pinyin: &str) -> Option<Syllable> {
        if let Some((_, rhyme)) = ALONE.iter().find(|(spelled, _)| *spelled == pinyin) {
            return Some(Syllable { initial: 0, rhyme: numbered(&FINALS, rhyme)? });
        }
        // The longest that fits: `zh` before `z`, anything before nothing.
        let begins = INITIALS.iter().enumerate().filter(|(_, initial)| pinyin.starts_with(**initial));
        let (number, length) =
            begins.map(|(at, initial)| (at, initial.len())).max_by_key(|(_, length)| *length).unwrap_or_default();
        let rhyme = match (INITIALS[number], &pinyin[length..]) {
            ("zh" | "ch" | "sh" | "r" | "z" | "c" | "s", "i") => "-i",
            ("j" | "q" | "x", "u") => "ü",
            ("j" | "q" | "x", "ue") => "üe",
            ("j" | "q" | "x", "uan") => "üan",
            ("j" | "q" | "x", "un") => "ün",
            (_, rhyme) => rhyme,
        };
        Some(Syllable { initial: number as u8, rhyme: numbered(&FINALS, rhyme)? })
    }
}

/// As pinyin spells it.
impl fmt::Display for Syllable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (initial, rhyme) = (INITIALS[usize::from(self.initial)], FINALS[usize::from(self.rhyme)]);
        if self.initial == 0 {
            return f.pad(ALONE.iter().find(|(_, alone)| *alone == rhyme).map_or(rhyme, |(spelled, _)| spelled));
        }
        // Behind j, q and x every u is an ü, and the dots are left out.
        let is_soft = matches!(initial, "j" | "q" | "x");
        let rhyme = rhyme.trim_start_matches('-');
        f.pad(&format!("{initial}{}", if is_soft { rhyme.replace('ü', "u") } else { rhyme.to_string() }))
    }
}

fn numbered(names: &[&str], name: &str) -> Option<u8> {
    names.iter().position(|known| *known == name).and_then(|at| u8::try_from(at).ok())
}

/// The characters the table covers: the unified ideographs of the basic plane, which is all that folded text holds in
/// practice.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

type Readings = [Option<Syllable>; MAX_READINGS];

/// Asked for every character that is searched, so looked up once and not by walking a dictionary.
static READINGS: LazyLock<Vec<Readings>> = LazyLock::new(|| {
    let mut table: Vec<Readings> =
        (FIRST..=LAST).map(|code| [char::from_u32(code).and_then(first_reading), None, None]).collect();
    for (c, readings) in polyphones() {
        if let Some(entry) = (u32::from(c) as usize).checked_sub(FIRST as usize).and_then(|at| table.get_mut(at)) {
            for (place, pinyin) in entry.iter_mut().zip(readings) {
                *place = Syllable::parse(pinyin);
            }
        }
    }
    table
});

/// The syllables a character is read with, the common one first; empty for what has none.
pub(crate) fn readings(c: char) -> impl Iterator<Item = Syllable> {
    let at = u32::from(c).checked_sub(FIRST).filter(|at| *at <= LAST - FIRST);
    let found = at.and_then(|at| READINGS.get(at as usize)).copied().unwrap_or_default();
    found.into_iter().flatten()
}

/// The dictionary has the common one first.
fn first_reading(c: char) -> Option<Syllable> {
    Syllable::parse(c.to_pinyin()?.plain())
}

#[cfg(test)]
mod tests {
    use pinyin::ToPinyinMulti;

    use super::*;

    #[test]
    fn characters_are_read_as_their_syllables() {
        for (c, expected) in [
            ('套', "tao"),
            ('话', "hua"),
            ('知', "zhi"),
            ('也', "ye"),
            ('月', "yue"),
            ('餐', "can"),
            ('还', "hai huan"),
            ('着', "zhe zhao zhuo"),
            ('女', "nü"),
            ('略', "lüe"),
            ('安', "an"),
            ('a', ""),
            ('〇', ""),
        ] {
            let read: Vec<String> = readings(c).map(|syllable| syllable.to_string()).collect();
            assert_eq!(read.join(" "), expected, "{c}");
        }
    }

    #[test]
    fn a_final_is_the_same_whatever_stands_before_it() {
        for (one, other) in
            [("yan", "lian"), ("yue", "jue"), ("wei", "dui"), ("you", "liu"), ("wen", "lun"), ("yu", "qu")]
        {
            let rhyme = |pinyin| Syllable::parse(pinyin).unwrap().rhyme;
            assert_eq!(rhyme(one), rhyme(other), "{one} {other}");
        }
        assert_ne!(Syllable::parse("zhi").unwrap().rhyme, Syllable::parse("ji").unwrap().rhyme);
        assert_ne!(Syllable::parse("ju").unwrap().rhyme, Syllable::parse("zhu").unwrap().rhyme);
    }

    #[test]
    fn every_reading_of_the_dictionary_is_a_syllable_but_for_grunts() {
        let mut strange = std::collections::BTreeSet::new();
        for c in (FIRST..=LAST).filter_map(char::from_u32) {
            let all = c.to_pinyin_multi().into_iter().flatten().map(|pinyin| pinyin.plain());
            strange.extend(all.filter(|pinyin| Syllable::parse(pinyin).is_none_or(|read| read.to_string() != *pinyin)));
        }
        assert_eq!(strange.into_iter().collect::<Vec<_>>(), ["hm", "hng", "m", "n", "ng"]);
    }
}

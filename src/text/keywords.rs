//! Knows the English words that are numerals or fillers.

use std::sync::LazyLock;

use crate::text::numerals::{Kind, Script};

/// What a word in its plain form means to folding.
#[derive(Clone, Debug)]
pub(crate) enum Keyword {
    /// Said to fill a pause.
    Filler,
    Numeral(Kind<'static>),
}

const FILLERS: [&str; 13] = ["uh", "uhh", "um", "umm", "uhm", "er", "erm", "eh", "ah", "hm", "hmm", "mm", "mmm"];

const NUMERALS: [(&str, Kind<'static>); 57] = [
    ("zero", digit(0)),
    ("one", digit(1)),
    ("two", digit(2)),
    ("three", digit(3)),
    ("four", digit(4)),
    ("five", digit(5)),
    ("six", digit(6)),
    ("seven", digit(7)),
    ("eight", digit(8)),
    ("nine", digit(9)),
    ("ten", Kind::Teen(10)),
    ("eleven", Kind::Teen(11)),
    ("twelve", Kind::Teen(12)),
    ("thirteen", Kind::Teen(13)),
    ("fourteen", Kind::Teen(14)),
    ("fifteen", Kind::Teen(15)),
    ("sixteen", Kind::Teen(16)),
    ("seventeen", Kind::Teen(17)),
    ("eighteen", Kind::Teen(18)),
    ("nineteen", Kind::Teen(19)),
    ("twenty", Kind::Tens(20)),
    ("thirty", Kind::Tens(30)),
    ("forty", Kind::Tens(40)),
    ("fifty", Kind::Tens(50)),
    ("sixty", Kind::Tens(60)),
    ("seventy", Kind::Tens(70)),
    ("eighty", Kind::Tens(80)),
    ("ninety", Kind::Tens(90)),
    ("hundred", Kind::Scale(2, "hundred")),
    ("thousand", Kind::Scale(3, "thousand")),
    ("million", Kind::Scale(6, "million")),
    ("billion", Kind::Scale(9, "billion")),
    ("and", Kind::And),
    ("oh", Kind::Oh),
    ("point", Kind::Point("point")),
    ("percent", Kind::Percent("percent")),
    ("first", Kind::Ordinal(1)),
    ("second", Kind::Ordinal(2)),
    ("third", Kind::Ordinal(3)),
    ("fourth", Kind::Ordinal(4)),
    ("fifth", Kind::Ordinal(5)),
    ("sixth", Kind::Ordinal(6)),
    ("seventh", Kind::Ordinal(7)),
    ("eighth", Kind::Ordinal(8)),
    ("ninth", Kind::Ordinal(9)),
    ("tenth", Kind::Ordinal(10)),
    ("eleventh", Kind::Ordinal(11)),
    ("twelfth", Kind::Ordinal(12)),
    ("thirteenth", Kind::Ordinal(13)),
    ("fourteenth", Kind::Ordinal(14)),
    ("fifteenth", Kind::Ordinal(15)),
    ("sixteenth", Kind::Ordinal(16)),
    ("seventeenth", Kind::Ordinal(17)),
    ("eighteenth", Kind::Ordinal(18)),
    ("nineteenth", Kind::Ordinal(19)),
    ("twentieth", Kind::Ordinal(20)),
    ("thirtieth", Kind::Ordinal(30)),
];

/// By first letter: this is asked of every word, and most words are ordinary.
static BY_LETTER: LazyLock<[Vec<(&str, Keyword)>; 26]> = LazyLock::new(|| {
    let fillers = FILLERS.into_iter().map(|word| (word, Keyword::Filler));
    let numerals = NUMERALS.into_iter().map(|(word, kind)| (word, Keyword::Numeral(kind)));
    let mut by_letter = std::array::from_fn(|_| Vec::new());
    for (word, meaning) in fillers.chain(numerals) {
        if let Some(words) = letter(word).and_then(|letter| by_letter.get_mut(letter)) {
            words.push((word, meaning));
        }
    }
    by_letter
});

/// `None` for any ordinary word.
pub(crate) fn keyword(word: &str) -> Option<Keyword> {
    let words = BY_LETTER.get(letter(word)?)?;
    words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| meaning.clone())
}

fn letter(word: &str) -> Option<usize> {
    word.bytes().next().and_then(|first| first.checked_sub(b'a')).map(usize::from)
}

const fn digit(value: u8) -> Kind<'static> {
    Kind::Digit(value, Script::English)
}

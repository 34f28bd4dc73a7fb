//! Knows the English words that are numerals or fillers.

use crate::text::numerals::{Kind, Script};

/// What a word in its plain form means to folding.
pub(crate) enum Keyword {
    /// Said to fill a pause.
    Filler,
    Numeral(Kind<'static>),
}

/// `None` for any ordinary word.
pub(crate) fn keyword(word: &str) -> Option<Keyword> {
    // Most words are ordinary, and this is asked of each: the first letter and the length settle nearly all.
    let first = word.bytes().next()?;
    if word.len() > 11
        || word.len() < 2
        || !matches!(first, b'a' | b'b' | b'e' | b'f' | b'h' | b'm'..=b'p' | b's'..=b'u' | b'z')
    {
        return None;
    }
    if matches!(word, "uh" | "uhh" | "um" | "umm" | "uhm" | "er" | "erm" | "eh" | "ah" | "hm" | "hmm" | "mm" | "mmm") {
        return Some(Keyword::Filler);
    }
    numeral(word).map(Keyword::Numeral)
}

fn numeral(word: &str) -> Option<Kind<'static>> {
    let digit = |value| Kind::Digit(value, Script::English);
    Some(match word {
        "zero" => digit(0),
        "one" => digit(1),
        "two" => digit(2),
        "three" => digit(3),
        "four" => digit(4),
        "five" => digit(5),
        "six" => digit(6),
        "seven" => digit(7),
        "eight" => digit(8),
        "nine" => digit(9),
        "ten" => Kind::Teen(10),
        "eleven" => Kind::Teen(11),
        "twelve" => Kind::Teen(12),
        "thirteen" => Kind::Teen(13),
        "fourteen" => Kind::Teen(14),
        "fifteen" => Kind::Teen(15),
        "sixteen" => Kind::Teen(16),
        "seventeen" => Kind::Teen(17),
        "eighteen" => Kind::Teen(18),
        "nineteen" => Kind::Teen(19),
        "twenty" => Kind::Tens(20),
        "thirty" => Kind::Tens(30),
        "forty" => Kind::Tens(40),
        "fifty" => Kind::Tens(50),
        "sixty" => Kind::Tens(60),
        "seventy" => Kind::Tens(70),
        "eighty" => Kind::Tens(80),
        "ninety" => Kind::Tens(90),
        "hundred" => Kind::Scale(2, "hundred"),
        "thousand" => Kind::Scale(3, "thousand"),
        "million" => Kind::Scale(6, "million"),
        "billion" => Kind::Scale(9, "billion"),
        "and" => Kind::And,
        "oh" => Kind::Oh,
        "point" => Kind::Point("point"),
        "percent" => Kind::Percent("percent"),
        "first" => Kind::Ordinal(1),
        "second" => Kind::Ordinal(2),
        "third" => Kind::Ordinal(3),
        "fourth" => Kind::Ordinal(4),
        "fifth" => Kind::Ordinal(5),
        "sixth" => Kind::Ordinal(6),
        "seventh" => Kind::Ordinal(7),
        "eighth" => Kind::Ordinal(8),
        "ninth" => Kind::Ordinal(9),
        "tenth" => Kind::Ordinal(10),
        "eleventh" => Kind::Ordinal(11),
        "twelfth" => Kind::Ordinal(12),
        "thirteenth" => Kind::Ordinal(13),
        "fourteenth" => Kind::Ordinal(14),
        "fifteenth" => Kind::Ordinal(15),
        "sixteenth" => Kind::Ordinal(16),
        "seventeenth" => Kind::Ordinal(17),
        "eighteenth" => Kind::Ordinal(18),
        "nineteenth" => Kind::Ordinal(19),
        "twentieth" => Kind::Ordinal(20),
        "thirtieth" => Kind::Ordinal(30),
        _ => return None,
    })
}

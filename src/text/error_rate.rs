//! Measures how far a transcript is from what was really said: word and character error rates.
//!
//! Both sides are folded first, so that `12 个月` for `十二個月` is no error. Fillers are no words here.

use std::iter::Sum;
use std::ops::Add;

use crate::text::chars::is_han;
use crate::text::fold::fold;
use crate::text::units::Unit;

/// How a text differs from its reference. Sums over many texts by `+` and `sum`, which is how rates of a corpus are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErrorRate {
    /// Units of the reference that came out as another.
    pub substitutions: u32,
    /// Units of the reference that are missing.
    pub deletions: u32,
    /// Units that nobody said.
    pub insertions: u32,
    /// Units of the reference.
    pub units: u32,
}

impl ErrorRate {
    pub fn errors(self) -> u32 {
        self.substitutions + self.deletions + self.insertions
    }

    /// Errors per unit of the reference; more than 1 where more was put in than was said. Of an empty reference it is 0,
    /// or 1 where anything was put in.
    pub fn rate(self) -> f64 {
        match self.units {
            0 => f64::from(u8::from(self.errors() > 0)),
            units => f64::from(self.errors()) / f64::from(units),
        }
    }
}

impl Add for ErrorRate {
    type Output = ErrorRate;
    fn add(self, other: ErrorRate) -> ErrorRate {
        ErrorRate {
            substitutions: self.substitutions + other.substitutions,
            deletions: self.deletions + other.deletions,
            insertions: self.insertions + other.insertions,
            units: self.units + other.units,
        }
    }
}

impl Sum for ErrorRate {
    fn sum<I: Iterator<Item = ErrorRate>>(rates: I) -> ErrorRate {
        rates.fold(ErrorRate::default(), ErrorRate::add)
    }
}

/// The fewest changes that turn `reference` into `written`, counted in characters or words. In words, a Han character is
/// a word of its own.
///
/// ```
/// use earwitness::text::{error_rate::compare, units::Unit};
///
/// let rate = compare("合约期是十二个月", "合約期12個月", Unit::Characters);
/// assert_eq!((rate.deletions, rate.errors(), rate.units), (1, 1, 8));
/// ```
pub fn compare(reference: &str, written: &str, unit: Unit) -> ErrorRate {
    let (reference, written) = (fold(reference), fold(written));
    let (reference, written) = (units(reference.text(), unit), units(written.text(), unit));
    // One row of the table at a time: what it takes to turn the units of the reference so far into each beginning of
    // what was written.
    let mut row: Vec<ErrorRate> = (0..=written.len() as u32).map(inserted).collect();
    for said in &reference {
        let mut diagonal = row[0];
        row[0] = deleted(row[0]);
        for (at, wrote) in written.iter().enumerate() {
            let above = row[at + 1];
            let kept = ErrorRate {
                substitutions: diagonal.substitutions + u32::from(said != wrote),
                units: diagonal.units + 1,
                ..diagonal
            };
            let left = ErrorRate { insertions: row[at].insertions + 1, ..row[at] };
            // The first of equals: an exchange is one error, and reads better than one left out and one put in.
            let fewest = |best: ErrorRate, other: ErrorRate| if other.errors() < best.errors() { other } else { best };
            row[at + 1] = fewest(fewest(kept, deleted(above)), left);
            diagonal = above;
        }
    }
    row.pop().unwrap_or_default()
}

fn inserted(insertions: u32) -> ErrorRate {
    ErrorRate { insertions, ..ErrorRate::default() }
}

fn deleted(rate: ErrorRate) -> ErrorRate {
    ErrorRate { deletions: rate.deletions + 1, units: rate.units + 1, ..rate }
}

/// The units of a folded text.
fn units(text: &str, unit: Unit) -> Vec<&str> {
    let is_filling = |c: char| matches!(c, ' ' | ',');
    let mut units = Vec::new();
    let mut word: Option<usize> = None;
    for (at, c) in text.char_indices() {
        let is_word = unit == Unit::Words && !is_han(c) && !is_filling(c);
        if is_word {
            word.get_or_insert(at);
            continue;
        }
        units.extend(word.take().map(|from| &text[from..at]));
        if !is_filling(c) {
            units.push(&text[at..at + c.len_utf8()]);
        }
    }
    units.extend(word.map(|from| &text[from..]));
    units
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rates(reference: &str, written: &str, unit: Unit) -> (u32, u32, u32, u32) {
        let rate = compare(reference, written, unit);
        (rate.substitutions, rate.deletions, rate.insertions, rate.units)
    }

    #[test]
    fn words_are_compared_after_folding() {
        for (reference, written, expected) in [
            ("Thank you for calling.", "thank you for calling", (0, 0, 0, 4)),
            ("thank you for calling", "thank for calling now", (0, 1, 1, 4)),
            ("thank you for calling", "thank you four calling", (1, 0, 0, 4)),
            ("it's twelve dollars", "its $12", (0, 0, 0, 3)),
            ("um yes", "yes", (0, 0, 0, 1)),
            ("yes", "", (0, 1, 0, 1)),
            ("", "thanks for watching", (0, 0, 3, 0)),
            ("我要5G套餐", "我要五 g 套餐吗", (0, 0, 1, 6)),
        ] {
            assert_eq!(rates(reference, written, Unit::Words), expected, "{reference} / {written}");
        }
    }

    #[test]
    fn characters_are_compared_after_folding() {
        for (reference, written, expected) in [
            ("您的套餐是一百二十元", "您的泡餐是120元", (1, 0, 0, 9)),
            ("请问，您好", "請問您好", (0, 0, 0, 4)),
            ("工信部", "公信部啊", (1, 0, 0, 3)),
            ("abc d", "abd", (0, 1, 0, 4)),
        ] {
            assert_eq!(rates(reference, written, Unit::Characters), expected, "{reference} / {written}");
        }
    }

    #[test]
    fn a_corpus_is_the_sum_of_its_texts() {
        let texts = [("yes", "no"), ("one moment please", "one moment please")];
        let rate: ErrorRate = texts.into_iter().map(|(a, b)| compare(a, b, Unit::Words)).sum();
        assert_eq!((rate.errors(), rate.rate()), (1, 0.25));
        assert_eq!((compare("", "", Unit::Words).rate(), compare("", "hi", Unit::Words).rate()), (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn there_are_as_many_errors_as_the_edit_distance(a in "[一我您]{0,8}", b in "[一我您]{0,8}") {
            let (a, b) = (fold(&a), fold(&b));
            let rate = compare(a.text(), b.text(), Unit::Characters);
            let strip = |text: &str| text.replace([' ', ','], "");
            prop_assert_eq!(rate.errors() as usize, strsim::levenshtein(&strip(a.text()), &strip(b.text())));
            prop_assert_eq!(rate.units as usize, strip(a.text()).chars().count());
        }
    }
}

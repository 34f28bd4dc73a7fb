//! Reads long numbers out of folded text as they were dictated: in groups, with pauses, doubles and spoken zeros.

use std::ops::Range;

use crate::text::chars::is_han;

/// Digits said in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    /// Where they stand in the folded text.
    range: Range<usize>,
    digits: String,
}

/// A number that was read out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dictated {
    /// Bytes of the folded text, from its first group to its last.
    pub range: Range<usize>,
    /// Its digits without anything between; an `x` for the check digit of an identity card.
    pub digits: String,
}

/// Said between groups, and no part of a number.
const PAUSES: [&str; 13] =
    ["然后是", "然后", "接着是", "接着", "后面是", "横杠", "那个", "就是", "杠", "横", "减", "再", "是"];
const PAUSE_WORDS: [&str; 6] = ["dash", "hyphen", "then", "and", "space", "its"];
const ZEROS: [&str; 3] = ["oh", "o", "nought"];
/// The last sign of some identity cards.
const EXES: [&str; 3] = ["叉", "艾克斯", "埃克斯"];

/// The numbers of whole groups that are accepted, at most `longest` digits long; of those that begin with the same group
/// the longest. Takes time in proportion to the text.
///
/// ```
/// let found = earwitness::text::digits::find("我的号码138 0013,8000", 11, |digits| digits.len() == 11);
/// assert_eq!(found[0].digits, "13800138000");
/// ```
pub fn find(folded: &str, longest: usize, accepts: impl Fn(&str) -> bool) -> Vec<Dictated> {
    let mut found = Vec::new();
    for run in runs(folded) {
        let mut from = 0;
        while let Some(first) = run.get(from) {
            let mut digits = String::new();
            let mut best: Option<(usize, Dictated)> = None;
            for (at, group) in run.iter().enumerate().skip(from) {
                digits.push_str(&group.digits);
                if digits.len() > longest {
                    break;
                }
                if accepts(&digits) {
                    best = Some((at, Dictated { range: first.range.start..group.range.end, digits: digits.clone() }));
                }
            }
            from = best.as_ref().map_or(from, |(last, _)| *last) + 1;
            found.extend(best.map(|(_, number)| number));
        }
    }
    found
}

/// The groups with nothing between them but pauses.
fn runs(folded: &str) -> Vec<Vec<Group>> {
    let (mut runs, mut run) = (Vec::new(), Vec::new());
    let mut double: Option<(usize, usize)> = None;
    let tokens = Tokens { text: folded, at: 0 };
    for (place, said) in tokens {
        let (start, times) = double.take().unwrap_or((place.start, 1));
        match said {
            Said::Digits(digits) => {
                let (first, rest) = digits.split_at(1);
                run.push(Group { range: start..place.end, digits: format!("{}{rest}", first.repeat(times)) });
            }
            Said::Times(times) => double = Some((place.start, times)),
            Said::Pause => {}
            Said::Else if run.is_empty() => {}
            Said::Else => runs.push(std::mem::take(&mut run)),
        }
    }
    runs.push(run);
    runs
}

/// What a piece of folded text is to somebody who writes a number down.
enum Said<'t> {
    /// Never empty.
    Digits(&'t str),
    /// `double`, `triple`.
    Times(usize),
    Pause,
    Else,
}

struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = (Range<usize>, Said<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = &self.text[self.at..];
        let blank = rest.len() - rest.trim_start_matches([' ', ',']).len();
        let (start, rest) = (self.at + blank, &rest[blank..]);
        let first = rest.chars().next()?;
        let (length, said) = if is_han(first) {
            let begins = |known: &&&str| rest.starts_with(**known);
            let pause = PAUSES.iter().find(begins).map(|pause| (pause.len(), Said::Pause));
            let ex = || EXES.iter().find(begins).map(|ex| (ex.len(), Said::Digits("x")));
            pause.or_else(ex).unwrap_or((first.len_utf8(), Said::Else))
        } else {
            let length = rest.find(|c: char| c == ' ' || c == ',' || is_han(c)).unwrap_or(rest.len());
            (length, word(&rest[..length]))
        };
        self.at = start + length;
        Some((start..self.at, said))
    }
}

fn word(word: &str) -> Said<'_> {
    match word {
        "double" => Said::Times(2),
        "triple" | "treble" => Said::Times(3),
        "x" => Said::Digits("x"),
        word if word.bytes().all(|byte| byte.is_ascii_digit()) => Said::Digits(word),
        word if ZEROS.contains(&word) => Said::Digits("0"),
        word if PAUSE_WORDS.contains(&word) => Said::Pause,
        _ => Said::Else,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn numbers_are_read_as_they_are_dictated() {
        for (said, length, wanted) in [
            ("幺三八零零一三八零零零", 11, Some(("13800138000", "幺三八零零一三八零零零"))),
            (
                "我的号码是幺三八，嗯，零零一三，然后八零零零",
                11,
                Some(("13800138000", "幺三八，嗯，零零一三，然后八零零零")),
            ),
            ("138-0013-8000。", 11, Some(("13800138000", "138-0013-8000"))),
            (
                "oh seven nine double five, one two three, 4 5 6",
                11,
                Some(("07955123456", "oh seven nine double five, one two three, 4 5 6")),
            ),
            (
                "it's one eight hundred, triple five, oh one nine nine",
                11,
                Some(("18005550199", "one eight hundred, triple five, oh one nine nine")),
            ),
            ("13800138000 12 months", 11, Some(("13800138000", "13800138000"))),
            ("1380013800012", 11, None),
            ("138 people 00138000", 11, None),
            ("9.99 13800138000", 11, Some(("13800138000", "13800138000"))),
            ("double your money", 2, None),
        ] {
            let folded = fold(said);
            let found = find(folded.text(), length, |digits| digits.len() == length);
            let first =
                found.first().map(|number| (number.digits.as_str(), &said[folded.source(number.range.clone())]));
            assert_eq!(first, wanted, "{said} as {}", folded.text());
        }
    }

    #[test]
    fn long_rows_of_digits_take_no_longer_than_their_length() {
        for piece in ["1 ", "double ", "12,", "oh ", "然后", "x ", "1"] {
            let text = piece.repeat(100_000);
            assert!(find(&text, 19, |digits| digits.len() == 19).len() <= text.len());
        }
    }

    proptest! {
        #[test]
        fn a_number_is_found_however_it_is_cut(digits in "[1-9][0-9]{10}", cuts in proptest::collection::vec(1usize..11, 0..4), sign in "[,，、 -]") {
            let mut said = digits.clone();
            let mut cuts = cuts;
            cuts.sort_unstable();
            cuts.dedup();
            for cut in cuts.iter().rev() {
                said.insert_str(*cut, &sign);
            }
            // With a comma before three digits it is another number: 1,234.
            prop_assume!(sign != ",");
            let folded = fold(&said);
            let found = find(folded.text(), 11, |found| found == digits);
            prop_assert_eq!(found.len(), 1, "{}", folded.text());
        }
    }
}

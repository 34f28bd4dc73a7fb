//! Counts what was said: characters in Mandarin, words in English.

use std::fmt;

use crate::text::chars::{Class, class, plain};

/// What pace, lengths and distances are counted in. Mandarin has no blanks between words, so its characters count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Characters,
    Words,
}

impl Unit {
    /// The unit of a language (ISO 639-1), whatever its region.
    pub fn of(language: &str) -> Unit {
        match language.split(['-', '_']).next() {
            Some("zh" | "yue" | "ja") => Unit::Characters,
            _ => Unit::Words,
        }
    }

    /// `characters`, `words`.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Characters => "characters",
            Unit::Words => "words",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How many units a text has, said or folded: each Han character is one, each run of other letters or of figures is one,
/// punctuation is none.
///
/// ```
/// assert_eq!(earwitness::text::units::count("您好，5G套餐 don't!"), 7);
/// ```
pub fn count(text: &str) -> u32 {
    u32::try_from(starts(text).count()).unwrap_or(u32::MAX)
}

/// The byte at which each unit of a text begins.
pub fn starts(text: &str) -> impl Iterator<Item = usize> {
    let mut last = Class::Mark;
    text.char_indices().filter_map(move |(at, c)| {
        // Most of what is said in Mandarin; no plain form makes anything else of it.
        let class = if matches!(c, '\u{4e00}'..='\u{9fff}') { Class::Han } else { class(plain(c)) };
        let begins = match class {
            Class::Unseen | Class::Apostrophe => return None,
            Class::Han => true,
            Class::Letter | Class::Digit => class != last,
            _ => false,
        };
        last = class;
        begins.then_some(at)
    })
}

/// Measures distances in one text: made once, each answer takes a binary search.
#[derive(Clone, Debug)]
pub struct Ruler {
    starts: Vec<usize>,
}

impl Ruler {
    pub fn of(text: &str) -> Ruler {
        Ruler { starts: starts(text).collect() }
    }

    /// How many units begin between two bytes of the text; none where `to` does not come after `from`.
    pub fn between(&self, from: usize, to: usize) -> u32 {
        let before = |at: usize| self.starts.partition_point(|start| *start < at);
        u32::try_from(before(to).saturating_sub(before(from))).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_words_and_numbers_count_one() {
        for (text, units) in [
            ("", 0),
            ("，。…", 0),
            ("您好", 2),
            ("您好，请问", 4),
            ("thank you for calling", 4),
            ("don't", 1),
            ("5G套餐", 4),
            ("拨打10086", 3),
            ("e-mail", 2),
            ("  a  b ", 2),
        ] {
            assert_eq!(count(text), units, "{text}");
        }
    }

    #[test]
    fn a_ruler_measures_what_counting_the_words_between_would() {
        let text = "给您在5 g套餐上 办理 for you";
        let ruler = Ruler::of(text);
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let edges = places.iter().copied().filter(|at| !text[..*at].ends_with(|c: char| c.is_ascii_alphabetic()));
        let edges: Vec<usize> = edges.collect();
        for from in &edges {
            for to in edges.iter().filter(|to| *to >= from) {
                assert_eq!(ruler.between(*from, *to), count(&text[*from..*to]), "{}", &text[*from..*to]);
            }
        }
        assert_eq!(ruler.between(9, 3), 0);
    }

    #[test]
    fn mandarin_is_counted_in_characters() {
        assert_eq!(Unit::of("zh"), Unit::Characters);
        assert_eq!(Unit::of("zh-CN"), Unit::Characters);
        assert_eq!(Unit::of("en").to_string(), "words");
    }
}

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
    let (mut count, mut last) = (0u32, Class::Mark);
    for c in text.chars() {
        let class = class(plain(c));
        match class {
            Class::Unseen | Class::Apostrophe => continue,
            Class::Han => count = count.saturating_add(1),
            Class::Letter | Class::Digit if class != last => count = count.saturating_add(1),
            _ => {}
        }
        last = class;
    }
    count
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
    fn mandarin_is_counted_in_characters() {
        assert_eq!(Unit::of("zh"), Unit::Characters);
        assert_eq!(Unit::of("zh-CN"), Unit::Characters);
        assert_eq!(Unit::of("en").to_string(), "words");
    }
}

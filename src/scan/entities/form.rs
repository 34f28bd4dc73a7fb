//! What a form has to be able to do.

use std::ops::Range;

use regex::Regex;

/// A kind of number, date or address.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// As written in rules.
    pub name: &'static str,
    /// Finds it in folded text, in order; in time in proportion to the text.
    pub spoken: fn(&str, Countries) -> Vec<Found>,
    /// Finds it in text as it was written, where folding loses its signs; with the value that it has.
    pub written: Option<fn(&str) -> Vec<Found>>,
}

/// Whose numbers and words are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countries {
    pub china: bool,
    /// The United States and the United Kingdom.
    pub english: bool,
}

impl Countries {
    /// Those where the languages are spoken; all of them where none is known.
    pub fn of(languages: &[String]) -> Countries {
        let speaks = |wanted: &str| languages.iter().any(|language| language == wanted);
        match (speaks("zh"), speaks("en")) {
            (false, false) => Countries { china: true, english: true },
            (china, english) => Countries { china, english },
        }
    }
}

/// A place where a form was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the text that was read.
    pub range: Range<usize>,
    /// What it comes to, however it was said: two of the same value are the same thing.
    pub value: String,
}

/// The matches of an expression, with their text as the value. Where it has a group, the group is the find.
pub fn matches(regex: &Regex, text: &str) -> Vec<Found> {
    let found = regex.captures_iter(text).filter_map(|captures| captures.get(1).or_else(|| captures.get(0)));
    let found = found.filter(|found| !found.is_empty());
    found.map(|found| Found { range: found.range(), value: found.as_str().to_string() }).collect()
}

/// A fixed expression.
pub fn expression(text: &str) -> Regex {
    Regex::new(text).expect("the expression is part of the program, and a test uses it")
}

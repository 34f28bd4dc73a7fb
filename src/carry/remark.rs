//! What could not be carried over as it stood, and what was done instead.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::carry::source::Source;

/// The kind of thing that could not be carried over, by a name that never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Construct(pub &'static str);

impl fmt::Display for Construct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl Serialize for Construct {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

macro_rules! constructs {
    ($($name:ident = $text:literal, $about:literal;)+) => {
        $(pub const $name: Construct = Construct($text);)+

        /// Every kind with what it stands for.
        pub const CONSTRUCTS: &[(Construct, &str)] = &[$((Construct($text), $about)),+];
    };
}

constructs! {
    ENCODING = "encoding", "bytes that are no text";
    LIMIT = "limit", "more than a file, a rule or a pack may hold";
    HEADER = "header", "a table whose columns had to be guessed";
    COLUMN = "column", "a column that means nothing here";
    VALUE = "value", "a value that is not one of those known";
    SYNTAX = "syntax", "an expression that is not well formed";
    ADJACENT = "adjacent", "words side by side that products read differently";
    REGEX = "regex", "a regular expression of another product";
    PLACEHOLDER = "placeholder", "a variable in a phrase";
    WILDCARD = "wildcard", "a wildcard with nothing around it";
    PHRASE = "phrase", "a phrase with nothing to match, too long, or found already by another of its list";
    DISTANCE = "distance", "a distance that cannot be measured the same way";
    WINDOW = "window", "a part of the call that no condition can name";
    PARTY = "party", "a channel or a speaker that is not agent or customer";
    SCOPE = "scope", "a rule too nested to hold inside one utterance or turn";
    EXCLUDE = "exclude", "an excluded phrase that another product subtracts";
    FILTER = "filter", "a filter on metadata or sound";
    WEIGHT = "weight", "a weight of a word";
    POINTS = "points", "points that had to be scaled";
    MIXED = "mixed", "one list with several values where a rule has one";
    NAME = "name", "a name that stands twice";
    NO_EXAMPLE = "no-example", "a rule that nothing can make hold, or nothing can break";
    EMPTY = "empty", "a rule of which nothing is left";
}

/// One thing that could not be carried over as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    pub construct: Construct,
    /// What stands there.
    pub what: String,
    /// What was done instead.
    pub instead: String,
    /// The rule it became part of; none where no rule was written.
    pub rule: Option<String>,
}

/// One line: `words.csv:3:12: regex: `\d+` is …; instead: left out`.
impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}: {}; instead: {}",
            self.file, self.line, self.column, self.construct, self.what, self.instead
        )
    }
}

/// Remarks on one file that are told; a file with more is not what its dialect says, and the rest is counted.
pub const MAX_REMARKS: usize = 10_000;
/// A stretch of a file is quoted up to so many characters.
const QUOTED: usize = 40;

/// Collects the remarks on one file.
#[derive(Debug)]
pub struct Remarks<'s> {
    pub source: &'s Source,
    pub found: Vec<Remark>,
    /// Remarks beyond [`MAX_REMARKS`].
    pub more: usize,
}

impl<'s> Remarks<'s> {
    pub fn on(source: &'s Source) -> Remarks<'s> {
        Remarks { source, found: Vec::new(), more: 0 }
    }

    /// Adds a remark at a byte of the source.
    pub fn add(&mut self, at: usize, construct: Construct, what: impl Into<String>, instead: impl Into<String>) {
        if self.found.len() == MAX_REMARKS {
            self.more += 1;
            return;
        }
        let place = self.source.place(at);
        self.found.push(Remark {
            file: self.source.name.clone(),
            line: place.line,
            column: place.column,
            construct,
            what: what.into(),
            instead: instead.into(),
            rule: None,
        });
    }
}

/// A stretch of a file as a remark quotes it: on one line, without control characters, and short.
pub fn quoted(text: &str) -> String {
    let clean: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match clean.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("`{}…`", &clean[..end]),
        None => format!("`{clean}`"),
    }
}

//! A fault in a pack, shown at its place with a way out.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity, SourceCode};

/// A file of a pack as it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// As shown to a person: `telecom-zh/dead-air.toml`.
    pub name: String,
    pub text: String,
}

impl Source {
    /// Line and column of a place, counted from 1; the column in characters.
    pub fn line_and_column(&self, place: usize) -> (usize, usize) {
        let before = self.text.get(..place).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

/// What is wrong, as a number that never changes its meaning. The table is the list that `rules check --codes` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "E{:03}", self.0)
    }
}

macro_rules! codes {
    ($($name:ident = $number:literal, $title:literal;)+) => {
        $(pub const $name: Code = Code($number);)+

        /// Every code with what it stands for.
        pub const CODES: &[(Code, &str)] = &[$((Code($number), $title)),+];
    };
}

codes! {
    UNREADABLE = 1, "a file or folder cannot be read";
    SYNTAX = 2, "a file is not TOML";
    UNKNOWN_KEY = 3, "a key that means nothing here";
    MISSING_KEY = 4, "a key that has to be there";
    WRONG_TYPE = 5, "a value of the wrong type";
    UNKNOWN_VALUE = 6, "a value that is not one of those known";
    LIMIT = 7, "more than a pack may hold";
    EXPRESSION = 8, "an expression that cannot be read";
    UNKNOWN_CONDITION = 9, "a condition that does not exist";
    UNUSED_CONDITION = 10, "a condition that nothing uses";
    OPERATOR = 11, "a condition needs exactly one operator";
    EMPTY_PHRASE = 12, "a phrase with nothing to match";
    DUPLICATE_PHRASE = 13, "a phrase stands twice in a list";
    SHADOWED_PHRASE = 14, "a phrase that another of its list already finds";
    PATTERN = 15, "a regular expression that cannot be used";
    EXTENT = 16, "a time or distance that cannot be read";
    ANCHOR_CYCLE = 17, "conditions anchored on each other in a circle";
    FILE_NAME = 18, "a file name that cannot be an id";
    EXAMPLES = 19, "a rule without the examples it needs";
    EXAMPLE_CALL = 20, "an example that is no transcript";
    POINTS = 21, "points that do not add up";
    UNKNOWN_RULE = 22, "a scorecard names a rule that does not exist";
    CRITERION = 23, "a rule in no criterion, in two, or where it cannot be";
    VALUE = 24, "a value out of its range";
    UNKNOWN_LIST = 25, "a word list that does not exist";
    UNUSED_LIST = 26, "a word list that no rule uses";
    WINDOW = 30, "a window that is no part of a call";
    WHICH = 31, "a hit of an anchor that cannot be meant";
    EVERY = 32, "`every` where it cannot be";
    METADATA = 33, "metadata of a call that cannot be asked for or given so";
    DATES = 34, "dates between which a rule would never be valid";
    COUNT_RANGE = 40, "a number of phrases that a list cannot reach";
    COUNTED_TWICE = 41, "a phrase that would be counted twice";
    NOWHERE = 42, "an absence without a place where to look";
    DISTANCE = 43, "a distance between words that cannot be read";
    HOLDS_NONE = 44, "a longer phrase that holds none of the phrases";
    LIKENESS = 45, "a likeness out of its range";
    CAPTURE = 46, "a condition that captures nothing";
    TOO_SHORT = 47, "an example sentence too short to compare";
    NEAR_ABSENCE = 48, "a condition anchored on an absence";
    NO_LIMIT = 60, "a measure without a limit";
    LIMIT_RANGE = 61, "a limit that every call keeps, or that none can";
    TOGETHER = 62, "keys that do not go together";
    WHOLE_CALL = 63, "a scope on what belongs to the whole call";
    EFFECTS = 50, "effects of a criterion that do not go together";
    STEPS = 51, "steps that do not rise";
    BANDS = 52, "bands that overlap or do not go down to 0";
    WEIGHTS = 53, "weights of sections that do not make a whole";
    BONUS = 54, "a bonus that cannot be earned";
}

/// A place in a file with what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Bytes of the source.
    pub place: Range<usize>,
    pub text: String,
}

/// One fault in a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub title: String,
    pub source: Arc<Source>,
    /// The first is where the fault lies.
    pub labels: Vec<Label>,
    pub help: Option<String>,
}

impl Diagnostic {
    /// Line and column of the fault, counted from 1; the column in characters.
    pub fn line_and_column(&self) -> (usize, usize) {
        let place = self.labels.first().map_or(0, |label| label.place.start);
        self.source.line_and_column(place)
    }

    /// The fault with its lines and carets, as many lines as it takes.
    pub fn render(&self) -> String {
        let mut out = String::new();
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
        match handler.render_report(&mut out, &Report::of(self)) {
            Ok(()) => out,
            Err(_) => format!("{self}\n"),
        }
    }
}

/// One line: `telecom-zh/dead-air.toml:3:1: E003: unknown key …`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_and_column();
        write!(f, "{}:{line}:{column}: {}: {}", self.source.name, self.code, self.title)
    }
}

/// What the report printer asks for.
#[derive(Debug)]
struct Report {
    diagnostic: Diagnostic,
    source: NamedSource<String>,
}

impl Report {
    fn of(diagnostic: &Diagnostic) -> Report {
        // The printer adds line and column to the name itself.
        let source = NamedSource::new(&diagnostic.source.name, diagnostic.source.text.clone());
        Report { diagnostic: diagnostic.clone(), source }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A fault without a place has no snippet to carry the file's name.
        match self.diagnostic.labels.is_empty() {
            true => write!(f, "{}: {}", self.diagnostic.source.name, self.diagnostic.title),
            false => f.write_str(&self.diagnostic.title),
        }
    }
}

impl std::error::Error for Report {}

impl miette::Diagnostic for Report {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(Severity::Error)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.diagnostic.labels.is_empty()).then_some(&self.source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.diagnostic.labels.iter();
        Some(Box::new(labels.map(|label| LabeledSpan::new_with_span(Some(label.text.clone()), label.place.clone()))))
    }
}

/// Collects the faults of one file, so that all of them are named at once.
#[derive(Debug)]
pub struct Faults {
    pub source: Arc<Source>,
    pub found: Vec<Diagnostic>,
}

impl Faults {
    pub fn of(source: Arc<Source>) -> Faults {
        Faults { source, found: Vec::new() }
    }

    /// Adds a fault at a place.
    pub fn at(
        &mut self,
        code: Code,
        place: Range<usize>,
        title: impl Into<String>,
        label: impl Into<String>,
    ) -> &mut Diagnostic {
        let labels = vec![Label { place, text: label.into() }];
        self.push(Diagnostic { code, title: title.into(), source: self.source.clone(), labels, help: None })
    }

    /// Adds a fault of the whole file.
    pub fn in_file(&mut self, code: Code, title: impl Into<String>) -> &mut Diagnostic {
        self.push(Diagnostic { code, title: title.into(), source: self.source.clone(), labels: Vec::new(), help: None })
    }

    fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        self.found.push(diagnostic);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
}

impl Diagnostic {
    /// Says the way out.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Points at a second place.
    pub fn also(&mut self, place: Range<usize>, text: impl Into<String>) -> &mut Diagnostic {
        self.labels.push(Label { place, text: text.into() });
        self
    }
}

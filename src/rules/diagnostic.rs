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

/// What is wrong, as a number that never changes its meaning. The table of them is [`CODES`].
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

/// A code with what it stands for, and the page about it for rule authors: `codes/E001.md` and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    pub code: Code,
    pub title: &'static str,
    /// Markdown, without a heading.
    pub page: &'static str,
}

/// The digits behind the letter: 23 of `E023`.
const fn number_of(name: &str) -> u16 {
    let digits = name.as_bytes();
    let (mut number, mut at) = (0, 1);
    while at < digits.len() {
        assert!(digits[at].is_ascii_digit(), "a code is called E and a number");
        number = number * 10 + (digits[at] - b'0') as u16;
        at += 1;
    }
    number
}

macro_rules! codes {
    ($($file:ident $name:ident $title:literal;)+) => {
        $(pub const $name: Code = Code(number_of(stringify!($file)));)+

        /// Every code, in order of number.
        pub const CODES: &[Listed] = &[$(Listed {
            code: $name,
            title: $title,
            page: include_str!(concat!("codes/", stringify!($file), ".md")),
        }),+];
    };
}

codes! {
    E001 UNREADABLE "a file or folder cannot be read";
    E002 SYNTAX "a file is not TOML";
    E003 UNKNOWN_KEY "a key that means nothing here";
    E004 MISSING_KEY "a key that has to be there";
    E005 WRONG_TYPE "a value of the wrong type";
    E006 UNKNOWN_VALUE "a value that is not one of those known";
    E007 LIMIT "more than a pack may hold";
    E008 EXPRESSION "an expression that cannot be read";
    E009 UNKNOWN_CONDITION "a condition that does not exist";
    E010 UNUSED_CONDITION "a condition that nothing uses";
    E011 OPERATOR "a condition needs exactly one operator";
    E012 EMPTY_PHRASE "a phrase with nothing to match";
    E013 DUPLICATE_PHRASE "a phrase stands twice in a list";
    E014 SHADOWED_PHRASE "a phrase that another of its list already finds";
    E015 PATTERN "a regular expression that cannot be used";
    E016 EXTENT "a time or distance that cannot be read";
    E017 ANCHOR_CYCLE "conditions anchored on each other in a circle";
    E018 FILE_NAME "a file name that cannot be an id";
    E019 EXAMPLES "a rule without the examples it needs";
    E020 EXAMPLE_CALL "an example that is no transcript";
    E021 POINTS "points that do not add up";
    E022 UNKNOWN_RULE "a scorecard names a rule that does not exist";
    E023 CRITERION "a rule in no criterion, in two, or where it cannot be";
    E024 VALUE "a value out of its range";
    E025 UNKNOWN_LIST "a word list that does not exist";
    E026 UNUSED_LIST "a word list that no rule uses";
    E030 WINDOW "a window that is no part of a call";
    E031 WHICH "a hit of an anchor that cannot be meant";
    E032 EVERY "`every` where it cannot be";
    E033 METADATA "metadata of a call that cannot be asked for or given so";
    E034 DATES "dates between which a rule would never be valid";
    E040 COUNT_RANGE "a number of phrases that a list cannot reach";
    E041 COUNTED_TWICE "a phrase that would be counted twice";
    E042 NOWHERE "an absence without a place where to look";
    E043 DISTANCE "a distance between words that cannot be read";
    E044 HOLDS_NONE "a longer phrase that holds none of the phrases";
    E045 LIKENESS "a likeness out of its range";
    E046 CAPTURE "a condition that captures nothing";
    E047 TOO_SHORT "an example sentence too short to compare";
    E048 NEAR_ABSENCE "a condition anchored on an absence";
    E050 EFFECTS "effects of a criterion that do not go together";
    E051 STEPS "steps that do not rise";
    E052 BANDS "bands that overlap or do not go down to 0";
    E053 WEIGHTS "weights of sections that do not make a whole";
    E054 BONUS "a bonus that cannot be earned";
    E060 NO_LIMIT "a measure without a limit";
    E061 LIMIT_RANGE "a limit that every call keeps, or that none can";
    E062 TOGETHER "keys that do not go together";
    E063 WHOLE_CALL "a scope on what belongs to the whole call";
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

/// Faults of one file that are told at once. Nobody reads more before mending these, and each is shown with its lines: a
/// file that is no rule at all would take minutes.
pub const MAX_FAULTS: usize = 100;

/// Collects the faults of one file, so that all of them are named at once.
#[derive(Debug)]
pub struct Faults {
    pub source: Arc<Source>,
    /// At most [`MAX_FAULTS`], and one that says that there are more.
    pub found: Vec<Diagnostic>,
    /// The last one that found no place.
    untold: Option<Diagnostic>,
}

impl Faults {
    pub fn of(source: Arc<Source>) -> Faults {
        Faults { source, found: Vec::new(), untold: None }
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
        if self.found.len() == MAX_FAULTS {
            self.found.push(Diagnostic {
                code: LIMIT,
                title: format!("more than {MAX_FAULTS} faults in this file, and the rest are not shown"),
                source: self.source.clone(),
                labels: Vec::new(),
                help: Some("mend these first".to_string()),
            });
        }
        if self.found.len() > MAX_FAULTS {
            return self.untold.insert(diagnostic);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_faults_the_first_are_told_and_that_there_are_more() {
        let source = Arc::new(Source { name: "p/r.toml".to_string(), text: "x".to_string() });
        for (count, told) in
            [(1, 1), (MAX_FAULTS, MAX_FAULTS), (MAX_FAULTS + 1, MAX_FAULTS + 1), (5_000, MAX_FAULTS + 1)]
        {
            let mut faults = Faults::of(source.clone());
            for number in 0..count {
                faults.at(UNKNOWN_KEY, 0..1, format!("fault {number}"), "here").help("h");
            }
            assert_eq!(faults.found.len(), told, "{count} faults");
            assert_eq!(faults.found[0].title, "fault 0");
            let says_more = faults.found.last().is_some_and(|last| last.code == LIMIT);
            assert_eq!(says_more, count > MAX_FAULTS, "{count} faults");
        }
    }
}

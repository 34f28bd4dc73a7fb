//! What a rule asks of a call besides what was said: `queue = "sales"`, `duration = { min = "30s" }`.

use std::fmt;

use regex::Regex;

use crate::call::time::Millis;
use crate::rules::decimal::Decimal;
use crate::rules::moment::Moment;

/// One thing that is asked of one column of a call's metadata.
#[derive(Clone, Debug, PartialEq)]
pub struct CallTest {
    pub column: Column,
    pub test: Test,
}

/// What is known of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    Agent,
    Team,
    Queue,
    Direction,
    CustomerRef,
    Language,
    Start,
    Duration,
    /// Any further column of the metadata, as written and as columns are named once they are read in.
    Extra {
        written: String,
        stored: String,
    },
}

/// What is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    OneOf(Vec<Scalar>),
    NoneOf(Vec<Scalar>),
    Matches(Expression),
    /// A number that is at least, or at most, so large.
    AtLeast(Decimal),
    AtMost(Decimal),
    /// A length of time that is at least, or at most, so long.
    Longer(Millis),
    Shorter(Millis),
    From(Moment),
    Until(Moment),
}

/// A value to compare with: text whatever its case, a number whatever its spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    Text { written: String, lower: String },
    Number(Decimal),
}

/// A regular expression for values of a column. Equal where it is written the same.
#[derive(Clone, Debug)]
pub struct Expression(pub Regex);

impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

/// Columns that have a name of their own.
pub const COLUMNS: [(&str, Column); 8] = [
    ("agent", Column::Agent),
    ("team", Column::Team),
    ("queue", Column::Queue),
    ("direction", Column::Direction),
    ("customer_ref", Column::CustomerRef),
    ("language", Column::Language),
    ("start", Column::Start),
    ("duration", Column::Duration),
];

impl Column {
    /// As it is written in a rule.
    pub fn name(&self) -> &str {
        match self {
            Column::Extra { written, .. } => written,
            other => COLUMNS.iter().find(|(_, column)| column == other).map_or("", |(name, _)| name),
        }
    }
}

/// How columns are named once they are read in: lower case, `_` for blanks and hyphens.
pub fn stored_name(column: &str) -> String {
    column.trim().to_lowercase().replace([' ', '-'], "_")
}

/// What is asked for, for people: `one of sales, support`, `at least 3`.
impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Test::OneOf(values) if values.len() == 1 => f.write_str(&listed(values)),
            Test::OneOf(values) => write!(f, "one of {}", listed(values)),
            Test::NoneOf(values) if values.len() == 1 => write!(f, "anything but {}", listed(values)),
            Test::NoneOf(values) => write!(f, "none of {}", listed(values)),
            Test::Matches(expression) => write!(f, "what `{}` matches", expression.0),
            Test::AtLeast(number) => write!(f, "at least {number}"),
            Test::AtMost(number) => write!(f, "at most {number}"),
            Test::Longer(length) => write!(f, "at least {} s", length.as_secs_f64()),
            Test::Shorter(length) => write!(f, "at most {} s", length.as_secs_f64()),
            Test::From(moment) => write!(f, "from {moment} on"),
            Test::Until(moment) => write!(f, "until {moment}"),
        }
    }
}

/// As many values as a person wants to read.
const LISTED: usize = 5;

fn listed(values: &[Scalar]) -> String {
    let mut names: Vec<String> = values
        .iter()
        .take(LISTED)
        .map(|value| match value {
            Scalar::Text { written, .. } => written.clone(),
            Scalar::Number(number) => number.to_string(),
        })
        .collect();
    if values.len() > LISTED {
        names.push(format!("… and {} more", values.len() - LISTED));
    }
    names.join(", ")
}

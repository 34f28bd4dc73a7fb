//! A rule as it will be written: conditions, and an expression over them.

use crate::call::party::Party;
use crate::carry::tree::{Window, Within};

/// What goes into a `[when.NAME]` table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub name: String,
    pub party: Option<Party>,
    pub operator: Operator,
    pub window: Option<Window>,
    /// What words are matched in; an utterance where it is the call.
    pub within: Within,
    pub around: Option<Anchor>,
    pub unless_near: Option<Anchor>,
    /// What a person might say so that it is found; a few of them.
    pub samples: Vec<String>,
}

/// What is looked for, by the operator that looks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    AnyOf(Vec<String>),
    Sequence { phrases: Vec<String>, gap: u32 },
    Pattern(String),
    Near { is_not: bool, a: Vec<String>, b: Vec<String>, within: String },
}

/// Near the hits of another condition, by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub condition: usize,
    pub before: String,
    pub after: String,
}

impl Anchor {
    /// Whether both have to lie in one utterance or turn.
    pub fn is_same_breath(&self) -> bool {
        self.before == self.after && self.before.starts_with("0 ")
    }
}

/// An expression over conditions, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Logic {
    Condition(usize),
    Not(Box<Logic>),
    And(Vec<Logic>),
    Or(Vec<Logic>),
}

/// What a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub conditions: Vec<Condition>,
    pub given: Option<Logic>,
    pub logic: Logic,
}

/// A name longer than that says no more.
const MAX_NAME: usize = 24;

impl Logic {
    /// Joins parts into one; `None` where there is none. Parts of the same kind are taken in.
    pub fn all(parts: Vec<Logic>) -> Option<Logic> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Logic::And(inner) => inner,
            other => vec![other],
        });
        joined(flat.collect(), Logic::And)
    }

    /// As [`Logic::all`], for one of them.
    pub fn any(parts: Vec<Logic>) -> Option<Logic> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Logic::Or(inner) => inner,
            other => vec![other],
        });
        joined(flat.collect(), Logic::Or)
    }

    /// Two negations are none.
    pub fn negated(self) -> Logic {
        match self {
            Logic::Not(inner) => *inner,
            other => Logic::Not(Box::new(other)),
        }
    }

    /// As a rule file has it.
    pub fn written(&self, conditions: &[Condition]) -> String {
        let list = |parts: &[Logic], sign: &str| {
            let parts = parts.iter().map(|part| match part {
                Logic::And(_) | Logic::Or(_) => format!("({})", part.written(conditions)),
                _ => part.written(conditions),
            });
            parts.collect::<Vec<_>>().join(sign)
        };
        match self {
            Logic::Condition(number) => conditions.get(*number).map(|known| known.name.clone()).unwrap_or_default(),
            Logic::Not(inner) => match **inner {
                Logic::Condition(_) => format!("not {}", inner.written(conditions)),
                _ => format!("not ({})", inner.written(conditions)),
            },
            Logic::And(parts) => list(parts, " and "),
            Logic::Or(parts) => list(parts, " or "),
        }
    }
}

fn joined(mut parts: Vec<Logic>, join: impl Fn(Vec<Logic>) -> Logic) -> Option<Logic> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        _ => Some(join(parts)),
    }
}

/// Names conditions: by their first phrase where it is Latin, else `a`, `b`, `c`.
pub fn name_all(conditions: &mut [Condition]) {
    let mut taken: Vec<String> = ["and", "or", "not"].map(str::to_string).to_vec();
    for (number, condition) in conditions.iter_mut().enumerate() {
        let first = condition.samples.first().map_or("", String::as_str);
        let base = slug(first, '_', MAX_NAME).unwrap_or_else(|| letters(number));
        let numbered = (2..).map(|count| format!("{base}_{count}"));
        let name = std::iter::once(base.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(base);
        taken.push(name.clone());
        condition.name = name;
    }
}

/// `a` to `z`, then `a1`, `b1`.
fn letters(number: usize) -> String {
    let letter = char::from(b'a' + (number % 26) as u8);
    match number / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{round}"),
    }
}

/// A text as a name of small Latin letters and figures, cut at a word where it is long; `None` where it has any other
/// letters or does not begin with a letter.
pub fn slug(text: &str, between: char, most: usize) -> Option<String> {
    let mut slug = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()) {
        let word: String = word.chars().filter(|c| *c != '\'').flat_map(char::to_lowercase).collect();
        if !word.chars().all(|c| c.is_ascii_alphanumeric()) {
            return None;
        }
        if !slug.is_empty() && slug.len() + 1 + word.len() > most {
            break;
        }
        if !slug.is_empty() {
            slug.push(between);
        }
        slug.push_str(&word);
    }
    slug.truncate(most);
    slug.starts_with(|c: char| c.is_ascii_lowercase()).then_some(slug)
}

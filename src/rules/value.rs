//! The values of a TOML file, each with its place, and a reader that names every fault.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::rules::diagnostic::{self, Faults, Source};

/// A value with the bytes of the file it stands at.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    pub value: T,
    pub place: Range<usize>,
}

impl<T> Located<T> {
    pub fn new(value: T, place: Range<usize>) -> Located<T> {
        Located { value, place }
    }
}

/// A value of a TOML file. Dates are kept as text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Array(Vec<Located<Value>>),
    Table(Vec<(Located<String>, Located<Value>)>),
}

impl Value {
    fn type_name(&self) -> &'static str {
        match self {
            Value::Text(_) => "text",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Boolean(_) => "true or false",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// How deep tables and lists may lie in each other.
const MAX_DEPTH: usize = 16;

/// Reads a file; whatever is not TOML is added to the faults, and the rest is read all the same.
pub fn parse(source: &Arc<Source>, faults: &mut Faults) -> Section {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors {
        let place = error.span().unwrap_or(0..0);
        faults.at(diagnostic::SYNTAX, place, "not valid TOML", error.message().to_string());
    }
    let place = table.span();
    let entries = convert_table(table.get_ref(), 0, faults);
    Section { entries, place, asked: BTreeSet::new(), name: None }
}

fn convert(value: &DeValue<'_>, place: Range<usize>, depth: usize, faults: &mut Faults) -> Value {
    if depth > MAX_DEPTH {
        faults.at(diagnostic::LIMIT, place, "nested too deep", format!("at most {MAX_DEPTH} levels"));
        return Value::Array(Vec::new());
    }
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => {
                faults.at(diagnostic::VALUE, place, "number out of range", "does not fit 64 bits");
                Value::Integer(0)
            }
        },
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(array) => {
            let items = array
                .iter()
                .map(|item| Located::new(convert(item.get_ref(), item.span(), depth + 1, faults), item.span()));
            Value::Array(items.collect())
        }
        DeValue::Table(table) => Value::Table(convert_table(table, depth + 1, faults)),
    }
}

fn convert_table(table: &DeTable<'_>, depth: usize, faults: &mut Faults) -> Vec<(Located<String>, Located<Value>)> {
    let mut entries: Vec<_> = table
        .iter()
        .map(|(key, value)| {
            let key = Located::new(key.get_ref().to_string(), key.span());
            (key, Located::new(convert(value.get_ref(), value.span(), depth, faults), value.span()))
        })
        .collect();
    // The order of the file: faults and conditions come out as they were written.
    entries.sort_by_key(|(key, _)| key.place.start);
    entries
}

/// A table that is being read. Every key that is asked for is known; the others are faults when it is [`Section::finish`]ed.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    entries: Vec<(Located<String>, Located<Value>)>,
    pub place: Range<usize>,
    asked: BTreeSet<String>,
    name: Option<String>,
}

impl Section {
    /// Wraps the entries of a table value.
    pub fn of(entries: Vec<(Located<String>, Located<Value>)>, place: Range<usize>, name: Option<String>) -> Section {
        Section { entries, place, asked: BTreeSet::new(), name }
    }

    /// Its entries in the order of the file.
    pub fn into_entries(self) -> Vec<(Located<String>, Located<Value>)> {
        self.entries
    }

    /// The same, to look at.
    pub fn entries(&self) -> &[(Located<String>, Located<Value>)] {
        &self.entries
    }

    pub fn keys(&self) -> impl Iterator<Item = &Located<String>> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The entry as it stands, whatever its type.
    pub fn take(&mut self, key: &str) -> Option<Located<Value>> {
        self.asked.insert(key.to_string());
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value.clone())
    }

    /// Where the key stands; the whole section where it does not.
    pub fn place_of(&self, key: &str) -> Range<usize> {
        let found = self.entries.iter().find(|(name, _)| name.value == key);
        found.map_or(self.place.clone(), |(name, _)| name.place.clone())
    }

    /// The text that stands at `key` in one of the tables inside this one; takes nothing.
    pub fn inner_text(&self, key: &str) -> Option<Located<String>> {
        let tables = self.entries.iter().filter_map(|(_, value)| match &value.value {
            Value::Table(entries) => Some(entries),
            _ => None,
        });
        tables.flatten().find_map(|(name, value)| match &value.value {
            Value::Text(text) if name.value == key => Some(Located::new(text.clone(), value.place.clone())),
            _ => None,
        })
    }

    pub fn text(&mut self, key: &str, faults: &mut Faults) -> Option<Located<String>> {
        let found = self.take(key)?;
        match found.value {
            Value::Text(text) => Some(Located::new(text, found.place)),
            other => wrong_type(faults, key, found.place, "text", &other),
        }
    }

    /// Text that has to be there and not be blank.
    pub fn needed_text(&mut self, key: &str, faults: &mut Faults) -> Option<Located<String>> {
        if !self.needed(key, faults) {
            return None;
        }
        let found = self.text(key, faults)?;
        if found.value.trim().is_empty() {
            faults.at(diagnostic::VALUE, found.place, format!("`{key}` is blank"), "write it out");
            return None;
        }
        Some(found)
    }

    pub fn integer(&mut self, key: &str, faults: &mut Faults) -> Option<Located<i64>> {
        let found = self.take(key)?;
        match found.value {
            Value::Integer(number) => Some(Located::new(number, found.place)),
            other => wrong_type(faults, key, found.place, "a whole number", &other),
        }
    }

    /// A number with or without a fraction.
    pub fn number(&mut self, key: &str, faults: &mut Faults) -> Option<Located<f64>> {
        let found = self.take(key)?;
        match found.value {
            Value::Integer(number) => Some(Located::new(number as f64, found.place)),
            Value::Float(number) => Some(Located::new(number, found.place)),
            other => wrong_type(faults, key, found.place, "a number", &other),
        }
    }

    pub fn boolean(&mut self, key: &str, faults: &mut Faults) -> Option<bool> {
        let found = self.take(key)?;
        match found.value {
            Value::Boolean(value) => Some(value),
            other => wrong_type(faults, key, found.place, "true or false", &other),
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, key: &str, faults: &mut Faults) -> Option<Located<Vec<Located<String>>>> {
        let found = self.take(key)?;
        let Value::Array(items) = found.value else {
            return wrong_type(faults, key, found.place, "a list of texts", &found.value);
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item.value {
                Value::Text(text) => texts.push(Located::new(text, item.place)),
                other => _ = wrong_type::<()>(faults, key, item.place, "text", &other),
            }
        }
        Some(Located::new(texts, found.place))
    }

    /// A table inside this one.
    pub fn section(&mut self, key: &str, faults: &mut Faults) -> Option<Section> {
        let found = self.take(key)?;
        let place = self.place_of(key);
        match found.value {
            Value::Table(entries) => Some(Section::of(entries, place, Some(key.to_string()))),
            other => wrong_type(faults, key, found.place, "a table", &other),
        }
    }

    /// A list of tables (`[[key]]`).
    pub fn sections(&mut self, key: &str, faults: &mut Faults) -> Vec<Section> {
        let Some(found) = self.take(key) else { return Vec::new() };
        let Value::Array(items) = found.value else {
            wrong_type::<()>(faults, key, found.place, "a list of tables", &found.value);
            return Vec::new();
        };
        let mut sections = Vec::with_capacity(items.len());
        for item in items {
            match item.value {
                Value::Table(entries) => sections.push(Section::of(entries, item.place, Some(key.to_string()))),
                other => _ = wrong_type::<()>(faults, key, item.place, "a table", &other),
            }
        }
        sections
    }

    /// One of a fixed set of names.
    pub fn one_of<T>(
        &mut self,
        key: &str,
        known: &[&str],
        named: impl Fn(&str) -> Option<T>,
        faults: &mut Faults,
    ) -> Option<T> {
        let text = self.text(key, faults)?;
        let value = named(&text.value);
        if value.is_none() {
            let title = format!("`{}` is no `{key}`", text.value);
            faults.at(diagnostic::UNKNOWN_VALUE, text.place, title, "not known").help(known_are(&text.value, known));
        }
        value
    }

    /// Whether the key is there; if not, that is a fault.
    pub fn needed(&mut self, key: &str, faults: &mut Faults) -> bool {
        let there = self.take(key).is_some();
        if !there {
            let title = match &self.name {
                Some(name) => format!("`{key}` is missing in `{name}`"),
                None => format!("`{key}` is missing"),
            };
            match self.name.is_some() {
                true => faults.at(diagnostic::MISSING_KEY, self.place.clone(), title, "here"),
                false => faults.in_file(diagnostic::MISSING_KEY, title),
            };
        }
        there
    }

    /// Names every key that nobody asked for.
    pub fn finish(&self, faults: &mut Faults) {
        let known: Vec<&str> = self.asked.iter().map(String::as_str).collect();
        for (key, _) in &self.entries {
            if !self.asked.contains(key.value.as_str()) {
                let title = format!("unknown key `{}`", key.value);
                let fault = faults.at(diagnostic::UNKNOWN_KEY, key.place.clone(), title, "means nothing here");
                fault.help(known_are(&key.value, &known));
            }
        }
    }
}

fn wrong_type<T>(faults: &mut Faults, key: &str, place: Range<usize>, wanted: &str, got: &Value) -> Option<T> {
    faults.at(
        diagnostic::WRONG_TYPE,
        place,
        format!("`{key}` must be {wanted}"),
        format!("this is {}", got.type_name()),
    );
    None
}

/// `did you mean …?` where one name is close, and the list of all.
pub fn known_are(name: &str, known: &[&str]) -> String {
    let list = format!("known are {}", known.join(", "));
    match closest(name, known, 1).first() {
        Some(close) => format!("did you mean `{close}`? {list}"),
        None => list,
    }
}

/// Jaro-Winkler above 0.8 is about one slip of the finger in a word of six letters.
const CLOSE: f64 = 0.8;

/// The names that somebody can have meant, the closest first and at most so many.
pub fn closest<'k>(name: &str, known: &[&'k str], most: usize) -> Vec<&'k str> {
    let likeness = known.iter().map(|known| (strsim::jaro_winkler(name, known), *known));
    let mut close: Vec<(f64, &str)> = likeness.filter(|(likeness, _)| *likeness > CLOSE).collect();
    close.sort_by(|a, b| b.0.total_cmp(&a.0));
    close.into_iter().take(most).map(|(_, known)| known).collect()
}

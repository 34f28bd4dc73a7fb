//! Reads a V-Spark application: categories in categories, each with phrases that include and exclude, as JSON.
//!
//! ```json
//! { "Cancel": { "phrases": { "+": { "all": ["cancel my account"], "client": [], "agent": [] }, "-": {} },
//!               "subcategories": { "Saved": { "phrases": {} } } } }
//! ```
//! A call reaches a subcategory only through the categories around it: they become what the rule asks for first (`given`).

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::call::party::Party;
use crate::carry::dialect::Foreign;
use crate::carry::facts::Facts;
use crate::carry::proximity::category::Phrases;
use crate::carry::remark::{self, Remarks};
use crate::carry::source::{Cell, Source};
use crate::carry::tree::{MAX_NESTING, MAX_TERMS, Tree, Within};

/// Reads all categories that have phrases.
pub fn read<'s>(source: &'s Source, remarks: &mut Remarks<'s>) -> Vec<Foreign> {
    match serde_json::from_str::<Map<String, Value>>(&source.text) {
        Ok(categories) => {
            let mut reader =
                Reader { left: MAX_TERMS, source, places: texts(&source.text), from: 0, rules: Vec::new() };
            reader.categories(&categories, &[], &[]);
            reader.rules
        }
        Err(error) => {
            let at = source.text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            remarks.add(at, remark::SYNTAX, format!("the file is no V-Spark application: {error}"), "nothing was read");
            Vec::new()
        }
    }
}

struct Reader<'s> {
    /// Phrases that are still read.
    left: usize,
    source: &'s Source,
    /// Where each text of the file stands, as it is written there, with its quotes.
    places: HashMap<&'s str, Vec<usize>>,
    /// Where the last name or phrase was found; the order of a JSON object is not kept, so that this is a place to begin.
    from: usize,
    rules: Vec<Foreign>,
}

impl<'s> Reader<'s> {
    fn categories(&mut self, categories: &Map<String, Value>, around: &[Tree], names: &[&str]) {
        for (name, category) in categories {
            let at = self.locate(name);
            let path: Vec<&str> = names.iter().copied().chain([name.as_str()]).collect();
            let mut remarks = Remarks::on(self.source);
            if !category.is_object() {
                remarks.add(at, remark::SYNTAX, format!("`{name}` is no category"), "left out");
            }
            let tree = self.phrases(category, &mut remarks);
            if category.get("filters").is_some_and(|filters| !is_empty(filters)) {
                remarks.add(at, remark::FILTER, format!("the filters of `{name}`"), "left out");
            }
            let inner: Vec<Tree> = around.iter().cloned().chain(tree.clone()).collect();
            if tree.is_some() || !remarks.found.is_empty() {
                self.rules.push(Foreign {
                    name: Some(path.join(" / ")),
                    written: format!("the phrases of the category `{name}`"),
                    at,
                    given: Tree::joined(around.to_vec(), |parts| Tree::All(Within::Call, parts)),
                    tree,
                    facts: Facts::default(),
                    remarks: remarks.found,
                    more: remarks.more,
                });
            }
            let below = category.get("subcategories").and_then(Value::as_object);
            // V-Spark itself has five levels.
            if let Some(below) = below.filter(|_| path.len() < MAX_NESTING) {
                self.categories(below, &inner, &path);
            }
        }
    }

    fn phrases(&mut self, category: &Value, remarks: &mut Remarks<'_>) -> Option<Tree> {
        let mut phrases = Phrases::default();
        for (sign, speakers) in category.get("phrases").and_then(Value::as_object).into_iter().flatten() {
            for (speaker, list) in speakers.as_object().into_iter().flatten() {
                let party = match speaker.as_str() {
                    "agent" => Some(Party::Agent),
                    "client" => Some(Party::Customer),
                    _ => None,
                };
                for text in list.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    let cell = Cell::trimmed(text, self.locate(text)).cut(remarks);
                    if self.left == 0 {
                        let what = format!("more than {MAX_TERMS} phrases in an application");
                        remarks.add(cell.place(0), remark::LIMIT, what, "the rest was left out; split the application");
                        break;
                    }
                    self.left -= 1;
                    match sign.as_str() {
                        "-" => phrases.exclude(&cell, party, remarks),
                        _ => phrases.add(&cell, party, remarks),
                    }
                }
            }
        }
        phrases.tree()
    }

    /// Where a text of the file stands in it: after the last one, or else the first time.
    fn locate(&mut self, text: &str) -> usize {
        let written = Value::from(text).to_string();
        let places = self.places.get(written.as_str()).map_or(&[][..], Vec::as_slice);
        let next = places.get(places.partition_point(|at| *at < self.from)).or(places.first());
        if let Some(at) = next {
            self.from = at + written.len();
            // Behind the quote.
            return at + 1;
        }
        self.from
    }
}

/// Every text of a JSON file with where it stands.
fn texts(json: &str) -> HashMap<&str, Vec<usize>> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut opened = None;
    let mut is_escaped = false;
    for (at, byte) in json.bytes().enumerate() {
        match (byte, opened) {
            _ if is_escaped => is_escaped = false,
            (b'\\', Some(_)) => is_escaped = true,
            (b'"', None) => opened = Some(at),
            (b'"', Some(start)) => {
                places.entry(&json[start..=at]).or_default().push(start);
                opened = None;
            }
            _ => {}
        }
    }
    places
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Null => true,
        _ => false,
    }
}

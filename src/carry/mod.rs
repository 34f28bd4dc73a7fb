//! Carries rules of other products over.
//!
//! A dialect reads files into trees ([`tree`]): words, distances, `and`, `or`, `not`. One lowering turns trees into
//! conditions ([`lower`], [`distance`]), one writer into rule files ([`toml_text`]). What cannot be carried over as it stood
//! becomes a [`remark`] with its place and with what was done instead. Every rule comes out as a draft: a person has to
//! look. Nothing here reads or writes files, and nothing knows what the conditions come to on a call.

mod brackets;
pub mod columns;
pub mod condition;
pub mod dialect;
pub mod distance;
pub mod examples;
pub mod facts;
pub mod keywords;
pub mod lower;
pub mod proximity;
pub mod remark;
pub mod rows;
pub mod rule;
pub mod sheet;
pub mod source;
pub mod table;
pub mod toml_text;
pub mod tree;
pub mod word_lists;
pub mod wording;

use std::collections::{BTreeMap, BTreeSet};

use crate::carry::condition::slug;
use crate::carry::dialect::{Dialect, Foreign, Options};
use crate::carry::remark::{MAX_REMARKS, Remark, Remarks};
use crate::carry::rule::Rule;
use crate::carry::source::{MAX_BYTES, Source};

/// Every dialect rules can be carried over from.
pub const DIALECTS: &[&dyn Dialect] = &[&keywords::Keywords, &word_lists::WordLists, &proximity::Proximity];

/// As many rules as a pack holds beside its other files.
const MAX_RULES: usize = 1_990;
/// A rule file may have a mebibyte; a longer one could not be read again.
const MAX_RULE_BYTES: usize = 1 << 20;
/// An id is a file name.
const MAX_ID: usize = 48;
/// Names of files in a pack that are no rules.
const RESERVED: &[&str] = &["pack", "scorecard", "lists"];

/// What was carried over.
#[derive(Debug, Default)]
pub struct Carried {
    pub rules: Vec<Rule>,
    /// The rules' files by name.
    pub files: BTreeMap<String, String>,
    /// `pack.toml`.
    pub header: String,
    /// `scorecard.toml`; `None` where no rule costs anything.
    pub scorecard: Option<String>,
    /// In the order of the files.
    pub remarks: Vec<Remark>,
    /// Remarks beyond those that are told.
    pub more: usize,
    /// Rules of which nothing could be written.
    pub lost: usize,
}

/// Carries files over, each with its name. Whatever they hold, something comes back.
pub fn carry(files: &[(String, Vec<u8>)], dialect: &dyn Dialect, options: &Options) -> Carried {
    let mut carried = Carried::default();
    let mut ids =
        Ids { taken: RESERVED.iter().map(|name| name.to_string()).collect(), number: 0, prefix: &options.prefix };
    for (name, bytes) in files {
        carry_file(name, bytes, dialect, options, &mut ids, &mut carried);
    }
    carried.header = sheet::header(&carried.rules, options);
    if let Some((scorecard, is_scaled)) = sheet::scorecard(&carried.rules, options) {
        let first = carried.rules.iter().find(|rule| rule.points.is_some());
        if let Some(rule) = first.filter(|_| is_scaled) {
            carried.remarks.push(Remark {
                file: rule.file.clone(),
                line: rule.line,
                column: 1,
                construct: remark::POINTS,
                what: "points that do not add up to 100 with one criterion a rule".to_string(),
                instead: "scaled in `scorecard.toml`".to_string(),
                rule: None,
            });
        }
        carried.scorecard = Some(scorecard);
    }
    carried
}

fn carry_file(
    name: &str,
    bytes: &[u8],
    dialect: &dyn Dialect,
    options: &Options,
    ids: &mut Ids<'_>,
    carried: &mut Carried,
) {
    // Whole lines, so that no character is cut.
    let whole =
        bytes.get(..MAX_BYTES).map(|cut| cut.iter().rposition(|byte| *byte == b'\n').map_or(cut, |end| &cut[..end]));
    let source = Source::read(name, whole.unwrap_or(bytes));
    let mut remarks = Remarks::on(&source);
    if bytes.len() > MAX_BYTES {
        let what = format!("{} bytes, and at most {MAX_BYTES} are read", bytes.len());
        remarks.add(MAX_BYTES, remark::LIMIT, what, "the rest was left out; split the file");
    }
    if let Some(at) = source.garbled {
        let what = format!("bytes that are neither UTF-8 nor {}", source.encoding);
        remarks.add(at, remark::ENCODING, what, "read as U+FFFD, which is never found");
    }
    let foreign = dialect.read(&source, options, &mut remarks);
    let mut rules = Vec::new();
    let mut more = 0;
    let mut foreign_left = foreign.into_iter();
    while let Some(mut foreign) = foreign_left.next() {
        more += foreign.more;
        if carried.rules.len() == MAX_RULES {
            let what = format!("more than {MAX_RULES} rules, and a pack holds no more");
            remarks.add(foreign.at, remark::LIMIT, what, "the rest was left out; split the file");
            carried.lost += 1 + foreign_left.count();
            break;
        }
        let (at, number) = (foreign.at, ids.number);
        let id = ids.of(&mut foreign, &source);
        match Rule::of(foreign, id.clone(), options, &source) {
            Ok(rule) => {
                let text = toml_text::rule(&rule);
                if text.len() > MAX_RULE_BYTES {
                    let what = format!("`{}` would be longer than a rule file may be", rule.title);
                    remarks.add(at, remark::LIMIT, what, "no rule was written; split the list");
                    carried.lost += 1;
                    continue;
                }
                rules.extend(rule.remarks.iter().cloned());
                carried.files.insert(format!("{}.toml", rule.id), text);
                carried.rules.push(rule);
            }
            Err(found) => {
                // The name and the number go to the next one.
                ids.number = number;
                ids.taken.remove(&id);
                rules.extend(found);
                carried.lost += 1;
            }
        }
    }
    carried.more += remarks.more + more;
    let mut found = remarks.found;
    found.extend(rules);
    found.sort_by_key(|remark| (remark.line, remark.column));
    let room = MAX_REMARKS.saturating_sub(carried.remarks.len()).min(found.len());
    carried.more += found.len() - room;
    carried.remarks.extend(found.into_iter().take(room));
}

/// Gives every rule an id of its own.
struct Ids<'o> {
    taken: BTreeSet<String>,
    number: usize,
    prefix: &'o str,
}

impl Ids<'_> {
    /// By its name where that is Latin, else by its number.
    fn of(&mut self, foreign: &mut Foreign, source: &Source) -> String {
        let Some(base) = foreign.name.as_deref().and_then(|name| slug(name, '-', MAX_ID)) else {
            return self.numbered();
        };
        let counted = (2..).map(|count| format!("{base}-{count}"));
        let id =
            std::iter::once(base.clone()).chain(counted).find(|id| !self.taken.contains(id)).unwrap_or(base.clone());
        if id != base && !RESERVED.contains(&base.as_str()) {
            let mut remarks = Remarks { source, found: std::mem::take(&mut foreign.remarks), more: foreign.more };
            remarks.add(foreign.at, remark::NAME, format!("a second rule called `{base}`"), format!("called `{id}`"));
            foreign.remarks = remarks.found;
        }
        self.taken.insert(id.clone());
        id
    }

    fn numbered(&mut self) -> String {
        loop {
            self.number += 1;
            let id = format!("{}-{:04}", self.prefix, self.number);
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests;

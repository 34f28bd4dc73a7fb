//! Reads V-Spark's phrase list of a category: phrases under the headings of who says them.
//!
//! Any phrase puts a call in the category, and a phrase with `-` in front keeps it out.

use crate::call::party::Party;
use crate::carry::dialect::Foreign;
use crate::carry::facts::Facts;
use crate::carry::proximity::parse::parse;
use crate::carry::remark::{self, Remarks, quoted};
use crate::carry::source::{Cell, Source};
use crate::carry::tree::{MAX_TERMS, Tree, Whose, Within};

/// Whether a file has a heading that only such a list has.
pub fn is_one(source: &Source) -> bool {
    source.lines().any(|line| matches!(heading(&line.text), Some(Heading::Phrases(_))))
}

/// Reads a list as one rule, named after its file.
pub fn read(source: &Source) -> Foreign {
    let mut remarks = Remarks::on(source);
    let mut phrases = Phrases::default();
    let mut under = Heading::Phrases(None);
    for line in source.lines().take(MAX_TERMS) {
        let line = line.cut(&mut remarks);
        match (heading(&line.text), under) {
            (Some(heading), _) => under = heading,
            (None, Heading::Phrases(party)) => phrases.add(&line, party, &mut remarks),
            (None, Heading::Filter) => {
                let what = format!("the filter {}", quoted(&line.text));
                remarks.add(line.place(0), remark::FILTER, what, "left out; the rule judges calls of any kind");
            }
        }
    }
    let name = source.name.rsplit_once('.').map_or(source.name.as_str(), |(stem, _)| stem);
    Foreign {
        name: Some(name.to_string()),
        written: "the phrases of this list".to_string(),
        at: 0,
        given: None,
        tree: phrases.tree(),
        facts: Facts::default(),
        remarks: remarks.found,
        more: remarks.more,
    }
}

/// The phrases of a category.
#[derive(Default)]
pub struct Phrases {
    included: Vec<Tree>,
    excluded: Vec<Tree>,
}

impl Phrases {
    /// Adds a phrase, or, with `-` in front, one that excludes.
    pub fn add(&mut self, cell: &Cell, party: Option<Party>, remarks: &mut Remarks<'_>) {
        let whose = Whose { party, window: None };
        match cell.text.strip_prefix(['-', '–']) {
            Some(rest) => {
                let phrase = cell.part(cell.text.len() - rest.len(), cell.text.len());
                self.exclude(&phrase, party, remarks);
            }
            None => self.included.extend(parse(cell, Within::Call, remarks).map(|tree| tree.said_by(whose))),
        }
    }

    pub fn exclude(&mut self, cell: &Cell, party: Option<Party>, remarks: &mut Remarks<'_>) {
        if self.excluded.is_empty() {
            let what = "phrases that exclude, which V-Spark subtracts from what it counts in a leaf category";
            remarks.add(cell.place(0), remark::EXCLUDE, what, "the rule does not hold where one is said in the call");
        }
        let whose = Whose { party, window: None };
        self.excluded.extend(parse(cell, Within::Call, remarks).map(|tree| tree.said_by(whose)));
    }

    /// One of the included, and none of the excluded.
    pub fn tree(self) -> Option<Tree> {
        let included = Tree::joined(self.included, Tree::Any)?;
        Some(match Tree::joined(self.excluded, Tree::Any) {
            Some(excluded) => Tree::All(Within::Call, vec![included, Tree::Not(Box::new(excluded))]),
            None => included,
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    Phrases(Option<Party>),
    /// On metadata, or on what was measured.
    Filter,
}

fn heading(line: &str) -> Option<Heading> {
    let name = line.strip_suffix([':', '：'])?;
    match name {
        "SPEAKERS" => Some(Heading::Phrases(None)),
        "CLIENT" => Some(Heading::Phrases(Some(Party::Customer))),
        "AGENT" => Some(Heading::Phrases(Some(Party::Agent))),
        _ => name.chars().all(|c| c.is_ascii_uppercase() || c == ' ').then_some(Heading::Filter),
    }
}

//! Reads word lists: one phrase a row, each list a rule.
//!
//! | column | is called |
//! |---|---|
//! | the list | `list`, `name`, `category`, `类别`, `词库`, `规则名称` …; without one the file is one list |
//! | the phrase | `phrase`, `keyword`, `关键词`, `话术`, `违规词` …; several in a field are parted by `\|`, `;`, `、` or lines |
//! | what excuses it | `except`, `exclude`, `排除词` …: not counted where one is said in the same utterance |
//! | who says it | `party`, `speaker`, `角色`, `说话人` … |
//! | what the rule is for | `kind`, `type`, `类型`: `forbid`/违规/禁用, `require`/必须/规范, `note`/关注/提示 … |
//! | the rest | `severity`, `points`/`扣分`, `section`/`大类`, `why`/`说明` |
//!
//! Fields are parted by commas, semicolons or tabs. A `*` in a phrase is any text.

use std::collections::HashMap;

use crate::call::party::Party;
use crate::carry::columns::Column;
use crate::carry::dialect::{Dialect, Foreign, Options};
use crate::carry::facts::{Facts, one_line};
use crate::carry::remark::{self, Remarks, quoted};
use crate::carry::source::{Cell, Source};
use crate::carry::table::Table;
use crate::carry::tree::{MAX_TERMS, Piece, Tree, Whose, Within, Words};

pub struct WordLists;

impl Dialect for WordLists {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn about(&self) -> &'static str {
        "word lists: columns list, phrase, party, kind, severity, points …"
    }

    fn example(&self) -> &'static str {
        "服务禁语,不归我管,客服,违规,严重,5"
    }

    fn read<'s>(&self, source: &'s Source, _options: &Options, remarks: &mut Remarks<'s>) -> Vec<Foreign> {
        let table = match Table::with_header(source, remarks) {
            Some(table) => table,
            None => Table::without_header(source, remarks),
        };
        let mut lists: Vec<List<'s>> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for row in &table.rows {
            let name = table.field(row, Column::Name).map(|cell| one_line(&cell.text));
            let number = *numbers.entry(name.clone().unwrap_or_default()).or_insert(lists.len());
            if number == lists.len() {
                lists.push(List::new(source, name, row));
            }
            lists[number].add(&table, row);
        }
        lists.into_iter().map(List::into_rule).collect()
    }
}

/// A list with the rows it was met in.
struct List<'s> {
    name: String,
    at: usize,
    facts: Facts,
    phrases: Vec<Tree>,
    /// A row with an exception is a part of its own.
    parts: Vec<Tree>,
    remarks: Remarks<'s>,
    /// Phrases that are still read.
    left: usize,
}

impl<'s> List<'s> {
    fn new(source: &'s Source, name: Option<String>, row: &[Cell]) -> List<'s> {
        let stem = source.name.rsplit_once('.').map_or(source.name.as_str(), |(stem, _)| stem);
        List {
            name: name.unwrap_or_else(|| stem.to_string()),
            at: row.first().map_or(0, |cell| cell.place(0)),
            facts: Facts::default(),
            phrases: Vec::new(),
            parts: Vec::new(),
            remarks: Remarks::on(source),
            left: MAX_TERMS,
        }
    }

    fn add(&mut self, table: &Table, row: &[Cell]) {
        let facts = Facts::of(table, row, &mut self.remarks);
        let party = facts.party;
        let at = row.first().map_or(0, |cell| cell.place(0));
        for what in self.facts.differs_from(&facts) {
            let instead = "what the list's first row says";
            self.remarks.add(at, remark::MIXED, format!("another `{what}` than in rows above"), instead);
        }
        self.facts = std::mem::take(&mut self.facts).or(facts);
        if self.left == 0 {
            return;
        }
        let Some(cell) = table.field(row, Column::Phrase).or(table.field(row, Column::Expression)) else {
            self.remarks.add(at, remark::PHRASE, "a row without a phrase", "left out");
            return;
        };
        let phrases = self.words(cell, party);
        match table.field(row, Column::Except) {
            None => self.phrases.extend(phrases),
            Some(_) if phrases.is_empty() => {}
            Some(except) => {
                let except = Tree::joined(self.words(except, None), Tree::Any);
                let excused = except.map(|except| Tree::Not(Box::new(except)));
                let parts = Tree::joined(phrases, Tree::Any).into_iter().chain(excused).collect();
                self.parts.extend(Tree::joined(parts, |parts| Tree::All(Within::Utterance, parts)));
            }
        }
    }

    fn words(&mut self, cell: &Cell, party: Option<Party>) -> Vec<Tree> {
        let cell = cell.clone().cut(&mut self.remarks);
        let mut words = Vec::new();
        let mut start = 0;
        let is_parting = |c: char| matches!(c, '|' | '｜' | ';' | '；' | '、' | '\n');
        for piece in cell.text.split_inclusive(is_parting) {
            let text = piece.trim_end_matches(is_parting);
            let part = cell.part(start, start + text.len());
            start += piece.len();
            if self.left == 0 {
                let what = format!("more than {MAX_TERMS} phrases in a list");
                self.remarks.add(part.place(0), remark::LIMIT, what, "the rest was left out; split the list");
                break;
            }
            self.left -= 1;
            words.extend(self.phrase(&part, party));
        }
        words
    }

    fn phrase(&mut self, cell: &Cell, party: Option<Party>) -> Option<Tree> {
        if cell.text.contains(['\\', '^', '$']) || cell.text.contains(".*") || cell.text.contains('[') {
            let what = format!("{} is a regular expression", quoted(&cell.text));
            self.remarks.add(cell.place(0), remark::REGEX, what, "left out; a condition `pattern` can say it");
            return None;
        }
        let parts = cell.text.split(['*', '＊']).map(|text| Piece::Text(text.to_string()));
        let mut pieces: Vec<Piece> = parts.flat_map(|text| [Piece::Any, text]).skip(1).collect();
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        let whose = Whose { party, window: None };
        (!pieces.is_empty()).then(|| Tree::Words(Words { pieces, whose, at: cell.place(0) }))
    }

    fn into_rule(self) -> Foreign {
        let phrases = Tree::joined(self.phrases, Tree::Any);
        let tree = Tree::joined(phrases.into_iter().chain(self.parts).collect(), Tree::Any);
        Foreign {
            written: format!("the list {}", quoted(&self.name)),
            name: Some(self.name),
            at: self.at,
            given: None,
            tree,
            facts: self.facts,
            remarks: self.remarks.found,
            more: self.remarks.more,
        }
    }
}

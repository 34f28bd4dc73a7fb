//! Word lists that the rules of a pack share: `lists.toml`.
//!
//! ```toml
//! products = ["套餐", "宽带", "流量包"]
//! polite   = ["请", "麻烦您"]
//! ```
//! A rule names one with `@`: `any_of = ["@products", "合约机"]`.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::rules::diagnostic::{self, Faults, Source};
use crate::rules::value::parse;

/// The file they stand in.
pub const FILE: &str = "lists.toml";

/// At most so many lists in a pack.
const MAX_LISTS: usize = 500;

/// A named word list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordList {
    pub phrases: Vec<String>,
    /// Where its name stands in `lists.toml`.
    pub place: Range<usize>,
}

/// Reads `lists.toml`; every fault is added.
pub fn read(source: &Arc<Source>, faults: &mut Faults) -> BTreeMap<String, WordList> {
    let mut file = parse(source, faults);
    let names: Vec<(String, Range<usize>)> = file.keys().map(|key| (key.value.clone(), key.place.clone())).collect();
    let mut lists = BTreeMap::new();
    for (name, place) in names {
        if lists.len() == MAX_LISTS {
            faults.at(diagnostic::LIMIT, place, "too many word lists", format!("at most {MAX_LISTS} in a pack"));
            break;
        }
        let Some(texts) = file.texts(&name, faults) else { continue };
        if texts.value.is_empty() {
            let title = format!("the word list `{name}` is empty");
            faults.at(diagnostic::EMPTY_PHRASE, texts.place, title, "names no phrase");
            continue;
        }
        for text in texts.value.iter().filter(|text| text.value.starts_with('@')) {
            let title = "a word list cannot name another";
            faults.at(diagnostic::VALUE, text.place.clone(), title, "here").help("name both lists in the rule");
        }
        let phrases = texts.value.into_iter().map(|text| text.value).collect();
        lists.insert(name, WordList { phrases, place });
    }
    lists
}

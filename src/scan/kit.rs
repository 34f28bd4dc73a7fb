//! What an operator is given to compile a condition with.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::rules::diagnostic::{self, Faults};
use crate::rules::lists::WordList;
use crate::rules::value::{Located, known_are};
use crate::scan::lexicon::LexiconBuilder;

/// What an operator is given to compile a condition with.
pub struct Kit<'k> {
    /// Takes the phrases of all rules of the pack.
    pub lexicon: &'k mut LexiconBuilder,
    /// The pack's named word lists.
    pub lists: &'k BTreeMap<String, WordList>,
    /// ISO 639-1 codes of the calls that the pack judges.
    pub languages: &'k [String],
    /// The faults of the rule's file.
    pub faults: &'k mut Faults,
}

/// What stands before the name of a word list where phrases are written.
pub const LIST_MARK: char = '@';

impl Kit<'_> {
    /// The texts with every `@name` replaced by the phrases of that list; they take the place of the name. A list named
    /// twice is a fault, and its phrases come once: thousands of names of a long list would fill the memory.
    pub fn expand(&mut self, texts: Vec<Located<String>>) -> Vec<Located<String>> {
        let mut expanded = Vec::with_capacity(texts.len());
        let mut named: BTreeMap<String, Range<usize>> = BTreeMap::new();
        for text in texts {
            let Some(name) = text.value.strip_prefix(LIST_MARK) else {
                expanded.push(text);
                continue;
            };
            if let Some(first) = named.get(name) {
                let title = format!("the word list `{name}` stands twice");
                self.faults
                    .at(diagnostic::DUPLICATE_PHRASE, text.place, title, "all its phrases are there already")
                    .also(first.clone(), "here first");
                continue;
            }
            named.insert(name.to_string(), text.place.clone());
            match self.lists.get(name) {
                Some(list) => {
                    expanded.extend(list.phrases.iter().map(|phrase| Located::new(phrase.clone(), text.place.clone())));
                }
                None => self.unknown_list(name, &text),
            }
        }
        expanded
    }

    fn unknown_list(&mut self, name: &str, text: &Located<String>) {
        let known: Vec<&str> = self.lists.keys().map(String::as_str).collect();
        let help = match known.is_empty() {
            true => "the pack has no `lists.toml`: write the phrases here, or make one".to_string(),
            false => known_are(name, &known),
        };
        let title = format!("there is no word list `{name}`");
        self.faults.at(diagnostic::UNKNOWN_LIST, text.place.clone(), title, "not in `lists.toml`").help(help);
    }
}

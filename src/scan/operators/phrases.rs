//! Reads the phrase lists that several operators share.

use std::collections::HashMap;

use crate::rules::diagnostic::{self, Faults};
use crate::rules::value::{Located, Section};
use crate::scan::kit::Kit;
use crate::scan::lexicon::{Phrase, is_whole};

/// At most so many phrases in a list.
const MAX_PHRASES: usize = 5_000;
/// At most so many bytes in a phrase; nobody says more in one breath.
const MAX_PHRASE_BYTES: usize = 600;

/// Reads a list of phrases; empty and double ones are faults.
pub fn read(section: &mut Section, key: &str, kit: &mut Kit<'_>) -> Option<Vec<Located<Phrase>>> {
    let list = section.texts(key, kit.faults)?;
    if list.value.is_empty() {
        kit.faults.at(diagnostic::EMPTY_PHRASE, list.place.clone(), format!("`{key}` is empty"), "names no phrase");
        return None;
    }
    if list.value.len() > MAX_PHRASES {
        kit.faults.at(diagnostic::LIMIT, list.place, "too many phrases", format!("at most {MAX_PHRASES} in a list"));
        return None;
    }
    of_texts(list.value, kit)
}

/// Folds phrases; empty and double ones are faults. `None` where none is left.
pub fn of_texts(texts: Vec<Located<String>>, kit: &mut Kit<'_>) -> Option<Vec<Located<Phrase>>> {
    let texts = kit.expand(texts);
    let mut phrases = Vec::with_capacity(texts.len());
    let mut seen: HashMap<String, std::ops::Range<usize>> = HashMap::new();
    for text in texts {
        if text.value.len() > MAX_PHRASE_BYTES {
            kit.faults.at(
                diagnostic::LIMIT,
                text.place,
                "phrase too long",
                format!("at most {MAX_PHRASE_BYTES} bytes"),
            );
            continue;
        }
        let phrase = Phrase::of(&text.value);
        if phrase.folded.is_empty() {
            kit.faults
                .at(
                    diagnostic::EMPTY_PHRASE,
                    text.place,
                    format!("`{}` has nothing to match", text.value),
                    "nothing is left",
                )
                .help("punctuation and fillers are dropped before matching");
            continue;
        }
        if let Some(first) = seen.get(&phrase.folded) {
            let title = format!("`{}` stands twice in the list", text.value);
            kit.faults
                .at(diagnostic::DUPLICATE_PHRASE, text.place, title, "the same after folding")
                .also(first.clone(), "here first");
            continue;
        }
        seen.insert(phrase.folded.clone(), text.place.clone());
        phrases.push(Located::new(phrase, text.place));
    }
    (!phrases.is_empty()).then_some(phrases)
}

/// Names phrases that can never be found because a shorter one of the same list is found in them.
pub fn check_shadowed(phrases: &[Located<Phrase>], faults: &mut Faults) {
    for (longer, shorter) in contained(phrases) {
        let (phrase, shorter) = (&phrases[longer], &phrases[shorter]);
        let title = format!("`{}` is never needed: `{}` already finds it", phrase.value.written, shorter.value.written);
        faults
            .at(diagnostic::SHADOWED_PHRASE, phrase.place.clone(), title, "the longer one")
            .also(shorter.place.clone(), "the shorter one")
            .help("take out the one you do not mean");
    }
}

/// The phrases in which another of the same list is found, each with that other one.
pub fn contained(phrases: &[Located<Phrase>]) -> Vec<(usize, usize)> {
    let Ok(automaton) = aho_corasick::AhoCorasick::new(phrases.iter().map(|phrase| &phrase.value.folded)) else {
        return Vec::new();
    };
    let inside = phrases.iter().enumerate().filter_map(|(number, phrase)| {
        let text = &phrase.value.folded;
        let other =
            |found: &aho_corasick::Match| found.pattern().as_usize() != number && is_whole(text, &found.range());
        automaton.find_overlapping_iter(text).find(other).map(|found| (number, found.pattern().as_usize()))
    });
    inside.collect()
}

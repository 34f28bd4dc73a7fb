//! Makes foreign words fit for conditions: phrases as they stand, and regular expressions where there are wildcards.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use aho_corasick::AhoCorasick;

use crate::carry::remark::{self, Remarks, quoted};
use crate::carry::tree::{Piece, Words};
use crate::text::chars::is_han;
use crate::text::fold::fold;

/// What is looked for, sorted by what a condition needs for it.
#[derive(Debug, Default)]
pub struct Wordings {
    pub phrases: Vec<String>,
    pub shapes: Vec<Shape>,
}

/// Words with wildcards as a regular expression over folded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    pub pattern: String,
    /// Something it finds.
    pub sample: String,
}

/// What rules can hold; longer phrases are refused by the condition that would look for them.
const MAX_PHRASE_BYTES: usize = 600;
/// At most so many phrases in a list, as in the operators.
pub const MAX_PHRASES: usize = 5_000;
/// The edge of a Latin word or a number; Han characters have none, so that the Unicode edge would be wrong beside them.
const EDGE: &str = r"(?-u:\b)";
/// What goes on inside a Latin word.
const IN_WORD: &str = "[0-9a-z]";

impl Wordings {
    /// Sorts words; those that cannot be looked for become remarks.
    pub fn of(words: &[&Words], remarks: &mut Remarks<'_>) -> Wordings {
        let mut phrases = Vec::new();
        let mut shapes: Vec<Shape> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        for words in words {
            let pieces = trimmed(&words.pieces);
            let has_words = pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if !folded(text).is_empty()));
            match pieces.as_slice() {
                [] => remarks.add(words.at, remark::WILDCARD, "a wildcard without words", "left out"),
                _ if !has_words => {
                    let what = format!("{} has nothing to match", quoted(&written(&words.pieces)));
                    let instead = "left out; punctuation and fillers are dropped before matching";
                    remarks.add(words.at, remark::PHRASE, what, instead);
                }
                pieces if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) => {
                    phrases.push((clean(&written(pieces)), words.at));
                }
                pieces => {
                    let shape = Shape::of(pieces);
                    if shape.pattern.len() > MAX_PHRASE_BYTES {
                        remarks.add(words.at, remark::PHRASE, too_long(&shape.sample), "left out");
                    } else if known.insert(shape.pattern.clone()) {
                        shapes.push(shape);
                    }
                }
            }
        }
        Wordings { phrases: distinct(phrases, remarks), shapes }
    }

    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.shapes.is_empty()
    }

    /// How long they are together.
    pub fn bytes(&self) -> usize {
        let shapes = self.shapes.iter().map(|shape| shape.pattern.len());
        // A phrase gets brackets and edges when it becomes a regular expression.
        self.phrases.iter().map(|phrase| phrase.len() + 2 * EDGE.len()).chain(shapes).sum()
    }

    /// All of it as regular expressions.
    pub fn into_shapes(self) -> Vec<Shape> {
        let phrases = self.phrases.iter().map(|phrase| Shape::of(&[Piece::Text(phrase.clone())]));
        phrases.chain(self.shapes).collect()
    }

    /// Whether distances between these are told in characters.
    pub fn has_han(&self) -> bool {
        self.phrases.iter().chain(self.shapes.iter().map(|shape| &shape.sample)).any(|text| text.contains(is_han))
    }

    /// Something to say for each, for examples.
    pub fn samples(&self) -> impl Iterator<Item = &str> {
        self.phrases.iter().map(String::as_str).chain(self.shapes.iter().map(|shape| shape.sample.as_str()))
    }
}

impl Shape {
    fn of(pieces: &[Piece]) -> Shape {
        let mut shape = Shape { pattern: String::new(), sample: String::new() };
        for (number, piece) in pieces.iter().enumerate() {
            let in_word = |number: usize| {
                matches!(pieces.get(number), Some(Piece::Any | Piece::One)) && is_in_word(pieces, number)
            };
            match piece {
                Piece::Start => shape.pattern.push('^'),
                Piece::Any => shape.any(in_word(number)),
                Piece::One => shape.one(in_word(number)),
                Piece::Text(text) => {
                    shape.text(text, number.checked_sub(1).is_some_and(in_word), in_word(number + 1));
                }
            }
        }
        shape
    }

    fn any(&mut self, in_word: bool) {
        if in_word {
            self.pattern.push_str(IN_WORD);
            self.pattern.push('*');
        } else {
            self.pattern.push_str(".*");
            self.sample.push(' ');
        }
    }

    fn one(&mut self, in_word: bool) {
        // Beside a word of Latin letters stands a blank, and the one character is another.
        self.pattern.push_str(if in_word { IN_WORD } else { " ?. ?" });
        self.sample.push(if in_word { 'a' } else { '某' });
    }

    /// `open`: a wildcard goes on in the same word before, after the text.
    fn text(&mut self, text: &str, open_before: bool, open_after: bool) {
        let text = clean_keeping_blanks(text);
        let folded = folded(&text);
        let is_edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        // Between words of Latin letters folded text has one blank, whatever stood there.
        if is_edge(folded.chars().next()) {
            match open_before {
                true if text.starts_with(|c: char| !c.is_alphanumeric()) => self.pattern.push(' '),
                true => {}
                false => self.pattern.push_str(EDGE),
            }
        }
        self.pattern.push_str(&regex::escape(&folded));
        if is_edge(folded.chars().next_back()) {
            match open_after {
                true if text.ends_with(|c: char| !c.is_alphanumeric()) => self.pattern.push(' '),
                true => {}
                false => self.pattern.push_str(EDGE),
            }
        }
        self.sample.push_str(&text);
    }
}

/// Whether a wildcard stands for the rest of a Latin word: a letter or a figure stands right beside it, and no Han.
fn is_in_word(pieces: &[Piece], wildcard: usize) -> bool {
    // `th???` is one word.
    let is_other = |piece: &&Piece| **piece != Piece::One;
    let left = pieces.get(..wildcard).unwrap_or_default().iter().rev().find(is_other);
    let right = pieces.get(wildcard + 1..).unwrap_or_default().iter().find(is_other);
    let text = |piece: Option<&'_ Piece>| match piece {
        Some(Piece::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let (left, right) = (text(left).chars().next_back(), text(right).chars().next());
    let is = |kind: &dyn Fn(char) -> bool| left.is_some_and(kind) || right.is_some_and(kind);
    is(&|c| c.is_ascii_alphanumeric()) && !is(&is_han)
}

/// Without wildcards at the edges that find what is found without them.
fn trimmed(pieces: &[Piece]) -> Vec<Piece> {
    let mut pieces = pieces.to_vec();
    if pieces.iter().any(|piece| matches!(piece, Piece::Any | Piece::One)) {
        pieces.retain(|piece| !matches!(piece, Piece::Text(text) if folded(text).is_empty()));
        pieces.dedup_by(|next, last| *next == Piece::Any && *last == Piece::Any);
    }
    while pieces.last() == Some(&Piece::Any) && !is_in_word(&pieces, pieces.len() - 1) {
        pieces.pop();
    }
    while pieces.first() == Some(&Piece::Any) && !is_in_word(&pieces, 0) {
        pieces.remove(0);
    }
    pieces
}

/// Without what stands twice, is too long, or holds a shorter one that finds it already.
fn distinct(phrases: Vec<(String, usize)>, remarks: &mut Remarks<'_>) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<(String, String, usize)> = Vec::new();
    for (written, at) in phrases {
        let folded = folded(&written);
        if written.len() > MAX_PHRASE_BYTES {
            remarks.add(at, remark::PHRASE, too_long(&written), "left out");
        } else if let Some(first) = seen.get(&folded) {
            let line = remarks.source.place(*first).line;
            let what = format!("{} stands in the list already, in line {line}", quoted(&written));
            remarks.add(at, remark::PHRASE, what, "written once");
        } else {
            seen.insert(folded.clone(), at);
            kept.push((written, folded, at));
        }
    }
    let Ok(automaton) = AhoCorasick::new(kept.iter().map(|(_, folded, _)| folded)) else {
        return kept.into_iter().map(|(written, _, _)| written).collect();
    };
    let mut needed = Vec::new();
    for (number, (written, folded, at)) in kept.iter().enumerate() {
        let is_shorter =
            |found: &aho_corasick::Match| found.pattern().as_usize() != number && is_whole(folded, &found.range());
        match automaton.find_overlapping_iter(folded.as_str()).find(is_shorter) {
            Some(found) => {
                let shorter = quoted(&kept[found.pattern().as_usize()].0);
                let what = format!("{} holds {shorter}, which finds it", quoted(written));
                remarks.add(*at, remark::PHRASE, what, "left out; nothing is lost");
            }
            None => needed.push(written.clone()),
        }
    }
    needed
}

fn too_long(text: &str) -> String {
    format!("{} has more than {MAX_PHRASE_BYTES} bytes", quoted(text))
}

/// Whether a find does not begin or end inside a Latin word or a number, as when a rule looks for it.
pub fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || (c.is_alphanumeric() && c < '\u{2E80}');
    let is_inside = |at: usize| {
        text[..at].chars().next_back().is_some_and(is_word) && text[at..].chars().next().is_some_and(is_word)
    };
    !is_inside(range.start) && !is_inside(range.end)
}

/// Two things said one after the other.
pub fn said_together(one: &str, other: &str) -> String {
    match one.ends_with(is_han) || other.starts_with(is_han) {
        true => format!("{one}，{other}"),
        false => format!("{one}, {other}"),
    }
}

/// As it is looked for.
pub fn folded(text: &str) -> String {
    fold(text).text().to_string()
}

/// On one line and without `@` in front, which in a list of phrases names another list.
fn clean(text: &str) -> String {
    clean_keeping_blanks(text).trim().trim_start_matches('@').trim_start().to_string()
}

fn clean_keeping_blanks(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn written(pieces: &[Piece]) -> String {
    let text = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.as_str(),
        Piece::Any => "*",
        Piece::One => "?",
        Piece::Start => "^",
    });
    text.collect()
}

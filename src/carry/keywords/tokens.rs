//! Cuts a keyword expression into words and signs.

use crate::call::party::Party;
use crate::carry::columns;
use crate::carry::remark::{self, Remarks, quoted};
use crate::carry::source::Cell;
use crate::carry::tree::Piece;
use crate::text::chars::is_han;

/// A word or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// Empty where it could not be carried over, which has been said already.
    Word(Vec<Piece>),
    And,
    Or,
    Not,
    /// At most so many characters.
    Distance(Option<u32>),
    Party(Option<Party>),
    Open,
    Close,
}

/// What comes in pairs around words that are meant as they stand.
const QUOTES: &[(char, char)] = &[('"', '"'), ('“', '”'), ('「', '」'), ('『', '』')];
/// Digits after `#` that are a distance; more of them are a number that is looked for.
const DISTANCE_DIGITS: usize = 3;
/// A variable's name in curly brackets is short.
const MAX_PLACEHOLDER: usize = 30;

/// Every token with the byte of the cell it begins at.
pub fn tokens(cell: &Cell, remarks: &mut Remarks<'_>) -> Vec<(Token, usize)> {
    let mut reader = Reader { cell, remarks, tokens: Vec::new(), word: Word::default(), has_lists: false };
    let mut at = 0;
    while let Some(c) = cell.text[at..].chars().next() {
        at = reader.take(c, at);
    }
    reader.end_word();
    reader.tokens
}

/// The word that is being read.
#[derive(Default)]
struct Word {
    pieces: Vec<Piece>,
    text: String,
    start: Option<usize>,
    is_regex: bool,
}

struct Reader<'r, 's> {
    cell: &'r Cell,
    remarks: &'r mut Remarks<'s>,
    tokens: Vec<(Token, usize)>,
    word: Word,
    /// Words parted by a comma have been met, and told of.
    has_lists: bool,
}

impl Reader<'_, '_> {
    /// Takes what begins with `c` at `at`, and says where it ends.
    fn take(&mut self, c: char, at: usize) -> usize {
        let end = at + c.len_utf8();
        match c {
            '+' | '＋' | '*' | '＊' if self.word.text.ends_with('.') => {
                self.word.text.pop();
                self.piece(Piece::Any);
            }
            '&' | '＆' | '+' | '＋' => self.sign(Token::And, at),
            '|' | '｜' => self.sign(Token::Or, at),
            '、' | ';' | '；' => {
                if !std::mem::replace(&mut self.has_lists, true) {
                    self.remark(at, remark::ADJACENT, format!("words parted by `{c}`"), "read as `|`");
                }
                self.sign(Token::Or, at);
            }
            '!' | '！' => self.sign(Token::Not, at),
            '(' | '（' | '[' | '【' => self.sign(Token::Open, at),
            ')' | '）' | ']' | '】' => self.sign(Token::Close, at),
            '*' | '＊' => {
                self.word.start.get_or_insert(at);
                self.piece(Piece::Any);
            }
            '#' | '＃' => return self.distance(at, end),
            ':' | '：' if columns::party(&self.word.text).is_some() && self.word.pieces.is_empty() => {
                let party = columns::party(&self.word.text).flatten();
                let start = self.word.start.unwrap_or(at);
                self.word = Word::default();
                self.tokens.push((Token::Party(party), start));
            }
            '{' => return self.placeholder(at),
            '\\' => {
                self.word.start.get_or_insert(at);
                self.word.is_regex = true;
            }
            _ => return self.character(c, at),
        }
        end
    }

    fn character(&mut self, c: char, at: usize) -> usize {
        let end = at + c.len_utf8();
        let closing = QUOTES.iter().find(|(open, _)| *open == c).map(|(_, close)| close);
        if let Some(length) = closing.and_then(|close| self.cell.text[end..].find(*close)) {
            self.word.start.get_or_insert(at);
            self.word.text.push_str(&self.cell.text[end..end + length]);
            return end + length + closing.map_or(0, |close| close.len_utf8());
        }
        if c.is_whitespace() && self.word.start.is_none() {
            return end;
        }
        let next = self.cell.text[end..].trim_start().chars().next();
        if c.is_whitespace() && self.word.text.ends_with(is_han) && next.is_some_and(is_han) {
            self.remark(
                at,
                remark::ADJACENT,
                "a blank between two words",
                "read as one phrase; write `|` or `&` for two",
            );
        }
        self.word.start.get_or_insert(at);
        self.word.text.push(c);
        end
    }

    fn distance(&mut self, at: usize, end: usize) -> usize {
        let digits = self.cell.text[end..].bytes().take_while(u8::is_ascii_digit).count();
        let taken = if digits > DISTANCE_DIGITS { DISTANCE_DIGITS - 1 } else { digits };
        if digits > DISTANCE_DIGITS {
            let what = format!("a distance with a number behind it: {}", quoted(&self.cell.text[at..end + digits]));
            let instead = format!("the first {taken} digits were read as the distance; put brackets around the number");
            self.remark(at, remark::DISTANCE, what, instead);
        }
        self.sign(Token::Distance(self.cell.text[end..end + taken].parse().ok()), at);
        end + taken
    }

    /// `{姓名}` stands for any text; `{2,5}` is the end of a regular expression.
    fn placeholder(&mut self, at: usize) -> usize {
        self.word.start.get_or_insert(at);
        let length = self.cell.text[at..].char_indices().take(MAX_PLACEHOLDER).find(|(_, c)| *c == '}');
        let Some((length, _)) = length else {
            self.word.text.push('{');
            return at + 1;
        };
        let name = &self.cell.text[at + 1..at + length];
        if name.chars().all(|c| c.is_ascii_digit() || c == ',') {
            self.word.is_regex = true;
        } else {
            let what = format!("the variable {}", quoted(&self.cell.text[at..at + length + 1]));
            self.remark(at, remark::PLACEHOLDER, what, "read as any text");
            self.piece(Piece::Any);
        }
        at + length + 1
    }

    fn piece(&mut self, piece: Piece) {
        let text = std::mem::take(&mut self.word.text);
        if !text.is_empty() {
            self.word.pieces.push(Piece::Text(text));
        }
        if self.word.pieces.last() != Some(&piece) {
            self.word.pieces.push(piece);
        }
    }

    /// A sign; `&&` and `||` are one.
    fn sign(&mut self, token: Token, at: usize) {
        self.end_word();
        let is_double = matches!(token, Token::And | Token::Or)
            && self.tokens.last().is_some_and(|(last, start)| *last == token && self.is_adjacent(*start, at));
        if !is_double {
            self.tokens.push((token, at));
        }
    }

    fn is_adjacent(&self, start: usize, at: usize) -> bool {
        self.cell.text[start..at].chars().count() == 1
    }

    fn end_word(&mut self) {
        let mut word = std::mem::take(&mut self.word);
        let Some(start) = word.start else { return };
        if word.is_regex {
            let end =
                self.cell.text[start..].find(['&', '|', '(', ')', '!']).map_or(self.cell.text.len(), |at| start + at);
            let what = format!("{} is a regular expression", quoted(&self.cell.text[start..end]));
            self.remark(start, remark::REGEX, what, "left out; a condition `pattern` can say it");
            self.tokens.push((Token::Word(Vec::new()), start));
            return;
        }
        if !word.text.trim().is_empty() {
            word.pieces.push(Piece::Text(word.text.trim().to_string()));
        }
        if !word.pieces.is_empty() {
            self.tokens.push((Token::Word(word.pieces), start));
        }
    }

    fn remark(&mut self, at: usize, construct: remark::Construct, what: impl Into<String>, instead: impl Into<String>) {
        self.remarks.add(self.cell.place(at), construct, what, instead);
    }
}

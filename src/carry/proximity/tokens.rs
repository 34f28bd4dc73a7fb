//! Cuts a proximity expression into words, operators and signs.

use crate::call::party::Party;
use crate::carry::remark::{self, Remarks, quoted};
use crate::carry::source::Cell;
use crate::carry::tree::{Distance, How, Window};

/// A word, an operator or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// Words side by side, not in quotes.
    Bare(String),
    Quoted(String),
    And,
    Or,
    Not,
    /// `AFTER` is `BEFORE` with its sides changed.
    Near {
        how: How,
        distance: Distance,
        is_swapped: bool,
    },
    /// `~4` behind words.
    Apart(u32),
    /// `~t` behind words.
    SameTurn,
    /// `^` before words.
    TurnStart,
    Window(Window),
    Party(Option<Party>),
    Open,
    Close,
}

/// Words apart where `NEAR` does not say how many (Verint's help names three).
const DEFAULT_DISTANCE: u32 = 3;

/// Every token with the byte of the cell it begins at.
pub fn tokens(cell: &Cell, remarks: &mut Remarks<'_>) -> Vec<(Token, usize)> {
    let mut reader = Reader { cell, remarks, tokens: Vec::new() };
    let mut at = 0;
    while let Some(c) = cell.text[at..].chars().next() {
        at = reader.take(c, at);
    }
    reader.tokens
}

/// Whether a text before a colon can be a rule's name: no operator, no party, no window.
pub fn is_plain(text: &str) -> bool {
    let mut words = text.split_whitespace();
    !text.contains(['~', '<', '"', '*', '?'])
        && words.all(|word| !matches!(word, "START" | "END") && operator(word).is_none() && party(word).is_none())
}

struct Reader<'r, 's> {
    cell: &'r Cell,
    remarks: &'r mut Remarks<'s>,
    tokens: Vec<(Token, usize)>,
}

impl Reader<'_, '_> {
    /// Takes what begins with `c` at `at`, and says where it ends.
    fn take(&mut self, c: char, at: usize) -> usize {
        let end = at + c.len_utf8();
        let token = match c {
            _ if c.is_whitespace() => return end,
            '(' | '（' => Token::Open,
            ')' | '）' => Token::Close,
            '&' => Token::And,
            '|' => Token::Or,
            '^' => Token::TurnStart,
            '"' | '“' | '”' => return self.quotes(at, end),
            '-' | '–' if self.begins_a_word(end) => Token::Not,
            '+' if self.begins_a_word(end) => {
                self.remark(
                    at,
                    remark::WEIGHT,
                    "`+` gives a word more weight",
                    "left out: a rule finds words or does not",
                );
                return end;
            }
            '~' | '<' => return self.tail(at),
            _ => return self.word(at),
        };
        self.tokens.push((token, at));
        end
    }

    fn begins_a_word(&self, at: usize) -> bool {
        self.cell.text[at..].chars().next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '"' | '“' | '('))
    }

    fn quotes(&mut self, at: usize, start: usize) -> usize {
        let rest = &self.cell.text[start..];
        let (length, close) = match rest.find(['"', '”', '“']) {
            Some(length) => (length, rest[length..].chars().next().map_or(0, char::len_utf8)),
            None => {
                self.remark(at, remark::SYNTAX, "a quote that is never closed", "closed at the end");
                (rest.len(), 0)
            }
        };
        self.tokens.push((Token::Quoted(rest[..length].trim().to_string()), at));
        start + length + close
    }

    /// `~4`, `~t`, `~s<30`, `~e>30`, `<30`.
    fn tail(&mut self, at: usize) -> usize {
        let end = self.end_of_word(at);
        let text = &self.cell.text[at..end];
        let number = |text: &str| text.trim_end_matches('s').parse::<u32>().ok();
        let token = match text.as_bytes() {
            b"~t" => Some(Token::SameTurn),
            [b'~', b's', b'<', ..] => number(&text[3..]).map(|secs| Token::Window(Window::First(secs))),
            [b'~', b'e', b'<', ..] => number(&text[3..]).map(|secs| Token::Window(Window::Last(secs))),
            [b'<', ..] => number(&text[1..]).map(|secs| Token::Window(Window::First(secs))),
            [b'~', ..] => number(&text[1..]).map(Token::Apart),
            _ => None,
        };
        let is_outside = text.starts_with("~s>") || text.starts_with("~e>");
        match token {
            Some(token) => self.tokens.push((token, at)),
            None if is_outside => {
                let what = format!("{}: anywhere but there", quoted(text));
                self.remark(at, remark::WINDOW, what, "left out: read as anywhere in the call");
            }
            None => self.remark(at, remark::SYNTAX, format!("the sign {}", quoted(text)), "left out"),
        }
        end.max(at + 1)
    }

    fn word(&mut self, at: usize) -> usize {
        let whole = &self.cell.text[at..self.end_of_word(at)];
        let text = whole.split('~').next().unwrap_or_default();
        let end = at + text.len();
        if let Some((prefix, _)) = text.split_once([':', '：'])
            && let Some(named) = party(prefix)
        {
            self.party(named, prefix, at);
            let colon = text[prefix.len()..].chars().next().map_or(0, char::len_utf8);
            return at + prefix.len() + colon;
        }
        match operator(text) {
            Some(Some(token)) => self.tokens.push((token, at)),
            Some(None) => {
                let what = format!("the operator {}", quoted(text));
                self.remark(at, remark::SYNTAX, what, "read as `AND`");
                self.tokens.push((Token::And, at));
            }
            None => self.bare(text.to_string(), at),
        }
        end
    }

    fn bare(&mut self, text: String, at: usize) {
        match self.tokens.last_mut() {
            Some((Token::Bare(words), _)) => {
                words.push(' ');
                words.push_str(&text);
            }
            _ => self.tokens.push((Token::Bare(text), at)),
        }
    }

    fn party(&mut self, named: Named, prefix: &str, at: usize) {
        let (party, doubt) = match named {
            Named::Sure(party) => (Some(party), None),
            Named::Anybody => (None, None),
            Named::Channel(party) => {
                let doubt = match party {
                    Party::Customer => "read as the right channel, the customer's; Verint's `R:` is a robot",
                    _ => "read as the left channel, the agent's",
                };
                (Some(party), Some(doubt))
            }
            Named::Unknown => (None, Some("read as anybody")),
        };
        if let Some(instead) = doubt {
            self.remark(at, remark::PARTY, format!("the channel `{prefix}:`"), instead);
        }
        self.tokens.push((Token::Party(party), at));
    }

    /// Up to a blank, a bracket, a quote or a sign.
    fn end_of_word(&self, at: usize) -> usize {
        let is_end = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '（' | '）' | '"' | '“' | '”' | '&' | '|');
        let rest = &self.cell.text[at..];
        at + rest.find(is_end).unwrap_or(rest.len())
    }

    fn remark(&mut self, at: usize, construct: remark::Construct, what: impl Into<String>, instead: impl Into<String>) {
        self.remarks.add(self.cell.place(at), construct, what, instead);
    }
}

/// What a prefix says of who speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Sure(Party),
    Anybody,
    /// Left or right.
    Channel(Party),
    Unknown,
}

fn party(prefix: &str) -> Option<Named> {
    match prefix {
        "A" => Some(Named::Sure(Party::Agent)),
        "C" => Some(Named::Sure(Party::Customer)),
        // Recordings of two channels have the agent on the left unless told otherwise.
        "L" => Some(Named::Channel(Party::Agent)),
        "R" => Some(Named::Channel(Party::Customer)),
        "U" => Some(Named::Unknown),
        _ => match prefix.to_lowercase().as_str() {
            "agent" | "employee" | "客服" | "坐席" => Some(Named::Sure(Party::Agent)),
            "client" | "customer" | "caller" | "客户" => Some(Named::Sure(Party::Customer)),
            "any" | "both" | "speakers" => Some(Named::Anybody),
            "robot" => Some(Named::Unknown),
            _ => None,
        },
    }
}

/// An operator in capitals, with its distance; `Some(None)` for one that has no counterpart.
fn operator(word: &str) -> Option<Option<Token>> {
    let split = word.find([':', '/', '<']).unwrap_or(word.len());
    let (name, rest) = (&word[..split], word[split..].trim_start_matches([':', '/', '<']));
    let number = rest.trim_end_matches('s').parse::<u32>().ok();
    let distance = match number {
        Some(secs) if rest.ends_with('s') => Distance::Seconds(secs),
        Some(units) => Distance::Units(units),
        None => Distance::Units(DEFAULT_DISTANCE),
    };
    let near = |how, is_swapped| Some(Token::Near { how, distance, is_swapped });
    let token = match name {
        "AND" => Some(Token::And),
        "OR" => Some(Token::Or),
        "NOT" => Some(Token::Not),
        "NEAR" => near(How::Near, false),
        "BEFORE" => near(How::Before, false),
        "AFTER" => near(How::Before, true),
        "NOTNEAR" => near(How::NotNear, false),
        "NOTIN" => near(How::NotIn, false),
        "START" => number.map(|secs| Token::Window(Window::First(secs))),
        "END" => number.map(|secs| Token::Window(Window::Last(secs))),
        "XOR" | "NOTBEFORE" | "NOTAFTER" => return Some(None),
        _ => None,
    };
    token.map(Some)
}

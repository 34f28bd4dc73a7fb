//! Reads a keyword expression into a tree.

use crate::call::party::Party;
use crate::carry::brackets;
use crate::carry::keywords::tokens::{Token, tokens};
use crate::carry::remark::{self, Remarks};
use crate::carry::source::Cell;
use crate::carry::tree::{Distance, How, MAX_CHAIN, MAX_NESTING, MAX_TERMS, Near, Piece, Tree, Whose, Within, Words};

/// Characters between two words where `#` does not say how many.
const DEFAULT_DISTANCE: u32 = 10;

/// Reads an expression; `None` where nothing is left of it. What is not well formed becomes a remark, and the rest is read
/// all the same.
pub fn parse(cell: &Cell, within: Within, remarks: &mut Remarks<'_>) -> Option<Tree> {
    let mut tokens = tokens(cell, remarks);
    // In front of everything a party is the rule's, and no longer the first word's.
    let party = match tokens.first() {
        Some((Token::Party(party), _)) => *party,
        _ => None,
    };
    if tokens.len() > MAX_TERMS {
        let what = format!("more than {MAX_TERMS} words and signs");
        remarks.add(cell.place(tokens[MAX_TERMS].1), remark::LIMIT, what, "the rest was left out; split the rule");
        tokens.truncate(MAX_TERMS);
    }
    brackets::balance(&mut tokens, cell, remarks, [Token::Open, Token::Close]);
    let mut parser = Parser { tokens, next: 0, cell, within, remarks };
    parser.either(0).map(|tree| tree.said_by(Whose { party, window: None }))
}

struct Parser<'p, 's> {
    tokens: Vec<(Token, usize)>,
    next: usize,
    cell: &'p Cell,
    within: Within,
    remarks: &'p mut Remarks<'s>,
}

impl Parser<'_, '_> {
    fn either(&mut self, depth: usize) -> Option<Tree> {
        let mut parts: Vec<Tree> = self.both(depth).into_iter().collect();
        while self.eat(&Token::Or) {
            parts.extend(self.both(depth));
        }
        Tree::joined(parts, Tree::Any)
    }

    fn both(&mut self, depth: usize) -> Option<Tree> {
        let mut parts: Vec<Tree> = self.near(depth).into_iter().collect();
        loop {
            match self.peek() {
                Some(Token::And) => self.next += 1,
                // `A!B` is A and not B.
                Some(Token::Not) => {}
                Some(Token::Word(_) | Token::Open | Token::Party(_)) => {
                    self.remark(remark::ADJACENT, "no sign between two parts", "read as `&`");
                }
                _ => break,
            }
            parts.extend(self.near(depth));
        }
        let within = self.within;
        Tree::joined(parts, |parts| Tree::All(within, parts))
    }

    fn near(&mut self, depth: usize) -> Option<Tree> {
        let mut left = self.single(depth);
        let mut chain = 0;
        while let Some(Token::Distance(distance)) = self.peek().cloned() {
            let at = self.place();
            if distance.is_none() {
                let instead = format!("read as {DEFAULT_DISTANCE} characters");
                self.remark(remark::DISTANCE, "a distance without a number", instead);
            }
            self.next += 1;
            let right = self.single(depth);
            chain += 1;
            if chain > MAX_CHAIN {
                self.remarks.add(at, remark::LIMIT, format!("more than {MAX_CHAIN} distances in a row"), "left out");
                continue;
            }
            let distance = Distance::Units(distance.unwrap_or(DEFAULT_DISTANCE));
            left = match (left, right) {
                (Some(a), Some(b)) => {
                    let (how, b) = match b {
                        Tree::Not(inner) => (How::NotNear, *inner),
                        other => (How::Before, other),
                    };
                    Some(Tree::Near(Box::new(Near { how, distance, within: Within::Utterance, a, b, at })))
                }
                (left, right) => left.or(right),
            };
        }
        left
    }

    fn single(&mut self, depth: usize) -> Option<Tree> {
        let mut is_negated = false;
        let mut party: Option<Option<Party>> = None;
        loop {
            match self.peek() {
                Some(Token::Not) => is_negated = !is_negated,
                Some(Token::Party(named)) => party = Some(*named),
                _ => break,
            }
            self.next += 1;
        }
        let tree = self.group(depth)?;
        let tree = match party.flatten() {
            Some(party) => tree.said_by(Whose { party: Some(party), window: None }),
            None => tree,
        };
        Some(if is_negated { Tree::Not(Box::new(tree)) } else { tree })
    }

    fn group(&mut self, depth: usize) -> Option<Tree> {
        let at = self.place();
        match self.peek().cloned() {
            Some(Token::Word(pieces)) => {
                self.next += 1;
                words(pieces, at)
            }
            Some(Token::Open) if depth == MAX_NESTING => {
                self.remark(remark::LIMIT, format!("more than {MAX_NESTING} brackets in each other"), "left out");
                self.next = brackets::close_of(&self.tokens, self.next, [&Token::Open, &Token::Close]) + 1;
                None
            }
            Some(Token::Open) => {
                self.next += 1;
                let inner = self.either(depth + 1);
                // Brackets are balanced; what else stands here has been left out as not well formed.
                while !self.eat(&Token::Close) && self.next < self.tokens.len() {
                    self.remark(remark::SYNTAX, "a sign that fits nothing", "left out");
                    self.next += 1;
                }
                inner
            }
            _ => {
                self.remark(remark::SYNTAX, "a word is missing here", "the sign before it was left out");
                None
            }
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn eat(&mut self, token: &Token) -> bool {
        let there = self.peek() == Some(token);
        self.next += usize::from(there);
        there
    }

    /// Bytes of the source.
    fn place(&self) -> usize {
        self.cell.place(self.tokens.get(self.next).map_or(self.cell.text.len(), |(_, at)| *at))
    }

    fn remark(&mut self, construct: remark::Construct, what: impl Into<String>, instead: impl Into<String>) {
        let at = self.place();
        self.remarks.add(at, construct, what, instead);
    }
}

fn words(pieces: Vec<Piece>, at: usize) -> Option<Tree> {
    (!pieces.is_empty()).then(|| Tree::Words(Words { pieces, whose: Whose::default(), at }))
}

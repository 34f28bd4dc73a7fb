//! Reads a proximity expression into a tree.

use crate::call::party::Party;
use crate::carry::brackets;
use crate::carry::proximity::tokens::{Token, tokens};
use crate::carry::remark::{self, Remarks, quoted};
use crate::carry::source::Cell;
use crate::carry::tree::{
    Distance, How, MAX_CHAIN, MAX_NESTING, MAX_TERMS, Near, Piece, Tree, Whose, Window, Within, Words,
};

/// Reads an expression; `None` where nothing is left of it.
pub fn parse(cell: &Cell, within: Within, remarks: &mut Remarks<'_>) -> Option<Tree> {
    let mut tokens = tokens(cell, remarks);
    if tokens.len() > MAX_TERMS {
        let what = format!("more than {MAX_TERMS} words and operators");
        remarks.add(cell.place(tokens[MAX_TERMS].1), remark::LIMIT, what, "the rest was left out; split the rule");
        tokens.truncate(MAX_TERMS);
    }
    brackets::balance(&mut tokens, cell, remarks, [Token::Open, Token::Close]);
    // V-Spark has no operators of letters, and to it words side by side are a phrase.
    let in_capitals = |(token, at): &(Token, usize)| {
        matches!(token, Token::And | Token::Or | Token::Not | Token::Near { .. })
            && cell.text[*at..].starts_with(|c: char| c.is_ascii_uppercase())
    };
    let is_verint = tokens.iter().any(in_capitals);
    Parser { tokens, next: 0, cell, within, is_verint, remarks }.either(0)
}

struct Parser<'p, 's> {
    tokens: Vec<(Token, usize)>,
    next: usize,
    cell: &'p Cell,
    within: Within,
    is_verint: bool,
    remarks: &'p mut Remarks<'s>,
}

impl Parser<'_, '_> {
    fn either(&mut self, depth: usize) -> Option<Tree> {
        let mut parts: Vec<Tree> = self.both(depth).into_iter().collect();
        loop {
            match self.peek() {
                Some(Token::Or) => self.next += 1,
                None | Some(Token::Close) => break,
                Some(Token::Apart(_) | Token::SameTurn) => {
                    self.remark(remark::SYNTAX, "a distance that belongs to no words", "left out");
                    self.next += 1;
                    continue;
                }
                Some(_) => {
                    let instead = "read as `OR`; write `AND` where both were meant";
                    self.remark(remark::ADJACENT, "no operator between two parts", instead);
                }
            }
            parts.extend(self.both(depth));
        }
        Tree::joined(parts, Tree::Any)
    }

    fn both(&mut self, depth: usize) -> Option<Tree> {
        let mut parts: Vec<Tree> = self.near(depth).into_iter().collect();
        loop {
            match self.peek() {
                Some(Token::And) => self.next += 1,
                // `a NOT b` is a and not b.
                Some(Token::Not) => {}
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
        while let Some(Token::Near { how, distance, is_swapped }) = self.peek().cloned() {
            let at = self.place();
            self.next += 1;
            let right = self.single(depth);
            chain += 1;
            if chain > MAX_CHAIN {
                self.remarks.add(at, remark::LIMIT, format!("more than {MAX_CHAIN} distances in a row"), "left out");
                continue;
            }
            left = match (left, right) {
                (Some(a), Some(b)) => {
                    let (a, b) = if is_swapped { (b, a) } else { (a, b) };
                    Some(Tree::Near(Box::new(Near { how, distance, within: Within::Turn, a, b, at })))
                }
                (left, right) => left.or(right),
            };
        }
        left
    }

    fn single(&mut self, depth: usize) -> Option<Tree> {
        let mut is_negated = false;
        let mut party: Option<Party> = None;
        let mut window: Option<Window> = None;
        let mut at_turn_start = None;
        loop {
            match self.peek() {
                Some(Token::Not) => is_negated = !is_negated,
                Some(Token::Party(named)) => party = *named,
                Some(Token::Window(named)) => window = Some(*named),
                Some(Token::TurnStart) => at_turn_start = Some(self.place()),
                _ => break,
            }
            self.next += 1;
        }
        let mut tree = self.synonyms(depth)?;
        // A window may stand behind its words, too.
        while let Some(Token::Window(named)) = self.peek() {
            window = window.or(Some(*named));
            self.next += 1;
        }
        if let Some(at) = at_turn_start {
            tree = self.at_turn_start(tree, at);
        }
        let tree = tree.said_by(Whose { party, window });
        Some(if is_negated { Tree::Not(Box::new(tree)) } else { tree })
    }

    /// One thing, or several side by side, which are alternatives to Verint.
    fn synonyms(&mut self, depth: usize) -> Option<Tree> {
        let mut parts: Vec<Tree> = self.group(depth)?.into_iter().collect();
        while matches!(self.peek(), Some(Token::Bare(_) | Token::Quoted(_) | Token::Open)) {
            let instead = "read as `OR`; write `AND` where both were meant";
            self.remark(remark::ADJACENT, "no operator between two parts", instead);
            parts.extend(self.group(depth)?);
        }
        Tree::joined(parts, Tree::Any)
    }

    /// `None` where nothing can stand here; `Some(None)` where what stands here was left out.
    fn group(&mut self, depth: usize) -> Option<Option<Tree>> {
        let at = self.place();
        match self.peek().cloned() {
            // `"cancel account"~4` is how search engines write `cancel account ~4`.
            Some(Token::Quoted(text)) if !matches!(self.after(), Some(Token::Apart(_) | Token::SameTurn)) => {
                self.next += 1;
                Some(words(&text, at))
            }
            Some(Token::Bare(text) | Token::Quoted(text)) => {
                self.next += 1;
                Some(self.bare(&text, at))
            }
            Some(Token::Open) if depth == MAX_NESTING => {
                self.remark(remark::LIMIT, format!("more than {MAX_NESTING} brackets in each other"), "left out");
                self.next = brackets::close_of(&self.tokens, self.next, [&Token::Open, &Token::Close]) + 1;
                Some(None)
            }
            Some(Token::Open) => {
                self.next += 1;
                let inner = self.either(depth + 1);
                while !self.eat(&Token::Close) && self.next < self.tokens.len() {
                    self.remark(remark::SYNTAX, "something that fits nothing", "left out");
                    self.next += 1;
                }
                Some(inner)
            }
            Some(Token::Apart(_) | Token::SameTurn) => {
                self.remark(remark::SYNTAX, "a distance without words before it", "left out");
                self.next += 1;
                Some(None)
            }
            _ => {
                self.remark(remark::SYNTAX, "words are missing here", "the operator before them was left out");
                None
            }
        }
    }

    /// Words without quotes, and what says how far they may lie apart.
    fn bare(&mut self, text: &str, at: usize) -> Option<Tree> {
        let parts: Vec<&str> = text.split_whitespace().collect();
        match self.peek().cloned() {
            Some(Token::Apart(units)) => {
                self.next += 1;
                self.apart(&parts, units, at)
            }
            Some(Token::SameTurn) => {
                self.next += 1;
                let parts = parts.iter().filter_map(|part| words(part, at)).collect();
                Tree::joined(parts, |parts| Tree::All(Within::Turn, parts))
            }
            _ => {
                if self.is_verint && parts.len() > 1 {
                    let what = format!("words side by side without quotes: {}", quoted(text));
                    let instead =
                        "read as one phrase; Verint takes them for alternatives: write `OR` where those were meant";
                    self.remarks.add(at, remark::ADJACENT, what, instead);
                }
                words(text, at)
            }
        }
    }

    /// `cancel account ~4`: two words can be measured; of more, each pair of neighbours.
    fn apart(&mut self, parts: &[&str], units: u32, at: usize) -> Option<Tree> {
        if parts.len() > 2 {
            let what = format!("{} words at most {units} words apart", parts.len());
            self.remarks.add(at, remark::DISTANCE, what, "each word at most so far from the next");
        }
        if parts.len() > MAX_CHAIN {
            self.remarks.add(
                at,
                remark::LIMIT,
                format!("more than {MAX_CHAIN} distances in a row"),
                "the rest was left out",
            );
        }
        let trees: Vec<Tree> = parts.iter().take(MAX_CHAIN).filter_map(|part| words(part, at)).collect();
        if trees.len() < 2 {
            return trees.into_iter().next();
        }
        let (how, distance, within) = (How::Near, Distance::Units(units), Within::Turn);
        let pairs = trees.windows(2).map(|pair| {
            Tree::Near(Box::new(Near { how, distance, within, a: pair[0].clone(), b: pair[1].clone(), at }))
        });
        Tree::joined(pairs.collect(), |pairs| Tree::All(Within::Call, pairs))
    }

    fn at_turn_start(&mut self, mut tree: Tree, at: usize) -> Tree {
        match &mut tree {
            Tree::Words(words) => words.pieces.insert(0, Piece::Start),
            _ => self.remarks.add(at, remark::SYNTAX, "`^` before something that is no phrase", "left out"),
        }
        tree
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn after(&self) -> Option<&Token> {
        self.tokens.get(self.next + 1).map(|(token, _)| token)
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

/// Words with wildcards.
fn words(text: &str, at: usize) -> Option<Tree> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    for c in text.chars() {
        let piece = match c {
            '*' => Piece::Any,
            '?' => Piece::One,
            _ => {
                plain.push(c);
                continue;
            }
        };
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        pieces.push(piece);
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    (!pieces.is_empty()).then(|| Tree::Words(Words { pieces, whose: Whose::default(), at }))
}

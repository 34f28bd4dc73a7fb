//! Boolean expressions over the names of conditions: `sale and not (terms or renewal)`.

use std::fmt;
use std::ops::Range;

use crate::rules::diagnostic::{self, Faults};
use crate::rules::value::Located;

/// An expression as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Name(Located<String>),
    Not(Box<Expression>),
    And(Vec<Expression>),
    Or(Vec<Expression>),
}

/// How deep brackets and `not` may lie in each other.
const MAX_DEPTH: usize = 32;

impl Expression {
    /// Reads an expression; `None` after adding a fault. `text.place` is the place of the quoted text in the file.
    pub fn parse(text: &Located<String>, faults: &mut Faults) -> Option<Expression> {
        let mut parser = Parser { tokens: tokens(&text.value), next: 0, text };
        match parser.either(0) {
            Ok(expression) if parser.next == parser.tokens.len() => Some(expression),
            Ok(_) => parser.refuse("expected `and`, `or` or the end", faults),
            Err(wanted) => parser.refuse(wanted, faults),
        }
    }

    /// The names in it with whether each stands under an odd number of `not`s, in the order they were written.
    pub fn names(&self) -> Vec<(&Located<String>, bool)> {
        let mut names = Vec::new();
        self.collect(false, &mut names);
        names
    }

    fn collect<'e>(&'e self, negated: bool, names: &mut Vec<(&'e Located<String>, bool)>) {
        match self {
            Expression::Name(name) => names.push((name, negated)),
            Expression::Not(inner) => inner.collect(!negated, names),
            Expression::And(parts) | Expression::Or(parts) => {
                parts.iter().for_each(|part| part.collect(negated, names))
            }
        }
    }
}

/// As it is written in a rule, with brackets where they are needed.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, parts: &[Expression], word: &str| {
            for (number, part) in parts.iter().enumerate() {
                if number > 0 {
                    write!(f, " {word} ")?;
                }
                match part {
                    Expression::And(_) | Expression::Or(_) => write!(f, "({part})")?,
                    part => write!(f, "{part}")?,
                }
            }
            Ok(())
        };
        match self {
            Expression::Name(name) => f.write_str(&name.value),
            Expression::Not(inner) => match inner.as_ref() {
                Expression::And(_) | Expression::Or(_) => write!(f, "not ({inner})"),
                inner => write!(f, "not {inner}"),
            },
            Expression::And(parts) => joined(f, parts, "and"),
            Expression::Or(parts) => joined(f, parts, "or"),
        }
    }
}

/// Names, brackets; anything else is a token of its own that no rule accepts.
fn tokens(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut tokens = Vec::new();
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let mut rest = 0;
    while let Some(c) = text[rest..].chars().next() {
        let length = match is_name(c) {
            true => text[rest..].find(|c| !is_name(c)).unwrap_or(text.len() - rest),
            false => c.len_utf8(),
        };
        if !c.is_whitespace() {
            tokens.push((rest..rest + length, &text[rest..rest + length]));
        }
        rest += length;
    }
    tokens
}

struct Parser<'t> {
    tokens: Vec<(Range<usize>, &'t str)>,
    next: usize,
    text: &'t Located<String>,
}

type Parsed = Result<Expression, &'static str>;

impl<'t> Parser<'t> {
    fn either(&mut self, depth: usize) -> Parsed {
        let mut parts = vec![self.both(depth)?];
        while self.eat("or") {
            parts.push(self.both(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::Or(parts) })
    }

    fn both(&mut self, depth: usize) -> Parsed {
        let mut parts = vec![self.single(depth)?];
        while self.eat("and") {
            parts.push(self.single(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Expression::And(parts) })
    }

    fn single(&mut self, depth: usize) -> Parsed {
        if depth > MAX_DEPTH {
            return Err("nested too deep");
        }
        if self.eat("not") {
            return Ok(Expression::Not(Box::new(self.single(depth + 1)?)));
        }
        if self.eat("(") {
            let inner = self.either(depth + 1)?;
            return if self.eat(")") { Ok(inner) } else { Err("expected `)`") };
        }
        match self.tokens.get(self.next) {
            Some((range, name)) if !matches!(*name, "and" | "or") && name.starts_with(char::is_alphanumeric) => {
                self.next += 1;
                Ok(Expression::Name(Located::new(name.to_string(), self.place(range))))
            }
            _ => Err("expected the name of a condition, `not` or `(`"),
        }
    }

    fn eat(&mut self, token: &str) -> bool {
        let there = self.tokens.get(self.next).is_some_and(|(_, found)| *found == token);
        self.next += usize::from(there);
        there
    }

    /// In the file: behind the opening quote.
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.text.place.start + 1;
        (start + range.start).min(self.text.place.end)..(start + range.end).min(self.text.place.end)
    }

    fn refuse(&self, wanted: &str, faults: &mut Faults) -> Option<Expression> {
        let place = match self.tokens.get(self.next) {
            Some((range, _)) => self.place(range),
            None => self.text.place.clone(),
        };
        faults
            .at(diagnostic::EXPRESSION, place, "expression cannot be read", wanted)
            .help("an expression joins names of conditions with `and`, `or`, `not` and brackets");
        None
    }
}

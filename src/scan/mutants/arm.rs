//! Drops a condition from an expression.

use std::ops::Range;

use crate::rules::document::RuleDocument;
use crate::rules::expression::Expression;
use crate::scan::mutants::mutant::{Edit, Mutant, Mutation, Part};

pub const ARM: Mutation =
    Mutation { name: "arm", about: "one side of an `and` or an `or` is dropped", is_fault: true, make };

fn make(document: &RuleDocument) -> Vec<Mutant> {
    let mut made = Vec::new();
    for part in Part::ALL {
        let Some(expression) = part.of(document) else { continue };
        for (place, to) in rebuilt(expression, &without_arms) {
            let change = format!("“{expression}” made “{to}”");
            made.push(Mutant { place, change, edit: Edit::Expression { part, to: Some(to) } });
        }
    }
    made
}

/// What can stand in place of one expression, each with the place of what was changed.
pub type Instead = Vec<(Range<usize>, Expression)>;

/// The whole expression with each part of it replaced by each of what `instead` gives for it.
pub fn rebuilt(expression: &Expression, instead: &dyn Fn(&Expression) -> Instead) -> Instead {
    let mut all = instead(expression);
    match expression {
        Expression::Name(_) => {}
        Expression::Not(inner) => {
            let inner = rebuilt(inner, instead).into_iter();
            all.extend(inner.map(|(place, inner)| (place, Expression::Not(Box::new(inner)))));
        }
        Expression::And(parts) => {
            all.extend(each(parts, instead).map(|(place, parts)| (place, Expression::And(parts))))
        }
        Expression::Or(parts) => all.extend(each(parts, instead).map(|(place, parts)| (place, Expression::Or(parts)))),
    }
    all
}

fn each<'e>(
    parts: &'e [Expression],
    instead: &'e dyn Fn(&Expression) -> Instead,
) -> impl Iterator<Item = (Range<usize>, Vec<Expression>)> + 'e {
    parts.iter().enumerate().flat_map(move |(number, part)| {
        rebuilt(part, instead).into_iter().map(move |(place, part)| {
            let mut parts = parts.to_vec();
            parts[number] = part;
            (place, parts)
        })
    })
}

fn without_arms(expression: &Expression) -> Instead {
    let (Expression::And(parts) | Expression::Or(parts)) = expression else { return Vec::new() };
    let without = |number: usize| {
        let mut left = parts.clone();
        left.remove(number);
        let left = match (left.len(), expression) {
            (1, _) => left.remove(0),
            (_, Expression::And(_)) => Expression::And(left),
            _ => Expression::Or(left),
        };
        (place(&parts[number]), left)
    };
    (0..parts.len()).map(without).collect()
}

/// From the first to the last of its names.
pub fn place(expression: &Expression) -> Range<usize> {
    let names = expression.names();
    let places = || names.iter().map(|(name, _)| &name.place);
    let start = places().map(|place| place.start).min().unwrap_or(0);
    start..places().map(|place| place.end).max().unwrap_or(start)
}

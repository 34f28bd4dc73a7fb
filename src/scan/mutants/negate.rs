//! Turns a condition of an expression round.

use crate::rules::document::RuleDocument;
use crate::rules::expression::Expression;
use crate::scan::mutants::arm::{Instead, place, rebuilt};
use crate::scan::mutants::mutant::{Edit, Mutant, Mutation, Part};

pub const NEGATE: Mutation =
    Mutation { name: "negate", about: "a condition becomes `not` itself, or loses its `not`", is_fault: true, make };

fn make(document: &RuleDocument) -> Vec<Mutant> {
    let mut made = Vec::new();
    for part in Part::ALL {
        let Some(expression) = part.of(document) else { continue };
        for (place, to) in rebuilt(expression, &negated) {
            let change = format!("“{expression}” made “{to}”");
            made.push(Mutant { place, change, edit: Edit::Expression { part, to: Some(to) } });
        }
    }
    made
}

fn negated(expression: &Expression) -> Instead {
    match expression {
        Expression::Name(_) => vec![(place(expression), Expression::Not(Box::new(expression.clone())))],
        // Its inside is negated by itself, and `not not x` is what `x` is here.
        Expression::Not(inner) if !matches!(**inner, Expression::Name(_)) => {
            vec![(place(expression), (**inner).clone())]
        }
        _ => Vec::new(),
    }
}

//! Three-valued logic over the conditions of a rule.

use crate::scan::answer::Truth;

/// An expression over the conditions of a rule, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Logic {
    Condition(usize),
    Not(Box<Logic>),
    And(Vec<Logic>),
    Or(Vec<Logic>),
}

impl Logic {
    /// Whether it holds, as Kleene has it: what is decided without the unknown part is decided.
    pub fn truth(&self, of: &dyn Fn(usize) -> Truth) -> Truth {
        match self {
            Logic::Condition(number) => of(*number),
            Logic::Not(inner) => match inner.truth(of) {
                Truth::Holds => Truth::Fails,
                Truth::Fails => Truth::Holds,
                unknown => unknown,
            },
            Logic::And(parts) => fold(parts, of, Truth::Fails, Truth::Holds),
            Logic::Or(parts) => fold(parts, of, Truth::Holds, Truth::Fails),
        }
    }

    /// The conditions in it, each once, in the order they were written.
    pub fn conditions(&self) -> Vec<usize> {
        let mut numbers = Vec::new();
        self.collect(&mut numbers);
        numbers
    }

    fn collect(&self, numbers: &mut Vec<usize>) {
        match self {
            Logic::Condition(number) if !numbers.contains(number) => numbers.push(*number),
            Logic::Condition(_) => {}
            Logic::Not(inner) => inner.collect(numbers),
            Logic::And(parts) | Logic::Or(parts) => parts.iter().for_each(|part| part.collect(numbers)),
        }
    }
}

/// `decisive` as soon as one part is; else unknown as soon as one part is; else `neutral`.
fn fold(parts: &[Logic], of: &dyn Fn(usize) -> Truth, decisive: Truth, neutral: Truth) -> Truth {
    let mut result = neutral;
    for part in parts {
        match part.truth(of) {
            truth if truth == decisive => return decisive,
            Truth::Unknown(missing) if !matches!(result, Truth::Unknown(_)) => result = Truth::Unknown(missing),
            _ => {}
        }
    }
    result
}

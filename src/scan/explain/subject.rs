//! A rule and a call that are to be explained, with what the judge said about them.

use crate::call::party::Party;
use crate::call::time::Span;
use crate::scan::anchor::Near;
use crate::scan::answer::{Answer, Truth};
use crate::scan::heard::Heard;
use crate::scan::hit::Hit;
use crate::scan::ruleset::{CompiledCondition, CompiledRule};
use crate::scan::window::window;

/// A rule and a call, as the judge saw them.
#[derive(Clone, Copy)]
pub struct Subject<'a, 't> {
    pub rule: &'a CompiledRule,
    pub heard: &'a Heard<'t>,
    /// Of all conditions, whether they were needed or not.
    pub answers: &'a [Answer],
    /// For every condition that found nothing, why it may only have been missed.
    pub missed: &'a [Option<String>],
}

impl<'a> Subject<'a, '_> {
    /// The conditions with their numbers and answers.
    pub fn conditions(&self) -> impl Iterator<Item = (usize, &'a CompiledCondition, &'a Answer)> {
        let all = self.rule.conditions.iter().zip(self.answers).enumerate();
        all.map(|(number, (asked, answer))| (number, asked, answer))
    }

    /// Whether a condition holds, as the rule's expression is told.
    pub fn truth(&self, number: usize) -> Truth {
        match self.missed.get(number) {
            Some(Some(why)) => Truth::Unknown(why.clone()),
            _ => self.answers[number].truth.clone(),
        }
    }

    /// What a condition has to be near, with what that found.
    pub fn anchor(&self, asked: &'a CompiledCondition) -> Option<Near<'a>> {
        Near::of(asked.scope.around.as_ref(), asked.around, self.answers)
    }

    /// What a condition must not be near, with what that found.
    pub fn exception(&self, asked: &'a CompiledCondition) -> Option<Near<'a>> {
        Near::of(asked.scope.unless_near.as_ref(), asked.unless_near, self.answers)
    }

    /// The part of the call a condition's scope names, whatever it is near.
    pub fn window(&self, asked: &CompiledCondition) -> Span {
        window(self.heard, &asked.scope)
    }

    /// Who would say what a condition asks for: the first of its parties that is heard.
    pub fn speaker(&self, asked: &CompiledCondition) -> Option<Party> {
        let own = || asked.scope.parties.iter().copied().filter(|party| party.is_known());
        own().find(|party| self.heard.hears(*party)).or_else(|| own().next())
    }

    /// The hits of conditions that this one would excuse.
    pub fn excusable(&self, number: usize) -> Vec<&'a Hit> {
        let excused = self.conditions().filter(|(_, asked, _)| asked.unless_near == Some(number));
        excused.flat_map(|(_, _, answer)| &answer.hits).collect()
    }
}

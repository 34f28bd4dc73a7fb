//! What a finding rests on: the hits of what was found, and what was searched for what was not.

use crate::call::finding::{Evidence, Kind, NearMiss};
use crate::call::time::Span;
use crate::scan::anchor::Near;
use crate::scan::answer::{Answer, Truth};
use crate::scan::heard::Heard;
use crate::scan::lack::{Lack, Places};
use crate::scan::logic::Logic;
use crate::scan::nearest::{nearest, nearest_to};
use crate::scan::ruleset::{CompiledCondition, CompiledRule};

/// As many places as a person wants to read of those that lack what each needs; the rest are counted.
const LACKING: usize = 10;

/// A rule with the answers of its conditions.
#[derive(Clone, Copy)]
pub struct Case<'c, 't> {
    pub rule: &'c CompiledRule,
    pub heard: &'c Heard<'t>,
    pub answers: &'c [Answer],
    pub detail: Detail,
}

/// How much is told of what a rule rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    Full,
    /// What happened, and not what was searched for in vain. Scores count what happened.
    Happened,
}

/// Whether what came closest is told with what is missing. Only a violation needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misses {
    Told,
    Untold,
}

impl Case<'_, '_> {
    /// The hits of all conditions of an expression that hold; where none does (`not abuse`), what was searched.
    pub fn presences(&self, logic: &Logic) -> Vec<Evidence> {
        let numbers = logic.conditions();
        let holding = numbers.iter().filter(|number| self.answers[**number].truth == Truth::Holds);
        let proof: Vec<Evidence> = holding.flat_map(|number| self.proof(*number)).collect();
        if proof.is_empty() { self.absences(logic, Misses::Untold) } else { proof }
    }

    /// What a condition that holds rests on: its hits, or what was searched where it wants none.
    fn proof(&self, number: usize) -> Vec<Evidence> {
        let misses = if self.rule.kind == Kind::Forbid { Misses::Told } else { Misses::Untold };
        match self.rule.conditions[number].condition.is_absence() {
            true => self.absence(number, misses),
            false => self.hits_of(number),
        }
    }

    /// What was searched and not found, for all conditions of an expression that fail. Where all hold (`not abuse` fails
    /// because there was abuse), their hits.
    pub fn absences(&self, logic: &Logic, misses: Misses) -> Vec<Evidence> {
        let numbers = logic.conditions();
        let failing: Vec<usize> =
            numbers.iter().copied().filter(|number| self.answers[*number].truth != Truth::Holds).collect();
        if failing.is_empty() {
            return numbers.iter().flat_map(|number| self.proof(*number)).collect();
        }
        // Near something that is not there nothing was searched: its absence says it all.
        let searched: Vec<usize> = failing.iter().copied().filter(|number| !self.is_unanchored(*number)).collect();
        let told = if searched.is_empty() { failing } else { searched };
        told.into_iter().flat_map(|number| self.refutation(number, misses)).collect()
    }

    /// Why a condition does not hold: what was searched, or the hits where it wants none.
    fn refutation(&self, number: usize, misses: Misses) -> Vec<Evidence> {
        match self.rule.conditions[number].condition.is_absence() && !self.answers[number].hits.is_empty() {
            true => self.hits_of(number),
            false => self.absence(number, misses),
        }
    }

    fn hits_of(&self, number: usize) -> Vec<Evidence> {
        self.answers[number].hits.iter().map(|hit| hit.evidence.clone()).collect()
    }

    fn is_unanchored(&self, number: usize) -> bool {
        let around = self.rule.conditions[number].around;
        around.is_some_and(|anchor| self.answers[anchor].hits.is_empty())
    }

    fn absence(&self, number: usize, misses: Misses) -> Vec<Evidence> {
        let (asked, answer) = (&self.rule.conditions[number], &self.answers[number]);
        if !answer.elsewhere.is_empty() {
            return answer.elsewhere.clone();
        }
        match &answer.places {
            Some(places) if !places.lacking.is_empty() => self.lacking(asked, answer, places, misses),
            _ => {
                let nearest = || match misses {
                    Misses::Told => nearest(self.heard, asked, answer),
                    Misses::Untold => None,
                };
                let missing = self.missing(asked, answer.window, nearest);
                self.too_few(asked, answer).into_iter().chain(missing).collect()
            }
        }
    }

    /// That the anchor was found, but not as often as it is asked for: there is no second sale to look near.
    fn too_few(&self, asked: &CompiledCondition, answer: &Answer) -> Option<Evidence> {
        let number = asked.around?;
        let near = Near::of(asked.scope.around.as_ref(), Some(number), self.answers)?;
        let (name, found) = (&self.rule.conditions[number].name, near.answer.hits.len());
        let is_short = near.answer.truth == Truth::Holds && found > 0 && near.hits().is_empty();
        let what = || format!("`{name}` was found {found} times, and `{}` is looked for near another one", asked.name);
        is_short.then(|| Evidence::Measured { condition: asked.name.clone(), span: answer.window, what: what() })
    }

    /// How many places lack what each needs, and the first of them with what they are near.
    fn lacking(&self, asked: &CompiledCondition, answer: &Answer, places: &Places, misses: Misses) -> Vec<Evidence> {
        let anchor = asked.around.map(|number| (&self.rule.conditions[number].name, &self.answers[number].hits));
        let of_anchor = |lack: &Lack| anchor.zip(lack.anchor_hit).and_then(|((_, hits), number)| hits.get(number));
        let (lack, all) = (places.lacking.len(), places.asked);
        let what = match anchor.filter(|_| places.lacking.iter().any(|lack| lack.anchor_hit.is_some())) {
            Some((anchor, _)) => format!("`{}` is missing near {lack} of {all} hits of `{anchor}`", asked.name),
            None => format!("`{}` is missing in {lack} of {all} {}s", asked.name, asked.scope.unit.name()),
        };
        let mut evidence = vec![Evidence::Measured { condition: asked.name.clone(), span: answer.window, what }];
        for lack in places.lacking.iter().take(LACKING) {
            evidence.extend(of_anchor(lack).map(|hit| hit.evidence.clone()));
            let nearest = || match misses {
                Misses::Told => nearest_to(self.heard, asked, answer, lack),
                Misses::Untold => None,
            };
            evidence.extend(self.missing(asked, lack.span, nearest));
        }
        evidence
    }

    /// What was searched for in vain, where that is told.
    fn missing(
        &self,
        asked: &CompiledCondition,
        span: Span,
        nearest: impl FnOnce() -> Option<NearMiss>,
    ) -> Option<Evidence> {
        (self.detail == Detail::Full).then(|| Evidence::Missing {
            condition: asked.name.clone(),
            party: match asked.scope.parties.as_slice() {
                [party] => Some(*party),
                _ => None,
            },
            span,
            utterances: self.heard.within(span, &asked.scope.parties).count() as u32,
            looked_for: asked.looked_for.clone(),
            nearest: nearest().map(Box::new),
        })
    }
}

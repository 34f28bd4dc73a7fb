//! Judges a call: one finding per rule.

use crate::call::finding::{Evidence, Finding, Kind, Outcome};
use crate::call::transcript::Transcript;
use crate::scan::answer::{Answer, Truth, answers, ask_further};
use crate::scan::heard::Heard;
use crate::scan::lexicon::PhraseHits;
use crate::scan::nearest::nearest;
use crate::scan::ruleset::{CompiledRule, Logic, RuleSet};

/// As many phrases as a person wants to read when told what was looked for.
const LOOKED_FOR: usize = 5;

/// What every rule of a set says about a call, in order of rule id. Pure: no clock, no files, no threads.
pub fn judge(rules: &RuleSet, transcript: &Transcript) -> Vec<Finding> {
    let ready = Ready::of(rules, transcript);
    rules.rules.iter().map(|rule| ready.judge(rule)).collect()
}

/// As [`judge`], without the evidence of what was searched for in vain, which takes longest to put together. Outcomes are
/// the same, and so is every score.
pub fn decide(rules: &RuleSet, transcript: &Transcript) -> Vec<Finding> {
    let ready = Ready::of(rules, transcript);
    rules.rules.iter().map(|rule| ready.decide(rule)).collect()
}

/// What one rule of a set says about a call.
pub fn judge_one(rules: &RuleSet, rule: &CompiledRule, transcript: &Transcript) -> Finding {
    Ready::of(rules, transcript).judge(rule)
}

/// A call made ready for a rule set, to be judged rule by rule.
pub struct Ready<'t> {
    heard: Heard<'t>,
    phrase_hits: PhraseHits,
}

impl<'t> Ready<'t> {
    pub fn of(rules: &RuleSet, transcript: &'t Transcript) -> Ready<'t> {
        let heard = Heard::of(transcript);
        let phrase_hits = rules.lexicon.search(&heard);
        Ready { heard, phrase_hits }
    }

    /// What a rule of the set says, with all its evidence.
    pub fn judge(&self, rule: &CompiledRule) -> Finding {
        self.finding(rule, Detail::Full)
    }

    /// What a rule of the set says, with the evidence of what happened alone.
    pub fn decide(&self, rule: &CompiledRule) -> Finding {
        self.finding(rule, Detail::Happened)
    }

    /// What the conditions of a rule of the set say.
    pub fn answers(&self, rule: &CompiledRule) -> Vec<Answer> {
        answers(&self.heard, &self.phrase_hits, &rule.conditions)
    }

    /// The answers a finding rests on. Most calls do not have what is `given`: nobody looks at what comes after it then.
    fn needed(&self, rule: &CompiledRule) -> Vec<Answer> {
        let Some(given) = &rule.given else { return self.answers(rule) };
        let mut numbers = Vec::new();
        conditions_of(given, &mut numbers);
        let first = numbers.into_iter().max().map_or(0, |last| last + 1);
        let mut answers = answers(&self.heard, &self.phrase_hits, &rule.conditions[..first]);
        let case = Case { rule, heard: &self.heard, answers: &answers, detail: Detail::Happened };
        if case.truth(given) == Truth::Holds {
            ask_further(&self.heard, &self.phrase_hits, &rule.conditions, &mut answers);
        }
        answers
    }

    fn finding(&self, rule: &CompiledRule, detail: Detail) -> Finding {
        let answers = self.needed(rule);
        let case = Case { rule, heard: &self.heard, answers: &answers, detail };
        let (outcome, mut evidence) = case.decide();
        evidence.sort_by_key(Evidence::start);
        evidence.dedup();
        let (title, kind, severity) = (rule.title.clone(), rule.kind, rule.severity);
        Finding { rule: rule.id.clone(), title, kind, outcome, severity, evidence }
    }
}

/// How much is told of what a rule rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    Full,
    /// What happened, and not what was searched for in vain. Scores count what happened.
    Happened,
}

/// A rule with the answers of its conditions.
struct Case<'c, 't> {
    rule: &'c CompiledRule,
    heard: &'c Heard<'t>,
    answers: &'c [Answer],
    detail: Detail,
}

impl Case<'_, '_> {
    fn decide(&self) -> (Outcome, Vec<Evidence>) {
        let rule = self.rule;
        if let Some(given) = &rule.given {
            match self.truth(given) {
                Truth::Holds => {}
                Truth::Fails => return (Outcome::NotApplicable, self.absences(given, false)),
                Truth::Unknown(missing) => return not_evaluable(missing),
            }
        }
        let truth = self.truth(&rule.expression);
        let decided_by_exception = rule.kind == Kind::Require && truth == Truth::Holds;
        if let Some(unless) = rule.unless.as_ref().filter(|_| !decided_by_exception) {
            match self.truth(unless) {
                Truth::Holds => return (Outcome::NotApplicable, self.presences(unless)),
                // An exception in doubt matters only where there is something to excuse.
                Truth::Unknown(missing) if self.is_bad(&truth) => return not_evaluable(missing),
                Truth::Fails | Truth::Unknown(_) => {}
            }
        }
        let expression = &rule.expression;
        match (truth, rule.kind) {
            (Truth::Unknown(missing), _) => not_evaluable(missing),
            (Truth::Holds, Kind::Require) => (Outcome::Met, self.presences(expression)),
            (Truth::Fails, Kind::Require) => {
                // What did happen (the sale without its terms) is part of the proof.
                let mut evidence = rule.given.as_ref().map(|given| self.presences(given)).unwrap_or_default();
                evidence.extend(self.absences(expression, true));
                (Outcome::Violated, evidence)
            }
            (Truth::Holds, Kind::Forbid) => (Outcome::Violated, self.presences(expression)),
            (Truth::Fails, Kind::Forbid) => (Outcome::Met, self.absences(expression, false)),
            (Truth::Holds, Kind::Note) => (Outcome::Noted, self.presences(expression)),
            (Truth::Fails, Kind::Note) => (Outcome::NotApplicable, self.absences(expression, false)),
        }
    }

    fn is_bad(&self, truth: &Truth) -> bool {
        match self.rule.kind {
            Kind::Require => *truth == Truth::Fails,
            Kind::Forbid | Kind::Note => *truth == Truth::Holds,
        }
    }

    /// Three-valued logic (Kleene): what is decided without the unknown part is decided.
    fn truth(&self, logic: &Logic) -> Truth {
        match logic {
            Logic::Condition(number) => self.answers[*number].truth.clone(),
            Logic::Not(inner) => match self.truth(inner) {
                Truth::Holds => Truth::Fails,
                Truth::Fails => Truth::Holds,
                unknown => unknown,
            },
            Logic::And(parts) => self.fold(parts, Truth::Fails, Truth::Holds),
            Logic::Or(parts) => self.fold(parts, Truth::Holds, Truth::Fails),
        }
    }

    /// `decisive` as soon as one part is; else unknown as soon as one part is; else `neutral`.
    fn fold(&self, parts: &[Logic], decisive: Truth, neutral: Truth) -> Truth {
        let mut result = neutral;
        for part in parts {
            match self.truth(part) {
                truth if truth == decisive => return decisive,
                Truth::Unknown(missing) if !matches!(result, Truth::Unknown(_)) => result = Truth::Unknown(missing),
                _ => {}
            }
        }
        result
    }

    /// The hits of all conditions of an expression that hold; where none does (`not abuse`), what was searched.
    fn presences(&self, logic: &Logic) -> Vec<Evidence> {
        let mut numbers = Vec::new();
        conditions_of(logic, &mut numbers);
        let holding = numbers.iter().filter(|number| self.answers[**number].truth == Truth::Holds);
        let hits: Vec<Evidence> =
            holding.flat_map(|number| self.answers[*number].hits.iter().map(|hit| hit.evidence.clone())).collect();
        if hits.is_empty() { self.absences(logic, false) } else { hits }
    }

    /// What was searched and not found, for all conditions of an expression that fail. Where all hold (`not abuse` fails
    /// because there was abuse), their hits.
    fn absences(&self, logic: &Logic, with_nearest: bool) -> Vec<Evidence> {
        let mut numbers = Vec::new();
        conditions_of(logic, &mut numbers);
        let failing: Vec<usize> =
            numbers.iter().copied().filter(|number| self.answers[*number].truth != Truth::Holds).collect();
        match failing.is_empty() {
            true => numbers
                .iter()
                .flat_map(|number| self.answers[*number].hits.iter().map(|hit| hit.evidence.clone()))
                .collect(),
            false if self.detail == Detail::Happened => Vec::new(),
            false => {
                // Near something that is not there nothing was searched: its absence says it all.
                let searched = failing.iter().copied().filter(|number| !self.is_unanchored(*number));
                let searched: Vec<usize> = searched.collect();
                let told = if searched.is_empty() { failing } else { searched };
                told.into_iter().map(|number| self.absence(number, with_nearest)).collect()
            }
        }
    }

    fn is_unanchored(&self, number: usize) -> bool {
        let around = self.rule.conditions[number].around;
        around.is_some_and(|anchor| self.answers[anchor].hits.is_empty())
    }

    fn absence(&self, number: usize, with_nearest: bool) -> Evidence {
        let (asked, answer) = (&self.rule.conditions[number], &self.answers[number]);
        let mut looked_for = asked.condition.looked_for();
        let more = looked_for.len().saturating_sub(LOOKED_FOR);
        looked_for.truncate(LOOKED_FOR);
        if more > 0 {
            looked_for.push(format!("… and {more} more"));
        }
        let nearest = if with_nearest { nearest(self.heard, asked, answer) } else { None };
        Evidence::Missing {
            condition: asked.name.clone(),
            party: match asked.scope.parties.as_slice() {
                [party] => Some(*party),
                _ => None,
            },
            span: answer.window,
            utterances: self.heard.within(answer.window, &asked.scope.parties).count() as u32,
            looked_for,
            nearest: nearest.map(Box::new),
        }
    }
}

fn not_evaluable(missing: String) -> (Outcome, Vec<Evidence>) {
    (Outcome::NotEvaluable, vec![Evidence::Unknown { missing }])
}

fn conditions_of(logic: &Logic, numbers: &mut Vec<usize>) {
    match logic {
        Logic::Condition(number) if !numbers.contains(number) => numbers.push(*number),
        Logic::Condition(_) => {}
        Logic::Not(inner) => conditions_of(inner, numbers),
        Logic::And(parts) | Logic::Or(parts) => parts.iter().for_each(|part| conditions_of(part, numbers)),
    }
}

#[cfg(test)]
mod tests;

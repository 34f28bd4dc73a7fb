//! Judges a call: one finding per rule.

use crate::call::finding::{Evidence, Finding, Kind, Outcome};
use crate::call::recording::Call;
use crate::call::time::Span;
use crate::call::transcript::{Confidence, Transcript};
use crate::scan::answer::{Answer, Truth, answers, ask_further};
use crate::scan::call_check::{Checked, check, out_of_force};
use crate::scan::doubt;
use crate::scan::heard::Heard;
use crate::scan::lexicon::PhraseHits;
use crate::scan::proof::{Case, Detail, Misses};
use crate::scan::ruleset::{CompiledRule, RuleSet};

/// What every rule of a set says about a call, in order of rule id. Pure: no clock, no files, no threads.
pub fn judge(rules: &RuleSet, call: &Call, transcript: &Transcript) -> Vec<Finding> {
    let ready = Ready::of(rules, call, transcript);
    rules.rules.iter().map(|rule| ready.judge(rule)).collect()
}

/// As [`judge`], without the evidence of what was searched for in vain, which takes longest to put together. Outcomes are
/// the same, and so is every score.
pub fn decide(rules: &RuleSet, call: &Call, transcript: &Transcript) -> Vec<Finding> {
    let ready = Ready::of(rules, call, transcript);
    rules.rules.iter().map(|rule| ready.decide(rule)).collect()
}

/// A call made ready for a rule set, to be judged rule by rule.
pub struct Ready<'t> {
    heard: Heard<'t>,
    phrase_hits: PhraseHits,
}

impl<'t> Ready<'t> {
    pub fn of(rules: &RuleSet, call: &'t Call, transcript: &'t Transcript) -> Ready<'t> {
        let heard = Heard::of(call, transcript);
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

    /// The call as conditions see it.
    pub fn heard(&self) -> &Heard<'t> {
        &self.heard
    }

    /// Why a rule of the set is not for this call, or why that cannot be known, with the outcome that makes.
    pub fn not_for(&self, rule: &CompiledRule) -> Option<(Outcome, Vec<Evidence>)> {
        not_for(rule, &self.heard)
    }

    /// For every condition that found nothing, why it may only have been missed; needs the answers of all of them.
    pub fn missed(&self, rule: &CompiledRule, answers: &[Answer]) -> Vec<Option<String>> {
        match rule.min_confidence {
            Some(least) => missed(&Case { rule, heard: &self.heard, answers, detail: Detail::Happened }, least),
            None => vec![None; answers.len()],
        }
    }

    /// The answers a finding rests on. Most calls do not have what is `given`: nobody looks at what comes after it then.
    fn needed(&self, rule: &CompiledRule) -> Vec<Answer> {
        let Some(given) = &rule.given else { return self.answers(rule) };
        let first = given.conditions().into_iter().max().map_or(0, |last| last + 1);
        let mut answers = answers(&self.heard, &self.phrase_hits, &rule.conditions[..first]);
        if given.truth(&|number: usize| answers[number].truth.clone()) == Truth::Holds {
            ask_further(&self.heard, &self.phrase_hits, &rule.conditions, &mut answers);
        }
        answers
    }

    fn finding(&self, rule: &CompiledRule, detail: Detail) -> Finding {
        let heard = &self.heard;
        let (outcome, mut evidence) = match not_for(rule, heard) {
            Some(decided) => decided,
            None => outcome_of(&Case { rule, heard, answers: &self.needed(rule), detail }),
        };
        evidence.sort_by_key(Evidence::start);
        evidence.dedup();
        let (title, kind, severity) = (rule.title.clone(), rule.kind, rule.severity);
        Finding { rule: rule.id.clone(), title, kind, outcome, severity, evidence }
    }
}

type Decided = (Outcome, Vec<Evidence>);

/// Why a rule is not for this call: it was not in force, or is for calls of another kind.
fn not_for(rule: &CompiledRule, heard: &Heard<'_>) -> Option<Decided> {
    if let Some(compared) = rule.valid.and_then(|valid| out_of_force(&valid, heard)) {
        return Some((Outcome::NotApplicable, vec![compared]));
    }
    match check(&rule.call, heard) {
        Checked::Holds => None,
        Checked::Fails(compared) => Some((Outcome::NotApplicable, compared)),
        Checked::Unknown(missing) => Some(not_evaluable(missing)),
    }
}

fn outcome_of(case: &Case<'_, '_>) -> Decided {
    let rule = case.rule;
    let heard_truth = |number: usize| case.answers[number].truth.clone();
    if let Some(given) = &rule.given {
        match given.truth(&heard_truth) {
            Truth::Holds => {}
            Truth::Fails => return (Outcome::NotApplicable, case.absences(given, Misses::Untold)),
            Truth::Unknown(missing) => return not_evaluable(missing),
        }
    }
    let truth = match rule.min_confidence {
        Some(least) => {
            let missed = missed(case, least);
            rule.expression.truth(&|number| missed[number].clone().map_or_else(|| heard_truth(number), Truth::Unknown))
        }
        None => rule.expression.truth(&heard_truth),
    };
    let decided_by_exception = rule.kind == Kind::Require && truth == Truth::Holds;
    if let Some(unless) = rule.unless.as_ref().filter(|_| !decided_by_exception) {
        match unless.truth(&heard_truth) {
            Truth::Holds => return (Outcome::NotApplicable, case.presences(unless)),
            // An exception in doubt matters only where there is something to excuse.
            Truth::Unknown(missing) if is_bad(rule.kind, &truth) => return not_evaluable(missing),
            Truth::Fails | Truth::Unknown(_) => {}
        }
    }
    let expression = &rule.expression;
    match (truth, rule.kind) {
        (Truth::Unknown(missing), _) => not_evaluable(missing),
        (Truth::Holds, Kind::Require) => (Outcome::Met, case.presences(expression)),
        (Truth::Fails, Kind::Require) => {
            // What did happen (the sale without its terms) is part of the proof.
            let mut evidence = rule.given.as_ref().map(|given| case.presences(given)).unwrap_or_default();
            evidence.extend(case.absences(expression, Misses::Told));
            (Outcome::Violated, evidence)
        }
        (Truth::Holds, Kind::Forbid) => (Outcome::Violated, case.presences(expression)),
        (Truth::Fails, Kind::Forbid) => (Outcome::Met, case.absences(expression, Misses::Untold)),
        (Truth::Holds, Kind::Note) => (Outcome::Noted, case.presences(expression)),
        (Truth::Fails, Kind::Note) => (Outcome::NotApplicable, case.absences(expression, Misses::Untold)),
    }
}

fn is_bad(kind: Kind, truth: &Truth) -> bool {
    match kind {
        Kind::Require => *truth == Truth::Fails,
        Kind::Forbid | Kind::Note => *truth == Truth::Holds,
    }
}

/// For every condition that found nothing, why it may only have been missed: the speech it was looked for in, or the speech that
/// what it is near was looked for in, is too unclear. What was found stays found.
fn missed(case: &Case<'_, '_>, least: Confidence) -> Vec<Option<String>> {
    let mut missed: Vec<Option<String>> = Vec::with_capacity(case.answers.len());
    for (asked, answer) in case.rule.conditions.iter().zip(case.answers) {
        let own = || match asked.condition.reads_words() {
            true => doubt::of_speech(case.heard, &asked.scope.parties, &searched(answer), least),
            false => None,
        };
        let not_found = if asked.condition.is_absence() { Truth::Holds } else { Truth::Fails };
        let why = match answer.truth == not_found && answer.elsewhere.is_empty() {
            true => asked.around.and_then(|anchor| missed[anchor].clone()).or_else(own),
            false => None,
        };
        missed.push(why);
    }
    missed
}

/// The stretches in all of which a condition would have to have been missed.
fn searched(answer: &Answer) -> Vec<Span> {
    match &answer.places {
        Some(places) => places.lacking.iter().map(|lack| lack.span).collect(),
        None => vec![answer.window],
    }
}

fn not_evaluable(missing: String) -> Decided {
    (Outcome::NotEvaluable, vec![Evidence::Unknown { missing }])
}

#[cfg(test)]
mod tests;

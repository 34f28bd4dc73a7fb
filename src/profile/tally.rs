//! Counts what rules find and which phrases they find it by.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::call::finding::{Evidence, Finding, Outcome};
use crate::call::party::Party;
use crate::call::time::Span;
use crate::scan::answer::Answer;
use crate::scan::ruleset::{CompiledCondition, CompiledRule};

/// What one rule cost and found, on the calls that were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleTally {
    pub time: Duration,
    /// Calls on which it was violated or noted something.
    pub hits: u64,
    /// Hits where no other rule found anything in the same place.
    pub unique: u64,
    /// By the number of another rule: hits where that one found something in the same place.
    pub with: BTreeMap<usize, u64>,
    /// By condition.
    pub conditions: Vec<ConditionTally>,
}

/// What one condition found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConditionTally {
    /// In its scope: what counts.
    pub hits: u64,
    /// Said by somebody else, too early, too late, or near an exception.
    pub elsewhere: u64,
    /// By phrase: in scope, and elsewhere. Empty where it looks for none.
    pub phrases: Vec<(u64, u64)>,
}

/// What the rules of a set cost and found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub calls: u64,
    /// A fault of the program stopped their judging.
    pub faults: u64,
    /// Reading calls from the store.
    pub reading: Duration,
    /// Folding what was said, and looking for all phrases at once.
    pub readying: Duration,
    /// By rule, in the order of the set.
    pub rules: Vec<RuleTally>,
}

/// What one rule said of one call.
pub struct Judged {
    pub finding: Finding,
    pub answers: Vec<Answer>,
    pub time: Duration,
}

impl Tally {
    pub fn new(rules: &[CompiledRule]) -> Tally {
        let phrases = |condition: &CompiledCondition| vec![(0, 0); condition.condition.phrases().len()];
        let condition =
            |condition: &CompiledCondition| ConditionTally { phrases: phrases(condition), ..ConditionTally::default() };
        let rule = |rule: &CompiledRule| RuleTally {
            conditions: rule.conditions.iter().map(condition).collect(),
            ..RuleTally::default()
        };
        let (reading, readying) = (Duration::ZERO, Duration::ZERO);
        Tally { calls: 0, faults: 0, reading, readying, rules: rules.iter().map(rule).collect() }
    }

    /// Adds what every rule of the set said of one call, in the order of the set.
    pub fn add(&mut self, judged: &[Judged]) {
        self.calls += 1;
        let places: Vec<Option<Vec<Place>>> = judged.iter().map(|judged| places(&judged.finding)).collect();
        for (number, (tally, judged)) in self.rules.iter_mut().zip(judged).enumerate() {
            tally.time += judged.time;
            for (condition, answer) in tally.conditions.iter_mut().zip(&judged.answers) {
                condition.add(answer);
            }
            let Some(own) = &places[number] else { continue };
            tally.hits += 1;
            let others = places.iter().enumerate().filter(|(other, _)| *other != number);
            let sharing = others.filter(|(_, places)| places.as_ref().is_some_and(|places| share(own, places)));
            let mut is_unique = true;
            for (other, _) in sharing {
                is_unique = false;
                *tally.with.entry(other).or_default() += 1;
            }
            tally.unique += u64::from(is_unique);
        }
    }

    /// Takes in what another thread counted.
    pub fn merge(&mut self, other: Tally) {
        self.calls += other.calls;
        self.faults += other.faults;
        self.reading += other.reading;
        self.readying += other.readying;
        self.rules.iter_mut().zip(other.rules).for_each(|(tally, other)| tally.merge(other));
    }
}

impl RuleTally {
    fn merge(&mut self, other: RuleTally) {
        self.time += other.time;
        self.hits += other.hits;
        self.unique += other.unique;
        other.with.into_iter().for_each(|(rule, hits)| *self.with.entry(rule).or_default() += hits);
        self.conditions.iter_mut().zip(other.conditions).for_each(|(tally, other)| tally.merge(other));
    }
}

impl ConditionTally {
    fn add(&mut self, answer: &Answer) {
        self.hits += answer.hits.len() as u64;
        self.elsewhere += answer.outside.len() as u64;
        for hit in &answer.hits {
            if let Some((hits, _)) = self.phrases.get_mut(hit.item as usize) {
                *hits += 1;
            }
        }
        for hit in &answer.outside {
            if let Some((_, elsewhere)) = self.phrases.get_mut(hit.item as usize) {
                *elsewhere += 1;
            }
        }
    }

    fn merge(&mut self, other: ConditionTally) {
        self.hits += other.hits;
        self.elsewhere += other.elsewhere;
        for ((hits, elsewhere), (more_hits, more_elsewhere)) in self.phrases.iter_mut().zip(other.phrases) {
            *hits += more_hits;
            *elsewhere += more_elsewhere;
        }
    }
}

/// Where something happened, and by whom where somebody did it.
type Place = (Option<Party>, Span);

/// The places of what a rule found; `None` where it found nothing to act on. What is only missing has no place.
fn places(finding: &Finding) -> Option<Vec<Place>> {
    let is_hit = matches!(finding.outcome, Outcome::Violated | Outcome::Noted);
    let place = |evidence: &Evidence| match evidence {
        Evidence::Missing { .. } | Evidence::Compared { .. } | Evidence::Unknown { .. } => None,
        Evidence::Said { party, span, .. } | Evidence::Overlap { party, span, .. } => Some((Some(*party), *span)),
        Evidence::Silence { span, .. } | Evidence::Measured { span, .. } => Some((None, *span)),
    };
    is_hit.then(|| finding.evidence.iter().filter_map(place).collect())
}

/// Whether two findings rest on the same place.
fn share(a: &[Place], b: &[Place]) -> bool {
    a.iter().any(|(party, span)| b.iter().any(|(other, at)| party == other && span.overlap(*at).is_some()))
}

#[cfg(test)]
mod tests;

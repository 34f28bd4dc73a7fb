//! What is read of a profile: plain values, ready to be printed or written as JSON.

use std::time::Duration;

use serde::Serialize;

use crate::profile::tally::{ConditionTally, RuleTally, Tally};
use crate::scan::ruleset::{CompiledCondition, CompiledRule, RuleSet};

/// Which form of report this is. A new number where a field goes away or means something else; fields may be added.
pub const SCHEMA: u32 = 1;

/// What the rules of a pack cost and found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Profile {
    pub schema: u32,
    pub pack: String,
    pub hash: String,
    /// Drafts that were judged nevertheless.
    pub drafts: Vec<String>,
    pub calls: u64,
    /// Calls that could not be judged: a fault of the program.
    pub faults: u64,
    pub took_ms: u64,
    /// By the clock on the wall, all threads added up: to read calls from the store, to fold them and look for all phrases
    /// at once, and to judge by the rules.
    pub reading_us: u64,
    pub readying_us: u64,
    pub judging_us: u64,
    /// Of all rules, and how many of them were never found where their rule looks.
    pub phrases: u64,
    pub dead_phrases: u64,
    /// Those that take longest first.
    pub rules: Vec<RuleProfile>,
}

/// What one rule costs and finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleProfile {
    pub rule: String,
    pub title: String,
    pub time_us: u64,
    /// Its part of the time of all rules, in thousandths.
    pub share: u64,
    /// Calls on which it was violated or noted something.
    pub hits: u64,
    /// Hits where no other rule found anything in the same place.
    pub unique: u64,
    /// Other rules that found something in the same place, those that did most often first.
    pub overlaps: Vec<Overlap>,
    pub conditions: Vec<ConditionProfile>,
}

/// Another rule that finds something in the same place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overlap {
    pub rule: String,
    pub hits: u64,
}

/// What one condition finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConditionProfile {
    pub condition: String,
    /// Places in its scope.
    pub hits: u64,
    /// Places elsewhere: said by somebody else, too early, too late, or near an exception.
    pub elsewhere: u64,
    /// As the rule has them; empty where it looks for none.
    pub phrases: Vec<PhraseProfile>,
}

/// How often a phrase is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PhraseProfile {
    pub phrase: String,
    pub hits: u64,
    pub elsewhere: u64,
}

impl Profile {
    pub fn of(rules: &RuleSet, drafts: Vec<String>, tally: &Tally, took: Duration) -> Profile {
        let judging: Duration = tally.rules.iter().map(|rule| rule.time).sum();
        let profile = |(rule, tally): (&CompiledRule, &RuleTally)| rule_profile(rules, rule, tally, judging);
        let mut profiles: Vec<RuleProfile> = rules.rules.iter().zip(&tally.rules).map(profile).collect();
        profiles.sort_by_key(|rule| std::cmp::Reverse(rule.time_us));
        let phrases = || profiles.iter().flat_map(|rule| &rule.conditions).flat_map(|condition| &condition.phrases);
        Profile {
            schema: SCHEMA,
            pack: rules.name_and_version.clone(),
            hash: rules.hash.clone(),
            drafts,
            calls: tally.calls,
            faults: tally.faults,
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            reading_us: micros(tally.reading),
            readying_us: micros(tally.readying),
            judging_us: micros(judging),
            phrases: phrases().count() as u64,
            dead_phrases: phrases().filter(|phrase| phrase.hits == 0).count() as u64,
            rules: profiles,
        }
    }
}

fn rule_profile(rules: &RuleSet, rule: &CompiledRule, tally: &RuleTally, all: Duration) -> RuleProfile {
    let named = |(number, hits): (&usize, &u64)| {
        rules.rules.get(*number).map(|rule| Overlap { rule: rule.id.clone(), hits: *hits })
    };
    let mut overlaps: Vec<Overlap> = tally.with.iter().filter_map(named).collect();
    overlaps.sort_by_key(|overlap| std::cmp::Reverse(overlap.hits));
    RuleProfile {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        time_us: micros(tally.time),
        share: micros(tally.time) * 1000 / micros(all).max(1),
        hits: tally.hits,
        unique: tally.unique,
        overlaps,
        conditions: rule.conditions.iter().zip(&tally.conditions).map(condition_profile).collect(),
    }
}

fn condition_profile((condition, tally): (&CompiledCondition, &ConditionTally)) -> ConditionProfile {
    let phrases = condition.condition.phrases().iter().zip(&tally.phrases);
    let phrases = phrases.map(|(phrase, (hits, elsewhere))| PhraseProfile {
        phrase: phrase.written.clone(),
        hits: *hits,
        elsewhere: *elsewhere,
    });
    ConditionProfile {
        condition: condition.name.clone(),
        hits: tally.hits,
        elsewhere: tally.elsewhere,
        phrases: phrases.collect(),
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

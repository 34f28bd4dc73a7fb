//! What is read of a backtest: plain values, ready to be printed or written as JSON.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::backtest::moved::{Moved, Moves};
use crate::backtest::spread::Spreading;
use crate::backtest::tally::{RuleTally, Tally, is_finding};
use crate::backtest::telling::{Change, Said, Side};
use crate::call::evaluation::{Points, Verdict};
use crate::call::finding::{Evidence, Finding, Kind};
use crate::call::recording::{Call, RecordingId};

/// Which form of report this is. A new number where a field goes away or means something else; fields may be added.
pub const SCHEMA: u32 = 1;

/// What a backtest found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    pub schema: u32,
    pub new: Tried,
    pub old: Compared,
    /// Calls that were judged both ways.
    pub calls: u64,
    /// Calls on which some rule comes out otherwise.
    pub changed: u64,
    pub left_out: LeftOut,
    pub before: Spreading,
    pub after: Spreading,
    pub score: Moved,
    /// Verdicts that flip, by what they were and become.
    pub flips: Vec<Flip>,
    /// The calls whose verdict flips, the most telling first; not all of them where they are many.
    pub flipped: Vec<Flipped>,
    /// Every rule of either side, in order of id.
    pub rules: Vec<RuleReport>,
    /// The largest move (in either direction) first; `null` is who is not known.
    pub agents: Vec<Group>,
    pub teams: Vec<Group>,
    pub took_ms: u64,
    pub calls_per_second: u64,
}

/// The pack that is tried.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tried {
    pub pack: String,
    pub hash: String,
    /// Drafts that were judged nevertheless.
    pub drafts: Vec<String>,
    /// Rules that judge and cost nothing, the drafts among them.
    pub on_trial: Vec<String>,
}

/// What the pack is held against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Compared {
    /// What is stored, judged by these packs.
    Stored { packs: BTreeMap<String, u64> },
    /// Another pack.
    Pack { pack: String, hash: String },
}

/// Calls of the query that were not compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// In languages that the pack does not judge.
    pub other_languages: u64,
    /// A fault of the program stopped their judging.
    pub faults: u64,
}

/// Calls whose verdict flips.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Flip {
    pub before: Verdict,
    pub after: Verdict,
    pub calls: u64,
}

/// What differs in what one rule says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleReport {
    pub rule: String,
    pub title: String,
    pub kind: Option<Kind>,
    /// Findings (violated or noted) before and after.
    pub before: u64,
    pub after: u64,
    pub gained: u64,
    pub lost: u64,
    /// Calls by what the rule said and says; `null` where the pack has no such rule. Calls that stay the same are not told.
    pub transitions: Vec<Transition>,
    pub samples: Vec<Sample>,
}

/// Calls on which a rule comes out otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Transition {
    pub before: Said,
    pub after: Said,
    pub calls: u64,
}

/// A call that shows what a change does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sample {
    #[serde(flatten)]
    pub of: Named,
    pub before: Shown,
    pub after: Shown,
}

/// Which call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    pub call: String,
    pub recording: RecordingId,
    pub agent: Option<String>,
    pub team: Option<String>,
    pub start: Option<String>,
}

/// How a call and a rule came out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    pub verdict: Verdict,
    pub score: Option<Points>,
    pub outcome: Said,
    pub evidence: Vec<Evidence>,
}

/// A call whose verdict flips.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flipped {
    #[serde(flatten)]
    pub of: Named,
    pub before: Ending,
    pub after: Ending,
    pub rules: Vec<RuleChange>,
}

/// How a call came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ending {
    pub verdict: Verdict,
    pub score: Option<Points>,
}

/// A rule that comes out otherwise on a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    pub rule: String,
    pub before: Said,
    pub after: Said,
}

/// An agent or a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    pub name: Option<String>,
    #[serde(flatten)]
    pub moved: Moved,
}

/// What is known besides what was counted.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub new: Tried,
    /// The pack on the other side; `None` where that is what is stored.
    pub old: Option<Tried>,
    pub left_out: LeftOut,
    /// Titles and kinds of rules.
    pub rules: BTreeMap<String, (String, Kind)>,
    /// Findings of the calls that are shown, before and after.
    pub findings: BTreeMap<RecordingId, (Vec<Finding>, Vec<Finding>)>,
    pub took: Duration,
}

impl Report {
    pub fn of(tally: &Tally, known: Known) -> Report {
        let took_ms = u64::try_from(known.took.as_millis()).unwrap_or(u64::MAX);
        let flip = |((before, after), calls): (&(Verdict, Verdict), &u64)| Flip {
            before: *before,
            after: *after,
            calls: *calls,
        };
        Report {
            schema: SCHEMA,
            old: match &known.old {
                None => Compared::Stored { packs: tally.packs.clone() },
                Some(old) => Compared::Pack { pack: old.pack.clone(), hash: old.hash.clone() },
            },
            calls: tally.calls,
            changed: tally.changed,
            left_out: known.left_out,
            before: tally.before.read(),
            after: tally.after.read(),
            score: tally.moves.read(),
            flips: tally.flips.iter().map(flip).collect(),
            flipped: tally.flipped.changes().map(flipped).collect(),
            rules: tally.rules.iter().map(|(rule, tally)| rule_report(rule, tally, &known)).collect(),
            agents: groups(&tally.agents),
            teams: groups(&tally.teams),
            took_ms,
            calls_per_second: tally.calls * 1000 / took_ms.max(1),
            new: known.new,
        }
    }

    /// The rules that come out otherwise on any call.
    pub fn changed_rules(&self) -> impl Iterator<Item = &RuleReport> {
        self.rules.iter().filter(|rule| !rule.transitions.is_empty())
    }
}

fn rule_report(rule: &str, tally: &RuleTally, known: &Known) -> RuleReport {
    let changes = tally.transitions.iter().filter(|((before, after), _)| before != after);
    let (title, kind) = match known.rules.get(rule) {
        Some((title, kind)) => (title.clone(), Some(*kind)),
        None => (String::new(), None),
    };
    RuleReport {
        rule: rule.to_string(),
        title,
        kind,
        before: tally.calls(|was, _| is_finding(was)),
        after: tally.calls(|_, is| is_finding(is)),
        gained: tally.calls(|was, is| !is_finding(was) && is_finding(is)),
        lost: tally.calls(|was, is| is_finding(was) && !is_finding(is)),
        transitions: changes
            .map(|((before, after), calls)| Transition { before: *before, after: *after, calls: *calls })
            .collect(),
        samples: tally.samples().flat_map(|change| sample(change, known)).collect(),
    }
}

fn sample(change: &Change, known: &Known) -> Option<Sample> {
    let (rule, was, is) = change.rules.first()?;
    let (before, after) = known.findings.get(&change.recording).map(|(before, after)| (before, after)).unzip();
    Some(Sample {
        of: named(change),
        before: shown(change.before, *was, before.and_then(|findings| evidence(findings, rule))),
        after: shown(change.after, *is, after.and_then(|findings| evidence(findings, rule))),
    })
}

fn evidence(findings: &[Finding], rule: &str) -> Option<Vec<Evidence>> {
    findings.iter().find(|finding| finding.rule == rule).map(|finding| finding.evidence.clone())
}

fn shown(side: Side, outcome: Said, evidence: Option<Vec<Evidence>>) -> Shown {
    Shown { verdict: side.verdict, score: side.score, outcome, evidence: evidence.unwrap_or_default() }
}

fn flipped(change: &Change) -> Flipped {
    let ending = |side: Side| Ending { verdict: side.verdict, score: side.score };
    let rules = change.rules.iter().map(|(rule, before, after)| RuleChange {
        rule: rule.clone(),
        before: *before,
        after: *after,
    });
    Flipped { of: named(change), before: ending(change.before), after: ending(change.after), rules: rules.collect() }
}

fn named(change: &Change) -> Named {
    let Call { id, agent, team, start, .. } = change.call.clone();
    Named { call: id, recording: change.recording.clone(), agent, team, start }
}

/// The largest move first, then by name.
fn groups(groups: &BTreeMap<Option<String>, Moves>) -> Vec<Group> {
    let read = groups.iter().map(|(name, moves)| Group { name: name.clone(), moved: moves.read() });
    let mut groups: Vec<Group> = read.collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.moved.by.map_or(0, |by| by.0.abs())));
    groups
}

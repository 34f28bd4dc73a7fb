//! Counts what differs between two judgements of many calls.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::backtest::moved::Moves;
use crate::backtest::spread::Spread;
use crate::backtest::telling::{Change, Said, Side, Telling};
use crate::call::evaluation::Verdict;
use crate::call::finding::Outcome;
use crate::call::judgement::Judgement;
use crate::call::recording::{Call, RecordingId};

/// What differs on the calls that were added. Adding and merging come to the same in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub calls: u64,
    /// Calls on which some rule comes out otherwise.
    pub changed: u64,
    /// Calls by the pack that judged them before.
    pub packs: BTreeMap<String, u64>,
    pub rules: BTreeMap<String, RuleTally>,
    /// Calls whose verdict flips, by verdict before and after.
    pub flips: BTreeMap<(Verdict, Verdict), u64>,
    pub flipped: Telling,
    pub before: Spread,
    pub after: Spread,
    pub moves: Moves,
    pub agents: BTreeMap<Option<String>, Moves>,
    pub teams: BTreeMap<Option<String>, Moves>,
    limits: Limits,
}

/// How many calls are kept to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For each rule.
    pub samples: usize,
    /// Whose verdict flips.
    pub flips: usize,
}

/// What differs in what one rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTally {
    /// Calls by what the rule said before and says now, also where that is the same.
    pub transitions: BTreeMap<(Said, Said), u64>,
    /// Findings that are new, that are gone, and outcomes that changed without a finding on either side.
    pub gained: Telling,
    pub lost: Telling,
    pub otherwise: Telling,
}

/// Whether a rule found what it looks for: something to act on.
pub fn is_finding(said: Said) -> bool {
    matches!(said, Some(Outcome::Violated | Outcome::Noted))
}

impl Tally {
    pub fn new(limits: Limits) -> Tally {
        Tally {
            calls: 0,
            changed: 0,
            packs: BTreeMap::new(),
            rules: BTreeMap::new(),
            flips: BTreeMap::new(),
            flipped: Telling::of_at_most(limits.flips),
            before: Spread::default(),
            after: Spread::default(),
            moves: Moves::default(),
            agents: BTreeMap::new(),
            teams: BTreeMap::new(),
            limits,
        }
    }

    /// Adds one call with its two judgements.
    pub fn add(&mut self, recording: &RecordingId, call: &Call, before: &Judgement, after: &Judgement) {
        let (from, to) = (side(before), side(after));
        self.calls += 1;
        count(&mut self.packs, &before.pack, 1);
        self.before.add(from);
        self.after.add(to);
        self.moves.add(from, to);
        moves_of(&mut self.agents, &call.agent).add(from, to);
        moves_of(&mut self.teams, &call.team).add(from, to);
        let change =
            |rules| Change { recording: recording.clone(), call: call.clone(), before: from, after: to, rules };
        let mut changed = Vec::new();
        each_rule(before, after, |rule, was, is| {
            if !self.rules.contains_key(rule) {
                self.rules.insert(rule.to_string(), RuleTally::new(self.limits.samples));
            }
            let Some(tally) = self.rules.get_mut(rule) else { return };
            *tally.transitions.entry((was, is)).or_default() += 1;
            if was != is {
                changed.push((rule.to_string(), was, is));
                let change = || change(vec![(rule.to_string(), was, is)]);
                tally.telling(was, is).offer(recording, from, to, change);
            }
        });
        self.changed += u64::from(!changed.is_empty());
        if from.verdict != to.verdict {
            *self.flips.entry((from.verdict, to.verdict)).or_default() += 1;
            self.flipped.offer(recording, from, to, || change(changed));
        }
    }

    /// Takes in what another thread counted.
    pub fn merge(&mut self, other: Tally) {
        self.calls += other.calls;
        self.changed += other.changed;
        other.packs.iter().for_each(|(pack, calls)| count(&mut self.packs, pack, *calls));
        for (rule, tally) in other.rules {
            self.rules.entry(rule).or_insert_with(|| RuleTally::new(self.limits.samples)).merge(tally);
        }
        other.flips.into_iter().for_each(|(flip, calls)| *self.flips.entry(flip).or_default() += calls);
        self.flipped.merge(other.flipped);
        self.before.merge(other.before);
        self.after.merge(other.after);
        self.moves.merge(other.moves);
        other.agents.into_iter().for_each(|(agent, moves)| self.agents.entry(agent).or_default().merge(moves));
        other.teams.into_iter().for_each(|(team, moves)| self.teams.entry(team).or_default().merge(moves));
    }

    /// The calls whose evidence will be shown.
    pub fn shown(&self) -> BTreeSet<&RecordingId> {
        let samples = self.rules.values().flat_map(RuleTally::samples);
        samples.map(|change| &change.recording).collect()
    }
}

impl RuleTally {
    fn new(samples: usize) -> RuleTally {
        let none = Telling::of_at_most(samples);
        RuleTally { transitions: BTreeMap::new(), gained: none.clone(), lost: none.clone(), otherwise: none }
    }

    fn telling(&mut self, was: Said, is: Said) -> &mut Telling {
        match (is_finding(was), is_finding(is)) {
            (false, true) => &mut self.gained,
            (true, false) => &mut self.lost,
            _ => &mut self.otherwise,
        }
    }

    fn merge(&mut self, other: RuleTally) {
        other.transitions.into_iter().for_each(|(said, calls)| *self.transitions.entry(said).or_default() += calls);
        self.gained.merge(other.gained);
        self.lost.merge(other.lost);
        self.otherwise.merge(other.otherwise);
    }

    /// Whether the rule comes out otherwise on any call.
    pub fn is_changed(&self) -> bool {
        self.transitions.keys().any(|(was, is)| was != is)
    }

    /// How many calls have a transition.
    pub fn calls(&self, is_meant: impl Fn(Said, Said) -> bool) -> u64 {
        let meant = self.transitions.iter().filter(|((was, is), _)| is_meant(*was, *is));
        meant.map(|(_, calls)| calls).sum()
    }

    /// The most telling calls: gained and lost findings share the room where there are many of both; other changes are
    /// shown only where room is left.
    pub fn samples(&self) -> impl Iterator<Item = &Change> {
        let most = self.gained.most();
        let (gained, lost) = (self.gained.changes().len(), self.lost.changes().len());
        let of_gained = gained.min(most - lost.min(most / 2));
        let of_lost = lost.min(most - of_gained);
        let others = most - of_gained - of_lost;
        let findings = self.gained.changes().take(of_gained).chain(self.lost.changes().take(of_lost));
        findings.chain(self.otherwise.changes().take(others))
    }
}

fn side(judgement: &Judgement) -> Side {
    Side { verdict: judgement.verdict, score: judgement.score }
}

fn count(counts: &mut BTreeMap<String, u64>, name: &str, calls: u64) {
    match counts.get_mut(name) {
        Some(counted) => *counted += calls,
        None => {
            counts.insert(name.to_string(), calls);
        }
    }
}

fn moves_of<'m>(groups: &'m mut BTreeMap<Option<String>, Moves>, name: &Option<String>) -> &'m mut Moves {
    if !groups.contains_key(name) {
        groups.insert(name.clone(), Moves::default());
    }
    groups.get_mut(name).expect("it was put in just now")
}

/// Every rule of either judgement with what it said in both; both are in order of rule id.
fn each_rule(before: &Judgement, after: &Judgement, mut visit: impl FnMut(&str, Said, Said)) {
    let (mut was, mut is) = (before.outcomes.iter().peekable(), after.outcomes.iter().peekable());
    loop {
        let order = match (was.peek(), is.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((was, _)), Some((is, _))) => was.cmp(is),
        };
        let was = if order.is_le() { was.next() } else { None };
        let is = if order.is_ge() { is.next() } else { None };
        let rule = was.or(is).map(|(rule, _)| rule.as_str()).unwrap_or_default();
        visit(rule, was.map(|(_, outcome)| *outcome), is.map(|(_, outcome)| *outcome));
    }
}

#[cfg(test)]
mod tests;

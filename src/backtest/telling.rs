//! The calls that tell most about a change.

use std::collections::BTreeMap;

use crate::call::evaluation::{Points, Verdict};
use crate::call::finding::Outcome;
use crate::call::recording::{Call, RecordingId};

/// What one rule said of a call; `None` where the pack had no such rule.
pub type Said = Option<Outcome>;

/// How a call came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    pub verdict: Verdict,
    pub score: Option<Points>,
}

/// A call that comes out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub recording: RecordingId,
    pub call: Call,
    pub before: Side,
    pub after: Side,
    /// The rules it is about, with what they said before and say now.
    pub rules: Vec<(String, Said, Said)>,
}

/// What comes first: a verdict that flips, then a large move of the score, then the lower recording id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    keeps_verdict: bool,
    stays_by: i64,
    recording: RecordingId,
}

impl Rank {
    fn of(recording: &RecordingId, before: Side, after: Side) -> Rank {
        let moved = before.score.zip(after.score).map_or(0, |(before, after)| i64::from(after.0) - i64::from(before.0));
        let keeps_verdict = before.verdict == after.verdict;
        Rank { keeps_verdict, stays_by: -moved.abs(), recording: recording.clone() }
    }
}

/// At most so many changes: the most telling of all that were ever offered, in whatever order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    most: usize,
    changes: BTreeMap<Rank, Change>,
}

impl Telling {
    pub fn of_at_most(most: usize) -> Telling {
        Telling { most, changes: BTreeMap::new() }
    }

    /// The room there is.
    pub fn most(&self) -> usize {
        self.most
    }

    /// Offers a change; it is put together only where it is among the most telling.
    pub fn offer(&mut self, recording: &RecordingId, before: Side, after: Side, change: impl FnOnce() -> Change) {
        let rank = Rank::of(recording, before, after);
        let is_full = self.changes.len() >= self.most;
        if is_full && self.changes.last_key_value().is_none_or(|(last, _)| *last <= rank) {
            return;
        }
        self.changes.insert(rank, change());
        if self.changes.len() > self.most {
            self.changes.pop_last();
        }
    }

    /// Takes in what another thread found.
    pub fn merge(&mut self, other: Telling) {
        for change in other.changes.into_values() {
            let (recording, before, after) = (change.recording.clone(), change.before, change.after);
            self.offer(&recording, before, after, || change);
        }
    }

    /// The most telling first.
    pub fn changes(&self) -> impl ExactSizeIterator<Item = &Change> {
        self.changes.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(id: &str, before: (Verdict, i32), after: (Verdict, i32)) -> Change {
        let side = |(verdict, score)| Side { verdict, score: Some(Points(score)) };
        let (recording, call) = (RecordingId(id.to_string()), Call::default());
        Change { recording, call, before: side(before), after: side(after), rules: Vec::new() }
    }

    fn offered(changes: &[Change]) -> Telling {
        let mut telling = Telling::of_at_most(3);
        for change in changes {
            telling.offer(&change.recording, change.before, change.after, || change.clone());
        }
        telling
    }

    #[test]
    fn verdicts_that_flip_come_first_then_large_moves_whatever_the_order() {
        let (pass, fail) = (Verdict::Pass, Verdict::Fail);
        let mut changes = [
            change("a", (pass, 1000), (pass, 990)),
            change("b", (pass, 1000), (pass, 900)),
            change("c", (pass, 800), (fail, 790)),
            change("d", (pass, 900), (pass, 1000)),
            change("e", (pass, 1000), (pass, 900)),
        ];
        let names =
            |telling: &Telling| -> Vec<String> { telling.changes().map(|change| change.recording.0.clone()).collect() };
        assert_eq!(names(&offered(&changes)), ["c", "b", "d"]);
        changes.reverse();
        assert_eq!(names(&offered(&changes)), ["c", "b", "d"]);
        let mut halves = offered(&changes[..2]);
        halves.merge(offered(&changes[2..]));
        assert_eq!(halves, offered(&changes));
    }
}

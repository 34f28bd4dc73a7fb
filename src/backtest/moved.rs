//! How far scores move.

use serde::Serialize;

use crate::backtest::spread::mean;
use crate::backtest::telling::Side;
use crate::call::evaluation::Points;

/// Moves of the scores of some calls: those that are scored both before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    calls: u64,
    up: u64,
    down: u64,
    before: i64,
    after: i64,
}

/// Moves as they are read; means are rounded to a tenth of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Scored both before and after.
    pub calls: u64,
    pub up: u64,
    pub down: u64,
    pub before: Option<Points>,
    pub after: Option<Points>,
    /// The mean move; not always the difference of the two rounded means.
    pub by: Option<Points>,
}

impl Moves {
    pub fn add(&mut self, before: Side, after: Side) {
        let Some((before, after)) = before.score.zip(after.score) else { return };
        self.calls += 1;
        self.up += u64::from(after > before);
        self.down += u64::from(after < before);
        self.before += i64::from(before.0);
        self.after += i64::from(after.0);
    }

    pub fn merge(&mut self, other: Moves) {
        self.calls += other.calls;
        self.up += other.up;
        self.down += other.down;
        self.before += other.before;
        self.after += other.after;
    }

    pub fn read(&self) -> Moved {
        Moved {
            calls: self.calls,
            up: self.up,
            down: self.down,
            before: mean(self.before, self.calls),
            after: mean(self.after, self.calls),
            by: mean(self.after - self.before, self.calls),
        }
    }
}

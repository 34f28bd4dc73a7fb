//! How the calls of an archive come out, counted.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::backtest::telling::Side;
use crate::call::evaluation::{Points, Verdict};

/// Tens of points: 0 to 9.9, 10 to 19.9, …, 90 to 100.
pub const BANDS: usize = 10;

/// How calls come out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    verdicts: BTreeMap<Verdict, u64>,
    scores: BTreeMap<Points, u64>,
}

/// A spread as it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spreading {
    pub verdicts: BTreeMap<&'static str, u64>,
    pub scored: u64,
    /// Rounded to a tenth of a point; `None` where no call is scored.
    pub mean: Option<Points>,
    /// The lower of the two in the middle.
    pub median: Option<Points>,
    /// Calls by tens of points, from 0 to 9.9 up to 90 to 100.
    pub bands: [u64; BANDS],
}

impl Spread {
    pub fn add(&mut self, side: Side) {
        *self.verdicts.entry(side.verdict).or_default() += 1;
        if let Some(score) = side.score {
            *self.scores.entry(score).or_default() += 1;
        }
    }

    pub fn merge(&mut self, other: Spread) {
        other.verdicts.into_iter().for_each(|(verdict, calls)| *self.verdicts.entry(verdict).or_default() += calls);
        other.scores.into_iter().for_each(|(score, calls)| *self.scores.entry(score).or_default() += calls);
    }

    pub fn read(&self) -> Spreading {
        let scored = self.scores.values().sum();
        let sum = self.scores.iter().map(|(score, calls)| i64::from(score.0) * *calls as i64).sum();
        let mut bands = [0; BANDS];
        for (score, calls) in &self.scores {
            let band = usize::try_from(score.0 / Points::whole(10).0).unwrap_or(0);
            bands[band.min(BANDS - 1)] += calls;
        }
        let verdicts = Verdict::ALL.iter().map(|verdict| (verdict.name(), self.calls(*verdict))).collect();
        Spreading { verdicts, scored, mean: mean(sum, scored), median: self.median(scored), bands }
    }

    fn calls(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    fn median(&self, scored: u64) -> Option<Points> {
        let mut before = 0;
        let at_middle = |(_, calls): &(&Points, &u64)| {
            before += **calls;
            before * 2 >= scored
        };
        self.scores.iter().find(at_middle).map(|(score, _)| *score)
    }
}

/// A sum of tenths of a point over so many calls, rounded to a tenth, halves away from zero.
pub fn mean(sum: i64, calls: u64) -> Option<Points> {
    let calls = i64::try_from(calls).ok().filter(|calls| *calls > 0)?;
    let rounded = (2 * sum.abs() + calls) / (2 * calls) * sum.signum();
    i32::try_from(rounded).ok().map(Points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_rounded_to_a_tenth_away_from_zero() {
        for (sum, calls, wanted) in
            [(0, 0, None), (10, 4, Some(3)), (-10, 4, Some(-3)), (9, 4, Some(2)), (-9, 4, Some(-2)), (0, 7, Some(0))]
        {
            assert_eq!(mean(sum, calls), wanted.map(Points), "{sum} / {calls}");
        }
    }

    #[test]
    fn a_spread_tells_mean_median_and_bands() {
        let mut spread = Spread::default();
        for score in [Some(1000), Some(905), Some(899), Some(0), None] {
            let verdict = if score.is_some() { Verdict::Pass } else { Verdict::Unscored };
            spread.add(Side { verdict, score: score.map(Points) });
        }
        let read = spread.read();
        assert_eq!((read.scored, read.mean, read.median), (4, Some(Points(701)), Some(Points(899))));
        assert_eq!(read.bands, [1, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
        assert_eq!((read.verdicts["pass"], read.verdicts["unscored"], read.verdicts["fail"]), (4, 1, 0));
    }
}

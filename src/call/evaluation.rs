//! A call judged and scored.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::call::finding::Finding;

/// Whole tenths of a point; written as a decimal (`87.5`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(pub i32);

impl Points {
    pub const ZERO: Points = Points(0);

    /// Whole points.
    pub const fn whole(points: i32) -> Points {
        Points(points * 10)
    }

    /// From a decimal with at most one digit after the point; `None` for anything else.
    pub fn from_decimal(decimal: f64) -> Option<Points> {
        let tenths = decimal * 10.0;
        let near = (tenths - tenths.round()).abs() < 1e-6 && tenths.abs() < 1e8;
        near.then_some(Points(tenths.round() as i32))
    }

    pub fn as_decimal(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{}", self.0.abs() / 10, self.0.abs() % 10))
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_decimal())
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Points, D::Error> {
        let decimal = f64::deserialize(deserializer)?;
        Points::from_decimal(decimal)
            .ok_or_else(|| serde::de::Error::custom(format!("{decimal} has more than one digit after the point")))
    }
}

/// What the scorecard makes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Pass,
    Fail,
    /// A finding that fails the call whatever its score.
    AutoFail,
    /// The call cannot be scored; the sheet says why.
    Unscored,
}

impl Verdict {
    pub const ALL: [Verdict; 4] = [Verdict::Pass, Verdict::Fail, Verdict::AutoFail, Verdict::Unscored];

    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::AutoFail => "auto_fail",
            Verdict::Unscored => "unscored",
        }
    }

    pub fn named(name: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.name() == name)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Points lost, and to which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduction {
    pub rule: String,
    /// Never negative.
    pub points: Points,
    /// How many times it counted.
    pub times: u32,
    /// One sentence: `violated once, 10.0 points each`.
    pub why: String,
}

/// How one criterion of a scorecard came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionScore {
    pub title: String,
    /// What it can be worth on this call; zero where nothing in it could be judged.
    pub possible: Points,
    pub earned: Points,
    pub deductions: Vec<Deduction>,
    /// Rules that left both sides of the score, with why: `not applicable`, `not evaluable`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<(String, String)>,
}

/// How one section of a scorecard came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionScore {
    pub title: String,
    pub possible: Points,
    pub earned: Points,
    pub criteria: Vec<CriterionScore>,
}

/// The score sheet: how a score came about, to the point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub scorecard: String,
    pub pass_mark: Points,
    pub possible: Points,
    pub earned: Points,
    pub sections: Vec<SectionScore>,
    /// Rules that failed the call whatever its score.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auto_fails: Vec<String>,
    /// Why the call has no score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unscored: Option<String>,
}

/// What an evaluation was made from. The same provenance gives the same evaluation, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// SHA-256 of the recording's bytes.
    pub recording: String,
    /// Name of the engine and SHA-256 of its weights.
    pub engine: String,
    pub model: String,
    /// SHA-256 of all settings that steer decoding, detection and transcription.
    pub settings: String,
    /// `telecom-zh 0.1.0`.
    pub pack: String,
    /// SHA-256 of the pack's files.
    pub pack_hash: String,
    /// The program's version.
    pub program: String,
}

/// A call judged and scored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// From 0.0 to 100.0; `None` when unscored.
    pub score: Option<Points>,
    pub verdict: Verdict,
    /// One per rule of the pack that is not a draft or retired, in order of rule id.
    pub findings: Vec<Finding>,
    pub sheet: Sheet,
}

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

/// How a score comes about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// What was earned, of what could be earned on this call.
    #[default]
    Add,
    /// 100, less what was lost.
    Deduct,
}

/// What a criterion does with what its rules find.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// It is worth points, and violations cost them.
    #[default]
    Cost,
    /// What is met or noted adds points.
    Bonus,
    /// What is violated or noted is shown and costs nothing.
    Flag,
}

/// A part of the scorecard with a score of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    Compliance,
}

/// Points lost, and to which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deduction {
    pub rule: String,
    /// Never negative.
    pub points: Points,
    /// In how many places it counted.
    pub times: u32,
    /// In words: `3 places, 4.0 each, no more than the 8.0 left of 8.0`.
    pub why: String,
}

/// Points of a bonus, and for which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addition {
    pub rule: String,
    /// Never negative.
    pub points: Points,
    /// In how many places it counted.
    pub times: u32,
    /// In words: `met, 2.0 points`.
    pub why: String,
}

/// Something to look at that costs nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    pub rule: String,
    /// In how many places it was found.
    pub times: u32,
    /// In words: `noted, 2 places`.
    pub why: String,
}

/// How one criterion of a scorecard came out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionScore {
    pub title: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub effect: Effect,
    /// What it can be worth on this call; zero where nothing in it could be judged, and for a bonus or a flag. In a section
    /// with a weight, in points of the section's own.
    pub possible: Points,
    pub earned: Points,
    pub deductions: Vec<Deduction>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub additions: Vec<Addition>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// Rules that left both sides of the score, with why: `not applicable: nothing of `sale` in 12 utterances`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<(String, String)>,
}

/// How one section of a scorecard came out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionScore {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// What share of the whole it is, where the scorecard says so: then `possible` is this, and `earned` the share of it
    /// that its criteria earned, rounded half up to a tenth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Points>,
    pub possible: Points,
    pub earned: Points,
    /// Added to the score, not to what was earned.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bonus: Points,
    /// Rules because of which the section earns nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed_by: Vec<String>,
    pub criteria: Vec<CriterionScore>,
}

/// The score sheet: how a score came about, to the point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub scorecard: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub method: Method,
    pub pass_mark: Points,
    pub possible: Points,
    pub earned: Points,
    #[serde(default, skip_serializing_if = "is_default")]
    pub bonus: Points,
    /// The name of the band the score lies in. A call that fails whatever its score lies in none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// The score of the sections marked so; `None` where there are none, or nothing in them could be judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliance: Option<Points>,
    pub sections: Vec<SectionScore>,
    /// Rules that failed the call whatever its score.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auto_fails: Vec<String>,
    /// Why the call has no score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unscored: Option<String>,
}

/// What is not said is not stored: sheets of plain scorecards stay as they always were.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_stored_before_there_were_bands_and_bonuses_is_read_and_stays_as_it_was() {
        let stored = r#"{"scorecard":"Service","pass_mark":80.0,"possible":100.0,"earned":92.0,"sections":[{"title":"Manner","possible":100.0,"earned":92.0,"criteria":[{"title":"Patience","possible":8.0,"earned":0.0,"deductions":[{"rule":"impatience","points":8.0,"times":3,"why":"3 × 4.0"}],"left_out":[["evasive-answer","on trial"]]}]}],"auto_fails":["privacy-leak"]}"#;
        let sheet: Sheet = serde_json::from_str(stored).unwrap();
        assert_eq!((sheet.method, sheet.band.as_deref(), sheet.compliance), (Method::Add, None, None));
        assert_eq!(sheet.sections[0].criteria[0].effect, Effect::Cost);
        assert_eq!(serde_json::to_string(&sheet).unwrap(), stored);
    }

    #[test]
    fn a_sheet_with_everything_on_it_survives_being_stored() {
        let (rule, why) = ("r".to_string(), "w".to_string());
        let criterion = CriterionScore {
            effect: Effect::Bonus,
            additions: vec![Addition { rule: rule.clone(), points: Points(15), times: 2, why: why.clone() }],
            flags: vec![Flag { rule: rule.clone(), times: 1, why }],
            ..CriterionScore::default()
        };
        let section = SectionScore {
            part: Some(Part::Compliance),
            weight: Some(Points::whole(40)),
            bonus: Points(15),
            failed_by: vec![rule],
            criteria: vec![criterion],
            ..SectionScore::default()
        };
        let sheet = Sheet {
            method: Method::Deduct,
            bonus: Points(15),
            band: Some("good".to_string()),
            compliance: Some(Points(875)),
            sections: vec![section],
            ..Sheet::default()
        };
        let stored = serde_json::to_string(&sheet).unwrap();
        assert_eq!(serde_json::from_str::<Sheet>(&stored).unwrap(), sheet, "{stored}");
    }
}

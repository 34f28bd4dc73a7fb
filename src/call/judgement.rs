//! How a call was judged, without the evidence: what two packs are compared by.

use crate::call::evaluation::{Evaluation, Points, Verdict};
use crate::call::finding::Outcome;

/// How a call was judged, without the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// `telecom-zh 0.1.0`; empty where there is none for the call's language.
    pub pack: String,
    pub verdict: Verdict,
    pub score: Option<Points>,
    /// What each rule says, in order of rule id.
    pub outcomes: Vec<(String, Outcome)>,
}

impl Judgement {
    /// What is left of an evaluation without its evidence and its sheet.
    pub fn of(evaluation: Evaluation, pack: String) -> Judgement {
        let Evaluation { score, verdict, findings, .. } = evaluation;
        let outcomes = findings.into_iter().map(|finding| (finding.rule, finding.outcome)).collect();
        Judgement { pack, verdict, score, outcomes }
    }
}

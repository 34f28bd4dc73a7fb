//! Judges and scores a transcript with the pack for its language.

use crate::call::evaluation::{Evaluation, Provenance, Sheet, Verdict};
use crate::call::finding::Finding;
use crate::call::recording::Call;
use crate::call::transcript::Transcript;
use crate::rules::scorecard::Scorecard;
use crate::scan::judge::judge;
use crate::scan::ruleset::RuleSet;
use crate::score::{Circumstances, score};

/// The rule sets of a run. A call is judged by the first that judges its language.
#[derive(Debug, Default)]
pub struct Judges {
    pub rule_sets: Vec<RuleSet>,
}

impl Judges {
    /// The rule set for a language.
    pub fn for_language(&self, language: &str) -> Option<&RuleSet> {
        self.rule_sets.iter().find(|rules| rules.judges(language))
    }

    /// The hash an evaluation of a call in this language would carry; empty where no pack judges it.
    pub fn pack_hash(&self, language: &str) -> String {
        self.for_language(language).map(|rules| rules.hash.clone()).unwrap_or_default()
    }

    /// Judges and scores a call; the provenance gains the pack. A call in a language without a pack is unscored.
    pub fn evaluate(
        &self,
        call: &Call,
        transcript: &Transcript,
        mut provenance: Provenance,
    ) -> (Evaluation, Provenance) {
        provenance.pack_hash = self.pack_hash(&transcript.language);
        provenance.program = env!("CARGO_PKG_VERSION").to_string();
        let Some(rules) = self.for_language(&transcript.language) else {
            provenance.pack = String::new();
            return (without_pack(&transcript.language), provenance);
        };
        provenance.pack = rules.name_and_version.clone();
        let findings = judge(rules, call, transcript);
        (score_by(rules, &rules.scorecard, findings, transcript), provenance)
    }
}

/// Holds the findings of a call against a scorecard that was checked against the rules they came from.
pub fn score_by(rules: &RuleSet, scorecard: &Scorecard, findings: Vec<Finding>, transcript: &Transcript) -> Evaluation {
    let on_trial: Vec<&str> = rules.on_trial().collect();
    let has_words = !transcript.utterances.is_empty();
    let circumstances = Circumstances { duration: transcript.duration_ms, has_words, on_trial: &on_trial };
    score(findings, scorecard, circumstances)
}

fn without_pack(language: &str) -> Evaluation {
    let unscored = Some(format!("no rule pack judges language `{language}`"));
    let sheet = Sheet { unscored, ..Sheet::default() };
    Evaluation { score: None, verdict: Verdict::Unscored, findings: Vec::new(), sheet }
}

//! A rule pack compiled: what is run over transcripts.

use crate::call::finding::{Kind, Severity};
use crate::call::transcript::Confidence;
use crate::rules::call_test::CallTest;
use crate::rules::scope::Scope;
use crate::rules::scorecard::Scorecard;
use crate::rules::validity::Validity;
use crate::scan::lexicon::Lexicon;
use crate::scan::logic::Logic;
use crate::scan::operator::Condition;

/// A rule pack compiled once and shared by all threads.
#[derive(Debug)]
pub struct RuleSet {
    /// The pack's id.
    pub pack: String,
    /// `telecom-zh 0.1.0`.
    pub name_and_version: String,
    pub hash: String,
    pub languages: Vec<String>,
    /// The one that decides the verdict.
    pub scorecard: Scorecard,
    pub lexicon: Lexicon,
    /// Rules that judge, in order of id.
    pub rules: Vec<CompiledRule>,
}

/// A rule compiled.
#[derive(Debug)]
pub struct CompiledRule {
    pub id: String,
    pub title: String,
    pub kind: Kind,
    pub severity: Severity,
    /// On trial: judged and shown, but costs nothing.
    pub trial: bool,
    /// What has to be true of a call for the rule to apply.
    pub call: Vec<CallTest>,
    pub valid: Option<Validity>,
    /// In speech less certain than this nothing is missed; `None` judges whatever was understood.
    pub min_confidence: Option<Confidence>,
    /// In an order in which every condition comes after those it is anchored on.
    pub conditions: Vec<CompiledCondition>,
    pub given: Option<Logic>,
    pub expression: Logic,
    pub unless: Option<Logic>,
}

/// One condition of a rule.
#[derive(Debug)]
pub struct CompiledCondition {
    pub name: String,
    /// The key of its operator in the rule file.
    pub operator: &'static str,
    pub scope: Scope,
    pub condition: Box<dyn Condition>,
    /// What it looks for, as far as people want to read it.
    pub looked_for: Vec<String>,
    /// The conditions that `scope.around` and `scope.unless_near` name.
    pub around: Option<usize>,
    pub unless_near: Option<usize>,
    /// The condition whose captures it reads, and which group of them.
    pub captured: Option<(usize, Option<String>)>,
}

impl RuleSet {
    /// Whether it judges calls in this language.
    pub fn judges(&self, language: &str) -> bool {
        self.languages.iter().any(|known| known == language)
    }

    /// The ids of rules on trial.
    pub fn on_trial(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().filter(|rule| rule.trial).map(|rule| rule.id.as_str())
    }
}

//! Plays the examples inside rule files.

use rayon::prelude::*;

use crate::call::finding::{Finding, Outcome};
use crate::call::notation;
use crate::rules::diagnostic::{self, Diagnostic, Faults};
use crate::rules::pack::RulePack;
use crate::scan::judge::judge_one;
use crate::scan::ruleset::RuleSet;

/// How one example came out.
#[derive(Clone, Debug)]
pub struct Played {
    pub rule: String,
    /// Its place in the rule file, counted from 1.
    pub number: usize,
    pub expected: Outcome,
    pub came: Finding,
}

impl Played {
    pub fn is_right(&self) -> bool {
        self.expected == self.came.outcome
    }
}

/// Plays every example of the rules that judge, in parallel; in order of rule and example. An example that is no
/// transcript is a fault of its file.
pub fn play(pack: &RulePack, rules: &RuleSet) -> Result<Vec<Played>, Vec<Diagnostic>> {
    let jobs: Vec<_> = pack
        .rules
        .iter()
        .filter_map(|document| Some((document, rules.rules.iter().find(|rule| rule.id == document.id)?)))
        .flat_map(|(document, rule)| {
            document.examples.iter().enumerate().map(move |(at, example)| (document, rule, at, example))
        })
        .collect();
    let results: Vec<Result<Played, Vec<Diagnostic>>> = jobs
        .into_par_iter()
        .map(|(document, rule, at, example)| match notation::parse(&example.call.value) {
            Ok(transcript) => {
                let came = judge_one(rules, rule, &example.metadata, &transcript);
                Ok(Played { rule: rule.id.clone(), number: at + 1, expected: example.expect, came })
            }
            Err(error) => {
                let mut faults = Faults::of(document.source.clone());
                let title = format!("example {} is no transcript", at + 1);
                faults.at(diagnostic::EXAMPLE_CALL, example.call.place.clone(), title, error.to_string());
                Err(faults.found)
            }
        })
        .collect();
    let (mut played, mut found) = (Vec::new(), Vec::new());
    for result in results {
        match result {
            Ok(example) => played.push(example),
            Err(faults) => found.extend(faults),
        }
    }
    if found.is_empty() { Ok(played) } else { Err(found) }
}

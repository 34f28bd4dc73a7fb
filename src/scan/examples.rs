//! Plays the examples inside rule files.

use rayon::prelude::*;
use serde::Serialize;

use crate::call::finding::{Finding, Outcome};
use crate::call::notation;
use crate::rules::diagnostic::{self, Diagnostic, Faults};
use crate::rules::document::RuleDocument;
use crate::rules::example::Example;
use crate::rules::pack::RulePack;
use crate::scan::answer::Truth;
use crate::scan::judge::Ready;
use crate::scan::ruleset::{CompiledRule, RuleSet};

/// How one example came out.
#[derive(Clone, Debug, Serialize)]
pub struct Played {
    pub rule: String,
    /// Which example of the rule file, counted from 1.
    pub number: usize,
    /// Where its call stands: `telecom-zh/dead-air.toml`, and the line, counted from 1.
    pub file: String,
    pub line: usize,
    /// As it is written.
    pub call: String,
    pub expected: Outcome,
    /// With all its evidence where it is not what was expected.
    pub came: Finding,
    /// What each condition of the rule said, where it came out otherwise.
    pub conditions: Vec<Asked>,
}

/// What one condition said about an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asked {
    pub name: String,
    /// `holds`, `fails` or `unknown`.
    pub answer: &'static str,
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
                let ready = Ready::of(rules, &example.metadata, &transcript);
                Ok(played(document, rule, at, example, &ready))
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

fn played(document: &RuleDocument, rule: &CompiledRule, at: usize, example: &Example, ready: &Ready<'_>) -> Played {
    let quick = ready.decide(rule);
    let (came, conditions) = match quick.outcome == example.expect {
        true => (quick, Vec::new()),
        false => (ready.judge(rule), asked(rule, ready)),
    };
    let (line, _) = document.source.line_and_column(example.call.place.start);
    Played {
        rule: rule.id.clone(),
        number: at + 1,
        file: document.source.name.clone(),
        line,
        call: example.call.value.clone(),
        expected: example.expect,
        came,
        conditions,
    }
}

fn asked(rule: &CompiledRule, ready: &Ready<'_>) -> Vec<Asked> {
    let answers = ready.answers(rule);
    let asked = rule.conditions.iter().zip(&answers).map(|(condition, answer)| Asked {
        name: condition.name.clone(),
        answer: match answer.truth {
            Truth::Holds => "holds",
            Truth::Fails => "fails",
            Truth::Unknown(_) => "unknown",
        },
    });
    asked.collect()
}

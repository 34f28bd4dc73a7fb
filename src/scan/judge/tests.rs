//! What the tests by theme share: packs of a few lines, and calls judged by them.

use std::collections::BTreeMap;

use super::*;
use crate::call::notation;
use crate::call::time::{Millis, Span};
use crate::call::transcript::Word;
use crate::rules::pack::RulePack;
use crate::scan::compile::whole;

mod anchors;
mod calls;
mod evidence;
mod laws;
mod logic;
mod places;
mod sound;
mod speech;
mod units;
mod windows;
mod words;

/// A rule as tests write it: id, kind, what stands above `[rule]`, what stands in it.
type Lines<'a> = (&'a str, &'a str, &'a str, &'a str);

/// A pack of a few rules; `header` is added to its `pack.toml`.
pub fn pack_of(header: &str, rules: &[Lines<'_>]) -> RuleSet {
    let mut files = BTreeMap::from([(
        "pack.toml".to_string(),
        format!("title = \"t\"\nversion = \"1\"\nlanguages = [\"zh\"]\n{header}\n"),
    )]);
    let mut scored = Vec::new();
    for (id, kind, conditions, rule) in rules {
        let (good, bad) = if *kind == "note" { ("not_applicable", "noted") } else { ("met", "violated") };
        let example = |outcome: &str| format!("[[examples]]\nexpect = \"{outcome}\"\ncall = \"agent 0:01 a\"\n");
        let text = format!(
            "title = \"t\"\nkind = \"{kind}\"\nstatus = \"stable\"\nseverity = \"minor\"\nwhy = \"w\"\nmisses = \"m\"\n\
             {conditions}\n[rule]\n{rule}\n{}{}",
            example(good),
            example(bad)
        );
        files.insert(format!("{id}.toml"), text);
        scored.extend((*kind != "note").then(|| format!("\"{id}\"")));
        if conditions.contains('@') {
            files.insert("lists.toml".to_string(), "terms = [\"合约期\", \"违约金\"]\n".to_string());
        }
    }
    let scorecard = format!(
        "title = \"t\"\npass_mark = 80\n[[sections]]\ntitle = \"s\"\n[[sections.criteria]]\ntitle = \"c\"\npoints = 100\nrules = [{}]\n",
        scored.join(", ")
    );
    files.insert("scorecard.toml".to_string(), scorecard);
    let (pack, faults) = RulePack::survey("p", &files);
    // A criterion without rules is a fault of the scorecard alone, and a pack of one note has no other.
    let is_meant =
        |fault: &crate::rules::diagnostic::Diagnostic| scored.is_empty() && fault.source.name == "p/scorecard.toml";
    let faults = faults.into_iter().filter(|fault| !is_meant(fault)).collect();
    whole((pack, faults)).unwrap_or_else(|faults| panic!("{}", faults[0].render())).1
}

/// A set of one rule: its kind, its conditions and its `[rule]` lines.
pub fn rule_set(kind: &str, conditions: &str, rule: &str) -> RuleSet {
    pack_of("", &[("r", kind, conditions, rule)])
}

pub fn finding(rules: &RuleSet, call: &str) -> Finding {
    finding_of(rules, &Call::default(), call)
}

pub fn finding_of(rules: &RuleSet, metadata: &Call, call: &str) -> Finding {
    judge(rules, metadata, &notation::parse(call).unwrap()).remove(0)
}

#[track_caller]
pub fn check(kind: &str, conditions: &str, rule: &str, cases: &[(&str, Outcome)]) {
    let rules = rule_set(kind, conditions, rule);
    for (call, outcome) in cases {
        let found = finding(&rules, call);
        assert_eq!(found.outcome, *outcome, "{conditions}\n{call}\n{found:#?}");
        assert!(!found.evidence.is_empty(), "{call}: rests on nothing");
    }
}

/// A call of which each utterance is one word, as sure as said in thousandths.
pub fn understood(call: &str, confidences: &[u16]) -> Transcript {
    let mut transcript = notation::parse(call).unwrap();
    for (utterance, confidence) in transcript.utterances.iter_mut().zip(confidences) {
        let (text, span) = (utterance.text.clone(), utterance.span);
        utterance.words = vec![Word { text, span, confidence: Confidence::from_thousandths(*confidence) }];
    }
    transcript
}

/// The places and counts of all that was missing.
pub fn missing(found: &Finding) -> Vec<(Span, u32)> {
    let missing = found.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Missing { span, utterances, .. } => Some((*span, *utterances)),
        _ => None,
    });
    missing.collect()
}

/// What was measured or compared, in words.
pub fn told(found: &Finding) -> Vec<String> {
    let told = found.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Measured { what, .. } => Some(what.clone()),
        Evidence::Compared { column, value, wanted } => Some(format!("{column} {value}: {wanted}")),
        Evidence::Unknown { missing } => Some(missing.clone()),
        _ => None,
    });
    told.collect()
}

pub fn secs(from: u32, to: u32) -> Span {
    Span::between(Millis::from_secs(from), Millis::from_secs(to))
}

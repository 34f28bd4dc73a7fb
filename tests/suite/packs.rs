//! The packs that ship hold what they promise.

use std::path::{Path, PathBuf};

use earwitness::call::evaluation::Provenance;
use earwitness::call::finding::{Finding, Outcome};
use earwitness::call::judgement::Judgement;
use earwitness::call::notation;
use earwitness::call::party::Party;
use earwitness::call::recording::Call;
use earwitness::call::transcript::Transcript;
use earwitness::pipeline::judges::Judges;
use earwitness::rules::pack::RulePack;
use earwitness::scan::compile::load;
use earwitness::scan::examples::play;
use earwitness::scan::ruleset::RuleSet;
use walkdir::WalkDir;

use crate::scratch::{expected, root};

const PACKS: [&str; 2] = ["telecom-zh", "telecom-en"];

fn pack(id: &str) -> (RulePack, RuleSet) {
    load(&root().join("rules").join(id)).unwrap_or_else(|faults| panic!("{}", faults[0].render()))
}

pub fn judges() -> Judges {
    Judges { rule_sets: PACKS.iter().map(|id| pack(id).1).collect() }
}

fn read(path: &Path) -> Transcript {
    notation::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn violated(findings: &[Finding]) -> Vec<&str> {
    findings
        .iter()
        .filter(|finding| finding.outcome == Outcome::Violated)
        .map(|finding| finding.rule.as_str())
        .collect()
}

#[test]
fn every_example_comes_out_as_its_rule_says() {
    for id in PACKS {
        let (pack, rules) = pack(id);
        assert!(rules.rules.len() >= 12, "{id} has a dozen rules");
        let played = play(&pack, &rules).unwrap_or_else(|faults| panic!("{}", faults[0].render()));
        for example in &played {
            let (rule, number) = (&example.rule, example.number);
            assert!(
                example.is_right(),
                "{id}/{rule}, example {number}: expected {}, came {:?}",
                example.expected,
                example.came
            );
        }
    }
}

#[test]
fn ordinary_calls_violate_nothing() {
    let judges = judges();
    let folder = root().join("fixtures/transcripts/clean");
    let files: Vec<PathBuf> = WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file())
        .collect();
    assert!(files.len() >= 130, "sixty-five ordinary calls a language");
    for path in files {
        let transcript = read(&path);
        let (evaluation, provenance) = judges.evaluate(&Call::default(), &transcript, Provenance::default());
        assert!(!provenance.pack.is_empty(), "{}: no pack judges it", path.display());
        let violated = violated(&evaluation.findings);
        assert!(violated.is_empty(), "{}: {violated:?}", path.display());
    }
}

#[test]
fn sample_dialogues_come_out_as_they_were_planned() {
    let judges = judges();
    for (call, expected) in expected() {
        let mut transcript = read(&root().join(format!("fixtures/transcripts/samples/{call}.txt")));
        transcript.language.clone_from(&expected.language);
        let (evaluation, _) = judges.evaluate(&Call::default(), &transcript, Provenance::default());
        for violated in violated(&evaluation.findings) {
            let planned = expected.violated.iter().chain(&expected.tolerated).any(|rule| rule == violated);
            assert!(planned, "{call}: {violated} was not planned");
        }
        let outcome =
            |rule: &str| evaluation.findings.iter().find(|finding| finding.rule == rule).map(|finding| finding.outcome);
        let all =
            [(&expected.violated, Outcome::Violated), (&expected.met, Outcome::Met), (&expected.noted, Outcome::Noted)];
        for (rules, wanted) in all {
            for rule in rules {
                assert_eq!(outcome(rule), Some(wanted), "{call}: {rule}");
            }
        }
    }
}

/// The dialogues of a file in `fixtures/transcripts/complaints`, with the category an inspector gave each.
pub fn complaints(name: &str) -> Vec<(String, Transcript)> {
    let text = std::fs::read_to_string(root().join("fixtures/transcripts/complaints").join(name)).unwrap();
    let mut dialogues: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("# ").and_then(|head| head.split_once(' ')) {
            Some((_, category)) => dialogues.push((category.to_string(), String::new())),
            None => {
                let (_, dialogue) = dialogues.last_mut().unwrap();
                dialogue.push_str(line);
                dialogue.push('\n');
            }
        }
    }
    dialogues.into_iter().map(|(category, text)| (category, notation::parse(&text).unwrap())).collect()
}

#[test]
fn complaint_dialogues_are_whole_and_of_known_categories() {
    for id in PACKS {
        let (pack, _) = pack(id);
        let language = id.trim_start_matches("telecom-");
        for (kind, count) in [("held", 200), ("dev", 105)] {
            let dialogues = complaints(&format!("{language}-{kind}.txt"));
            assert_eq!(dialogues.len(), count, "{language}-{kind}");
            for (category, transcript) in dialogues {
                assert!(pack.rules.iter().any(|rule| rule.id == category), "{category}");
                assert!(!transcript.utterances.is_empty());
            }
        }
    }
}

#[test]
fn the_scorecard_in_the_manual_is_sound() {
    let manual = std::fs::read_to_string(root().join("rules/README.md")).unwrap();
    let (_, page) = manual.split_once("\n## scorecard.toml").unwrap();
    let (_, code) = page.split_once("```toml\n").unwrap();
    let (code, _) = code.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("manual.toml");
    std::fs::write(&path, code).unwrap();
    for id in PACKS {
        let scorecard = pack(id).0.read_scorecard(&path).unwrap_or_else(|faults| panic!("{}", faults[0].render()));
        assert_eq!(scorecard.criteria().count(), 4);
    }
}

#[test]
fn outcomes_and_scores_are_the_same_without_the_evidence() {
    let judges = judges();
    let folder = root().join("fixtures/transcripts");
    let files = ["samples", "clean", "scenarios"].into_iter().flat_map(|inside| WalkDir::new(folder.join(inside)));
    for entry in files.map(Result::unwrap).filter(|entry| entry.file_type().is_file()) {
        let mut transcript = read(entry.path());
        for party in [None, Some(Party::Unknown), Some(Party::Agent)] {
            transcript.utterances.iter_mut().for_each(|said| said.party = party.unwrap_or(said.party));
            let (evaluation, provenance) = judges.evaluate(&Call::default(), &transcript, Provenance::default());
            let whole = Judgement::of(evaluation, provenance.pack);
            assert_eq!(judges.decide(&Call::default(), &transcript), whole, "{}", entry.path().display());
        }
    }
}

//! Why a rule came out as it did on a call.

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::archives::archive;
use crate::scratch::{output, run, text};

const SCENARIOS: &str = "fixtures/transcripts/scenarios";

#[test]
fn a_violation_is_explained_with_what_would_have_met_the_rule() {
    let call = format!("{SCENARIOS}/zh-s04-silent-agent.txt");
    let said = run(&["rules", "explain", &call, "dead-air"]);
    for part in
        ["✗ violated   dead-air", "why: 十秒", "✓ gap", "nobody spoke for 16.0 s", "1  met, had the silence at 0:11.8"]
    {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    let json = run(&["rules", "explain", &call, "dead-air", "--format", "json"]);
    let line: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&line["schema"], &line["finding"]["outcome"]), (&1.into(), &"violated".into()));
    let flip = &line["flips"][0];
    assert_eq!((&flip["outcome"], &flip["changes"][0]["type"]), (&"met".into(), &"lasting".into()));
    assert_eq!(line["conditions"][1]["name"], "gap");
    assert_eq!(json, run(&["rules", "explain", &call, "dead-air", "--format", "json"]));
}

#[test]
fn every_explanation_fits_a_terminal() {
    let calls = [
        ("en-s22-small-print", ["forbidden-words", "greeting-missing", "hidden-terms-not-disclosed"]),
        ("zh-s12-maybe-soon", ["evasive-answer", "closing-missing", "complaint-broadband"]),
    ];
    for (call, rules) in calls {
        for rule in rules {
            let said = run(&["rules", "explain", &format!("{SCENARIOS}/{call}.txt"), rule]);
            let widest = said.lines().map(UnicodeWidthStr::width).max().unwrap();
            assert!(widest <= 80 && said.contains("what would change it"), "{widest} columns:\n{said}");
        }
    }
    let help = run(&["rules", "explain", "--help"]);
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
}

#[test]
fn a_stored_call_is_explained_and_unknown_rules_have_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let listed = run(&["query", "--store", &store, "--format", "json", "--limit", "1"]);
    let call: Value = serde_json::from_str(listed.lines().next().unwrap()).unwrap();
    let id = call["call"].as_str().or(call["call"]["id"].as_str()).unwrap();
    let said = run(&["rules", "explain", id, "closing-missing", "--store", &store]);
    assert!(said.contains("closing-missing") && said.contains("its conditions"), "{said}");
    let unknown = output(&["rules", "explain", id, "closing-mising", "--store", &store]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("did you mean `closing-missing`?"), "{}", text(&unknown.stderr));
}

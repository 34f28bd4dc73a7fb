//! `rules test`, with and without `--mutants`, as the author of a rule meets it.

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::archives::changed;
use crate::scratch::{output, text};

/// A copy of the English pack with one rule in place of `follow-up-promised`, a note that no scorecard asks for.
fn pack(folder: &std::path::Path, rule: &str) -> String {
    let pack = changed(folder, "telecom-en", &[]);
    std::fs::write(folder.join("telecom-en/follow-up-promised.toml"), rule).unwrap();
    pack
}

const RULE: &str = r#"title    = "Follow-up promised"
kind     = "note"
status   = "stable"
severity = "info"
why      = "w"
misses   = "m"

[when.promise]
party  = "agent"
any_of = ["call you back", "get back to you"]
first  = "30s"

[rule]
noted = "promise"

[[examples]]
expect = "noted"
call = """
agent    0:01 i will call you back
"""

[[examples]]
expect = "not_applicable"
call = """
agent    0:01 hello
customer 0:03 you call you back
"""
"#;

#[test]
fn a_change_that_no_example_notices_is_a_fault_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let pack = pack(folder.path(), RULE);
    let test = |more: &[&str]| {
        let output = output(&[&["rules", "test", &pack, "--rule", "follow-up-promised"], more].concat());
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (code, said, _) = test(&[]);
    assert!(code == Some(0) && said.contains("2 of 2 examples as expected"), "{said}");
    let (code, said, _) = test(&["--mutants"]);
    assert_eq!(code, Some(1), "{said}");
    for part in [
        "2 of 2 examples as expected; they notice 3 of 6 changes",
        "1 of 2 dropped phrases",
        "telecom-en/follow-up-promised.toml: no example notices",
        "11:10  window   `promise`: first = \"30s\" made \"60s\"",
        "11:10  window   `promise`: first = \"30s\" dropped",
    ] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    assert!(!said.contains("get back to you"), "phrases are counted\n{said}");
    let widest = said.lines().map(UnicodeWidthStr::width).max().unwrap();
    assert!(widest <= 80, "{widest} columns\n{said}");
    let (_, said, _) = test(&["--mutants", "--phrases"]);
    assert!(said.contains("10:28  phrase   `promise`: any_of: \"get back to you\" dropped"), "{said}");

    let (code, said, _) = test(&["--mutants", "--format", "json"]);
    let report: Value = serde_json::from_str(&said).unwrap();
    let tried = &report["mutants"][0];
    assert_eq!((code, &report["schema"], &report["examples"]), (Some(1), &1.into(), &2.into()));
    assert_eq!((&tried["made"], &tried["noticed"], &tried["phrases"]), (&6.into(), &3.into(), &2.into()));
    assert_eq!(tried["survivors"][0]["line"], 11);

    let without_window = RULE.replace("first  = \"30s\"\n", "");
    std::fs::write(folder.path().join("telecom-en/follow-up-promised.toml"), without_window).unwrap();
    let (code, said, _) = test(&["--mutants"]);
    assert!(code == Some(0) && said.contains("they notice 3 of 3 changes"), "dropped phrases are no fault\n{said}");
    let output = output(&["rules", "test", &pack, "--rule", "follow-up-promise"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("did you mean `follow-up-promised`"), "{}", text(&output.stderr));
}

#[test]
fn an_example_that_comes_out_otherwise_shows_all_that_its_author_needs() {
    let folder = tempfile::tempdir().unwrap();
    // Both the other way round: a pack with a rule that has no example of a kind is not played at all.
    let (head, examples) = RULE.split_once("[[examples]]").unwrap();
    let examples = examples.replace("\"noted\"", "\"-\"").replace("\"not_applicable\"", "\"noted\"");
    let rule = format!("{head}[[examples]]{}", examples.replace("\"-\"", "\"not_applicable\""));
    let pack = pack(folder.path(), &rule);
    let output = output(&["rules", "test", &pack]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in [
        "telecom-en/follow-up-promised.toml:18: example 1 of follow-up-promised",
        "  | agent    0:01 i will call you back",
        "expected not applicable, came noted: Follow-up promised",
        "the agent said “call you back”",
        "conditions: promise holds",
        "example 2 of follow-up-promised",
        "expected noted, came not applicable",
        "conditions: promise fails",
    ] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
}

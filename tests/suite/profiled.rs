//! Rules measured on a stored archive.

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::archives::{archive, changed};
use crate::scratch::run;

fn rule<'a>(profile: &'a Value, id: &str) -> &'a Value {
    profile["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == id).unwrap()
}

#[test]
fn every_rule_has_its_time_its_hits_and_its_phrases() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let changes = [
        ("churn-risk.toml", "any_of = [", "any_of = [\"套餐\", \"谁也不会这么说\", "),
        ("follow-up-promised.toml", "status   = \"stable\"", "status   = \"draft\""),
    ];
    let pack = changed(folder.path(), "telecom-zh", &changes);
    let profiles = |workers: &str| {
        let said = run(&["rules", "profile", &pack, "--store", &store, "--format", "json", "--workers", workers]);
        assert_eq!(said.lines().count(), 1, "one pack, one line");
        serde_json::from_str::<Value>(&said).unwrap()
    };
    let profile = profiles("1");
    assert_eq!((&profile["schema"], &profile["calls"]), (&Value::from(1), &Value::from(37)));
    assert_eq!(profile["drafts"][0], "follow-up-promised");
    let shares: u64 = profile["rules"].as_array().unwrap().iter().map(|rule| rule["share"].as_u64().unwrap()).sum();
    assert!((950..=1000).contains(&shares), "{shares} thousandths");
    let churn = rule(&profile, "churn-risk");
    assert!(churn["hits"].as_u64().unwrap() > 3 && churn["unique"].as_u64() <= churn["hits"].as_u64(), "{churn}");
    let phrases = churn["conditions"][0]["phrases"].as_array().unwrap();
    assert!(phrases[0]["hits"].as_u64().unwrap() > 3 && phrases[0]["elsewhere"].as_u64().unwrap() > 0);
    assert_eq!((&phrases[1]["phrase"], &phrases[1]["hits"]), (&"谁也不会这么说".into(), &0.into()));
    let dead = profile["dead_phrases"].as_u64().unwrap();
    assert!(dead > 100 && dead < profile["phrases"].as_u64().unwrap());

    let counted = |profile: &Value| -> Vec<(String, Value)> {
        let mut rules: Vec<_> = profile["rules"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rule| {
                (
                    rule["rule"].as_str().unwrap().to_string(),
                    serde_json::json!([rule["hits"], rule["unique"], rule["overlaps"], rule["conditions"]]),
                )
            })
            .collect();
        rules.sort_by(|a, b| a.0.cmp(&b.0));
        rules
    };
    assert_eq!(counted(&profile), counted(&profiles("3")));
}

#[test]
fn text_fits_a_terminal_and_all_packs_are_measured_where_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let said = run(&["rules", "profile", "--store", &store]);
    let widest = said.lines().map(UnicodeWidthStr::width).max().unwrap();
    assert!(widest <= 80, "{widest} columns\n{said}");
    for part in ["telecom-zh ", ": 37 calls", "telecom-en ", ": 36 calls", "µs a call", "phrases are never found"] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    let none = run(&["rules", "profile", "telecom-zh", "--store", &store, "--agent", "nobody"]);
    assert!(none.contains("0 calls"), "{none}");
}

//! A changed pack tried on a stored archive.

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::archives::{archive, changed};
use crate::scratch::{output, run, text};

fn backtest(arguments: &[&str]) -> Value {
    let said = run(&[&["rules", "backtest", "--format", "json"], arguments].concat());
    serde_json::from_str(&said).unwrap()
}

fn rule<'a>(report: &'a Value, id: &str) -> &'a Value {
    report["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == id).unwrap()
}

#[test]
fn an_unchanged_pack_changes_nothing_and_the_store_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let digest = || run(&["status", "--store", &store, "--digest"]);
    let before = digest();
    let report = backtest(&["telecom-zh", "--store", &store]);
    assert_eq!((&report["changed"], &report["flips"]), (&Value::from(0), &serde_json::json!([])));
    assert_eq!(report["before"], report["after"]);
    assert_eq!(report["calls"], 37, "the Mandarin calls");
    assert_eq!(report["left_out"]["other_languages"], 36);
    assert_eq!(digest(), before);
    let page = run(&["rules", "backtest", "telecom-zh", "--store", &store]);
    assert!(page.contains("no rule comes out otherwise"), "{page}");
}

#[test]
fn findings_gained_and_lost_verdicts_that_flip_and_scores_that_move_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let pack = changed(
        folder.path(),
        "telecom-zh",
        &[
            ("churn-risk.toml", "any_of = [", "any_of = [\"套餐\", "),
            ("dead-air.toml", "silence     = \"10s\"", "silence     = \"60s\""),
            ("forbidden-words.toml", "\"神经病\", ", "\"神经病\", \"生活愉快\", "),
            ("follow-up-promised.toml", "status   = \"stable\"", "status   = \"draft\""),
        ],
    );
    let report = backtest(&[&pack, "--store", &store]);
    let gained = &rule(&report, "churn-risk");
    assert!(gained["gained"].as_u64().unwrap() > 3 && gained["lost"] == 0, "{gained}");
    let sample = &gained["samples"][0];
    assert_eq!(
        (&sample["before"]["outcome"], &sample["after"]["outcome"]),
        (&"not_applicable".into(), &"noted".into())
    );
    let said = &sample["after"]["evidence"][0];
    assert!(said["quote"].as_str().unwrap().contains("套餐") && said["start_ms"].is_u64(), "{said}");
    assert_eq!(rule(&report, "dead-air")["lost"], 1);
    assert_eq!(report["new"]["drafts"][0], "follow-up-promised");
    assert_eq!(rule(&report, "follow-up-promised")["transitions"], serde_json::json!([]), "a draft judges, too");

    let flips = report["flips"].as_array().unwrap();
    assert!(flips.iter().any(|flip| flip["before"] == "pass" && flip["after"] == "auto_fail"), "{flips:?}");
    let calls: u64 = flips.iter().map(|flip| flip["calls"].as_u64().unwrap()).sum();
    assert_eq!(report["flipped"].as_array().unwrap().len() as u64, calls);
    assert_eq!(rule(&report, "forbidden-words")["samples"].as_array().unwrap().len(), 10, "ten calls at most");
    assert!(report["agents"][0]["by"].as_f64().unwrap() < 0.0, "{}", report["agents"]);
    assert!(report["score"]["down"].as_u64() > report["score"]["up"].as_u64());
}

#[test]
fn the_answer_does_not_depend_on_the_number_of_threads_nor_on_which_side_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let pack = changed(folder.path(), "telecom-en", &[("dead-air.toml", "silence", "silence ")]);
    let pack = [pack.as_str(), "--store", &store];
    let mut reports = [
        backtest(&[&pack[..], &["--workers", "1"]].concat()),
        backtest(&[&pack[..], &["--workers", "4"]].concat()),
        backtest(&[&pack[..], &["--against", "telecom-en"]].concat()),
    ];
    for report in &mut reports {
        for field in ["took_ms", "calls_per_second", "old"] {
            assert!(report.as_object_mut().unwrap().remove(field).is_some());
        }
    }
    assert_eq!(reports[0], reports[1]);
    assert_eq!(reports[0], reports[2]);
}

#[test]
fn filters_and_samples_narrow_what_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let calls =
        |more: &[&str]| backtest(&[&["telecom-zh", "--store", &store], more].concat())["calls"].as_u64().unwrap();
    assert!((10..14).contains(&calls(&["--agent", "agent-1"])));
    assert_eq!(calls(&["--limit", "5"]), 5);
    assert_eq!(calls(&["--limit", "0"]), 0);
    assert_eq!(calls(&["--limit", "500"]), 37);
    assert_eq!(calls(&["--language", "en"]), 0);
    let changes = [("churn-risk.toml", "any_of = [", "any_of = [\"套餐\", ")];
    let pack = changed(folder.path(), "telecom-zh", &changes);
    let samples = |_| {
        let report = backtest(&[&pack, "--store", &store, "--limit", "9", "--samples", "1"]);
        rule(&report, "churn-risk")["samples"].clone()
    };
    assert_eq!(samples(1), samples(2), "the same sample every time");
    assert_eq!(samples(1).as_array().unwrap().len(), 1);
}

#[test]
fn text_fits_a_terminal_and_the_page_needs_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let changes = [
        ("churn-risk.toml", "any_of = [", "any_of = [\"套餐\", "),
        ("closing-missing.toml", "any_of = [", "any_of = [\"没有人会这么说<b>\", "),
        ("forbidden-words.toml", "\"神经病\", ", "\"神经病\", \"生活愉快\", "),
    ];
    let pack = changed(folder.path(), "telecom-zh", &changes);
    let said = run(&["rules", "backtest", &pack, "--store", &store]);
    let widest = said.lines().map(UnicodeWidthStr::width).max().unwrap();
    assert!(widest <= 80, "{widest} columns\n{said}");
    for part in ["Rules that change", "churn-risk", "not applicable → noted", "Agents whose scores move"] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    let file = folder.path().join("report.html").display().to_string();
    let told = run(&["rules", "backtest", &pack, "--store", &store, "--format", "html", "--out", &file]);
    assert!(told.contains("calls judged") && told.contains("report.html"), "{told}");
    let page = std::fs::read_to_string(&file).unwrap();
    for part in ["<script", "http://", "https://", "src=", "<link", "这么说<b>"] {
        assert!(!page.contains(part), "{part} is in the page");
    }
    assert!(page.contains("churn-risk") && page.contains("套餐"));
}

#[test]
fn a_pack_with_faults_is_not_tried() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let pack = changed(folder.path(), "telecom-zh", &[("churn-risk.toml", "any_of", "any_off")]);
    let output = output(&["rules", "backtest", &pack, "--store", &store]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("churn-risk.toml") && said.contains("no operator") && said.contains("rules check"), "{said}");
}

//! A changed pack tried on a stored archive.

use std::path::{Path, PathBuf};

use earwitness::call::evaluation::Provenance;
use earwitness::call::notation;
use earwitness::call::recording::{Call, Recording, RecordingId};
use earwitness::pipeline::judges::Judges;
use earwitness::scan::compile::load;
use earwitness::store;
use earwitness::store::entry::{Discovered, Done, Ending, Inspected};
use earwitness::store::store::Mode;
use serde_json::Value;
use sha2::{Digest, Sha256};
use unicode_width::UnicodeWidthStr;
use walkdir::WalkDir;

use crate::scratch::{output, root, run, store_in, text};

/// A store with every transcript of the fixtures, judged by the shipped packs.
fn archive(folder: &Path) -> String {
    let url = store_in(folder);
    let packs = ["telecom-zh", "telecom-en"].map(|id| load(&root().join("rules").join(id)).unwrap().1);
    let judges = Judges { rule_sets: packs.into() };
    let mut store = store::open(&url, Mode::Write).unwrap();
    for (number, path) in transcripts().iter().enumerate() {
        let transcript = notation::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
        let id = Sha256::digest(path.as_os_str().as_encoded_bytes());
        let id = RecordingId(id.iter().map(|byte| format!("{byte:02x}")).collect());
        let agent = Some(format!("agent-{}", number % 3));
        let call = Call { id: path.file_stem().unwrap().to_string_lossy().into(), agent, ..Call::default() };
        let recording = Recording { id: id.clone(), path: path.clone() };
        store.discover(&[Discovered { recording, size_bytes: 1, call }]).unwrap();
        let (evaluation, provenance) = judges.evaluate(&transcript, Provenance::default());
        let (format, warnings) = ("notation".to_string(), Vec::new());
        let inspected = Inspected { format, warnings, transcript, evaluation, provenance };
        store.finish(&[Done { recording: id, ending: Ending::Inspected(Box::new(inspected)) }]).unwrap();
    }
    url
}

fn transcripts() -> Vec<PathBuf> {
    let folder = root().join("fixtures/transcripts");
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect()
}

/// A copy of a shipped pack with some texts of its files replaced.
fn changed(folder: &Path, id: &str, changes: &[(&str, &str, &str)]) -> String {
    let pack = folder.join(id);
    std::fs::create_dir(&pack).unwrap();
    for file in std::fs::read_dir(root().join("rules").join(id)).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), pack.join(file.file_name())).unwrap();
    }
    for (file, from, to) in changes {
        let path = pack.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} does not hold {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    }
    pack.display().to_string()
}

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
    let store = archive(folder.path());
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
    let store = archive(folder.path());
    let pack = changed(
        folder.path(),
        "telecom-zh",
        &[
            ("churn-risk.toml", "any_of = [", "any_of = [\"套餐\", "),
            ("dead-air.toml", "silence     = \"10s\"", "silence     = \"60s\""),
            ("forbidden-words.toml", "any_of = [", "any_of = [\"生活愉快\", "),
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
    let store = archive(folder.path());
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
    let store = archive(folder.path());
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
    let store = archive(folder.path());
    let changes = [
        ("churn-risk.toml", "any_of = [", "any_of = [\"套餐\", "),
        ("closing-missing.toml", "any_of = [", "any_of = [\"没有人会这么说<b>\", "),
        ("forbidden-words.toml", "any_of = [", "any_of = [\"生活愉快\", "),
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
    let store = archive(folder.path());
    let pack = changed(folder.path(), "telecom-zh", &[("churn-risk.toml", "any_of", "any_off")]);
    let output = output(&["rules", "backtest", &pack, "--store", &store]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("churn-risk.toml") && said.contains("no operator") && said.contains("rules check"), "{said}");
}

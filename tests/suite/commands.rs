//! The program as a person meets it: help, errors, exit codes.

use std::path::Path;
use std::process::Stdio;

use crate::archives::archive;
use crate::scratch::{earwitness, output, root, run, store_in, text};

#[test]
fn every_subcommand_has_help_that_fits_a_terminal() {
    let help = run(&["--help"]);
    for command in [
        "inspect",
        "status",
        "query",
        "show",
        "score",
        "examples",
        "rejudge",
        "transcribe",
        "scan",
        "rules",
        "confusions",
        "models",
    ] {
        assert!(help.contains(&format!("  {command} ")), "{command} is not in the help");
        let page = run(&[command, "--help"]);
        let longest = page.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= 100, "{command}: a line of {longest} characters");
    }
}

#[test]
fn what_cannot_run_says_why_and_the_way_out_with_exit_code_2() {
    let folder = tempfile::tempdir().unwrap();
    let inside = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(inside("cut.bin"), b"lmgg").unwrap();
    std::fs::write(inside("notes.txt"), "hello").unwrap();
    std::fs::write(inside("calls.csv"), "agent\nA1\n").unwrap();
    let (cut, notes, csv) = (inside("cut.bin"), inside("notes.txt"), inside("calls.csv"));
    let (no_store, no_store_file) = (format!("sqlite:{}", inside("no.db")), inside("no.db"));
    let cases: &[(&[&str], &[&str])] = &[
        (&["query", "--store", &no_store], &["does not exist", "earwitness inspect"]),
        (&["query", "--store", "mysql:x"], &["mysql:x", "sqlite:FILE"]),
        (&["scan", &notes, "--rules", "no-such-pack"], &["no-such-pack"]),
        (&["inspect", &notes, "--store", &no_store, "--model", &cut], &["cut.bin"]),
        (&["inspect", &notes, "--store", &no_store, "--model", "basse"], &["basse", "base"]),
        (
            &["inspect", &notes, "--store", &no_store, "--engine", "recorded", "--metadata", &csv],
            &["calls.csv", "file"],
        ),
        (&["--config", "no-such.toml", "status"], &["no-such.toml"]),
    ];
    for (arguments, wanted) in cases {
        let output = output(arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        for part in *wanted {
            assert!(said.contains(part), "{arguments:?} does not say `{part}`: {said}");
        }
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
    assert!(!Path::new(&no_store_file).exists(), "a run that cannot start makes no store");
}

#[test]
fn scan_goes_on_after_a_bad_transcript_and_ends_with_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let inside = |name: &str| folder.path().join(name).display().to_string();
    let (notes, good) = (inside("notes.txt"), inside("good.txt"));
    std::fs::write(&notes, "hello").unwrap();
    std::fs::write(&good, "# language: zh\nagent 0:01 您好\n").unwrap();
    let output = output(&["scan", &notes, "no-such-file.txt", &good]);
    assert_eq!(output.status.code(), Some(1));
    for part in ["notes.txt", "line 1", "no-such-file.txt"] {
        assert!(text(&output.stderr).contains(part), "{}", text(&output.stderr));
    }
    assert!(text(&output.stdout).starts_with("good"), "{}", text(&output.stdout));
}

#[test]
fn faults_in_rules_are_exit_code_1_and_all_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("faulty");
    std::fs::create_dir(&pack).unwrap();
    std::fs::write(pack.join("pack.toml"), "title = \"t\"\nversion = \"1\"\nlanguages = [\"zh\"]\ntypo = 1\n").unwrap();
    std::fs::write(pack.join("scorecard.toml"), "title = \"t\"\n").unwrap();
    std::fs::write(pack.join("a-rule.toml"), "titel = \"x\"\n").unwrap();
    let output = output(&["rules", "check", &pack.display().to_string()]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in [
        "unknown key `typo`",
        "`pass_mark` is missing",
        "unknown key `titel`",
        "did you mean `title`",
        "faulty/a-rule.toml",
    ] {
        assert!(said.contains(part), "`{part}` is missing in {said}");
    }
}

#[test]
fn a_rule_that_no_stored_call_was_judged_by_is_named_with_what_was_meant() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let clips = folder.path().join("clips").display().to_string();
    let cases: [(&[&str], &str); 6] = [
        (&["query", "--rule", "dead-ar"], "finding of the rule `dead-ar`: did you mean `dead-air`"),
        (&["query", "--rule", "ded-air=any", "--format", "json"], "the rule `ded-air`: did you mean `dead-air`"),
        (&["query", "--category", "biling"], "the complaint category `biling`: did you mean `billing`"),
        (&["query", "--rule", "xyzzy"], "the rule `xyzzy`: known are "),
        (&["examples", "--rule", "dead-ar", "--out", &clips], "the rule `dead-ar`: did you mean `dead-air`"),
        (&["rules", "profile", "telecom-en", "--rule", "dead-ar"], "the rule `dead-ar`: did you mean `dead-air`"),
    ];
    for (arguments, wanted) in cases {
        let output = output(&[arguments, &["--store", &store]].concat());
        let said = text(&output.stderr).replace('\n', " ");
        assert!(said.contains(wanted), "{arguments:?} does not say `{wanted}`: {said}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    }
    let known = output(&["query", "--store", &store, "--rule", "dead-air", "--category", "complaint-billing"]);
    assert_eq!((text(&known.stderr), known.status.code()), (String::new(), Some(0)));
}

#[test]
fn a_reader_that_has_read_enough_is_success() {
    let samples = root().join("fixtures/transcripts/samples");
    let mut files: Vec<_> = std::fs::read_dir(samples).unwrap().map(|entry| entry.unwrap().path()).collect();
    // More than a pipe holds.
    files = files.iter().cycle().take(400).cloned().collect();
    let mut child = earwitness()
        .args(["scan", "--format", "json"])
        .args(&files)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn a_dry_run_says_what_it_would_do_and_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store_in(folder.path());
    let said = run(&["inspect", "fixtures/audio", "--store", &store, "--engine", "recorded", "--dry-run"]);
    assert!(said.contains("13 recordings to transcribe") && said.contains("nothing was done"), "{said}");
    assert!(!folder.path().join("calls.db").exists());
}

#[test]
fn confusions_are_counted_and_make_a_file_that_a_pack_may_hold() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    write("said/a.txt", "agent 0:01 您的套餐是\ncustomer 0:04 上网很慢");
    write("said/b.txt", "您的套餐是什么");
    write("said/c.txt", "再见");
    let written = write("written.jsonl", "");
    let line = |name: &str, text: &str| {
        format!(
            "{{\"path\":\"calls/{name}.wav\",\"language\":\"zh\",\"duration_ms\":9000,\"utterances\":[{{\"party\":\"unknown\",\"channel\":0,\"start_ms\":0,\"end_ms\":900,\"text\":\"{text}\"}}]}}\n"
        )
    };
    std::fs::write(&written, line("a", "您的泡餐是，上网很忙") + &line("b", "你的泡餐是什么")).unwrap();
    let said = folder.path().join("said").display().to_string();
    let table = run(&["confusions", &said, &written]);
    for part in [
        "2 texts, 16 sounds: 4 came out as another",
        "1 text without a counterpart",
        "p/t",
        "的泡餐",
        "2 pairs seen fewer",
    ] {
        assert!(table.contains(part), "{part} is missing in {table}");
    }
    let pack = folder.path().join("telecom-zh");
    std::fs::create_dir(&pack).unwrap();
    let entries = std::fs::read_dir(root().join("rules/telecom-zh")).unwrap().map(Result::unwrap);
    for entry in entries.filter(|entry| entry.path().is_file()) {
        std::fs::copy(entry.path(), pack.join(entry.file_name())).unwrap();
    }
    let toml = run(&["confusions", &said, &written, "--format", "toml", "--least", "1"]);
    std::fs::write(pack.join("confusions.toml"), &toml).unwrap();
    assert!(
        toml.contains("\"p/t\" = 2") && run(&["rules", "check", &pack.display().to_string()]).contains("no faults"),
        "{toml}"
    );
    let alone = output(&["confusions", &said, &write("other/x.txt", "x")]);
    assert_eq!(alone.status.code(), Some(2), "{}", text(&alone.stderr));
}

#[test]
fn scan_prints_json_that_other_tools_can_read() {
    let said =
        run(&["scan", "fixtures/transcripts/samples/zh-hidden-terms.txt", "--rules", "telecom-zh", "--format", "json"]);
    let call: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(call["score"].is_number() && call["verdict"].is_string());
    let findings = call["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["rule"] == "hidden-terms-not-disclosed").unwrap();
    for field in ["rule", "kind", "outcome", "severity", "evidence"] {
        assert!(!found[field].is_null(), "{field} is missing");
    }
    assert_eq!(found["outcome"], "violated");
}

#[test]
fn a_transcript_is_scored_by_any_scorecard() {
    let call = "fixtures/transcripts/samples/zh-hidden-terms.txt";
    let score = |more: &[&str]| {
        let said = run(&[&["score", call, "--rules", "telecom-zh", "--format", "json"], more].concat());
        serde_json::from_str::<serde_json::Value>(&said).unwrap()
    };
    let main = score(&[]);
    assert_eq!(main["sheet"]["scorecard"], "电信客服质检评分表");
    assert!(main["compliance"].is_number() && main["band"].is_string(), "{main}");
    let further = score(&["--scorecard", "compliance"]);
    // 40 for the terms and 30 for the order, taken from 100.
    assert_eq!((further["score"].as_f64(), further["band"].as_str()), (Some(30.0), Some("不合规")));

    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.toml");
    let text = "title = \"own\"\npass_mark = 50\n[[sections]]\ntitle = \"s\"\n[[sections.criteria]]\ntitle = \"c\"\npoints = 100\nrules = [\"over-promise\", \"dead-air\"]\n";
    std::fs::write(&own, text).unwrap();
    let outside = score(&["--scorecard", &own.display().to_string()]);
    assert_eq!((outside["score"].as_f64(), &outside["verdict"]), (Some(100.0), &"pass".into()));
    assert_eq!(outside["sheet"]["sections"][0]["criteria"][0]["left_out"][0][1], "on trial");
    let page = run(&["score", call, "--rules", "telecom-zh", "--scorecard", "compliance"]);
    assert!(page.contains("100.0 - 70.0"), "{page}");
    let widest = page.lines().map(unicode_width::UnicodeWidthStr::width).max().unwrap();
    assert!(widest <= 80, "{widest} columns\n{page}");
}

#[test]
fn a_scorecard_that_does_not_fit_the_pack_is_refused_with_its_faults() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.toml");
    std::fs::write(&own, "title = \"own\"\npass_mark = 50\n[[sections]]\ntitle = \"s\"\n[[sections.criteria]]\ntitle = \"c\"\npoints = 100\nrules = [\"deadair\"]\n").unwrap();
    let own = own.display().to_string();
    let call = "fixtures/transcripts/samples/zh-hidden-terms.txt";
    let cases: [(&str, &[&str]); 2] = [
        (&own, &["own.toml:8:10", "there is no rule `deadair`", "did you mean `dead-air`", "rules of telecom-zh"]),
        ("complience", &["`complience` is no file and no scorecard of telecom-zh, which has compliance"]),
    ];
    for (scorecard, wanted) in cases {
        let output = output(&["score", call, "--rules", "telecom-zh", "--scorecard", scorecard]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        for part in wanted {
            assert!(said.contains(part), "`{part}` is missing in {said}");
        }
    }
}

//! Rules of other products are carried over as `fixtures/foreign` has them: each file there is written as another product
//! writes rules, in a folder named after its dialect, and beside it stands what becomes of it. `UPDATE=1` writes what
//! becomes of it now; read it in the diff.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use earwitness::call::finding::Outcome;
use earwitness::call::notation;
use earwitness::call::recording::Call;
use earwitness::carry::dialect::{Dialect, Options};
use earwitness::carry::remark::CONSTRUCTS;
use earwitness::carry::toml_text::on_trial;
use earwitness::carry::tree::Within;
use earwitness::carry::{Carried, DIALECTS, carry};
use earwitness::rules::pack::RulePack;
use earwitness::scan::compile::whole;
use earwitness::scan::examples::play;
use proptest::prelude::*;

use crate::scratch::{output, root, run, text};

fn dialect(name: &str) -> &'static dyn Dialect {
    *DIALECTS.iter().find(|dialect| dialect.name() == name).unwrap()
}

fn carried(from: &str, name: &str, bytes: &[u8], options: &Options) -> Carried {
    carry(&[(name.to_string(), bytes.to_vec())], dialect(from), options)
}

/// Every file that is to be carried over, with the name of its dialect.
fn sources() -> Vec<(&'static str, PathBuf)> {
    let mut sources = Vec::new();
    for dialect in DIALECTS {
        let folder = root().join("fixtures/foreign").join(dialect.name());
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let is_source = |path: &PathBuf| path.extension().is_some_and(|ending| ending != "golden");
        sources.extend(files.filter(is_source).map(|path| (dialect.name(), path)));
    }
    sources.sort();
    sources
}

fn carried_file(from: &str, path: &PathBuf) -> Carried {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    carried(from, &name, &std::fs::read(path).unwrap(), &Options::default())
}

/// What was carried over as the files of a pack whose rules judge.
fn judging(carried: &Carried) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> =
        carried.files.iter().map(|(name, text)| (name.clone(), on_trial(text))).collect();
    files.insert("pack.toml".to_string(), carried.header.clone());
    files.extend(carried.scorecard.iter().map(|text| ("scorecard.toml".to_string(), text.clone())));
    files
}

/// Whether rules can use `near` and `not_near` already.
fn knows_near() -> bool {
    let words = carried("proximity", "f.txt", b"x = a NEAR/3 b\ny = a NOTNEAR/3 b\n", &Options::default());
    whole(RulePack::survey("pack", &judging(&words))).is_ok()
}

/// What was carried over without the rules that use operators which are not there.
fn that_compile(mut carried: Carried) -> Carried {
    let all = carried.files.len();
    if !knows_near() {
        let uses_near = |line: &str| line.starts_with("near") || line.starts_with("not_near");
        carried.files.retain(|_, text| !text.lines().any(uses_near));
    }
    if carried.files.len() < all {
        carried.scorecard = None;
    }
    carried
}

#[test]
fn files_are_carried_over_as_the_goldens_have_them() {
    let sources = sources();
    assert!(sources.len() >= 8, "{} files", sources.len());
    for (from, path) in sources {
        let carried = carried_file(from, &path);
        let mut all = String::new();
        carried.remarks.iter().for_each(|remark| writeln!(all, "{remark}").unwrap());
        let frame = [("pack.toml", Some(&carried.header)), ("scorecard.toml", carried.scorecard.as_ref())];
        let frame = frame.into_iter().filter_map(|(name, text)| Some((name, text?)));
        for (name, text) in carried.files.iter().map(|(name, text)| (name.as_str(), text)).chain(frame) {
            write!(all, "\n=== {name}\n{text}").unwrap();
        }
        let golden = path.with_added_extension("golden");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&golden, &all).unwrap();
        }
        let wanted = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(all, wanted, "{}: UPDATE=1 writes what is carried over now", path.display());
    }
}

#[test]
fn what_is_carried_over_compiles_and_its_examples_come_out_as_expected() {
    let mut seen = 0;
    for (from, path) in sources() {
        let files = judging(&that_compile(carried_file(from, &path)));
        let files = without_costs(files);
        if !holds_rules(&files) {
            continue;
        }
        let compiled = whole(RulePack::survey("pack", &files));
        let (pack, rules) = compiled.unwrap_or_else(|faults| panic!("{}: {}", path.display(), faults[0].render()));
        for example in play(&pack, &rules).unwrap() {
            seen += 1;
            let (rule, number, came) = (&example.rule, example.number, &example.came);
            assert!(example.is_right(), "{}: {rule}, example {number}: {came:?}", path.display());
        }
    }
    assert!(seen >= 60, "{seen} examples");
}

/// Without the scorecard where a rule it names was taken out: what costs is then named nowhere, which is a fault.
fn without_costs(mut files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    if !files.contains_key("scorecard.toml") {
        let costing = |name: &String, text: &String| name.ends_with("pack.toml") || text.contains("= \"note\"");
        files.retain(|name, text| costing(name, text));
    }
    files
}

fn holds_rules(files: &BTreeMap<String, String>) -> bool {
    files.keys().any(|name| name != "pack.toml" && name != "scorecard.toml")
}

/// What one imported expression says about a few calls.
#[test]
fn an_imported_rule_finds_what_its_expression_says() {
    let utterance = Options { within: Within::Utterance, ..Options::default() };
    let call = Options::default();
    let complaint = "客户:(投诉|举报)&(工信部|12315)!(投诉建议|邮箱)";
    let cases: &[(&str, &Options, &str, &str, bool)] = &[
        ("keywords", &call, complaint, "customer 0:01 我要投诉\nagent 0:03 好的\ncustomer 0:05 打12315", true),
        ("keywords", &call, complaint, "agent 0:01 您可以投诉到12315\ncustomer 0:05 好的", false),
        ("keywords", &call, complaint, "customer 0:01 去工信部投诉\nagent 0:05 行\ncustomer 0:09 邮箱多少", false),
        ("keywords", &utterance, complaint, "customer 0:01 我要投诉\nagent 0:03 好的\ncustomer 0:05 打12315", false),
        ("keywords", &utterance, complaint, "customer 0:01 去工信部投诉\nagent 0:05 行\ncustomer 0:09 邮箱多少", true),
        ("keywords", &call, "(叫|找)#4(经理|领导)", "customer 0:01 把你们领导叫来\nagent 0:05 好的", false),
        ("keywords", &call, "(叫|找)#4(经理|领导)", "customer 0:01 找一下你们经理\nagent 0:05 好的", true),
        ("keywords", &call, "找#4经理", "customer 0:01 找一个能说了算的经理\nagent 0:05 好的", false),
        ("keywords", &call, "有本事*投诉", "customer 0:01 你有本事就去投诉呗\nagent 0:05 好的", true),
        ("proximity", &call, "credit NOTIN \"credit card\"", "agent 0:01 your credit card\ncustomer 0:05 ok", false),
        ("proximity", &call, "credit NOTIN \"credit card\"", "agent 0:01 store credit\ncustomer 0:05 ok", true),
        ("proximity", &call, "cancel* NEAR/3 account", "agent 0:01 the account was cancelled\ncustomer 0:05 ok", true),
        (
            "proximity",
            &call,
            "cancel* NEAR/1 account",
            "agent 0:01 account was just cancelled\ncustomer 0:05 ok",
            false,
        ),
        ("proximity", &call, "fee BEFORE:2s C:why", "agent 0:01 a fee\ncustomer 0:03 why\nagent 0:09 so", true),
        ("proximity", &call, "fee BEFORE:2s C:why", "customer 0:01 why\nagent 0:03 a fee\ncustomer 0:09 ok", false),
        ("proximity", &call, "^ thanks", "agent 0:01 thanks for calling\ncustomer 0:05 ok", true),
        ("proximity", &call, "^ thanks", "agent 0:01 okay\nagent 0:02 thanks\ncustomer 0:05 ok", false),
        ("proximity", &call, "th??? you", "agent 0:01 thank you\ncustomer 0:05 ok", true),
        ("proximity", &call, "START:10 hello", "agent 0:01 ok\ncustomer 0:30 hello\nagent 0:40 bye", false),
        ("proximity", &call, "close account ~t", "agent 0:01 close\ncustomer 0:05 account\nagent 0:09 ok", false),
    ];
    for (from, options, expression, call, holds) in cases {
        let carried = carried(from, "f.txt", expression.as_bytes(), options);
        let files = judging(&carried);
        let (_, rules) =
            whole(RulePack::survey("pack", &files)).unwrap_or_else(|faults| panic!("{}", faults[0].render()));
        let findings = earwitness::scan::judge::judge(&rules, &Call::default(), &notation::parse(call).unwrap());
        let wanted = if *holds { Outcome::Noted } else { Outcome::NotApplicable };
        assert_eq!(findings[0].outcome, wanted, "{expression}\n{call}\n{:?}", carried.files);
    }
}

#[test]
fn the_page_on_rules_names_every_kind_of_remark() {
    let page = std::fs::read_to_string(root().join("rules/README.md")).unwrap();
    for (construct, about) in CONSTRUCTS {
        assert!(page.contains(&format!("`{construct}`")), "`{construct}` ({about}) is not in rules/README.md");
    }
}

#[test]
fn importing_writes_drafts_names_remarks_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("mine").display().to_string();
    let arguments = ["rules", "import", "fixtures/foreign/csv/words-gbk.csv", "--from", "csv", "--out", &pack];
    let said = run(&arguments);
    for part in ["words-gbk.csv:7:5: phrase: `嗯啊`", "3 drafts", "6 of 6 examples come out as expected"] {
        assert!(said.contains(part), "`{part}` is missing in {said}");
    }
    let checked = run(&["rules", "check", &pack]);
    assert!(checked.contains("3 drafts or retired, 1 scorecard, no faults"), "{checked}");
    let again = output(&arguments);
    assert_eq!(again.status.code(), Some(2), "{}", text(&again.stderr));
    assert!(text(&again.stderr).contains("--overwrite"), "{}", text(&again.stderr));
    let json = run(&[&arguments[..], &["--overwrite", "--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&report["rules"][0]["id"], &report["examples_right"]), (&"rule-0001".into(), &6.into()));
    assert_eq!(report["remarks"][0]["construct"], "phrase");
}

#[test]
fn a_rule_that_cannot_be_written_is_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let (file, pack) = (folder.path().join("f.txt"), folder.path().join("out").display().to_string());
    std::fs::write(&file, "矛盾：投诉&!投诉\n可以：退订\n").unwrap();
    let output = output(&["rules", "import", &file.display().to_string(), "--from", "keywords", "--out", &pack]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("f.txt:1:4: no-example") && said.contains("1 rule was not written"), "{said}");
}

/// Pieces that expressions are made of, put together at random: nearly right more often than any text.
fn expression() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "投诉",
        "举报",
        "12315",
        "cancel",
        "my account",
        "fee",
        "嗯",
        "*",
        "?",
        "&",
        "&&",
        "|",
        "||",
        "!",
        "(",
        ")",
        "（",
        "）",
        "#",
        "#10",
        "#3",
        "+",
        "-",
        "\"",
        "“",
        "”",
        ":",
        "客户:",
        "agent:",
        "C:",
        "L:",
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "NEAR/5",
        "NEAR:3s",
        "BEFORE:10",
        "AFTER:2s",
        "NOTNEAR:4",
        "NOTIN",
        "~4",
        "~t",
        "~s<30",
        "~e>9",
        "<30",
        "START:30",
        "END:5",
        "^",
        " ",
        " ",
        "\n",
        "\t",
        ",",
        "，",
        "、",
        ";",
        "=",
        "{姓名}",
        "\\d",
        "@",
        "表达式",
        "关键词",
        "列",
        "扣分",
        "[",
        "]",
        "SPEAKERS:\n",
        "METADATA:\n",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// What is carried over can be read again, and its examples come out as expected.
fn is_sound(carried: Carried) {
    let carried = that_compile(carried);
    let files = without_costs(judging(&carried));
    if !holds_rules(&files) {
        return;
    }
    let (pack, rules) =
        whole(RulePack::survey("pack", &files)).unwrap_or_else(|faults| panic!("{}", faults[0].render()));
    for example in play(&pack, &rules).unwrap() {
        let (rule, number) = (&example.rule, example.number);
        assert!(example.is_right(), "{rule}, example {number}: {:?}\n{}", example.came, files[&format!("{rule}.toml")]);
    }
}

proptest! {
    /// Whatever bytes a foreign file holds, something comes back.
    #[test]
    fn any_bytes_are_carried_over_or_named(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for dialect in DIALECTS {
            is_sound(carried(dialect.name(), "f.txt", &bytes, &Options::default()));
        }
    }

    #[test]
    fn any_expression_becomes_a_rule_that_compiles(
        text in expression(),
        within in prop::sample::select(vec![Within::Call, Within::Utterance, Within::Turn]),
    ) {
        for dialect in DIALECTS {
            is_sound(carried(dialect.name(), "f.txt", text.as_bytes(), &Options { within, ..Options::default() }));
        }
    }

    #[test]
    fn any_json_is_carried_over_or_named(text in "[{}\\[\\]\":,a-e+\\- ]{0,80}") {
        let file = format!("{{\"Cancel\": {{\"phrases\": {{\"+\": {{\"all\": [\"a b ~3\"]}}}}, \"x\": {text}}}}}");
        is_sound(carried("proximity", "f.json", file.as_bytes(), &Options::default()));
    }
}

//! The pages about the codes of faults: their examples are true, and `rules/DIAGNOSTICS.md` is what they say. `UPDATE=1`
//! writes it anew.

use std::collections::BTreeMap;

use earwitness::rules::codes::{NOT_SHOWN, reference};
use earwitness::rules::diagnostic::{CODES, Code, Diagnostic, Listed, UNREADABLE};
use earwitness::rules::pack::RulePack;
use earwitness::scan::compile::whole;
use earwitness::scan::examples::{Played, play};
use regex::Regex;
use unicode_width::UnicodeWidthStr;

use crate::diagnostics::{pack_by, sound_rule};
use crate::scratch::{output, root, run, text};

/// Faults that lie in no text: a page cannot show them.
const IN_NO_TEXT: [Code; 1] = [UNREADABLE];

#[test]
fn the_reference_is_what_the_pages_say() {
    let path = root().join("rules/DIAGNOSTICS.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, reference()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let way = "earwitness rules check --codes --markdown > rules/DIAGNOSTICS.md writes it anew";
    assert!(committed == reference(), "{way}");
    assert_eq!(run(&["rules", "check", "--codes", "--markdown"]), reference());
}

#[test]
fn every_page_says_what_is_wrong_why_it_matters_and_the_way_out() {
    for Listed { code, page, .. } in CODES {
        let head = page.split("\n\n").next().unwrap();
        assert_eq!(IN_NO_TEXT.contains(code), head.starts_with(NOT_SHOWN), "{code}: {head}");
        let at = |part: &str| page.find(part).unwrap_or_else(|| panic!("{code} does not say `{part}`"));
        assert!(0 < at("**Why it matters.** ") && at("**Why it matters.** ") < at("**The way out.** "), "{code}");
        let widest = page.lines().max_by_key(|line| line.width()).unwrap();
        assert!(widest.width() <= 80, "{code}: {widest}");
    }
}

#[test]
fn the_wrong_example_of_a_page_has_its_fault_and_the_right_one_none() {
    for listed in CODES.iter().filter(|listed| !IN_NO_TEXT.contains(&listed.code)) {
        let code = listed.code;
        let (_, examples) = listed.page.split_once("\n**Wrong**").unwrap_or_else(|| panic!("{code} shows no fault"));
        let (wrong, right) = examples.split_once("\n**Right**").unwrap_or_else(|| panic!("{code} shows no way out"));
        let (wrong, right) = (Side::of(wrong), Side::of(right));
        assert_ne!(wrong.files, right.files, "{code}: both examples are the same");
        let (shown, read) = (listed.page.matches("```").count() / 2, wrong.files.len() + right.files.len());
        assert!(
            shown == read && !wrong.files.is_empty() && !right.files.is_empty(),
            "{code}: {read} of {shown} examples"
        );
        let faults = wrong.played(listed.page).err().unwrap_or_default();
        assert!(faults.iter().any(|fault| fault.code == code), "{code} comes out as\n{}", rendered(&faults));
        match right.played(listed.page) {
            Ok(played) if right.has_examples() => {
                assert!(played.iter().filter(|example| example.rule == RULE).all(Played::is_right), "{code}");
            }
            Ok(_) => {}
            Err(faults) => panic!("{code}, put right, has\n{}", rendered(&faults)),
        }
    }
}

#[test]
fn a_page_can_be_printed_and_faults_say_how() {
    let page = run(&["rules", "check", "--explain", "E023", "e42"]);
    assert!(page.starts_with("E023: a rule in no criterion") && page.contains("\nE042: an absence"), "{page}");
    let unknown = output(&["rules", "check", "--explain", "E932"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("there is no code `E932`: did you mean"), "{}", text(&unknown.stderr));

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("pack.toml"), "titel = \"t\"\nversion = \"1\"\nlanguages = [\"zh\"]\n").unwrap();
    let faulty = output(&["rules", "check", &folder.path().display().to_string()]);
    let said = text(&faulty.stderr);
    assert_eq!(said.matches("rules check --explain").count(), 1, "{said}");
    assert!(said.trim_end().ends_with("rules check --explain E001 E003 E004"), "{said}");
}

fn rendered(faults: &[Diagnostic]) -> String {
    faults.iter().map(|fault| fault.render()).collect::<Vec<_>>().join("\n")
}

/// The rule that a snippet without a file's name belongs to.
const RULE: &str = "example";

/// One side of a page: the snippets it shows, with the files they stand in.
struct Side {
    files: Vec<(String, String)>,
}

impl Side {
    fn of(text: &str) -> Side {
        let shown = Regex::new(r"(?s)in (a rule|`[^`]+`):\n\n```toml\n(.*?)```").unwrap();
        let files = shown.captures_iter(text).map(|found| match &found[1] {
            "a rule" => (format!("{RULE}.toml"), found[2].to_string()),
            name => (name.trim_matches('`').to_string(), found[2].to_string()),
        });
        Side { files: files.collect() }
    }

    fn has_examples(&self) -> bool {
        self.files.iter().any(|(_, text)| text.contains("[[examples]]"))
    }

    /// The pack around the snippets, compiled, with its examples played.
    fn played(&self, page: &str) -> Result<Vec<Played>, Vec<Diagnostic>> {
        let (pack, rules) = whole(RulePack::survey("pack", &self.pack(page)))?;
        play(&pack, &rules)
    }

    fn pack(&self, page: &str) -> BTreeMap<String, String> {
        // Of the rules of a scorecard those that the page speaks of: each would have to stand in a criterion.
        let mut files = pack_by(String::new());
        files.retain(|name, _| page.contains(&format!("\"{}\"", id_of(name))));
        if files.is_empty() {
            files.insert("filler.toml".to_string(), sound_rule("forbid", "violated", "violated", "met"));
        }
        for (name, text) in &self.files {
            let text = if is_rule(name) { rule_around(text) } else { text.clone() };
            files.insert(name.clone(), text);
        }
        let costing = files.iter().filter(|(name, text)| is_rule(name) && !text.contains("kind = \"note\""));
        let costing: Vec<String> = costing.map(|(name, _)| format!("\"{}\"", id_of(name))).collect();
        let scorecard = scorecard_around(files.remove("scorecard.toml").unwrap_or_default(), &costing);
        files.insert("scorecard.toml".to_string(), scorecard);
        let header = "title = \"t\"\nversion = \"1\"\nlanguages = [\"en\", \"zh\"]\n".to_string();
        files.entry("pack.toml".to_string()).or_insert(header);
        files
    }
}

fn is_rule(name: &str) -> bool {
    !["pack.toml", "scorecard.toml", "lists.toml", "confusions.toml"].contains(&name)
}

fn id_of(name: &str) -> &str {
    name.trim_end_matches(".toml")
}

/// A rule file around a snippet: what it does not say itself is added.
fn rule_around(snippet: &str) -> String {
    let outcomes = [("met", "require", ["met", "violated"]), ("noted", "note", ["noted", "not_applicable"])];
    let says = |key: &str| Regex::new(&format!("(?m)^{key} +=")).unwrap().is_match(snippet);
    let forbids = ("violated", "forbid", ["violated", "met"]);
    let (key, kind, expected) = outcomes.into_iter().find(|(key, ..)| says(key)).unwrap_or(forbids);
    let header = "title = \"t\"\nstatus = \"stable\"\nseverity = \"minor\"\nwhy = \"w\"\nmisses = \"m\"";
    let mut text = format!("{header}\nkind = \"{kind}\"\n{snippet}\n");
    if !text.contains("\n[when.") {
        text.push_str("[when.words]\nany_of = [\"hello\"]\n");
    }
    if !text.contains("\n[rule]") {
        let named = Regex::new(r"(?m)^\[when\.(\w+)\]").unwrap();
        let conditions: Vec<&str> = named.captures_iter(&text).map(|found| found.get(1).unwrap().as_str()).collect();
        text.push_str(&format!("[rule]\n{key} = \"{}\"\n", conditions.join(" or ")));
    }
    if !text.contains("\n[[examples]]") {
        for outcome in expected {
            text.push_str(&format!("[[examples]]\nexpect = \"{outcome}\"\ncall = \"agent 0:01 a\"\n"));
        }
    }
    text
}

/// A scorecard around a snippet: its head is added, and where it has no section, one with these rules.
fn scorecard_around(snippet: String, rules: &[String]) -> String {
    let sections = match snippet.contains("[[sections]]") {
        true => String::new(),
        false => {
            let rules = rules.join(", ");
            format!(
                "[[sections]]\ntitle = \"s\"\n[[sections.criteria]]\ntitle = \"c\"\npoints = 100\nrules = [{rules}]\n"
            )
        }
    };
    format!("title = \"t\"\npass_mark = 80\n{snippet}\n{sections}")
}

//! `rules/OPERATORS.md` is what the operators say of themselves, and their examples are true. `UPDATE=1` writes it anew.

use std::collections::BTreeMap;

use earwitness::rules::pack::RulePack;
use earwitness::scan::compile::whole;
use earwitness::scan::operators::{OPERATORS, reference};
use regex::Regex;

use crate::scratch::{output, root, run, text};

#[test]
fn the_reference_is_what_the_operators_say_of_themselves() {
    let path = root().join("rules/OPERATORS.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, reference()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == reference(), "earwitness rules operators > rules/OPERATORS.md writes it anew");
}

#[test]
fn the_page_of_an_operator_can_be_printed() {
    assert_eq!(run(&["rules", "operators"]), reference());
    let page = run(&["rules", "operators", "near", "not_near"]);
    assert!(page.starts_with("`near`: ") && page.contains("\n`not_near`: "), "{page}");
    let unknown = output(&["rules", "operators", "nears"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("did you mean `near`?"), "{}", text(&unknown.stderr));
}

#[test]
fn every_page_names_its_operator_and_has_an_example_without_faults() {
    let block = Regex::new(r"(?s)```toml\n(.*?)```").unwrap();
    for listed in OPERATORS {
        let (name, page) = (listed.operator.name(), listed.page());
        assert!(page.starts_with(&format!("`{name}`: ")), "{name} is called something else on its page");
        let example = block.captures(&page).unwrap_or_else(|| panic!("{name} has no example"))[1].to_string();
        assert!(example.contains(&format!("\n{name} ")), "{name} is not in its example");
        let faults = whole(RulePack::survey("pack", &pack_of(&example))).err().unwrap_or_default();
        let shown: Vec<String> = faults.iter().map(|fault| fault.render()).collect();
        assert!(shown.is_empty(), "{name}: {}", shown.join("\n"));
    }
}

/// A pack of one rule that uses every condition of an example; what it only names is added.
fn pack_of(example: &str) -> BTreeMap<String, String> {
    let named = |pattern: &str| -> Vec<String> {
        Regex::new(pattern).unwrap().captures_iter(example).map(|found| found[1].to_string()).collect()
    };
    let mut conditions = named(r"(?m)^\[when\.(\w+)\]");
    let mut text = example.to_string();
    for name in named(r#"condition = "(\w+)""#) {
        if !conditions.contains(&name) {
            text.push_str(&format!("[when.{name}]\nany_of = [\"x\"]\n"));
            conditions.push(name);
        }
    }
    let outcomes = ["noted", "not_applicable"];
    let examples = outcomes.map(|outcome| format!("[[examples]]\nexpect = \"{outcome}\"\ncall = \"agent 0:01 a\"\n"));
    let rule = format!(
        "title = \"t\"\nkind = \"note\"\nstatus = \"stable\"\nseverity = \"minor\"\nwhy = \"w\"\nmisses = \"m\"\n{text}\n\
         [rule]\nnoted = \"{}\"\n{}",
        conditions.join(" or "),
        examples.concat()
    );
    let filler = rule.replace("kind = \"note\"", "kind = \"forbid\"").replace("noted = ", "violated = ");
    let filler = filler.replace("\"noted\"", "\"violated\"").replace("\"not_applicable\"", "\"met\"");
    let scorecard = "title = \"t\"\npass_mark = 80\n[[sections]]\ntitle = \"s\"\n[[sections.criteria]]\ntitle = \"c\"\npoints = 100\nrules = [\"filler\"]\n";
    let files = [
        ("pack.toml", "title = \"t\"\nversion = \"1\"\nlanguages = [\"zh\", \"en\"]\n".to_string()),
        ("scorecard.toml", scorecard.to_string()),
        ("topics.toml", "network = [\"no signal\"]\n".to_string()),
        ("example.toml", rule),
        ("filler.toml", filler),
    ];
    files.map(|(name, text)| (name.to_string(), text)).into()
}

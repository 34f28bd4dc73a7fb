//! Sets of one rule, for the tests of conditions.

use std::collections::BTreeMap;

use crate::call::finding::{Evidence, Finding, Outcome};
use crate::call::notation;
use crate::call::recording::Call;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::pack::RulePack;
use crate::scan::compile::whole;
use crate::scan::judge::judge;
use crate::scan::ruleset::RuleSet;

/// A set of one rule: its kind, its conditions and its `[rule]` lines.
pub fn rule_set(kind: &str, conditions: &str, rule: &str) -> RuleSet {
    compiled(kind, conditions, rule).unwrap_or_else(|faults| panic!("{conditions}\n{}", faults[0].render()))
}

/// The same, or the faults it has.
pub fn compiled(kind: &str, conditions: &str, rule: &str) -> Result<RuleSet, Vec<Diagnostic>> {
    packed("", &[("r", kind, conditions, rule)])
}

/// A rule as tests write it: id, kind, what stands above `[rule]`, what stands in it.
pub type Lines<'a> = (&'a str, &'a str, &'a str, &'a str);

/// A pack of a few rules; `header` is added to its `pack.toml`.
pub fn packed(header: &str, rules: &[Lines<'_>]) -> Result<RuleSet, Vec<Diagnostic>> {
    packed_whole(header, rules).map(|(_, rules)| rules)
}

/// The same with the pack as it was written.
pub fn packed_whole(header: &str, rules: &[Lines<'_>]) -> Result<(RulePack, RuleSet), Vec<Diagnostic>> {
    let mut files = BTreeMap::from([(
        "pack.toml".to_string(),
        format!("title = \"t\"\nversion = \"1\"\nlanguages = [\"zh\", \"en\"]\n{header}\n"),
    )]);
    let mut scored = Vec::new();
    for (id, kind, conditions, rule) in rules {
        let (good, bad) = if *kind == "note" { ("not_applicable", "noted") } else { ("met", "violated") };
        let example = |outcome: &str| format!("[[examples]]\nexpect = \"{outcome}\"\ncall = \"agent 0:01 a\"\n");
        let text = format!(
            "title = \"t\"\nkind = \"{kind}\"\nstatus = \"stable\"\nseverity = \"minor\"\nwhy = \"w\"\nmisses = \"m\"\n\
             {conditions}\n[rule]\n{rule}\n{}{}",
            example(good),
            example(bad)
        );
        files.insert(format!("{id}.toml"), text);
        scored.extend((*kind != "note").then(|| format!("\"{id}\"")));
        if conditions.contains("@terms") {
            files.insert("lists.toml".to_string(), "terms = [\"合约期\", \"违约金\"]\n".to_string());
        }
    }
    let scorecard = format!(
        "title = \"t\"\npass_mark = 80\n[[sections]]\ntitle = \"s\"\n[[sections.criteria]]\ntitle = \"c\"\npoints = 100\nrules = [{}]\n",
        scored.join(", ")
    );
    files.insert("scorecard.toml".to_string(), scorecard);
    let (pack, faults) = RulePack::survey("p", &files);
    // A criterion without rules is a fault of the scorecard alone, and a pack of one note has no other.
    let is_meant = |fault: &Diagnostic| scored.is_empty() && fault.source.name == "p/scorecard.toml";
    let faults = faults.into_iter().filter(|fault| !is_meant(fault)).collect();
    whole((pack, faults))
}

/// What the rule finds in a call.
pub fn finding(rules: &RuleSet, call: &str) -> Finding {
    let transcript = notation::parse(call).unwrap();
    judge(rules, &Call::default(), &transcript).remove(0)
}

/// Holds a rule against calls with the outcomes that they should have.
#[track_caller]
pub fn check(kind: &str, conditions: &str, rule: &str, cases: &[(&str, Outcome)]) {
    let rules = rule_set(kind, conditions, rule);
    for (call, outcome) in cases {
        let found = finding(&rules, call);
        assert_eq!(found.outcome, *outcome, "{conditions}\n{call}\n{found:#?}");
        assert!(!found.evidence.is_empty(), "{call}: rests on nothing");
    }
}

/// Holds one condition, named `a`, against calls with the quotes that it should find in them.
#[track_caller]
pub fn check_quotes(condition: &str, cases: &[(&str, &[&str])]) {
    let rules = rule_set("note", &format!("[when.a]\n{condition}"), "noted = \"a\"");
    for (call, wanted) in cases {
        let found = finding(&rules, call);
        let quotes: Vec<&str> = found.evidence.iter().filter_map(quote).collect();
        assert_eq!(quotes, *wanted, "{condition}\n{call}\n{found:#?}");
        assert_eq!(found.outcome == Outcome::Noted, !wanted.is_empty(), "{call}: {found:#?}");
    }
}

/// What the evidence quotes.
pub fn quote(evidence: &Evidence) -> Option<&str> {
    match evidence {
        Evidence::Said { quote, .. } => Some(quote),
        _ => None,
    }
}

/// Asserts that a rule has one fault, with this code and these words.
#[track_caller]
pub fn check_fault(conditions: &str, rule: &str, code: &str, words: &str) {
    let faults = compiled("note", conditions, rule).map(|_| ()).expect_err(conditions);
    let shown: Vec<String> = faults.iter().map(Diagnostic::to_string).collect();
    assert!(shown.len() == 1 && shown[0].contains(code) && shown[0].contains(words), "{conditions}\n{shown:#?}");
}

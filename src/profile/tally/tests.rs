use std::collections::BTreeMap as Files;

use super::*;
use crate::call::notation;
use crate::call::recording::Call;
use crate::rules::pack::RulePack;
use crate::scan::compile::whole;
use crate::scan::judge::Ready;
use crate::scan::ruleset::RuleSet;

/// A pack of three notes: two that overlap, and one that listens to the customer alone.
fn rules() -> RuleSet {
    let rule = |party: &str, phrases: &str| {
        format!(
            "title = \"t\"\nkind = \"note\"\nstatus = \"stable\"\nseverity = \"minor\"\nwhy = \"w\"\nmisses = \"m\"\n\
             [when.c]\nparty = \"{party}\"\nany_of = [{phrases}]\n[rule]\nnoted = \"c\"\n\
             [[examples]]\nexpect = \"noted\"\ncall = \"agent 0:01 a\"\n\
             [[examples]]\nexpect = \"not_applicable\"\ncall = \"agent 0:01 a\"\n"
        )
    };
    let files = [
        ("pack.toml", "title = \"t\"\nversion = \"1\"\nlanguages = [\"zh\"]\n".to_string()),
        ("scorecard.toml", "title = \"t\"\npass_mark = 80\n".to_string()),
        ("a.toml", rule("agent", "\"退订\", \"从不说\"")),
        ("b.toml", rule("agent", "\"退订了\", \"再见\"")),
        ("c.toml", rule("customer", "\"投诉\"")),
    ];
    let files: Files<String, String> = files.map(|(name, text)| (name.to_string(), text)).into();
    let (pack, faults) = RulePack::survey("p", &files);
    // A scorecard of notes alone has no criteria, which is a fault elsewhere.
    let faults = faults.into_iter().filter(|fault| fault.source.name != "p/scorecard.toml").collect();
    whole((pack, faults)).unwrap_or_else(|faults| panic!("{}", faults[0].render())).1
}

fn tally(rules: &RuleSet, calls: &[&str]) -> Tally {
    let (mut tally, of) = (Tally::new(&rules.rules), Call::default());
    for call in calls {
        let transcript = notation::parse(call).unwrap();
        let ready = Ready::of(rules, &of, &transcript);
        let judged = rules.rules.iter().map(|rule| Judged {
            finding: ready.decide(rule),
            answers: ready.answers(rule),
            time: Duration::from_micros(3),
        });
        tally.add(&judged.collect::<Vec<_>>());
    }
    tally
}

const CALLS: [&str; 3] = [
    "agent 0:01 已经帮您退订了\nagent 0:05 再见",
    "agent 0:01 退订要一天\ncustomer 0:04 我要投诉",
    "agent 0:01 您要投诉吗\ncustomer 0:04 退订",
];

#[test]
fn hits_are_unique_where_no_other_rule_finds_anything_in_the_same_place() {
    let rules = rules();
    let tally = tally(&rules, &CALLS);
    let told: Vec<_> = tally.rules.iter().map(|rule| (rule.hits, rule.unique, rule.with.clone())).collect();
    assert_eq!(told, [(2, 1, [(1, 1)].into()), (1, 0, [(0, 1)].into()), (1, 1, BTreeMap::new())]);
    assert_eq!(tally.calls, 3);
    assert_eq!(tally.rules[0].time, Duration::from_micros(9));
}

#[test]
fn phrases_are_counted_where_their_rule_looks_and_elsewhere() {
    let rules = rules();
    let tally = tally(&rules, &CALLS);
    let phrases: Vec<_> = tally.rules.iter().map(|rule| rule.conditions[0].phrases.clone()).collect();
    assert_eq!(phrases, [vec![(2, 1), (0, 0)], vec![(1, 0), (1, 0)], vec![(1, 1)]]);
    assert_eq!((tally.rules[0].conditions[0].hits, tally.rules[0].conditions[0].elsewhere), (2, 1));
}

#[test]
fn parts_come_to_the_whole() {
    let rules = rules();
    let mut parts = tally(&rules, &CALLS[1..]);
    parts.merge(tally(&rules, &CALLS[..1]));
    assert_eq!(parts, tally(&rules, &CALLS));
}

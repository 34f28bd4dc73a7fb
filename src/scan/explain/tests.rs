//! Explanations of small rules on small calls.

use std::fmt::Write;

use proptest::prelude::*;

use crate::call::finding::Outcome;
use crate::call::notation;
use crate::call::recording::Call;
use crate::call::transcript::Transcript;
use crate::scan::explain::changed::changed;
use crate::scan::explain::explain;
use crate::scan::explain::explanation::{Explanation, State};
use crate::scan::judge::judge;
use crate::scan::one_rule::packed_whole;

fn explained(rule: (&str, &str, &str), transcript: &Transcript) -> Explanation {
    let (pack, rules) = packed_whole("", &[("r", rule.0, rule.1, rule.2)]).unwrap();
    let explanation = explain(&rules, &rules.rules[0], &pack.rules[0], &Call::default(), transcript);
    for flip in &explanation.flips {
        let other = changed(transcript, &flip.changes).unwrap();
        let outcome = judge(&rules, &Call::default(), &other).remove(0).outcome;
        assert_eq!(outcome, flip.outcome, "{}\n{}", flip.what, notation::write(transcript));
        assert_ne!(outcome, explanation.finding.outcome);
    }
    explanation
}

fn of(rule: (&str, &str, &str), call: &str) -> Explanation {
    explained(rule, &notation::parse(call).unwrap())
}

const GREETING: (&str, &str, &str) = (
    "require",
    "[when.hello]\nparty = \"agent\"\nfirst = \"10s\"\nany_of = [\"good morning\", \"早上好\"]",
    "met = \"hello\"",
);
const FEE: (&str, &str, &str) =
    ("require", "[when.fee]\nparty = \"agent\"\nany_of = [\"early termination fee\", \"违约金\"]", "met = \"fee\"");
const ABUSE: (&str, &str, &str) =
    ("forbid", "[when.abuse]\nparty = \"agent\"\nany_of = [\"shut up\"]", "violated = \"abuse\"");
const LEAVING: (&str, &str, &str) =
    ("note", "[when.leaving]\nparty = \"customer\"\nany_of = [\"cancel\"]", "noted = \"leaving\"");
const GAP: (&str, &str, &str) = ("forbid", "[when.gap]\nsilence = \"10s\"", "violated = \"gap\"");
const TERMS: (&str, &str, &str) = (
    "require",
    "[when.sale]\nparty = \"agent\"\nany_of = [\"signed you up\"]\n[when.terms]\nparty = \"agent\"\n\
     any_of = [\"contract\"]\naround = { condition = \"sale\", before = \"20s\", after = \"5s\" }\n\
     [when.refused]\nparty = \"customer\"\nany_of = [\"no thanks\"]",
    "given = \"sale\"\nmet = \"terms\"\nunless = \"refused\"",
);

#[test]
fn the_smallest_change_is_told_for_each_kind_of_flip() {
    use Outcome::{Met, NotApplicable, Noted, Violated};
    let long = |party: &str| format!("agent 0:01 yes\ncustomer 0:05 well\n{party} 0:15 good morning\nagent 0:40 bye");
    let (late, theirs) = (long("agent"), long("customer"));
    let cases: &[((&str, &str, &str), &str, Outcome, Outcome, &[&str])] = &[
        (GREETING, &late, Violated, Met, &["agent said “good morning”", "s earlier"]),
        (
            GREETING,
            "agent 0:01 yes\ncustomer 0:03 good morning\nagent 0:40 bye",
            Violated,
            Met,
            &["had the agent said “good morning” at 0:03.0, not the customer"],
        ),
        (GREETING, &theirs, Violated, Met, &["agent also said “早上好” at 0:0"]),
        (
            GREETING,
            "agent 0:01 good morning\ncustomer 0:05 hi\nagent 0:40 bye",
            Met,
            Violated,
            &["not said “good morning”"],
        ),
        (
            FEE,
            "agent 0:01 an early terminating fee",
            Violated,
            Met,
            &["said “early termination fee”", "“early terminating fee”"],
        ),
        (FEE, "agent 0:01 要付为约金的", Violated, Met, &["said “违约金” at 0:0", "not “为约金”, which sounds"]),
        (FEE, "agent 0:01 mind the weather", Violated, Met, &["had the agent also said “违约金”"]),
        (ABUSE, "agent 0:01 oh shut up now", Violated, Met, &["had the agent not said “shut up”"]),
        (
            ABUSE,
            "agent 0:01 oh shut up\nagent 0:05 yes shut up",
            Violated,
            Met,
            &["“shut up” at 0:01.", "and “shut up” at 0:05."],
        ),
        (ABUSE, "agent 0:01 fine\ncustomer 0:05 shut up", Met, Violated, &["had the agent said “shut up” at 0:05.0"]),
        (LEAVING, "customer 0:01 cancel it", Noted, NotApplicable, &["had the customer not said “cancel”"]),
        (LEAVING, "customer 0:01 hello there", NotApplicable, Noted, &["had the customer also said “cancel”"]),
        (GAP, "agent 0:01-0:02 a\nagent 0:20-0:21 b", Violated, Met, &["lasted 9.9 s, not 18.0 s (8.1 s less)"]),
        (GAP, "agent 0:01-0:02 a\nagent 0:08-0:09 b", Met, Violated, &["lasted 10.0 s, not 6.0 s (4.0 s more)"]),
        (
            TERMS,
            "agent 0:01-0:02 the contract\ncustomer 0:05 hm\nagent 0:30-0:31 i signed you up",
            Violated,
            Met,
            &["had the agent said “i signed you up” 8.2 s earlier"],
        ),
        (TERMS, "agent 0:01 well\ncustomer 0:05 hm", NotApplicable, Violated, &["also said “signed you up”"]),
        (TERMS, "agent 0:01 the contract\ncustomer 0:05 hm", NotApplicable, Met, &["also said “signed you up”"]),
    ];
    for (rule, call, outcome, other, wanted) in cases {
        let explanation = of(*rule, call);
        assert_eq!(explanation.finding.outcome, *outcome, "{call}");
        let first = explanation.flips.first().unwrap_or_else(|| panic!("{call}: nothing flips it"));
        assert_eq!(first.outcome, *other, "{call}: {}", first.what);
        assert!(wanted.iter().all(|wanted| first.what.contains(wanted)), "{call}: {:#?}", explanation.flips);
    }
}

#[test]
fn two_changes_are_told_where_none_alone_is_enough() {
    let both = ("require", "[when.a]\nany_of = [\"hello\"]\n[when.b]\nany_of = [\"goodbye\"]", "met = \"a and b\"");
    let explanation = of(both, "agent 0:01 what is it\ncustomer 0:05 nothing");
    let first = &explanation.flips[0];
    assert_eq!((first.changes.len(), first.outcome), (2, Outcome::Met), "{}", first.what);
    assert!(first.what.contains("“hello”") && first.what.contains(", and had "), "{}", first.what);
}

#[test]
fn a_rule_that_is_not_for_the_call_is_changed_by_nothing_that_is_said() {
    let short = ("forbid", "call = { duration = { min = \"5min\" } }\n[when.a]\nany_of = [\"a\"]", "violated = \"a\"");
    let explanation = of(short, "agent 0:01 a");
    assert_eq!((explanation.finding.outcome, explanation.flips.len()), (Outcome::NotApplicable, 0));
    assert!(explanation.because.contains("not for this call"), "{}", explanation.because);
}

#[test]
fn an_unknown_speaker_is_all_that_can_be_known_of_what_cannot() {
    let explanation = of(FEE, "unknown 0:01 the early termination fee\nunknown 0:09 fine");
    assert_eq!(explanation.finding.outcome, Outcome::NotEvaluable);
    assert!(explanation.flips[0].what.starts_with("had the agent said “the early"), "{:#?}", explanation.flips);
    assert_eq!(explanation.conditions[0].state, State::Unknown);
    let silent = of(FEE, "unknown 0:01 well\nunknown 0:09 fine");
    assert!(silent.flips.is_empty() && silent.because.contains("parties"), "{silent:#?}");
}

#[test]
fn every_hit_that_does_not_count_says_why() {
    let rule = (
        "require",
        "[when.notice]\nany_of = [\"wait\"]\n[when.a]\nparty = \"agent\"\nfirst = \"20s\"\nany_of = [\"hello\"]\n\
         unless_near = { condition = \"notice\", after = \"3s\" }",
        "met = \"a\"",
    );
    let call = "agent 0:00-0:02 wait\nagent 0:03-0:04 hello\ncustomer 0:10-0:11 hello\nagent 0:30-0:31 hello";
    let explanation = of(rule, call);
    let why: Vec<String> = explanation.conditions[1].outside.iter().map(|outside| outside.why.join(", ")).collect();
    assert_eq!(
        why,
        [
            "excused by `notice` at 0:00.0",
            "said by the customer, not by the agent",
            "10.0 s too late for the window 0:00.0-0:20.0"
        ]
    );
    let clause = &explanation.clauses[0];
    assert_eq!((clause.key, clause.state, clause.marked.as_str()), ("met", State::Fails, "✗\u{a0}a"));
}

/// A few utterances of the known parties and of one unknown, some seconds apart.
fn talk() -> impl Strategy<Value = Transcript> {
    let party = prop::sample::select(vec!["agent", "customer", "agent", "customer", "unknown"]);
    let text = prop::sample::select(vec![
        "hello",
        "shut up",
        "the contract",
        "i signed you up",
        "早上好",
        "为约金",
        "fine",
        "no thanks",
        "cancel",
        "a contact",
    ]);
    prop::collection::vec((party, text, 1u32..14), 1..7).prop_map(|lines| {
        let (mut call, mut at) = (String::new(), 0);
        for (party, text, pause) in lines {
            let _ = writeln!(call, "{party} 0:{at:02}-0:{:02} {text}", at + 1);
            at = (at + pause).min(58);
        }
        notation::parse(&call).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is told was judged: `explained` judges every change that is told again.
    #[test]
    fn every_change_that_is_told_flips_the_outcome(transcript in talk()) {
        for rule in [GREETING, FEE, ABUSE, LEAVING, GAP, TERMS] {
            let explanation = explained(rule, &transcript);
            prop_assert!(explanation.flips.len() <= 3);
            prop_assert_eq!(&explanation, &explained(rule, &transcript));
            let best: Vec<u32> = explanation
                .flips
                .iter()
                .filter(|flip| flip.outcome == explanation.flips[0].outcome)
                .map(|flip| flip.cost)
                .collect();
            prop_assert!(best.is_sorted(), "{:?}", best);
        }
    }

    /// A call in which nothing is changed is the same call.
    #[test]
    fn no_change_changes_nothing(transcript in talk()) {
        let mut same = changed(&transcript, &[]).unwrap();
        let mut before = transcript.clone();
        before.sort();
        same.duration_ms = before.duration_ms;
        prop_assert_eq!(same, before);
    }
}

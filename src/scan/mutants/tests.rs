//! Each mutation is made, and noticed or not, on small rules.

use std::collections::BTreeMap;

use super::play::{Tried, play};
use crate::rules::pack::RulePack;

/// A pack of one rule: its kind, the lines above `[rule]`, those in it, and its examples with what they expect.
fn tried(kind: &str, above: &str, rule: &str, examples: &[(&str, &str)]) -> Tried {
    let examples: String = examples
        .iter()
        .map(|(expect, call)| format!("[[examples]]\nexpect = \"{expect}\"\ncall = \"\"\"\n{call}\n\"\"\"\n"))
        .collect();
    let text = format!(
        "title = \"t\"\nkind = \"{kind}\"\nstatus = \"stable\"\nseverity = \"minor\"\nwhy = \"w\"\nmisses = \"m\"\n\
         {above}\n[rule]\n{rule}\n{examples}"
    );
    let header = "title = \"t\"\nversion = \"1\"\nlanguages = [\"en\"]\n";
    let files = BTreeMap::from([
        ("r.toml".to_string(), text),
        ("pack.toml".to_string(), header.to_string()),
        ("lists.toml".to_string(), "waits = [\"one moment\", \"hold on\"]\n".to_string()),
    ]);
    let (pack, _) = RulePack::survey("p", &files);
    play(&pack, |_| true).remove(0)
}

/// Survivors as `mutation change`.
fn survivors(tried: &Tried) -> Vec<String> {
    tried.survivors.iter().map(|survivor| format!("{} {}", survivor.mutation, survivor.change)).collect()
}

const GREETING: &str = "[when.hello]\nparty = \"agent\"\nany_of = [\"good morning\", \"welcome\"]\nfirst = \"20s\"";

#[test]
fn examples_on_both_sides_of_every_edge_notice_everything() {
    let examples = [
        ("met", "agent 0:01 good morning\ncustomer 1:00 hi"),
        ("met", "agent 0:01 yes\nagent 0:18 welcome\ncustomer 1:00 hi"),
        ("violated", "agent 0:01 yes\nagent 0:25 welcome\ncustomer 1:00 hi"),
        ("violated", "customer 0:01 good morning\nagent 0:04 yes"),
    ];
    let tried = tried("require", GREETING, "met = \"hello\"", &examples);
    assert_eq!(survivors(&tried), [""; 0]);
    // Negated, the party swapped and dropped, the window doubled, halved and taken off.
    assert_eq!((tried.made, tried.noticed, tried.phrases, tried.phrases_noticed), (6, 6, 2, 2));
}

#[test]
fn what_no_example_notices_is_told_with_its_place() {
    let examples = [("met", "agent 0:01 good morning"), ("violated", "agent 0:01 yes")];
    let tried = tried("require", GREETING, "met = \"hello\"", &examples);
    let wanted = [
        "party `hello`: party = \"agent\" dropped",
        "window `hello`: first = \"20s\" made \"40s\"",
        "window `hello`: first = \"20s\" made \"10s\"",
        "window `hello`: first = \"20s\" dropped",
        "phrase `hello`: any_of: \"welcome\" dropped",
    ];
    assert_eq!(survivors(&tried), wanted);
    assert_eq!(tried.faults().count(), 4);
    let last = &tried.survivors[4];
    assert_eq!((last.file.as_str(), last.line, last.column, last.is_fault), ("p/r.toml", 9, 27, false));
}

#[test]
fn each_mutation_is_made() {
    // What is written, what its mutants are; examples that notice nothing show them all.
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "arm",
            "[when.a]\nany_of = [\"aa\"]\n[when.b]\nany_of = [\"bb\"]\n[when.c]\nany_of = [\"cc\"]",
            "noted = \"a and (b or not c)\"",
            &["“a and (b or not c)” made “b or not c”", "made “a”", "made “a and not c”", "made “a and b”"],
        ),
        (
            "negate",
            "[when.a]\nany_of = [\"aa\"]\n[when.b]\nany_of = [\"bb\"]",
            "noted = \"a and not b\"",
            &["made “not a and not b”", "made “a and not not b”"],
        ),
        (
            "guard",
            "call = { queue = \"x\" }\nmin_confidence = 0.5\nvalid = { from = \"2026-01-01\" }\n[when.a]\nany_of = [\"aa\"]\n[when.b]\nany_of = [\"bb\"]",
            "given = \"b\"\nnoted = \"a\"\nunless = \"b\"",
            &[
                "given = “b” dropped",
                "unless = “b” dropped",
                "call.queue (x) dropped",
                "valid (from 2026-01-01) dropped",
                "min_confidence dropped",
            ],
        ),
        (
            "party",
            "[when.a]\nany_of = [\"aa\"]\nparty = [\"customer\", \"unknown\"]\n[when.b]\nhang_up = { by = \"agent\", within = \"1s\" }",
            "noted = \"a and b\"",
            &[
                "made [\"agent\", \"unknown\"]",
                "\"unknown\"] dropped",
                "party: \"customer\" dropped",
                "party: \"unknown\" dropped",
                "hang_up.by = \"agent\" made \"customer\"",
            ],
        ),
        (
            "window",
            "[when.a]\nany_of = [\"aa\"]\nfrom = \"20%\"\nto = \"-2 turns\"",
            "noted = \"a\"",
            &[
                "from = \"20%\" made \"40%\"",
                "made \"10%\"",
                "from = \"20%\" dropped",
                "to = \"-2 turns\" made \"-4 turns\"",
                "made \"-1 turns\"",
                "to = \"-2 turns\" dropped",
            ],
        ),
        (
            "anchor",
            "[when.a]\nany_of = [\"aa\"]\naround = { condition = \"b\", before = \"1s\", after = \"3 turns\", which = \"each\" }\nunless_near = { condition = \"b\", after = \"0s\" }\n[when.b]\nany_of = [\"bb\"]",
            "noted = \"a\"",
            &[
                "around = { condition = \"b\"",
                "around.before = \"1s\" made \"2s\"",
                "made \"0.5s\"",
                "around.before = \"1s\" dropped",
                "made \"6 turns\"",
                "made \"1 turns\"",
                "around.after = \"3 turns\" dropped",
                "around.which = \"each\" dropped",
                "unless_near = { condition",
                "unless_near.after = \"0s\" made \"5s\"",
            ],
        ),
        (
            "limit",
            "[when.a]\nsilence = \"10s\"\ncount = 2\n[when.b]\npace = { max = 100 }\n[when.c]\nsimilar_to = { examples = [\"where is my order\"], threshold = 0.5 }\n[when.d]\nloudness = { above = -20 }",
            "noted = \"a and b and c and d\"",
            &[
                "silence = \"10s\" made \"12s\"",
                "made \"8s\"",
                "count = 2 made 3",
                "count = 2 made 1",
                "pace.max = 100 made 120",
                "made 80",
                "threshold = 0.5 made 0.6",
                "made 0.4",
                "above = -20 made -24",
                "made -16",
            ],
        ),
        (
            "step",
            "[when.a]\nsequence = [\"aa\", \"bb\", [\"cc\", \"dd\"]]\n[when.b]\nentity = [\"phone\", \"date\"]",
            "noted = \"a and b\"",
            &[
                "sequence: \"aa\" dropped",
                "sequence: \"bb\" dropped",
                "sequence: [\"cc\", \"dd\"] dropped",
                "entity: \"phone\" dropped",
                "entity: \"date\" dropped",
            ],
        ),
        (
            "option",
            "[when.a]\nany_of = [\"early termination\"]\nsounds_like = 1\nin = \"turn\"\nevery = true\ncall = { queue = \"x\" }\n[when.b]\npace = { max = 100, min_length = 30 }",
            "noted = \"a and b\"",
            &[
                "sounds_like = 1 dropped",
                "in = \"turn\" dropped",
                "every = true dropped",
                "call = { queue = \"x\" } dropped",
                "pace.min_length = 30 dropped",
            ],
        ),
        (
            "phrase",
            "[when.a]\nnear = { a = [\"aa\", \"@waits\"], b = [\"bb\", \"dd\"], within = \"3 words\" }\n[when.b]\nsequence = [\"@waits\", \"ee\"]",
            "noted = \"a and b\"",
            &[
                "near.a: \"aa\" dropped",
                "near.a: \"one moment\"",
                "near.a: \"hold on\"",
                "near.b: \"bb\"",
                "near.b: \"dd\"",
                "sequence: \"one moment\"",
                "sequence: \"hold on\"",
            ],
        ),
    ];
    for (mutation, above, rule, wanted) in cases {
        let tried = tried("note", above, rule, &[]);
        let made: Vec<&str> = tried
            .survivors
            .iter()
            .filter(|survivor| survivor.mutation == *mutation)
            .map(|survivor| survivor.change.as_str())
            .collect();
        assert_eq!(made.len(), wanted.len(), "{mutation}: {made:#?}");
        for (made, wanted) in made.iter().zip(*wanted) {
            assert!(made.contains(wanted), "{mutation}: {made} is not {wanted}");
        }
    }
}

#[test]
fn every_mutation_is_noticed_by_the_call_that_shows_it() {
    const AT_AGENT: &str = "[when.a]\nparty = \"agent\"\nany_of = [\"aa\"]\n";
    // The rule, a call that comes out as it is now, and what notices it.
    let cases: &[(&str, &str, &str, &str, &str)] = &[
        (
            "[when.a]\nany_of = [\"aa\"]\n[when.b]\nany_of = [\"bb\"]",
            "noted = \"a and b\"",
            "not_applicable",
            "agent 0:01 aa",
            "“a and b” made “a”",
        ),
        (
            AT_AGENT,
            "noted = \"a\"",
            "not_applicable",
            "agent 0:01 yes\ncustomer 0:04 aa",
            "party = \"agent\" made \"customer\"",
        ),
        (
            "[when.a]\nany_of = [\"aa\"]\nfirst = \"20s\"",
            "noted = \"a\"",
            "noted",
            "agent 0:01 yes\nagent 0:15 aa",
            "first = \"20s\" made \"10s\"",
        ),
        (
            "[when.a]\nsilence = \"10s\"",
            "noted = \"a\"",
            "not_applicable",
            "agent 0:01-0:03 aa\nagent 0:12-0:13 bb",
            "silence = \"10s\" made \"8s\"",
        ),
        (
            "[when.a]\nany_of = [\"aa\"]\nunless_near = { condition = \"b\", after = \"10s\" }\n[when.b]\nany_of = [\"bb\"]",
            "noted = \"a\"",
            "not_applicable",
            "agent 0:01 bb\nagent 0:04 aa",
            "unless_near = { condition",
        ),
        (
            "[when.a]\nany_of = [\"early termination fee\"]\nsounds_like = 1",
            "noted = \"a\"",
            "noted",
            "agent 0:01 early termination v",
            "sounds_like = 1 dropped",
        ),
        (
            "[when.a]\nsequence = [\"aa\", \"bb\", \"cc\"]",
            "noted = \"a\"",
            "not_applicable",
            "agent 0:01 aa bb",
            "sequence: \"cc\" dropped",
        ),
        (
            "[when.a]\nany_of = [\"aa\"]\n[when.b]\nany_of = [\"bb\"]",
            "noted = \"a\"\nunless = \"b\"",
            "not_applicable",
            "agent 0:01 aa bb",
            "unless = “b” dropped",
        ),
        (
            "[when.a]\nany_of = [\"@waits\"]",
            "noted = \"a\"",
            "noted",
            "agent 0:01 hold on",
            "any_of: \"hold on\" dropped",
        ),
    ];
    for (above, rule, expect, call, change) in cases {
        let without = tried("note", above, rule, &[]);
        let with = tried("note", above, rule, &[(expect, call)]);
        let has = |tried: &Tried| survivors(tried).iter().any(|survivor| survivor.contains(change));
        assert!(has(&without), "{change} is made: {:#?}", survivors(&without));
        assert!(!has(&with), "{change} is noticed: {:#?}", survivors(&with));
    }
}

#[test]
fn an_example_that_comes_out_wrong_notices_nothing() {
    let tried = tried("require", GREETING, "met = \"hello\"", &[("violated", "agent 0:01 good morning")]);
    assert_eq!((tried.noticed, tried.phrases_noticed), (0, 0));
}

//! Where one hit is not enough: near each hit of an anchor, in every unit of the window.

use crate::call::finding::Evidence;
use crate::call::finding::Outcome::{Met, NotApplicable, NotEvaluable, Noted, Violated};
use crate::scan::judge::tests::{check, finding, missing, rule_set, secs, told};

const EACH: &str = "[when.sale]\nparty = \"agent\"\nany_of = [\"办理\"]\n\
                    [when.terms]\nparty = \"agent\"\nany_of = [\"合约期\"]\n\
                    around = { condition = \"sale\", before = \"5s\", after = \"10s\", which = \"each\" }";
const SOLD: &str = "given = \"sale\"\nmet = \"terms\"";

#[test]
fn each_sale_needs_its_own_terms() {
    let cases = [
        ("agent 0:10 办理\nagent 0:15 合约期\nagent 1:10 合约期\nagent 1:12 办理", Met),
        ("agent 0:10 办理\nagent 0:15 合约期\nagent 1:12 办理", Violated),
        ("agent 0:10 办理\nagent 0:15 合约期\nagent 0:20 办理", Met),
        ("agent 0:10 办理", Violated),
        ("agent 0:10 合约期", NotApplicable),
        // The second sale's terms may have been said by whoever was heard there.
        ("agent 0:10 办理\nagent 0:15 合约期\nagent 1:12 办理\nunknown 1:15 合约期", NotEvaluable),
        // The third surely has none.
        ("agent 0:10 办理\nagent 0:15 合约期\nagent 1:12 办理\nunknown 1:15 合约期\nagent 2:00 办理", Violated),
    ];
    check("require", EACH, SOLD, &cases);
    let both = "[when.sale]\nany_of = [\"办理\"]\n[when.terms]\nall_of = [\"合约期\", \"违约金\"]\n\
                around = { condition = \"sale\", after = \"10s\", which = \"each\" }";
    let cases = [
        ("agent 0:10 办理\nagent 0:12 合约期违约金\nagent 1:10 办理\nagent 1:12 合约期\nagent 1:15 违约金", Met),
        ("agent 0:10 办理\nagent 0:12 合约期违约金\nagent 1:10 办理\nagent 1:12 合约期", Violated),
    ];
    check("require", both, SOLD, &cases);
}

#[test]
fn the_sale_without_terms_is_shown_with_its_own_window_and_miss() {
    let call =
        "agent 0:10-0:11 办理\nagent 0:15-0:16 合约期\nagent 1:10-1:11 好\nagent 1:12-1:13 办理\ncustomer 1:30-1:31 好";
    let found = finding(&rule_set("require", EACH, SOLD), call);
    assert_eq!(missing(&found), [(secs(67, 83), 2)]);
    assert_eq!(told(&found), ["`terms` is missing near 1 of 2 hits of `sale`"]);
    let near = found.evidence.iter().find_map(|evidence| match evidence {
        Evidence::Missing { nearest: Some(near), .. } => Some((near.quote.as_str(), near.why.as_str())),
        _ => None,
    });
    assert_eq!(near, Some(("合约期", "said 51.0 s too early")));
    let quotes = found.evidence.iter().filter(|evidence| matches!(evidence, Evidence::Said { .. })).count();
    assert_eq!(quotes, 2, "both sales: {found:#?}");
}

#[test]
fn every_utterance_has_to_hold_a_hit_where_that_is_asked() {
    let every = "[when.a]\nparty = \"agent\"\nany_of = [\"您\"]\nevery = true";
    let cases = [
        ("agent 0:01 您好\ncustomer 0:03 喂\nagent 0:05 请您讲", Met),
        ("agent 0:01 您好\ncustomer 0:03 喂\nagent 0:05 讲", Violated),
        ("customer 0:03 喂您", NotEvaluable),
        ("agent 0:01 您好\nunknown 0:03 讲", NotEvaluable),
        ("agent 0:01 讲\nunknown 0:03 您好", Violated),
    ];
    check("require", every, "met = \"a\"", &cases);
    let within = |more: &str| format!("{every}\n{more}");
    let call =
        "agent 0:01-0:02 好\ncustomer 0:03-0:04 喂\nagent 0:05-0:06 请您讲\nagent 0:07-0:08 讲\ncustomer 0:50-0:51 好";
    let cases = [
        ("in = \"turn\"\nlast = \"1 turn\"", Met),
        ("in = \"turn\"", Violated),
        ("in = \"adjacent\"", Met),
        ("from = \"1 utterance\"\nto = \"2 utterances\"", Met),
        ("first = \"2 utterances\"", Violated),
        // What lies in the window only in part is not asked about.
        ("to = \"6500ms\"\nfrom = \"3s\"", Met),
        ("from = \"30s\"", NotEvaluable),
    ];
    for (more, outcome) in cases {
        check("require", &within(more), "met = \"a\"", &[(call, outcome)]);
    }
    let near = "[when.anger]\nparty = \"customer\"\nany_of = [\"生气\"]\n[when.a]\nparty = \"agent\"\nany_of = [\"抱歉\"]\n\
                every = true\naround = { condition = \"anger\", after = \"2 utterances\" }";
    let cases = [
        ("agent 0:01 好\ncustomer 0:05 生气\nagent 0:10 抱歉\nagent 0:12 抱歉啊\nagent 0:14 好", Noted),
        ("agent 0:01 好\ncustomer 0:05 生气\nagent 0:10 抱歉\nagent 0:12 好\nagent 0:14 抱歉", NotApplicable),
        ("agent 0:01 抱歉\ncustomer 0:05 好", NotApplicable),
    ];
    check("note", near, "noted = \"anger and a\"", &cases);
}

#[test]
fn the_utterances_that_lack_it_are_shown_and_the_rest_counted() {
    let rules = rule_set("require", "[when.a]\nparty = \"agent\"\nany_of = [\"您\"]\nevery = true", "met = \"a\"");
    let call: String =
        (0..30).map(|at| format!("agent 0:{at:02}-0:{at:02}.5 {}\n", if at < 5 { "您" } else { "好" })).collect();
    let found = finding(&rules, &call);
    assert_eq!(told(&found), ["`a` is missing in 25 of 30 utterances"]);
    let missing = missing(&found);
    assert_eq!((missing.len(), missing[0].0.start().0, missing[0].1), (10, 5_000, 1));
}

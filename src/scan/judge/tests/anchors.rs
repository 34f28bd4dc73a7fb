//! Near what a condition looks.

use crate::call::finding::Outcome::{Met, NotApplicable, NotEvaluable, Noted, Violated};
use crate::scan::judge::tests::{check, finding, rule_set, told};

#[test]
fn anchors_reach_before_and_after_what_they_name() {
    let conditions = "[when.sale]\nparty = \"agent\"\nany_of = [\"给您办理\"]\n\
                      [when.terms]\nparty = \"agent\"\nany_of = [\"合约期\"]\naround = { condition = \"sale\", before = \"20s\" }";
    let cases = [
        ("agent 0:01 合约期一年\nagent 0:10 给您办理", Met),
        ("agent 0:01 合约期一年\nagent 0:40 给您办理", Violated),
        ("agent 0:01 给您办理\nagent 0:05 合约期一年", Violated),
        ("agent 0:01 合约期一年", NotApplicable),
        ("unknown 0:01 合约期一年", NotEvaluable),
    ];
    check("require", conditions, "given = \"sale\"\nmet = \"terms\"", &cases);
}

#[test]
fn nothing_is_near_what_is_only_half_there() {
    let conditions = "[when.both]\nall_of = [\"红色\", \"绿色\"]\n\
                      [when.a]\nany_of = [\"不归我管\"]\naround = { condition = \"both\", before = \"60s\", after = \"60s\" }";
    let cases = [
        ("agent 0:01 红色\nagent 0:05 绿色\nagent 0:10 不归我管", Violated),
        ("agent 0:01 红色\nagent 0:10 不归我管", Met),
    ];
    check("forbid", conditions, "violated = \"a\"", &cases);
}

#[test]
fn a_phrase_excuses_what_it_overlaps_and_not_what_it_touches() {
    let conditions = "[when.harmless]\nany_of = [\"投诉建议\", \"妈的手机\"]\n\
                      [when.a]\nany_of = [\"投诉\", \"混蛋\", \"他妈的\"]\nunless_near = { condition = \"harmless\", before = \"0s\", after = \"0s\" }";
    let cases = [
        ("agent 0:01 投诉建议的邮箱", NotApplicable),
        ("agent 0:01 我要投诉", Noted),
        ("agent 0:01 我妈的手机混蛋", Noted),
        ("agent 0:01 他妈的手机", NotApplicable),
    ];
    check("note", conditions, "noted = \"a\"", &cases);
}

#[test]
fn an_anchor_names_which_of_its_hits_is_meant() {
    let conditions = |which: &str| {
        format!(
            "[when.sale]\nany_of = [\"办理\"]\n[when.terms]\nany_of = [\"合约\"]\n\
             around = {{ condition = \"sale\", after = \"10s\", which = {which} }}"
        )
    };
    let call = "agent 0:01 办理\nagent 1:00 办理\nagent 1:05 合约\nagent 2:00 办理\nagent 3:00 办理";
    let cases = [
        ("\"any\"", Met),
        ("\"first\"", Violated),
        ("\"last\"", Violated),
        ("\"each\"", Violated),
        ("1", Violated),
        ("2", Met),
        ("3", Violated),
        ("-1", Violated),
        ("-3", Met),
        ("9", Violated),
        ("-9", Violated),
    ];
    for (which, outcome) in cases {
        check("require", &conditions(which), "given = \"sale\"\nmet = \"terms\"", &[(call, outcome)]);
    }
    let rules = rule_set("require", &conditions("9"), "met = \"terms\"");
    assert_eq!(told(&finding(&rules, call)), ["`sale` was found 4 times, and `terms` is looked for near another one"]);
}

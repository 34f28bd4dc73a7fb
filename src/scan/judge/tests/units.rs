//! What phrases are matched in.

use crate::call::finding::Evidence;
use crate::call::finding::Outcome::{Met, NotEvaluable, Violated};
use crate::call::time::Millis;
use crate::scan::judge::tests::{check, finding, rule_set};

#[test]
fn a_turn_joins_what_one_party_says_and_no_more() {
    let conditions = "[when.a]\nparty = \"agent\"\nin = \"turn\"\nany_of = [\"合约期一年\", \"early fee\"]";
    let cases = [
        ("agent 0:01 合约期\nagent 0:04 一年", Met),
        ("agent 0:01 an early\nagent 0:04 fee", Met),
        ("agent 0:01 合约期\ncustomer 0:03 嗯\nagent 0:05 一年", Violated),
    ];
    check("require", conditions, "met = \"a\"", &cases);
}

#[test]
fn adjacent_utterances_are_joined_over_a_few_words_of_others() {
    let conditions = "[when.a]\nparty = \"agent\"\nin = \"adjacent\"\nany_of = [\"合约期一年\", \"early fee\"]";
    let cases = [
        ("agent 0:01 合约期\nagent 0:04 一年", Met),
        ("agent 0:01 合约期\ncustomer 0:03 嗯\nagent 0:05 一年", Met),
        ("agent 0:01 合约期\ncustomer 0:03 好的好的\nagent 0:05 一年", Met),
        ("agent 0:01 合约期\ncustomer 0:03 好的\nivr 0:04 请稍候\nagent 0:05 一年", Violated),
        ("agent 0:01 合约期\ncustomer 0:03 我觉得不行\nagent 0:05 一年", Violated),
        ("agent 0:01 an early\ncustomer 0:03 oh I see okay\nagent 0:05 fee", Met),
        ("agent 0:01 an early\ncustomer 0:03 what do you mean by that\nagent 0:05 fee", Violated),
        // Each time anew: what was nodded at before does not add up.
        ("agent 0:01 合约\ncustomer 0:02 好的\nagent 0:03 期一\ncustomer 0:04 好的\nagent 0:05 年", Met),
        ("customer 0:01 合约期\nagent 0:03 好\ncustomer 0:05 一年", Violated),
    ];
    check("require", conditions, "met = \"a\"", &cases);
}

#[test]
fn the_whole_call_is_joined_by_party() {
    let conditions = "[when.a]\nparty = \"agent\"\nin = \"call\"\nsequence = [\"姓名\", \"身份证\"]\ngap = 8";
    let cases = [
        ("agent 0:01 您的姓名\ncustomer 0:03 我叫张三丰是我的名字\nagent 0:09 身份证号码", Met),
        ("agent 0:01 您的姓名\ncustomer 0:03 身份证在这里\nagent 0:09 好", Violated),
        ("agent 0:01 身份证号码\ncustomer 0:03 好\nagent 0:09 您的姓名", Violated),
    ];
    check("require", conditions, "met = \"a\"", &cases);
    let quotes = "[when.a]\nparty = \"agent\"\nin = \"call\"\nany_of = [\"姓名身份证\"]";
    let found = finding(
        &rule_set("note", quotes, "noted = \"a\""),
        "agent 0:01 您的姓名\ncustomer 0:03 嗯啊我叫张三\nagent 0:09 身份证",
    );
    let [Evidence::Said { quote, utterance: 0, span, .. }] = found.evidence.as_slice() else { panic!("{found:#?}") };
    assert_eq!((quote.as_str(), span.end()), ("姓名 … 身份证", Millis(9_666)));
}

#[test]
fn utterances_of_nobody_known_are_nobodys_turn() {
    let joined = |unit: &str| format!("[when.a]\nin = \"{unit}\"\nany_of = [\"合约期一年\"]");
    let call = "unknown 0:01 合约期\nunknown 0:03 一年";
    for (unit, outcome) in [("utterance", Violated), ("turn", Violated), ("adjacent", Violated), ("call", Met)] {
        check("require", &joined(unit), "met = \"a\"", &[(call, outcome)]);
    }
}

#[test]
fn announcements_are_a_party_that_is_known() {
    let notice = "[when.a]\nparty = \"ivr\"\nany_of = [\"通话将被录音\"]";
    let cases = [
        ("ivr 0:01 您的通话将被录音\nagent 0:05 您好", Met),
        ("agent 0:05 通话将被录音\nivr 0:01 欢迎", Violated),
        ("agent 0:05 通话将被录音", NotEvaluable),
    ];
    check("require", notice, "met = \"a\"", &cases);
    let agent = "[when.a]\nparty = \"agent\"\nany_of = [\"请稍等\"]";
    check("require", agent, "met = \"a\"", &[("ivr 0:01 请稍等\nagent 0:05 您好", Violated)]);
}

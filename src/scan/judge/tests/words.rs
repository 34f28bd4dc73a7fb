//! Phrases, lists, sequences and patterns.

use crate::call::finding::Outcome::{Met, NotApplicable, NotEvaluable, Noted, Violated};
use crate::scan::judge::tests::check;

#[test]
fn a_word_list_stands_for_its_phrases() {
    let either = "[when.a]\nparty = \"agent\"\nany_of = [\"解约\", \"@terms\"]";
    let cases = [("agent 0:01 合约期一年", Met), ("agent 0:01 解约", Met), ("agent 0:01 您好", Violated)];
    check("require", either, "met = \"a\"", &cases);
    let all = "[when.a]\nparty = \"agent\"\nall_of = [\"@terms\"]";
    let cases = [("agent 0:01 合约期一年", Violated), ("agent 0:01 合约期一年，有违约金", Met)];
    check("require", all, "met = \"a\"", &cases);
}

#[test]
fn phrases_are_found_however_they_are_written() {
    let conditions = "[when.a]\nparty = \"agent\"\nany_of = [\"合约期十二个月\", \"early fee\"]";
    let cases = [
        ("agent 0:01 合约期12个月", Met),
        ("agent 0:01 合約期，十二個月。", Met),
        ("agent 0:01 Early  FEE!", Met),
        ("agent 0:01 nearly fees", Violated),
        ("customer 0:01 合约期12个月", NotEvaluable),
        ("customer 0:01 合约期12个月\nagent 0:05 好", Violated),
        ("unknown 0:01 合约期12个月", NotEvaluable),
        ("agent 0:01 合约\nagent 0:04 期12个月", Violated),
    ];
    check("require", conditions, "met = \"a\"", &cases);
}

#[test]
fn sequences_and_sets_of_phrases() {
    let sequence = "[when.a]\nsequence = [\"给您\", \"办理\"]\ngap = 3";
    let cases = [
        ("agent 0:01 给您马上办理", Noted),
        ("agent 0:01 给您一个月之内给您办理", Noted),
        ("agent 0:01 办理给您", NotApplicable),
        ("agent 0:01 给您一个月之后再办理", NotApplicable),
    ];
    check("note", sequence, "noted = \"a\"", &cases);
    let all = "[when.a]\nall_of = [\"合约期\", \"违约金\"]";
    let cases = [("agent 0:01 合约期\ncustomer 0:03 违约金", Noted), ("agent 0:01 合约期", NotApplicable)];
    check("note", all, "noted = \"a\"", &cases);
    let pattern = "[when.a]\npattern = \"[0-9]{15,18}\"\nexcept = \"订单[0-9]+\"";
    let cases = [("agent 0:01 110101199001011234", Noted), ("agent 0:01 订单110101199001011234", NotApplicable)];
    check("note", pattern, "noted = \"a\"", &cases);
}

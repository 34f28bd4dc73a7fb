//! Phrases with something between them.

use crate::call::finding::Outcome::{NotApplicable, Noted};
use crate::call::finding::{Evidence, Outcome};
use crate::scan::one_rule::{check, check_quotes, finding, rule_set};

#[test]
fn a_phrase_is_exact_unless_a_gap_is_allowed() {
    let cases: &[(&str, &[&str])] = &[
        ("agent 0:01 给您办理", &["给您办理"]),
        ("agent 0:01 给您马上办理", &[]),
        ("agent 0:01 给您，办理。", &["给您，办理"]),
    ];
    check_quotes("phrase = \"给您 办理\"", cases);
    let cases: &[(&str, &[&str])] = &[
        ("agent 0:01 给您马上办理", &["给您马上办理"]),
        ("agent 0:01 给您办理", &["给您办理"]),
        ("agent 0:01 给您一个月之后办理", &[]),
        ("agent 0:01 办理给您", &[]),
        ("agent 0:01 给您今天给您现在就办理", &["给您现在就办理"]),
    ];
    check_quotes("phrase = \"给您 办理\"\ngap = 3", cases);
    let cases: &[(&str, &[&str])] = &[
        ("agent 0:01 cancel your plan", &["cancel your plan"]),
        ("agent 0:01 Cancel all of your new plan now", &["Cancel all of your new plan"]),
        ("agent 0:01 cancelling your plan", &[]),
        ("agent 0:01 cancel it, then we take your plan", &[]),
    ];
    check_quotes("phrase = \"cancel your plan\"\ngap = 2", cases);
}

#[test]
fn a_number_in_a_phrase_is_one_word() {
    let cases: &[(&str, &[&str])] = &[
        ("agent 0:01 twenty one whole months", &["twenty one whole months"]),
        ("agent 0:01 twenty or one months", &[]),
        ("agent 0:01 21 months", &["21 months"]),
    ];
    check_quotes("phrase = \"twenty one months\"\ngap = 1", cases);
    check_quotes("phrase = \"二十 一 个月\"\ngap = 1", &[("agent 0:01 21个月", &["21个月"])]);
    check_quotes("phrase = \"5G 套餐\"\ngap = 2", &[("agent 0:01 5G的套餐", &["5G的套餐"])]);
}

#[test]
fn a_step_may_have_several_wordings() {
    let cases: &[(&str, &[&str])] = &[
        ("agent 0:01 给您马上开通", &["给您马上开通"]),
        ("agent 0:01 帮您办理", &["帮您办理"]),
        ("agent 0:01 开通给您", &[]),
    ];
    check_quotes("sequence = [[\"给您\", \"帮您\"], [\"办理\", \"开通\"]]\ngap = 4", cases);
    check_quotes("sequence = [\"您的\", \"@terms\"]", &[("agent 0:01 您的套餐违约金", &["您的套餐违约金"])]);
    check_quotes(
        "sequence = [\"好的\", \"好的\"]",
        &[("agent 0:01 好的", &[]), ("agent 0:01 好的好的", &["好的好的"])],
    );
}

#[test]
fn a_sequence_may_go_on_over_utterances_and_turns() {
    let call = "agent 0:01-0:03 核对姓名\ncustomer 0:04-0:05 好\nagent 0:06-0:08 再核对身份证\nagent 0:20-0:22 办好了";
    let condition = |within: &str| {
        format!("sequence = [\"姓名\", \"身份证\", \"办好了\"]\nparty = \"agent\"\nwithin = \"{within}\"")
    };
    let all: &[&str] = &["姓名 … 身份证 … 办好了"];
    check_quotes(&condition("2 turns"), &[(call, all)]);
    check_quotes(&condition("1 turn"), &[(call, &[])]);
    check_quotes(&condition("2 utterances"), &[(call, all)]);
    check_quotes(&condition("13s"), &[(call, all)]);
    check_quotes(&condition("11s"), &[(call, &[])]);
    check_quotes(&condition("8 words"), &[(call, &[]), ("agent 0:01 姓名身份证办好了", &["姓名身份证办好了"])]);
}

#[test]
fn steps_are_said_by_those_in_the_scope() {
    let both = "sequence = [\"可以吗\", \"可以的\"]\nwithin = \"1 turn\"";
    let call = "agent 0:01 可以吗\ncustomer 0:04 可以的";
    check_quotes(both, &[(call, &["可以吗 … 可以的"])]);
    check_quotes(&format!("party = \"agent\"\n{both}"), &[(call, &[])]);
}

#[test]
fn near_takes_either_order_and_quotes_from_one_to_the_other() {
    let condition = "near = { a = [\"套餐\", \"宽带\"], b = [\"每月\"], within = \"4 characters\" }";
    let cases: &[(&str, &[&str])] = &[
        ("agent 0:01 这个套餐每月三十", &["套餐每月"]),
        ("agent 0:01 每月的那个宽带，好吗", &["每月的那个宽带"]),
        ("agent 0:01 套餐很好很好很好，每月三十", &[]),
        ("agent 0:01 套餐\nagent 0:03 每月", &[]),
        ("agent 0:01 套餐", &[]),
    ];
    check_quotes(condition, cases);
    let condition = format!("in = \"turn\"\n{condition}");
    check_quotes(&condition, &[("agent 0:01 套餐\nagent 0:03 每月", &["套餐 … 每月"])]);
}

#[test]
fn near_in_time_crosses_utterances() {
    let condition = "near = { a = [\"credit card\"], b = [\"number\"], within = \"3s\" }";
    let cases: &[(&str, &[&str])] = &[
        ("agent 0:01-0:03 your credit card\nagent 0:04-0:06 the number please", &["credit card … number"]),
        ("agent 0:01-0:03 your credit card\nagent 0:09-0:12 the number please", &[]),
        ("agent 0:01-0:03 the number of your credit card", &["number of your credit card"]),
        ("agent 0:01-0:03 your credit card\ncustomer 0:04-0:06 number one", &["credit card … number"]),
    ];
    check_quotes(condition, cases);
    let agent = format!("party = \"agent\"\n{condition}");
    check_quotes(&agent, &[("agent 0:01-0:03 your credit card\ncustomer 0:04-0:06 number one", &[])]);
}

#[test]
fn what_has_words_in_common_is_not_near() {
    let near = "near = { a = [\"投诉\"], b = [\"投诉电话\"], within = \"20 characters\" }";
    check_quotes(
        near,
        &[("customer 0:01 投诉电话", &[]), ("customer 0:01 投诉电话，我要投诉", &["投诉电话，我要投诉"])],
    );
    let not_near = "not_near = { a = [\"投诉\"], b = [\"投诉电话\"], within = \"2 characters\" }";
    check_quotes(not_near, &[("customer 0:01 投诉电话", &[]), ("customer 0:01 我要投诉", &["投诉"])]);
}

#[test]
fn not_near_finds_the_one_without_the_other() {
    let condition = "not_near = { a = [\"只要\", \"只需\"], b = [\"每月\", \"一个月\"], within = \"5 characters\" }";
    let cases: &[(&str, &[&str])] = &[
        ("agent 0:01 现在只要三十", &["只要"]),
        ("agent 0:01 现在每月只要三十", &[]),
        ("agent 0:01 只要三十，一个月", &[]),
        ("agent 0:01 只要三十，真的真的很便宜，每月只需三十", &["只要"]),
    ];
    check_quotes(condition, cases);
    let conditions =
        "[when.a]\nparty = \"agent\"\nnot_near = { a = [\"only\"], b = [\"a month\"], within = \"2 utterances\" }";
    let cases = [
        ("agent 0:01 it is only ten\ncustomer 0:03 what\nagent 0:05 ten a month", NotApplicable),
        ("agent 0:01 it is only ten\ncustomer 0:03 what\ncustomer 0:05 a month", Noted),
        ("unknown 0:01 it is only ten", Outcome::NotEvaluable),
    ];
    check("note", conditions, "noted = \"a\"", &cases);
}

#[test]
fn a_phrase_inside_a_longer_one_is_excused_and_no_other() {
    let condition = "not_in = { phrases = [\"投诉\", \"举报\"], longer = [\"投诉建议\", \"不投诉\"] }";
    let cases: &[(&str, &[&str])] = &[
        ("customer 0:01 投诉建议的邮箱", &[]),
        ("customer 0:01 投诉建议我看了，还是要投诉", &["投诉"]),
        ("customer 0:01 我不投诉，我举报", &["举报"]),
        ("customer 0:01 我要投诉\ncustomer 0:05 建议", &["投诉"]),
    ];
    check_quotes(condition, cases);
    let condition = "not_in = { phrases = [\"cancel\"], longer = [\"cancel culture\"] }";
    check_quotes(condition, &[("customer 0:01 cancel culture", &[]), ("customer 0:01 cancel cultures", &["cancel"])]);
}

#[test]
fn what_was_said_by_others_is_shown_as_a_near_miss() {
    let conditions = "[when.a]\nparty = \"agent\"\nnear = { a = [\"套餐\"], b = [\"每月\"], within = \"3s\" }";
    let found = finding(&rule_set("require", conditions, "met = \"a\""), "agent 0:01 您好\ncustomer 0:05 套餐每月三十");
    let [Evidence::Missing { nearest: Some(near), .. }] = found.evidence.as_slice() else { panic!("{found:#?}") };
    assert_eq!((near.why.as_str(), near.quote.as_str()), ("said by the customer", "套餐每月"));
}

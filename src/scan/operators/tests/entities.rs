//! Numbers, dates and addresses.

use crate::call::finding::{Evidence, Matched};
use crate::scan::one_rule::{check_quotes, finding, rule_set};

#[test]
fn a_number_is_quoted_as_it_was_said() {
    let condition = "party = \"agent\"\nentity = [\"id_card\", \"bank_card\"]";
    let cases: &[(&str, &[&str])] = &[
        (
            "agent 0:01 跟您核对，一一零一零一，一九九零零三零七，八五一五对吗",
            &["一一零一零一，一九九零零三零七，八五一五"],
        ),
        ("agent 0:01 卡号4111 1111 1111 1111是吗", &["4111 1111 1111 1111"]),
        ("agent 0:01 卡号4111 1111 1111 1112是吗", &[]),
        ("customer 0:01 110101199003078515\nagent 0:05 好", &[]),
    ];
    check_quotes(condition, cases);
}

#[test]
fn a_number_may_go_on_over_utterances_of_one_turn() {
    let call = "customer 0:01 my number is oh seven seven double oh\ncustomer 0:05 um, nine hundred\ncustomer 0:08 one two three";
    check_quotes("entity = \"phone\"", &[(call, &[])]);
    let wanted: &[&str] = &["oh seven seven double oh … nine hundred … one two three"];
    check_quotes("in = \"turn\"\nentity = \"phone\"", &[(call, wanted)]);
}

#[test]
fn what_stands_behind_certain_phrases_is_no_entity() {
    let condition = "entity = \"phone\"\nexcept = [\"订单号\", \"order number\"]";
    let cases: &[(&str, &[&str])] = &[
        ("customer 0:01 订单号是13800138000", &[]),
        ("customer 0:01 my order number is 202 555 0123", &[]),
        ("customer 0:01 订单号我忘了，我的手机是13800138000", &["13800138000"]),
    ];
    check_quotes(condition, cases);
}

#[test]
fn an_address_is_found_written_and_spoken() {
    let condition = "entity = \"email\"";
    let cases: &[(&str, &[&str])] = &[
        ("customer 0:01 write to Zhang_San@QQ.com please", &["Zhang_San@QQ.com"]),
        ("customer 0:01 it is anna at gmail dot com", &["anna at gmail dot com"]),
    ];
    check_quotes(condition, cases);
}

#[test]
fn the_evidence_names_the_form() {
    let rules = rule_set("note", "[when.a]\nentity = [\"amount\", \"date\"]", "noted = \"a\"");
    let found = finding(&rules, "agent 0:01 下个月一号扣您九十九块九");
    let forms: Vec<(&str, &str)> = found
        .evidence
        .iter()
        .filter_map(|evidence| match evidence {
            Evidence::Said { quote, phrase, matched: Matched::Entity, .. } => Some((phrase.as_str(), quote.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(forms, [("date", "下个月一号"), ("amount", "九十九块九")]);
}

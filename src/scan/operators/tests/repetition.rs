//! Sentences that are like others: examples, or what was said before.

use crate::call::finding::Outcome::{Met, NotApplicable, NotEvaluable, Noted, Violated};
use crate::call::finding::{Evidence, Matched};
use crate::scan::one_rule::{check, check_quotes, finding, rule_set};

#[test]
fn a_sentence_is_like_an_example() {
    let condition =
        "similar_to = { examples = [\"我要取消这个流量包\", \"nobody came to fix my line\"], threshold = 0.7 }";
    let cases: &[(&str, &[&str])] = &[
        ("customer 0:01 喂你好，我想把那个流量包给取消了", &["我想把那个流量包给取消"]),
        ("customer 0:01 the line isn't working, nobody came to fix it", &["line isn't working, nobody came to fix"]),
        ("customer 0:01 我想办理流量包", &[]),
        ("customer 0:01 could you come and fix dinner", &[]),
    ];
    check_quotes(condition, cases);
}

#[test]
fn the_evidence_says_how_like_which_example() {
    let conditions = "[when.a]\nsimilar_to = { examples = [\"我要投诉你们\", \"帮我取消流量包\"] }";
    let rules = rule_set("note", conditions, "noted = \"a\"");
    let found = finding(&rules, "customer 0:01 给我取消一下流量包");
    let [Evidence::Said { phrase, matched: Matched::Alike { likeness }, .. }] = found.evidence.as_slice() else {
        panic!("{found:#?}")
    };
    assert_eq!(phrase, "帮我取消流量包");
    assert!((700..1000).contains(likeness), "{likeness}");
}

#[test]
fn what_is_nearly_like_an_example_is_a_near_miss() {
    let conditions = "[when.a]\nsimilar_to = { examples = [\"请您核对一下订单信息\"], threshold = 0.9 }";
    let found = finding(&rule_set("require", conditions, "met = \"a\""), "agent 0:01 您核对一下信息");
    let [Evidence::Missing { nearest: Some(near), .. }] = found.evidence.as_slice() else { panic!("{found:#?}") };
    assert!(near.why.ends_with("% like it, 90 % wanted"), "{}", near.why);
}

#[test]
fn the_same_party_says_nearly_the_same_again() {
    let condition = "party = \"customer\"\nrepeats = { times = 2, within = \"4 utterances\" }";
    let cases: &[(&str, &[&str])] = &[
        (
            "customer 0:01 我要退订那个流量包\nagent 0:05 您稍等\ncustomer 0:09 我刚才说了，我要退订流量包啊",
            &["我要退订流量包"],
        ),
        ("customer 0:01 我要退订那个流量包\nagent 0:05 您要退订那个流量包是吗", &[]),
        ("customer 0:01 我要退订那个流量包\ncustomer 0:09 我想查一下这个月的话费", &[]),
        // Too short to mean anything.
        ("customer 0:01 好的好的\ncustomer 0:09 好的好的", &[]),
        // Only the lead-in comes back.
        ("customer 0:01 我刚才说了我要退订\ncustomer 0:09 我刚才说了你们太慢", &[]),
        (
            "customer 0:01 你们这个宽带什么时候来修，我等了三天了\nagent 0:09 嗯\ncustomer 0:11 行吧，宽带到底什么时候来修",
            &["宽带到底什么时候来修"],
        ),
        (
            "customer 0:01 I want to cancel my data plan\nagent 0:05 sure\ncustomer 0:07 like I said, I want to cancel the data plan",
            &["I want to cancel the data plan"],
        ),
    ];
    check_quotes(condition, cases);
    let far = "customer 0:01 我要退订那个流量包\nagent 0:05 一\nagent 0:06 二\nagent 0:07 三\nagent 0:08 四\ncustomer 0:09 我要退订流量包";
    check_quotes(condition, &[(far, &[])]);
}

#[test]
fn the_times_are_counted_with_the_first() {
    let call = "customer 0:01-0:03 我要退订那个流量包\ncustomer 0:11-0:13 我说我要退订流量包\nagent 0:15 嗯\ncustomer 0:21-0:23 退订流量包，听懂没有";
    let condition = |times: u32| format!("repeats = {{ times = {times}, within = \"60s\", min_length = 5 }}");
    check_quotes(&condition(2), &[(call, &["我说我要退订流量包", "退订流量包"])]);
    check_quotes(&condition(3), &[(call, &["退订流量包"])]);
    check_quotes(&condition(4), &[(call, &[])]);
    let found = finding(&rule_set("note", &format!("[when.a]\n{}", condition(3)), "noted = \"a\""), call);
    let [Evidence::Said { phrase, matched: Matched::Again { times, first_ms, .. }, span, .. }] =
        found.evidence.as_slice()
    else {
        panic!("{found:#?}")
    };
    assert_eq!((*times, first_ms.0, phrase.as_str()), (3, 1_444, "退订那个流量包"));
    assert!(span.start().0 >= 21_000);
}

#[test]
fn what_a_rule_leaves_out_is_not_compared() {
    let call = "agent 0:01 很高兴为您服务请讲\nagent 0:09 很高兴为您服务请问您贵姓";
    check_quotes("repeats = { like = 0.7 }", &[(call, &["很高兴为您服务请"])]);
    check_quotes("repeats = { like = 0.7, except = [\"很高兴为您服务\"] }", &[(call, &[])]);
}

#[test]
fn who_says_it_again_has_to_be_known() {
    let call = "unknown 0:01 我要退订那个流量包\nunknown 0:09 我要退订那个流量包";
    let any = "[when.a]\nrepeats = { times = 2 }";
    check("note", any, "noted = \"a\"", &[(call, NotEvaluable)]);
    let either = "[when.a]\nparty = [\"customer\", \"unknown\"]\nrepeats = { times = 2 }";
    check("note", either, "noted = \"a\"", &[(call, Noted)]);
}

const READ_BACK: &str = "[when.number]\nparty = \"customer\"\nin = \"turn\"\nentity = \"phone\"\n\
    [when.back]\nin = \"turn\"\nrepeats = { captured = \"number\", by = \"agent\", within = \"30s\" }";

#[test]
fn a_number_has_to_be_read_back() {
    let cases = [
        ("customer 0:01 幺三八零零幺三八零零零\nagent 0:08 138 0013 8000对吗", Met),
        ("customer 0:01 138 0013\ncustomer 0:04 8000\nagent 0:08 幺三八\nagent 0:10 零零幺三，八零零零", Met),
        ("customer 0:01 13800138000\nagent 0:08 好的", Violated),
        ("customer 0:01 13800138000\nagent 0:08 13800138001", Violated),
        ("customer 0:01 13800138000\ncustomer 0:04 13800138000\nagent 0:08 好的", Violated),
        ("agent 0:01 13800138000\ncustomer 0:04 13800138000\nagent 0:08 好的", Violated),
        ("customer 0:01 13800138000\nagent 0:50 13800138000", Violated),
        ("customer 0:01 您好\nagent 0:08 好的", NotApplicable),
        ("unknown 0:01 13800138000\nunknown 0:08 13800138000", NotEvaluable),
    ];
    check("require", READ_BACK, "given = \"number\"\nmet = \"back\"", &cases);
}

#[test]
fn the_last_digits_are_enough_where_the_rule_says_so() {
    let conditions = READ_BACK.replace("by = \"agent\"", "by = \"agent\", tail = 4");
    let cases = [
        ("customer 0:01 13800138000\nagent 0:08 尾号八零零零的是吧", Met),
        ("customer 0:01 13800138000\nagent 0:08 尾号零零零的是吧", Violated),
        ("customer 0:01 13800138000\nagent 0:08 尾号1380的是吧", Violated),
    ];
    check("require", &conditions, "given = \"number\"\nmet = \"back\"", &cases);
}

#[test]
fn a_group_of_a_pattern_can_be_read_back() {
    let conditions = "[when.order]\nparty = \"customer\"\npattern = '(?P<shop>[a-z]+)?订单(?:号是|号)?(?P<number>[0-9 ,]{8,})'\n\
        [when.back]\nrepeats = { captured = \"order.number\", by = \"agent\" }";
    let cases = [
        ("customer 0:01 我的订单号是一二三四，五六七八\nagent 0:08 12345678", Met),
        ("customer 0:01 我的订单号是12345678\nagent 0:08 12345679", Violated),
    ];
    check("require", conditions, "given = \"order\"\nmet = \"back\"", &cases);
}

#[test]
fn one_value_may_be_said_in_two_forms() {
    let conditions = "[when.mail]\nparty = \"customer\"\nentity = \"email\"\n[when.back]\nrepeats = { captured = \"mail\", by = \"agent\" }";
    let cases = [
        ("customer 0:01 it's john.smith@example.com\nagent 0:06 that is john dot smith at example dot com", Met),
        ("customer 0:01 it's john.smith@example.com\nagent 0:06 that is joan dot smith at example dot com", Violated),
    ];
    check("require", conditions, "given = \"mail\"\nmet = \"back\"", &cases);
}

#[test]
fn the_evidence_of_a_read_back_names_what_was_repeated() {
    let rules = rule_set("require", READ_BACK, "given = \"number\"\nmet = \"back\"");
    let found = finding(&rules, "customer 0:01-0:04 13800138000\nagent 0:08 138，0013，8000对吗");
    let [Evidence::Said { quote, phrase, matched: Matched::ReadBack { first_ms }, .. }] = found.evidence.as_slice()
    else {
        panic!("{found:#?}")
    };
    assert_eq!((quote.as_str(), phrase.as_str(), first_ms.0), ("138，0013，8000", "13800138000", 1_000));
}

/// An announcement in a loop is said a thousand times and more.
#[test]
fn long_calls_take_no_longer_than_their_length() {
    let lines = ["您的通话正在排队，请您耐心等待", "I want to cancel my data plan today please", "a b c d e f g"];
    let line = |at: usize| format!("customer {}:{:02} {}\n", at / 60, at % 60, lines[at % lines.len()]);
    let call: String = (0..3_000).map(line).collect();
    let condition = "[when.a]\nrepeats = { times = 20, within = \"100000 utterances\", min_length = 1 }\n\
        [when.b]\nnear = { a = [\"您\", \"a\"], b = [\"请\", \"d\"], within = \"100000 turns\" }\n\
        [when.c]\nsequence = [\"您\", \"请\", \"plan\"]\nwithin = \"100000 turns\"\n\
        [when.d]\nsimilar_to = { examples = [\"您请耐心等待通话\", \"a b c please\"], threshold = 0.1 }";
    let found = finding(&rule_set("note", condition, "noted = \"a or b or c or d\""), &call);
    assert_eq!(found.outcome, Noted);
}

//! Lists of phrases: how many of them are enough.

use crate::call::finding::Evidence;
use crate::call::finding::Outcome::{Met, NotApplicable, NotEvaluable, Noted, Violated};
use crate::scan::one_rule::{check, check_quotes, finding, quote, rule_set};

#[test]
fn different_phrases_count_once_each() {
    let conditions = "[when.a]\nparty = \"agent\"\nn_of = { n = 2, phrases = [\"最后一天\", \"名额有限\", \"涨价\"] }";
    let cases = [
        ("agent 0:01 今天最后一天，马上涨价", Noted),
        ("agent 0:01 最后一天\ncustomer 0:04 哦\nagent 0:06 名额有限", Noted),
        ("agent 0:01 涨价涨价涨价", NotApplicable),
        ("agent 0:01 涨价\ncustomer 0:04 最后一天", NotApplicable),
        ("unknown 0:01 最后一天涨价", NotEvaluable),
    ];
    check("note", conditions, "noted = \"a\"", &cases);
    let conditions = "[when.a]\nn_of = { n = 2, phrases = [\"@terms\", \"解约\"] }";
    let cases = [("agent 0:01 合约期和违约金", Noted), ("agent 0:01 解约", NotApplicable)];
    check("note", conditions, "noted = \"a\"", &cases);
}

#[test]
fn occurrences_are_counted_all_together() {
    let condition = "at_least = { n = 3, phrases = [\"我说了\", \"as I said\", \"说了吗\"] }";
    let cases: &[(&str, &[&str])] = &[
        ("agent 0:01 我说了\nagent 0:04 as I said\ncustomer 0:06 我说了", &["我说了", "as I said", "我说了"]),
        ("agent 0:01 我说了我说了", &[]),
        // What overlaps was said once.
        ("agent 0:01 我说了吗\nagent 0:05 我说了", &[]),
        ("agent 0:01 我说了吗，我说了，我说了", &["我说了", "我说了", "我说了"]),
    ];
    check_quotes(condition, cases);
}

#[test]
fn a_window_counts_what_is_said_in_it() {
    let conditions = "[when.a]\nat_least = { n = 2, phrases = [\"我说了\"] }\nfirst = \"10s\"";
    let cases =
        [("agent 0:01 我说了\nagent 0:05 我说了", Noted), ("agent 0:01 我说了\nagent 0:30 我说了", NotApplicable)];
    check("note", conditions, "noted = \"a\"", &cases);
}

const REGRET: &str = "[when.complaint]\nparty = \"customer\"\nany_of = [\"太差了\"]\n\
    [when.no_regret]\nparty = \"agent\"\nnone_of = [\"抱歉\", \"对不起\"]\naround = { condition = \"complaint\", after = \"20s\" }";

#[test]
fn an_absence_holds_where_nothing_is_found() {
    let cases = [
        ("customer 0:01 太差了\nagent 0:05 您说", Violated),
        ("customer 0:01 太差了\nagent 0:05 非常抱歉", Met),
        ("customer 0:01 太差了\nagent 0:40 非常抱歉", Violated),
        ("agent 0:01 抱歉\ncustomer 0:10 太差了\nagent 0:15 您说", Violated),
        // Near what did not happen nothing is missing.
        ("customer 0:01 挺好的\nagent 0:05 您说", Met),
        ("unknown 0:01 太差了\nunknown 0:05 您说", NotEvaluable),
        ("customer 0:01 太差了\nunknown 0:05 抱歉", NotEvaluable),
        ("customer 0:01 太差了", NotEvaluable),
    ];
    check("forbid", REGRET, "violated = \"no_regret\"", &cases);
}

#[test]
fn an_absence_shows_what_it_searched_and_a_presence_the_words() {
    let rules = rule_set("forbid", REGRET, "violated = \"no_regret\"");
    let found = finding(&rules, "customer 0:01-0:03 太差了\nagent 0:05-0:07 您说\nagent 0:08-0:10 我听着呢");
    let [Evidence::Missing { condition, span, utterances, looked_for, .. }] = found.evidence.as_slice() else {
        panic!("{found:#?}")
    };
    assert_eq!((condition.as_str(), *utterances, looked_for.len()), ("no_regret", 2, 2));
    assert_eq!((span.start().0, span.end().0), (1_000, 10_000));
    let found = finding(&rules, "customer 0:01 太差了\nagent 0:05 非常抱歉");
    assert_eq!(found.evidence.iter().filter_map(quote).collect::<Vec<_>>(), ["抱歉"]);
}

#[test]
fn an_absence_that_is_nearly_a_presence_says_so() {
    let conditions = "[when.a]\nparty = \"agent\"\nnone_of = [\"祝您生活愉快\"]\nlast = \"10s\"";
    let rules = rule_set("forbid", conditions, "violated = \"a\"");
    let found = finding(&rules, "agent 0:01-0:03 祝您生活愉快\nagent 0:30-0:32 好的");
    let [Evidence::Missing { nearest: Some(near), .. }] = found.evidence.as_slice() else { panic!("{found:#?}") };
    assert!(near.why.contains("too early"), "{}", near.why);
}

#[test]
fn an_absence_joins_other_conditions_as_any_other() {
    let conditions = "[when.sale]\nany_of = [\"办理\"]\n[when.quiet]\nnone_of = [\"合约\"]\nlast = \"30s\"";
    let cases =
        [("agent 0:01 办理", Noted), ("agent 0:01 办理，合约一年", NotApplicable), ("agent 0:01 您好", NotApplicable)];
    check("note", conditions, "noted = \"sale and quiet\"", &cases);
    check("note", conditions, "noted = \"sale and not (not quiet)\"", &cases);
}

#[test]
fn of_several_phrases_what_was_said_is_no_near_miss() {
    let rules = rule_set("require", "[when.a]\nall_of = [\"提前解约\", \"违约金额\"]", "met = \"a\"");
    let found = finding(&rules, "agent 0:01 提前解约要付违约金恶");
    let [Evidence::Missing { nearest: Some(near), .. }] = found.evidence.as_slice() else { panic!("{found:#?}") };
    assert_eq!((near.phrase.as_str(), near.distance), ("违约金额", 1));
}

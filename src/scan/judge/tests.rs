use std::collections::BTreeMap;

use super::*;
use crate::call::finding::Matched;
use crate::call::notation;
use crate::rules::pack::RulePack;
use crate::scan::compile::whole;

/// A set of one rule: its kind, its conditions and its `[rule]` lines.
fn rule_set(kind: &str, conditions: &str, rule: &str) -> RuleSet {
    let (good, bad) = if kind == "note" { ("not_applicable", "noted") } else { ("met", "violated") };
    let example = |outcome: &str| format!("[[examples]]\nexpect = \"{outcome}\"\ncall = \"agent 0:01 a\"\n");
    let text = format!(
        "title = \"t\"\nkind = \"{kind}\"\nstatus = \"stable\"\nseverity = \"minor\"\nwhy = \"w\"\nmisses = \"m\"\n\
         {conditions}\n[rule]\n{rule}\n{}{}",
        example(good),
        example(bad)
    );
    let rules = if kind == "note" { "" } else { "\"r\"" };
    let scorecard = format!(
        "title = \"t\"\npass_mark = 80\n[[sections]]\ntitle = \"s\"\n[[sections.criteria]]\ntitle = \"c\"\npoints = 100\nrules = [{rules}]\n"
    );
    let files = [
        ("pack.toml", "title = \"t\"\nversion = \"1\"\nlanguages = [\"zh\"]\n".to_string()),
        ("scorecard.toml", scorecard),
        ("r.toml", text),
    ];
    let files: BTreeMap<String, String> = files.map(|(name, text)| (name.to_string(), text)).into();
    let (pack, faults) = RulePack::survey("p", &files);
    // A criterion without rules is a fault of the scorecard alone, and a pack of one note has no other.
    let faults = faults.into_iter().filter(|fault| kind != "note" || fault.source.name != "p/scorecard.toml").collect();
    whole((pack, faults)).unwrap_or_else(|faults| panic!("{}", faults[0].render())).1
}

fn finding(rules: &RuleSet, call: &str) -> Finding {
    let transcript = notation::parse(call).unwrap();
    judge(rules, &transcript).remove(0)
}

#[track_caller]
fn check(kind: &str, conditions: &str, rule: &str, cases: &[(&str, Outcome)]) {
    let rules = rule_set(kind, conditions, rule);
    for (call, outcome) in cases {
        let found = finding(&rules, call);
        assert_eq!(found.outcome, *outcome, "{conditions}\n{call}\n{found:#?}");
        assert!(!found.evidence.is_empty(), "{call}: rests on nothing");
    }
}

use Outcome::{Met, NotApplicable, NotEvaluable, Noted, Violated};

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
fn windows_count_from_where_talk_begins_and_ends() {
    let first = "[when.a]\nparty = \"agent\"\nany_of = [\"您好\"]\nfirst = \"10s\"";
    let cases = [
        ("agent 0:01 您好", Met),
        ("agent 0:40 喂\nagent 0:45 您好", Met),
        ("agent 0:01 喂\nagent 0:15 您好", Violated),
    ];
    check("require", first, "met = \"a\"", &cases);
    let last = "[when.a]\nparty = \"agent\"\nany_of = [\"再见\"]\nlast = \"2 utterances\"";
    let cases = [
        ("agent 0:01 再见\nagent 0:05 好\ncustomer 0:08 好", Met),
        ("agent 0:01 再见\nagent 0:05 好\nagent 0:08 好", Violated),
        ("agent 0:01 再见\ncustomer 0:03 好\n# duration: 5:00", Met),
    ];
    check("require", last, "met = \"a\"", &cases);
}

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
fn silence_is_dead_air_unless_it_was_announced() {
    let conditions = "[when.hold]\nparty = \"agent\"\nany_of = [\"请稍等\"]\n\
                      [when.gap]\nsilence = \"10s\"\nunless_near = { condition = \"hold\", after = \"3s\" }";
    let cases = [
        ("agent 0:01-0:02 好\nagent 0:20-0:21 好", Violated),
        ("agent 0:01-0:02 请稍等\nagent 0:20-0:21 好", Met),
        ("agent 0:01-0:02 请稍等\nagent 0:04-0:05 啊\ncustomer 0:05-0:09 嗯嗯\nagent 0:20-0:21 好", Violated),
        ("agent 0:01-0:02 好\n# duration: 0:20", Violated),
        ("agent 0:15-0:16 好", Met),
        ("agent 0:01-0:02 好\nagent 0:10-0:11 好", Met),
        ("unknown 0:01-0:02 好\nunknown 0:20-0:21 好", NotEvaluable),
    ];
    check("forbid", conditions, "violated = \"gap\"", &cases);
}

#[test]
fn who_speaks_over_whom_counts() {
    let conditions = "[when.cut]\nparty = \"agent\"\ninterruption = \"1500ms\"\ninterrupted_min = 4";
    let cases = [
        ("customer 0:01-0:08 我想问一下这个月的账单\nagent 0:05-0:09 您听我说", Violated),
        ("agent 0:01-0:08 我想问一下这个月的账单\ncustomer 0:05-0:09 您听我说", Met),
        ("customer 0:01-0:08 我想问一下这个月的账单\nagent 0:05-0:06 嗯", Met),
        ("customer 0:01-0:08 喂喂\nagent 0:05-0:09 您听我说", Met),
        ("customer 0:01-0:04 我想问一下\ncustomer 0:04.3-0:08 这个月的账单\nagent 0:03-0:09 您听我说", Violated),
        ("unknown 0:01-0:08 我想问一下这个月的账单\nunknown 0:05-0:09 您听我说", NotEvaluable),
    ];
    check("forbid", conditions, "violated = \"cut\"", &cases);
}

#[test]
fn expressions_follow_three_valued_logic() {
    let conditions = "[when.a]\nparty = \"agent\"\nany_of = [\"甲\"]\n[when.b]\nparty = \"customer\"\nany_of = [\"乙\"]\n\
                      [when.c]\nany_of = [\"丙\"]";
    let cases: &[(&str, &str, Outcome)] = &[
        ("a and b", "agent 0:01 甲\ncustomer 0:03 乙", Noted),
        ("a and b", "agent 0:01 甲\ncustomer 0:03 好", NotApplicable),
        ("a or b", "agent 0:01 甲", Noted),
        ("a and b", "agent 0:01 甲", NotEvaluable),
        ("a and not b", "agent 0:01 甲\ncustomer 0:03 好", Noted),
        ("not (a or b) and c", "agent 0:01 好\ncustomer 0:03 好丙", Noted),
        ("c or a", "unknown 0:01 丙", Noted),
        ("c and a", "unknown 0:01 好", NotApplicable),
        ("c and a", "unknown 0:01 丙甲", NotEvaluable),
    ];
    for (expression, call, outcome) in cases {
        // Every condition has to be used somewhere.
        let rule = format!("noted = \"({expression}) or ((a and b and c) and not c)\"");
        let found = finding(&rule_set("note", conditions, &rule), call);
        assert_eq!(found.outcome, *outcome, "{expression}\n{call}");
    }
}

#[test]
fn an_exception_excuses_and_a_doubtful_one_leaves_it_open() {
    let conditions =
        "[when.a]\nparty = \"agent\"\nany_of = [\"不归我管\"]\n[when.ok]\nparty = \"customer\"\nany_of = [\"我知道\"]";
    let cases = [
        ("agent 0:01 不归我管\ncustomer 0:03 我知道", NotApplicable),
        ("agent 0:01 不归我管\ncustomer 0:03 什么", Violated),
        ("agent 0:01 不归我管", NotEvaluable),
        ("agent 0:01 好的\ncustomer 0:03 什么", Met),
    ];
    check("forbid", conditions, "violated = \"a\"\nunless = \"ok\"", &cases);
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

/// What a note's condition found, each with how it was matched.
fn said(conditions: &str, call: &str) -> Vec<(String, String, Matched)> {
    let found = finding(&rule_set("note", conditions, "noted = \"a\""), call);
    let quotes = found.evidence.into_iter().filter_map(|evidence| match evidence {
        Evidence::Said { quote, phrase, matched, .. } => Some((quote, phrase, matched)),
        _ => None,
    });
    quotes.collect()
}

fn like(quote: &str, phrase: &str, distance_thirds: u32) -> (String, String, Matched) {
    (quote.to_string(), phrase.to_string(), Matched::SoundsLike { distance_thirds })
}

fn exact(phrase: &str) -> (String, String, Matched) {
    (phrase.to_string(), phrase.to_string(), Matched::Exact)
}

#[test]
fn what_sounds_like_a_phrase_is_found_only_where_it_is_asked_for() {
    let with = "[when.a]\nany_of = [\"工信部\", \"套餐\", \"early termination fee\"]\nsounds_like = 1";
    for (call, expected) in [
        ("agent 0:01 我要去公信部投诉", vec![like("公信部", "工信部", 0)]),
        ("agent 0:01 您的泡，餐是", vec![like("泡，餐", "套餐", 1)]),
        ("agent 0:01 您的套餐是", vec![exact("套餐")]),
        ("agent 0:01 您的晚餐是", vec![]),
        ("agent 0:01 an early Termination v.", vec![like("early Termination v", "early termination fee", 1)]),
    ] {
        assert_eq!(said(with, call), expected, "{call}");
    }
    let without = with.replace("sounds_like = 1", "");
    assert_eq!(said(&without, "agent 0:01 我要去公信部投诉"), []);
}

#[test]
fn words_that_were_said_exactly_are_no_other_phrase() {
    let conditions = "[when.a]\nany_of = [\"话费账单\", \"花费\"]\nsounds_like = 1";
    let call = "agent 0:01 这是花费账单";
    assert_eq!(said(conditions, call), [exact("花费")]);
    // The same phrases in two lists do not know of each other.
    let split = "[when.a]\nany_of = [\"话费账单\"]\nsounds_like = 1\nunless_near = { condition = \"b\", after = \"9s\" }\n\
                 [when.b]\nany_of = [\"花钱\"]";
    assert_eq!(said(split, call), [like("花费账单", "话费账单", 0)]);
    // Of those that only sound so, the nearest.
    let near = "[when.a]\nany_of = [\"话费账单\", \"话费帐蛋糕\"]\nsounds_like = 1";
    assert_eq!(said(near, "agent 0:01 花费帐单糕"), [like("花费帐单糕", "话费帐蛋糕", 0)]);
}

#[test]
fn all_of_takes_the_same_words_for_one_phrase_only() {
    let conditions = "[when.a]\nall_of = [\"话费\", \"花费\"]\nsounds_like = 0";
    check(
        "note",
        conditions,
        "noted = \"a\"",
        &[
            ("agent 0:01 华费", NotApplicable),
            ("agent 0:01 华费和华费", NotApplicable),
            ("agent 0:01 花费和华费", Noted),
        ],
    );
}

#[test]
fn sounds_are_found_across_the_utterances_of_a_turn() {
    let conditions = "[when.a]\nany_of = [\"提前解约\"]\nsounds_like = 1\nin = \"turn\"";
    assert_eq!(said(conditions, "agent 0:01 您要提钱\nagent 0:04 结约"), [like("提钱 … 结约", "提前解约", 0)]);
}

#[test]
fn what_is_missing_comes_with_the_window_and_the_nearest_miss() {
    let conditions = "[when.bye]\nparty = \"agent\"\nany_of = [\"祝您生活愉快\"]\nlast = \"10s\"";
    let rules = rule_set("require", conditions, "met = \"bye\"");
    let cases = [
        ("agent 0:01-0:03 祝您生活愉快\nagent 0:30-0:32 好的", "19.0 s too early", 0),
        ("agent 0:01-0:02 好\ncustomer 0:30-0:32 祝您生活愉快", "said by the customer", 0),
        ("agent 0:01-0:02 好\nagent 0:30-0:32 祝您生活鱼快", "1 of 6 characters differ", 1),
    ];
    for (call, wanted, differ) in cases {
        let found = finding(&rules, call);
        let [Evidence::Missing { span, nearest: Some(near), .. }] = found.evidence.as_slice() else {
            panic!("{found:#?}")
        };
        assert!(near.why.contains(wanted), "{}", near.why);
        assert_eq!((near.distance, span.end().0), (differ, 32_000));
    }
}

proptest::proptest! {
    /// Every quote is a slice of the utterance it names, at its time, by its party.
    #[test]
    fn every_quote_is_a_slice_of_what_was_said(lines in proptest::collection::vec("[甲乙丙0-9a-c，。 ]{0,20}", 1..6)) {
        let conditions = "[when.a]\nany_of = [\"甲乙\", \"a b\", \"3\", \"丙甲\"]\n[when.b]\npattern = \"[甲乙]+[0-9]\"";
        let rules = rule_set("note", conditions, "noted = \"a or b\"");
        let call: String = lines.iter().enumerate().map(|(at, text)| format!("agent 0:{:02}.0 x{text}\n", at * 5)).collect();
        let transcript = notation::parse(&call).unwrap();
        for evidence in judge(&rules, &transcript).remove(0).evidence {
            if let Evidence::Said { quote, utterance, span, party, .. } = evidence {
                let said = &transcript.utterances[utterance as usize];
                proptest::prop_assert!(said.text.contains(&quote), "{quote} in {}", said.text);
                proptest::prop_assert!(said.span.cover(span) == said.span && said.party == party);
            }
        }
    }

    /// The order of the phrases in a list changes nothing.
    #[test]
    fn the_order_of_phrases_changes_nothing(text in "[甲乙丙丁]{0,30}") {
        let set = |list: &str| rule_set("note", &format!("[when.a]\nany_of = [{list}]"), "noted = \"a\"");
        let call = format!("agent 0:01 x{text}");
        let (one, other) = (finding(&set("\"甲乙\", \"丙\", \"乙丁\""), &call), finding(&set("\"乙丁\", \"丙\", \"甲乙\""), &call));
        let spans = |found: &Finding| found.evidence.iter().map(|evidence| evidence.start()).collect::<Vec<_>>();
        proptest::prop_assert_eq!((one.outcome, spans(&one)), (other.outcome, spans(&other)));
    }
}

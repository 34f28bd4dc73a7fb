//! What expressions become, as a rule file has it: the conditions, one a line, and the expression over them.

use std::fmt::Write as _;

use crate::carry::dialect::Options;
use crate::carry::tree::Within;
use crate::carry::{DIALECTS, carry};

/// The conditions and the expression of the one rule a line becomes, and the kinds of its remarks.
fn read(from: &str, line: &str, within: Within) -> (String, Vec<&'static str>) {
    let dialect = DIALECTS.iter().find(|dialect| dialect.name() == from).unwrap();
    let options = Options { within, ..Options::default() };
    let carried = carry(&[("f.txt".to_string(), line.as_bytes().to_vec())], *dialect, &options);
    let mut text = String::new();
    let body = carried.files.values().next().map_or("", |file| file.split("[[examples]]").next().unwrap());
    for line in body.lines().skip_while(|line| !line.starts_with("[when")).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let sign = if line.starts_with('[') { "" } else { "; " };
        write!(text, "{sign}{}", words.join(" ")).unwrap();
    }
    (text.replace("[when.", " [").replace("[rule]; noted = ", " → ").trim().to_string(), {
        carried.remarks.iter().map(|remark| remark.construct.0).collect()
    })
}

#[test]
fn keyword_expressions_become_conditions() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("投诉||举报", r#"[a]; any_of = ["投诉", "举报"] → "a""#, &[]),
        ("（投诉｜举报）＆工信部", r#"[a]; any_of = ["投诉", "举报"] [b]; any_of = ["工信部"] → "a and b""#, &[]),
        ("投诉!邮箱", r#"[a]; any_of = ["投诉"] [b]; any_of = ["邮箱"] → "a and not b""#, &[]),
        ("!逾期", r#"[a]; any_of = ["逾期"] → "not a""#, &[]),
        ("!(a&!b)", r#"[a]; any_of = ["a"] [b]; any_of = ["b"] → "not (a and not b)""#, &[]),
        ("a|b&c", r#"[a]; any_of = ["a"] [b]; any_of = ["b"] [c]; any_of = ["c"] → "a or (b and c)""#, &[]),
        ("多久#10处理", r#"[a]; sequence = ["多久", "处理"]; gap = 10 → "a""#, &[]),
        ("多久#处理", r#"[a]; sequence = ["多久", "处理"]; gap = 10 → "a""#, &["distance"]),
        ("(叫|找)#4经理", r#"[a]; pattern = '(?:叫|找).{0,4}经理' → "a""#, &[]),
        ("有本事*投诉", r#"[a]; pattern = '有本事.*投诉' → "a""#, &[]),
        ("*投诉*", r#"[a]; any_of = ["投诉"] → "a""#, &[]),
        (
            "客户:投诉&坐席:抱歉",
            r#"[a]; party = "customer"; any_of = ["投诉"] [b]; party = "agent"; any_of = ["抱歉"] → "a and b""#,
            &[],
        ),
        ("“a&b”|c", r#"[a_b]; any_of = ["a&b", "c"] → "a_b""#, &[]),
        ("投诉 举报", r#"[a]; any_of = ["投诉 举报"] → "a""#, &["adjacent"]),
        ("(投诉|举报", r#"[a]; any_of = ["投诉", "举报"] → "a""#, &["syntax"]),
        ("\\d+&投诉", r#"[a]; any_of = ["投诉"] → "a""#, &["regex"]),
        ("投诉&!投诉", "", &["no-example"]),
        ("嗯|。", "", &["phrase", "empty", "phrase"]),
    ];
    for (line, wanted, remarks) in cases {
        let (conditions, found) = read("keywords", line, Within::Call);
        assert_eq!((conditions.as_str(), found.as_slice()), (*wanted, *remarks), "{line}");
    }
}

#[test]
fn inside_one_utterance_conditions_are_anchored_on_each_other() {
    let anchored = r#"[a]; any_of = ["投诉"] [b]; any_of = ["工信部"]; around = { condition = "a", before = "0 utterances", after = "0 utterances" }; unless_near = { condition = "c", before = "0 utterances", after = "0 utterances" } [c]; any_of = ["邮箱", "建议"] → "b""#;
    assert_eq!(read("keywords", "投诉&工信部!邮箱!建议", Within::Utterance), (anchored.to_string(), vec![]));
    let (conditions, remarks) = read("keywords", "投诉&(a|b&c)", Within::Utterance);
    assert!(conditions.ends_with(r#"→ "a and (a_2 or c)""#), "{conditions}");
    assert_eq!(remarks, ["scope"]);
}

#[test]
fn proximity_expressions_become_conditions() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            r#"fee NEAR "early exit""#,
            r#"[fee_early_exit]; near = { a = ["fee"], b = ["early exit"], within = "3 words" }; in = "turn" → "fee_early_exit""#,
            &[],
        ),
        ("a NOTNEAR/5 b", r#"[a]; not_near = { a = ["a"], b = ["b"], within = "5 words" }; in = "turn" → "a""#, &[]),
        ("a BEFORE:5 b", r#"[a_b]; sequence = ["a", "b"]; gap = 5; in = "turn" → "a_b""#, &[]),
        ("a AFTER:5 b", r#"[b_a]; sequence = ["b", "a"]; gap = 5; in = "turn" → "b_a""#, &[]),
        ("a BEFORE/2 b BEFORE/2 c", r#"[a_b_c]; sequence = ["a", "b", "c"]; gap = 2; in = "turn" → "a_b_c""#, &[]),
        (
            "a BEFORE:5s b",
            r#"[a]; any_of = ["a"] [b]; any_of = ["b"]; around = { condition = "a", before = "0s", after = "5s" } → "b""#,
            &[],
        ),
        (
            r#"credit NOTIN "credit card""#,
            r#"[credit_card]; any_of = ["credit card"] [credit]; any_of = ["credit"]; unless_near = { condition = "credit_card", before = "0s", after = "0s" } → "credit""#,
            &[],
        ),
        (
            "cancel* OR stop",
            r#"[stop]; any_of = ["stop"] [cancel]; pattern = '(?-u:\b)cancel[0-9a-z]*' → "stop or cancel""#,
            &[],
        ),
        ("th??? you", r#"[thaaa_you]; pattern = '(?-u:\b)th[0-9a-z][0-9a-z][0-9a-z] you(?-u:\b)' → "thaaa_you""#, &[]),
        ("^ hello", r#"[hello]; pattern = '^(?-u:\b)hello(?-u:\b)'; in = "turn" → "hello""#, &[]),
        ("agent:hello ~s<30", r#"[hello]; party = "agent"; any_of = ["hello"]; first = "30s" → "hello""#, &[]),
        (
            "END:20 bye -goodbye",
            r#"[bye]; any_of = ["bye"]; last = "20s" [goodbye]; any_of = ["goodbye"] → "bye and not goodbye""#,
            &[],
        ),
        (
            "cancel account ~4",
            r#"[cancel_account]; near = { a = ["cancel"], b = ["account"], within = "4 words" }; in = "turn" → "cancel_account""#,
            &[],
        ),
        (
            "a NEAR/3 b NEAR/3 c",
            r#"[a_b]; near = { a = ["a"], b = ["b"], within = "3 words" }; in = "turn" [b_c]; near = { a = ["b"], b = ["c"], within = "3 words" }; in = "turn" → "a_b and b_c""#,
            &["distance"],
        ),
        (
            "(a AND b) NEAR/3 c",
            r#"[a]; any_of = ["a"] [b]; any_of = ["b"] [c]; any_of = ["c"] → "a and b and c""#,
            &["distance"],
        ),
        (
            "A:offer NEAR/8 C:yes",
            r#"[offer]; party = "agent"; any_of = ["offer"] [yes]; party = "customer"; any_of = ["yes"]; around = { condition = "offer", before = "1 turn", after = "1 turn" } → "yes""#,
            &["distance"],
        ),
        ("fee ~s>30", r#"[fee]; any_of = ["fee"] → "fee""#, &["window"]),
        ("L:hello", r#"[hello]; party = "agent"; any_of = ["hello"] → "hello""#, &["party"]),
        ("bad fee OR cost", r#"[bad_fee]; any_of = ["bad fee", "cost"] → "bad_fee""#, &["adjacent"]),
        (r#""a b" "c d""#, r#"[a_b]; any_of = ["a b", "c d"] → "a_b""#, &["adjacent"]),
    ];
    for (line, wanted, remarks) in cases {
        let (conditions, found) = read("proximity", line, Within::Call);
        assert_eq!((conditions.as_str(), found.as_slice()), (*wanted, *remarks), "{line}");
    }
}

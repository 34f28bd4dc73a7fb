//! Expressions, triggers and exceptions.

use crate::call::finding::Outcome::{self, Met, NotApplicable, NotEvaluable, Noted, Violated};
use crate::scan::judge::tests::{check, finding, rule_set};

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

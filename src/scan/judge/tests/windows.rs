//! When a condition looks.

use crate::call::finding::Outcome::{Met, Violated};
use crate::scan::judge::tests::{check, finding, missing, rule_set, secs};

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
fn a_window_may_lie_anywhere_in_the_call() {
    let window = |range: &str| format!("[when.a]\nparty = \"agent\"\nany_of = [\"甲\"]\n{range}");
    // Talk lasts from 0:10 to 1:50; 甲 is said by the agent at 0:30, between others.
    let call = "customer 0:10-0:12 喂\nagent 0:20-0:22 好\nagent 0:30-0:32 甲\ncustomer 0:40-0:42 好\n\
                agent 0:50-0:52 乙\nagent 1:48-1:50 丙";
    let cases = [
        ("from = \"10%\"\nto = \"30%\"", Met),
        ("from = \"30%\"\nto = \"80%\"", Violated),
        ("from = \"-85%\"\nto = \"-70%\"", Met),
        ("from = \"20s\"", Met),
        ("from = \"25s\"", Violated),
        ("to = \"20s\"", Violated),
        ("to = \"25s\"", Met),
        ("from = \"-1min\"", Violated),
        ("to = \"-1min\"", Met),
        ("from = \"1 utterance\"\nto = \"2 utterances\"", Met),
        ("from = \"2 utterances\"", Violated),
        ("from = \"-3 utterances\"", Met),
        ("from = \"-2 utterances\"", Violated),
        ("to = \"-2 utterances\"", Met),
        ("to = \"-3 utterances\"", Violated),
        ("to = \"1 turn\"", Met),
        ("from = \"1 turn\"", Violated),
        ("from = \"-2 turns\"\nto = \"-1 turn\"", Met),
        ("from = \"10 utterances\"", Violated),
        ("from = \"5min\"", Violated),
        ("to = \"-10 turns\"", Violated),
    ];
    for (range, outcome) in cases {
        check("require", &window(range), "met = \"a\"", &[(call, outcome)]);
    }
}

#[test]
fn first_and_last_are_short_for_a_range() {
    let call = "agent 0:01-0:02 甲\ncustomer 0:05-0:06 乙\nagent 0:50-0:51 丙\nagent 0:55-0:56 丁";
    let pairs = [
        ("first = \"20%\"", "to = \"20%\""),
        ("first = \"2 utterances\"", "to = \"2 utterances\""),
        ("last = \"30s\"", "from = \"-30s\""),
        ("last = \"1 turn\"", "from = \"-1 turn\""),
        ("last = \"9 turns\"", "from = \"-9 turns\""),
    ];
    for (short, long) in pairs {
        let searched = |window: &str| {
            let conditions = format!("[when.a]\nparty = \"agent\"\nany_of = [\"戊\"]\n{window}");
            missing(&finding(&rule_set("require", &conditions, "met = \"a\""), call))
        };
        assert_eq!(searched(short), searched(long), "{short}");
    }
}

#[test]
fn the_window_of_what_is_missing_is_the_range_and_no_more() {
    let conditions = "[when.a]\nany_of = [\"戊\"]\nfrom = \"20%\"\nto = \"80%\"";
    let call = "agent 0:00-0:02 甲\nagent 0:30-0:32 乙\ncustomer 0:50-0:52 丙\nagent 1:38-1:40 丁";
    let found = finding(&rule_set("require", conditions, "met = \"a\""), call);
    assert_eq!(missing(&found), [(secs(20, 80), 2)]);
}

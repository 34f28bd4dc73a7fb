//! What a finding rests on.

use crate::call::finding::Evidence;
use crate::scan::judge::tests::{finding, rule_set, secs};

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

#[test]
fn the_nearest_miss_of_a_range_says_on_which_side_it_lies() {
    let conditions = "[when.a]\nparty = \"agent\"\nany_of = [\"甲\"]\nfrom = \"40%\"\nto = \"60%\"";
    let rules = rule_set("require", conditions, "met = \"a\"");
    let cases = [
        ("agent 0:10-0:11 甲\nagent 1:39-1:40 好\nagent 0:00-0:01 好", "said 29.0 s too early"),
        ("agent 1:10-1:11 甲\nagent 1:39-1:40 好\nagent 0:00-0:01 好", "said 10.0 s too late"),
        ("agent 0:10-0:11 甲\nagent 1:20-1:21 甲\nagent 1:39-1:40 好\nagent 0:00-0:01 好", "said 20.0 s too late"),
        ("customer 0:50-0:51 甲\nagent 1:39-1:40 好\nagent 0:00-0:01 好", "said by the customer"),
    ];
    for (call, wanted) in cases {
        let found = finding(&rules, call);
        let [Evidence::Missing { span, nearest: Some(near), .. }] = found.evidence.as_slice() else {
            panic!("{found:#?}")
        };
        assert_eq!((near.why.as_str(), *span), (wanted, secs(40, 60)));
    }
}

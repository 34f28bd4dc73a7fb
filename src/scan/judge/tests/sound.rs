//! Silence and interruption.

use crate::call::finding::Outcome::{Met, NotEvaluable, Violated};
use crate::scan::judge::tests::check;

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

//! Rules and conditions that ask about the call: metadata, duration, dates.

use std::collections::BTreeMap;

use crate::call::finding::Outcome::{self, Met, NotApplicable, NotEvaluable, Violated};
use crate::call::recording::Call;
use crate::scan::judge::tests::{finding_of, rule_set, told};

const SAYS: &str = "[when.a]\nparty = \"agent\"\nany_of = [\"甲\"]";

/// Metadata as a table has it, the columns parted by blanks.
fn call(columns: &str) -> Call {
    let mut call = Call::default();
    for (name, value) in columns.split_whitespace().filter_map(|column| column.split_once('=')) {
        let value = value.to_string();
        match name {
            "agent" => call.agent = Some(value),
            "queue" => call.queue = Some(value),
            "direction" => call.direction = Some(value),
            "start" => call.start = Some(value),
            name => _ = call.extra.insert(name.to_string(), value),
        }
    }
    call
}

#[track_caller]
fn check(head: &str, conditions: &str, rule: &str, cases: &[(&str, Outcome, &str)]) {
    let rules = rule_set("require", &format!("{head}\n{conditions}"), rule);
    for (metadata, outcome, words) in cases {
        let found = finding_of(&rules, &call(metadata), "agent 0:01-0:03 您好\n# duration: 1:00");
        assert_eq!(found.outcome, *outcome, "{head} {metadata}\n{found:#?}");
        assert_eq!(told(&found).join("; "), *words, "{head} {metadata}");
    }
}

#[test]
fn a_rule_is_for_the_calls_that_it_names() {
    let queue: &[(&str, Outcome, &str)] = &[
        ("queue=sales", Violated, ""),
        ("queue=SALES", Violated, ""),
        ("queue=billing", NotApplicable, "queue billing: sales"),
        ("", NotEvaluable, "`queue` is missing in the call's metadata"),
    ];
    check("[call]\nqueue = \"sales\"", SAYS, "met = \"a\"", queue);
    let both: &[(&str, Outcome, &str)] = &[
        ("direction=outbound agent=b", Violated, ""),
        ("direction=outbound agent=c", NotApplicable, "agent c: one of a, b"),
        ("direction=inbound agent=c", NotApplicable, "agent c: one of a, b; direction inbound: outbound"),
        // What does not fit decides, whatever is missing besides.
        ("direction=inbound", NotApplicable, "direction inbound: outbound"),
        ("direction=outbound", NotEvaluable, "`agent` is missing in the call's metadata"),
    ];
    check("[call]\ndirection = \"outbound\"\nagent = [\"a\", \"b\"]", SAYS, "met = \"a\"", both);
}

#[test]
fn columns_are_compared_by_type() {
    let cases = [
        ("tier = 3", "tier=3.0", Violated),
        ("tier = 3", "tier=03", Violated),
        ("tier = \"3\"", "tier=3.0", NotApplicable),
        ("tier = { min = 3 }", "tier=10", Violated),
        ("tier = { min = 3 }", "tier=2.999", NotApplicable),
        ("tier = { min = 3, max = 4.5 }", "tier=4.5", Violated),
        ("tier = { min = 3, max = 4.5 }", "tier=4.51", NotApplicable),
        ("tier = { min = 3 }", "tier=gold", NotEvaluable),
        ("tier = { min = 3 }", "other=3", NotEvaluable),
        ("tier = { one_of = [\"gold\", 3] }", "tier=Gold", Violated),
        ("tier = { one_of = [\"gold\", 3] }", "tier=3", Violated),
        ("tier = { not = \"gold\" }", "tier=silver", Violated),
        ("tier = { not = [\"gold\", \"silver\"] }", "tier=silver", NotApplicable),
        ("tier = { not = \"gold\" }", "", NotEvaluable),
        ("tier = { matches = \"^VIP-[0-9]+$\" }", "tier=vip-12", Violated),
        ("tier = { matches = \"^VIP-[0-9]+$\" }", "tier=vip", NotApplicable),
        ("vip = true", "vip=true", Violated),
        ("\"Product Line\" = \"x\"", "product_line=x", Violated),
        ("\"产品\" = \"宽带\"", "产品=宽带", Violated),
        ("due = { from = \"2026-03-01\", until = \"2026-03-31\" }", "due=2026-03-31T23:59:59", Violated),
        ("due = { from = \"2026-03-01\" }", "due=2026-02-28", NotApplicable),
        ("due = { from = 2026-03-01 }", "due=soon", NotEvaluable),
    ];
    for (test, metadata, outcome) in cases {
        let rules = rule_set("require", &format!("[call.extra]\n{test}\n{SAYS}"), "met = \"a\"");
        let found = finding_of(&rules, &call(metadata), "agent 0:01 您好");
        assert_eq!(found.outcome, outcome, "{test} {metadata}: {found:#?}");
    }
}

#[test]
fn length_and_hours_of_a_call_are_asked_for_with_bounds() {
    let long: &[(&str, Outcome, &str)] = &[("", Violated, "")];
    check("[call]\nduration = { min = \"1min\", max = \"60s\" }", SAYS, "met = \"a\"", long);
    let short: &[(&str, Outcome, &str)] = &[("", NotApplicable, "duration 60 s: at least 61 s")];
    check("[call]\nduration = { min = \"61s\" }", SAYS, "met = \"a\"", short);
    let hours: &[(&str, Outcome, &str)] = &[
        ("start=2026-11-16T09:30:00+08:00", Violated, ""),
        ("start=2026-11-16T18:00:01", NotApplicable, "start 2026-11-16T18:00:01: until 18:00:00"),
        ("start=2026-11-16", NotEvaluable, "`start` of the call's metadata is “2026-11-16”, which is no time of day"),
    ];
    check("[call]\nstart = { from = \"09:00\", until = \"18:00\" }", SAYS, "met = \"a\"", hours);
}

#[test]
fn a_rule_is_in_force_between_its_dates() {
    let both = "valid = { from = \"2026-01-01\", until = 2026-12-31 }";
    let cases: &[(&str, Outcome, &str)] = &[
        ("start=2026-01-01T00:00:00", Violated, ""),
        ("start=2026-12-31T23:59:59-05:00", Violated, ""),
        ("start=2025-12-31T23:59:59", NotApplicable, "start 2025-12-31T23:59:59: from 2026-01-01 until 2026-12-31"),
        ("start=2027-01-01T00:00:00", NotApplicable, "start 2027-01-01T00:00:00: from 2026-01-01 until 2026-12-31"),
        ("", Violated, ""),
        ("start=yesterday", Violated, ""),
    ];
    check(both, SAYS, "met = \"a\"", cases);
    let open: &[(&str, Outcome, &str)] = &[
        ("start=2030-01-01T00:00:00", Violated, ""),
        ("start=2025-01-01T00:00:00", NotApplicable, "start 2025-01-01T00:00:00: from 2026-01-01"),
    ];
    check("valid = { from = \"2026-01-01\" }", SAYS, "met = \"a\"", open);
}

#[test]
fn a_condition_may_look_in_some_calls_only() {
    let conditions = "[when.plain]\nparty = \"agent\"\nany_of = [\"甲\"]\n\
                      [when.sales]\nparty = \"agent\"\nany_of = [\"您好\"]\ncall = { queue = \"sales\" }";
    let cases: &[(&str, Outcome, &str)] = &[
        ("queue=sales", Met, ""),
        ("queue=billing", Violated, "queue billing: sales"),
        ("", NotEvaluable, "`queue` is missing in the call's metadata"),
    ];
    check("", conditions, "met = \"plain or sales\"", cases);
}

#[test]
fn what_is_asked_by_name_is_found_by_name() {
    let extra = BTreeMap::from([("Product Line".to_string(), "x".to_string())]);
    let rules = rule_set("require", &format!("[call.extra]\n\"Product Line\" = \"x\"\n{SAYS}"), "met = \"a\"");
    let found = finding_of(&rules, &Call { extra, ..Call::default() }, "agent 0:01 您好");
    assert_eq!(found.outcome, Violated);
}

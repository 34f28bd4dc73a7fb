//! Speech that is too unclear to say that something was not in it.

use crate::call::finding::Outcome::{self, Met, NotApplicable, NotEvaluable, Noted, Violated};
use crate::call::recording::Call;
use crate::scan::judge::judge;
use crate::scan::judge::tests::{pack_of, told, understood};

const LEAST: &str = "min_confidence = 0.5";

#[track_caller]
fn check(header: &str, kind: &str, conditions: &str, rule: &str, cases: &[(&str, &[u16], Outcome)]) {
    let rules = pack_of(header, &[("r", kind, conditions, rule)]);
    for (call, confidences, outcome) in cases {
        let found = judge(&rules, &Call::default(), &understood(call, confidences)).remove(0);
        assert_eq!(found.outcome, *outcome, "{conditions} {call} {confidences:?}\n{found:#?}");
    }
}

#[test]
fn what_is_not_heard_in_unclear_speech_is_not_evaluable() {
    let says = "[when.a]\nparty = \"agent\"\nany_of = [\"甲\"]\nlast = \"1 utterance\"";
    let call = "agent 0:01 您好\ncustomer 0:03 您好\nagent 0:05 再见";
    let cases: &[(&str, &[u16], Outcome)] = &[
        (call, &[900, 900, 499], NotEvaluable),
        (call, &[900, 900, 500], Violated),
        // Only the window and the asked party count.
        (call, &[100, 100, 900], Violated),
        (call, &[], Violated),
        ("agent 0:01 您好\nagent 0:05 甲", &[100, 100], Met),
    ];
    check("", "require", &format!("{LEAST}\n{says}"), "met = \"a\"", cases);
    check(LEAST, "require", says, "met = \"a\"", cases);
    check("", "require", says, "met = \"a\"", &[(call, &[1, 1, 1], Violated)]);
    check(LEAST, "require", &format!("min_confidence = 0\n{says}"), "met = \"a\"", &[(call, &[1, 1, 1], Violated)]);
    check("min_confidence = 0.9", "require", &format!("{LEAST}\n{says}"), "met = \"a\"", cases);
}

#[test]
fn forbidden_and_noted_things_may_be_missed_as_well() {
    let says = "[when.a]\nparty = \"agent\"\nany_of = [\"甲\"]";
    let cases = |found, unclear, clear| {
        [
            ("agent 0:01 甲\nagent 0:05 好", &[100u16, 100][..], found),
            ("agent 0:01 好\nagent 0:05 好", &[400, 500], unclear),
            ("agent 0:01 好\nagent 0:05 好", &[500, 500], clear),
        ]
    };
    check(LEAST, "forbid", says, "violated = \"a\"", &cases(Violated, NotEvaluable, Met));
    check(LEAST, "note", says, "noted = \"a\"", &cases(Noted, NotEvaluable, NotApplicable));
    check(LEAST, "require", says, "met = \"not a\"", &cases(Violated, NotEvaluable, Met));
}

#[test]
fn what_is_decided_without_the_unclear_part_is_decided() {
    let two = "[when.a]\nparty = \"agent\"\nany_of = [\"甲\"]\n[when.b]\nparty = \"customer\"\nany_of = [\"乙\"]";
    let call = "agent 0:01 好\ncustomer 0:05 好";
    check(LEAST, "forbid", two, "violated = \"a and b\"", &[(call, &[900, 100], Met)]);
    check(LEAST, "forbid", two, "violated = \"a or b\"", &[(call, &[900, 100], NotEvaluable)]);
    // A trigger that was not heard did not occur as far as anybody can say.
    check(LEAST, "forbid", two, "given = \"a\"\nviolated = \"b\"", &[(call, &[100, 100], NotApplicable)]);
    let refused = "[when.a]\nparty = \"agent\"\nany_of = [\"不行\"]\n[when.b]\nparty = \"agent\"\nany_of = [\"因为\"]";
    let call = "agent 0:01 不行\nagent 0:05 好";
    check(LEAST, "forbid", refused, "violated = \"a and not b\"", &[(call, &[300, 300], NotEvaluable)]);
}

#[test]
fn unclear_speech_hides_no_silence_and_what_lies_near_the_unheard_is_unheard() {
    let gap = "[when.a]\nsilence = \"10s\"";
    check(LEAST, "forbid", gap, "violated = \"a\"", &[("agent 0:01 好\nagent 0:05 好", &[100, 100], Met)]);
    let near = "[when.sale]\nparty = \"agent\"\nany_of = [\"办理\"]\n[when.terms]\nparty = \"customer\"\nany_of = [\"合约\"]\n\
                around = { condition = \"sale\", after = \"10s\" }";
    let call = "agent 0:01 好\ncustomer 0:05 好";
    let cases: &[(&str, &[u16], Outcome)] = &[(call, &[100, 900], NotEvaluable), (call, &[900, 100], Violated)];
    check(LEAST, "require", near, "met = \"terms or (sale and terms)\"", cases);
    let every = "[when.a]\nparty = \"agent\"\nany_of = [\"您\"]\nevery = true";
    let call = "agent 0:01 您\nagent 0:05 好\nagent 0:09 好";
    let cases: &[(&str, &[u16], Outcome)] =
        &[(call, &[900, 100, 100], NotEvaluable), (call, &[100, 100, 900], Violated)];
    check(LEAST, "require", every, "met = \"a\"", cases);
}

#[test]
fn how_unclear_it_was_is_said() {
    let rules = pack_of("", &[("r", "require", "min_confidence = 0.5\n[when.a]\nany_of = [\"甲\"]", "met = \"a\"")]);
    for (confidence, mean) in [(430, "0.43"), (499, "0.499")] {
        let found = judge(&rules, &Call::default(), &understood("agent 0:01 好", &[confidence])).remove(0);
        let wanted = format!("speech in the window is too unclear (mean word confidence {mean}, at least 0.50 needed)");
        assert_eq!(told(&found), [wanted]);
    }
}

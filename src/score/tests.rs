use super::*;
use crate::call::evaluation::{Effect, Method};
use crate::call::finding::{Evidence, Kind, Outcome, Severity};
use crate::call::time::Span;
use crate::rules::scorecard::band::Band;
use crate::rules::scorecard::criterion::{Counting, Criterion, Step};
use crate::rules::scorecard::{FULL_MARKS, ScoreSection};
use crate::rules::value::Located;

fn finding(rule: &str, outcome: Outcome, places: usize) -> Finding {
    let place = |at: usize| Evidence::Measured {
        condition: "c".to_string(),
        span: Span::lasting(Millis(at as u32 * 1000), Millis(500)),
        what: "w".to_string(),
    };
    let evidence = (0..places).map(place).collect();
    let (rule, title) = (rule.to_string(), "t".to_string());
    Finding { rule, title, kind: Kind::Forbid, outcome, severity: Severity::Minor, evidence }
}

fn criterion(points: i32, rules: &[&str], per_hit: Option<i32>, auto_fail: bool) -> Criterion {
    let rules = rules.iter().map(|rule| Located::new(rule.to_string(), 0..0)).collect();
    Criterion {
        title: "c".to_string(),
        effect: Effect::Cost,
        points: Points::whole(points),
        rules,
        counting: per_hit.map_or(Counting::Once, |points| Counting::PerHit(Points::whole(points))),
        auto_fail: auto_fail.then_some(AutoFail::Call),
    }
}

fn plain(points: i32, rule: &str) -> Criterion {
    criterion(points, &[rule], None, false)
}

fn section(title: &str, criteria: Vec<Criterion>) -> ScoreSection {
    ScoreSection { title: title.to_string(), place: 0..0, weight: None, part: None, criteria }
}

fn weighted(weight: i32, criteria: Vec<Criterion>) -> ScoreSection {
    ScoreSection { weight: Some(Located::new(Points::whole(weight), 0..0)), ..section("s", criteria) }
}

fn card(criteria: Vec<Criterion>) -> Scorecard {
    card_of(vec![section("s", criteria)])
}

fn card_of(sections: Vec<ScoreSection>) -> Scorecard {
    let (pass_mark, min_judged) = (Points::whole(80), Points::whole(20));
    let (title, min_duration) = ("t".to_string(), Millis(5_000));
    Scorecard { title, pass_mark, min_duration, min_judged, sections, ..Scorecard::default() }
}

const WHOLE: Circumstances<'static> = Circumstances { duration: Millis(60_000), has_words: true, on_trial: &[] };

fn note(rule: &str, places: usize) -> Finding {
    let outcome = if places == 0 { Outcome::NotApplicable } else { Outcome::Noted };
    Finding { kind: Kind::Note, ..finding(rule, outcome, places) }
}

fn scored(criteria: Vec<Criterion>, findings: Vec<Finding>) -> (Option<Points>, Verdict) {
    let evaluation = score(findings, &card(criteria), WHOLE);
    (evaluation.score, evaluation.verdict)
}

#[test]
fn what_cannot_be_judged_leaves_both_sides() {
    let criteria = || vec![criterion(70, &["a"], None, false), criterion(30, &["b"], None, false)];
    let cases = [
        (Outcome::Met, Outcome::Met, Some(1000), Verdict::Pass),
        (Outcome::Met, Outcome::Violated, Some(700), Verdict::Fail),
        (Outcome::Met, Outcome::NotApplicable, Some(1000), Verdict::Pass),
        (Outcome::NotEvaluable, Outcome::Met, Some(1000), Verdict::Pass),
        (Outcome::NotEvaluable, Outcome::Violated, Some(0), Verdict::Fail),
        (Outcome::NotEvaluable, Outcome::NotApplicable, None, Verdict::Unscored),
    ];
    for (a, b, points, verdict) in cases {
        let findings = vec![finding("a", a, 1), finding("b", b, 1)];
        assert_eq!(scored(criteria(), findings), (points.map(Points), verdict), "{a} {b}");
    }
}

#[test]
fn places_cost_each_up_to_what_the_criterion_is_worth() {
    for (places, points) in [(0, 970), (1, 970), (2, 940), (3, 910), (4, 900), (40, 900)] {
        let criteria = vec![criterion(10, &["a"], Some(3), false), criterion(90, &["b"], None, false)];
        let findings = vec![finding("a", Outcome::Violated, places), finding("b", Outcome::Met, 0)];
        assert_eq!(scored(criteria, findings), (Some(Points(points)), Verdict::Pass), "{places} places");
    }
}

#[test]
fn what_is_missing_is_missing_once_and_what_overlaps_counts_once() {
    let mut missing = finding("a", Outcome::Violated, 4);
    missing.kind = Kind::Require;
    let mut doubled = finding("a", Outcome::Violated, 1);
    doubled.evidence.push(Evidence::Measured {
        condition: "other".to_string(),
        span: Span::lasting(Millis(100), Millis(500)),
        what: "w".to_string(),
    });
    for found in [missing, doubled] {
        let criteria = vec![criterion(10, &["a"], Some(3), false), criterion(90, &["b"], None, false)];
        assert_eq!(scored(criteria, vec![found, finding("b", Outcome::Met, 0)]).0, Some(Points(970)));
    }
}

#[test]
fn two_rules_of_a_criterion_cannot_cost_more_than_it_is_worth() {
    let criteria = vec![criterion(40, &["a", "b"], None, false), criterion(60, &["c"], None, false)];
    let findings =
        vec![finding("a", Outcome::Violated, 1), finding("b", Outcome::Violated, 1), finding("c", Outcome::Met, 0)];
    let evaluation = score(findings, &card(criteria), WHOLE);
    assert_eq!(evaluation.score, Some(Points::whole(60)));
    let lost: i32 =
        evaluation.sheet.sections[0].criteria[0].deductions.iter().map(|deduction| deduction.points.0).sum();
    assert_eq!(lost, 400, "the sheet's deductions are what was lost");
}

#[test]
fn auto_fail_fails_whatever_the_score_but_not_on_trial() {
    let criteria = || vec![criterion(1, &["a"], None, true), criterion(99, &["b"], None, false)];
    let findings = || vec![finding("a", Outcome::Violated, 1), finding("b", Outcome::Met, 0)];
    assert_eq!(scored(criteria(), findings()), (Some(Points::whole(99)), Verdict::AutoFail));
    let on_trial = score(findings(), &card(criteria()), Circumstances { on_trial: &["a"], ..WHOLE });
    assert_eq!((on_trial.score, on_trial.verdict), (Some(Points::whole(100)), Verdict::Pass));
}

#[test]
fn a_call_without_a_score_says_why() {
    let criteria = || vec![criterion(90, &["a"], None, false), criterion(10, &["b"], None, false)];
    let cases = [
        (Circumstances { has_words: false, ..WHOLE }, Outcome::Met, "nothing was said"),
        (Circumstances { duration: Millis(4_999), ..WHOLE }, Outcome::Met, "the call lasts 5.0 s"),
        (WHOLE, Outcome::NotEvaluable, "rules worth 10.0 of 100.0 points could be judged"),
    ];
    for (circumstances, a, wanted) in cases {
        let evaluation =
            score(vec![finding("a", a, 1), finding("b", Outcome::Met, 0)], &card(criteria()), circumstances);
        let why = evaluation.sheet.unscored.unwrap_or_default();
        assert!(why.starts_with(wanted), "{why}");
        assert_eq!((evaluation.score, evaluation.verdict), (None, Verdict::Unscored));
    }
}

#[test]
fn steps_count_the_places_of_all_rules_of_a_criterion() {
    use Outcome::{Met, Violated};
    let stepped = |points: i32| {
        let steps = [(1, 2), (3, 6), (5, 8)].map(|(from, points)| Step { from, points: Points::whole(points) });
        Criterion { counting: Counting::Steps(steps.to_vec()), ..criterion(points, &["a", "b"], None, false) }
    };
    for (a, b, lost) in [(0, 0, 0), (1, 0, 2), (2, 0, 2), (2, 1, 6), (1, 2, 6), (3, 1, 6), (2, 3, 8), (9, 9, 8)] {
        let found = |rule, places| finding(rule, if places == 0 { Met } else { Violated }, places);
        let findings = vec![found("a", a), found("b", b), finding("c", Met, 0)];
        let evaluation = score(findings, &card(vec![stepped(10), plain(90, "c")]), WHOLE);
        assert_eq!(evaluation.score, Some(Points::whole(100 - lost)), "{a} and {b} places");
    }
    let late = vec![Step { from: 3, points: Points::whole(10) }];
    let criteria = vec![Criterion { counting: Counting::Steps(late), ..plain(10, "a") }, plain(90, "c")];
    let evaluation = score(vec![finding("a", Violated, 2), finding("c", Met, 0)], &card(criteria), WHOLE);
    let deduction = &evaluation.sheet.sections[0].criteria[0].deductions[0];
    assert_eq!((deduction.points, deduction.why.as_str()), (Points::ZERO, "2 places, nothing for fewer than 3"));
}

#[test]
fn a_flag_is_shown_and_costs_nothing() {
    let flag = Criterion { effect: Effect::Flag, ..criterion(0, &["a", "n", "quiet"], None, false) };
    let findings =
        vec![finding("a", Outcome::Violated, 2), note("n", 1), note("quiet", 0), finding("b", Outcome::Met, 0)];
    let evaluation = score(findings, &card(vec![flag, plain(100, "b")]), WHOLE);
    assert_eq!((evaluation.score, evaluation.verdict), (Some(Points::whole(100)), Verdict::Pass));
    let shown = &evaluation.sheet.sections[0].criteria[0];
    let flags: Vec<_> = shown.flags.iter().map(|flag| (flag.rule.as_str(), flag.why.as_str())).collect();
    assert_eq!(flags, [("a", "violated, 2 places"), ("n", "noted, 1 place")]);
    assert_eq!((shown.possible, &shown.left_out), (Points::ZERO, &Vec::new()));
}

#[test]
fn a_bonus_adds_up_to_its_points_and_never_above_100() {
    let bonus = |counting| Criterion { effect: Effect::Bonus, counting, ..criterion(5, &["offer", "n"], None, false) };
    let each = || Counting::PerHit(Points::whole(2));
    // The call kept 90 of 100 otherwise.
    let cases = [
        (Counting::Once, Outcome::Met, 0, 950),
        (Counting::Once, Outcome::Violated, 0, 900),
        (Counting::Once, Outcome::NotApplicable, 1, 950),
        (each(), Outcome::Violated, 1, 920),
        (each(), Outcome::Violated, 2, 940),
        (each(), Outcome::Violated, 9, 950),
    ];
    for (counting, offer, notes, wanted) in cases {
        let findings = vec![
            Finding { kind: Kind::Require, ..finding("offer", offer, 1) },
            note("n", notes),
            finding("a", Outcome::Violated, 1),
            finding("b", Outcome::Met, 0),
        ];
        let criteria = vec![bonus(counting.clone()), plain(10, "a"), plain(90, "b")];
        let evaluation = score(findings, &card(criteria), WHOLE);
        assert_eq!(evaluation.score, Some(Points(wanted)), "{counting:?}, {offer}, {notes} notes");
        assert_eq!(evaluation.sheet.bonus, Points(wanted - 900));
        assert_eq!(evaluation.sheet.possible, FULL_MARKS, "a bonus is not part of what is possible");
    }
    let findings = vec![note("n", 1), finding("b", Outcome::Met, 0)];
    let evaluation = score(findings, &card(vec![bonus(Counting::Once), plain(100, "b")]), WHOLE);
    assert_eq!(evaluation.score, Some(FULL_MARKS));
}

#[test]
fn a_section_that_is_failed_earns_nothing_and_its_bonus_neither() {
    let fails = Criterion { auto_fail: Some(AutoFail::Section), ..plain(10, "a") };
    let bonus = Criterion { effect: Effect::Bonus, ..plain(5, "n") };
    let sections = || {
        let first = section("first", vec![fails.clone(), plain(30, "b"), bonus.clone()]);
        vec![first, section("second", vec![plain(60, "c")])]
    };
    let findings =
        |a| vec![finding("a", a, 1), finding("b", Outcome::Met, 0), note("n", 1), finding("c", Outcome::Met, 0)];
    let evaluation = score(findings(Outcome::Violated), &card_of(sections()), WHOLE);
    assert_eq!((evaluation.score, evaluation.verdict), (Some(Points::whole(60)), Verdict::Fail));
    let failed = &evaluation.sheet.sections[0];
    assert_eq!((failed.possible, failed.earned, failed.bonus), (Points::whole(40), Points::ZERO, Points::ZERO));
    assert_eq!(failed.failed_by, ["a"]);
    let on_trial = Circumstances { on_trial: &["a"], ..WHOLE };
    assert_eq!(score(findings(Outcome::Violated), &card_of(sections()), on_trial).score, Some(FULL_MARKS));
}

#[test]
fn a_section_counts_with_its_weight_however_its_criteria_are_pointed() {
    use Outcome::{Met, NotApplicable, Violated};
    let sections = || vec![weighted(40, vec![plain(2, "a"), plain(1, "b")]), weighted(60, vec![plain(50, "c")])];
    let cases = [
        (Met, Met, Met, Some(1000)),
        // A third of 40 is 13.33…: 60 + 26.7 and 60 + 13.3.
        (Met, Violated, Met, Some(867)),
        (Violated, Met, Met, Some(733)),
        (Violated, NotApplicable, Met, Some(600)),
        (Met, Met, NotApplicable, Some(1000)),
        (Met, Violated, NotApplicable, Some(668)),
        (Violated, Violated, Violated, Some(0)),
        // Only a third of 40 was judged: less than the 20 that are needed.
        (NotApplicable, Met, NotApplicable, None),
    ];
    for (a, b, c, wanted) in cases {
        let findings = vec![finding("a", a, 1), finding("b", b, 1), finding("c", c, 1)];
        let evaluation = score(findings, &card_of(sections()), WHOLE);
        assert_eq!(evaluation.score, wanted.map(Points), "{a} {b} {c}");
    }
}

#[test]
fn deducting_from_100_does_not_care_what_could_not_be_judged() {
    use Outcome::{Met, NotApplicable, Violated};
    let cases = [
        (Met, Met, Some(1000), Verdict::Pass),
        (Violated, NotApplicable, Some(700), Verdict::Fail),
        (NotApplicable, Violated, Some(100), Verdict::Fail),
        (Violated, Violated, Some(0), Verdict::Fail),
        (NotApplicable, NotApplicable, None, Verdict::Unscored),
    ];
    for (a, b, points, verdict) in cases {
        let card = Scorecard { method: Method::Deduct, ..card(vec![plain(30, "a"), plain(90, "b")]) };
        let evaluation = score(vec![finding("a", a, 1), finding("b", b, 1)], &card, WHOLE);
        assert_eq!((evaluation.score, evaluation.verdict), (points.map(Points), verdict), "{a} {b}");
    }
}

#[test]
fn compliance_has_a_score_of_its_own_beside_the_whole() {
    use Outcome::{Met, NotApplicable, Violated};
    let part = Some(Part::Compliance);
    let cases = [(Met, Violated, 400, Some(1000)), (Violated, Met, 600, Some(0)), (NotApplicable, Met, 1000, None)];
    for (a, b, whole, compliance) in cases {
        let marked = ScoreSection { part, ..section("rules", vec![plain(40, "a")]) };
        let card = card_of(vec![marked, section("manner", vec![plain(60, "b")])]);
        let evaluation = score(vec![finding("a", a, 1), finding("b", b, 1)], &card, WHOLE);
        assert_eq!(evaluation.score, Some(Points(whole)));
        assert_eq!(evaluation.sheet.compliance, compliance.map(Points), "{a} {b}");
    }
}

#[test]
fn a_score_lies_in_a_band_unless_the_call_fails_whatever_its_score() {
    let band = |title: &str, from| Band { title: title.to_string(), from: Points::whole(from) };
    let bands = || vec![band("good", 90), band("fair", 60), band("poor", 0)];
    let cases = [
        (Outcome::Met, false, Some("good")),
        (Outcome::Violated, false, Some("fair")),
        (Outcome::Violated, true, None),
        (Outcome::NotEvaluable, false, None),
    ];
    for (a, auto_fail, wanted) in cases {
        let criteria = vec![criterion(15, &["a"], None, auto_fail), plain(85, "b")];
        let card = Scorecard { bands: bands(), ..card(criteria) };
        let b = if a == Outcome::NotEvaluable { a } else { Outcome::Met };
        let evaluation = score(vec![finding("a", a, 1), finding("b", b, 0)], &card, WHOLE);
        assert_eq!(evaluation.sheet.band.as_deref(), wanted, "{a} {auto_fail}");
    }
}

#[test]
fn the_sheet_says_which_rules_were_left_out_and_why() {
    let missing = Evidence::Missing {
        condition: "sale".to_string(),
        party: None,
        span: Span::default(),
        utterances: 12,
        looked_for: Vec::new(),
        nearest: None,
    };
    let unknown = Evidence::Unknown { missing: "nothing was heard of the agent".to_string() };
    let with = |rule, outcome, evidence: Vec<Evidence>| Finding { evidence, ..finding(rule, outcome, 0) };
    let findings = vec![
        with("no-sale", Outcome::NotApplicable, vec![missing]),
        finding("excepted", Outcome::NotApplicable, 1),
        with("unheard", Outcome::NotEvaluable, vec![unknown]),
        finding("trial", Outcome::Violated, 1),
        finding("judged", Outcome::Met, 0),
    ];
    let rules = ["no-sale", "excepted", "unheard", "trial", "draft", "judged"];
    let on_trial = Circumstances { on_trial: &["trial"], ..WHOLE };
    let evaluation = score(findings, &card(vec![criterion(100, &rules, None, false)]), on_trial);
    let left_out = &evaluation.sheet.sections[0].criteria[0].left_out;
    let told: Vec<_> = left_out.iter().map(|(rule, why)| (rule.as_str(), why.as_str())).collect();
    let wanted = [
        ("no-sale", "not applicable: `sale` was not found"),
        ("excepted", "not applicable: `c` excepts it"),
        ("unheard", "not evaluable: nothing was heard of the agent"),
        ("trial", "on trial"),
        ("draft", "draft or retired"),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn a_deduction_says_how_often_and_why() {
    let said = |utterance: u32, at: u32| Evidence::Said {
        condition: "c".to_string(),
        party: crate::call::party::Party::Agent,
        span: Span::lasting(Millis(at), Millis(700)),
        quote: "q".to_string(),
        phrase: "p".to_string(),
        matched: crate::call::finding::Matched::Exact,
        utterance,
    };
    let blame = Finding {
        evidence: vec![said(1, 7_000), said(1, 8_000), said(3, 20_000)],
        ..finding("a", Outcome::Violated, 0)
    };
    let criteria = vec![criterion(6, &["a"], Some(4), false), plain(94, "b")];
    let evaluation = score(vec![blame, finding("b", Outcome::Violated, 3)], &card(criteria), WHOLE);
    let why = |at: usize| evaluation.sheet.sections[0].criteria[at].deductions[0].why.clone();
    let hits = "3 hits; those that overlap or lie within 2 s in one utterance count once";
    assert_eq!(why(0), format!("2 places ({hits}), 4.0 each, no more than the 6.0 left of 6.0"));
    assert_eq!(why(1), "violated, 94.0 points");
}

use super::*;
use crate::call::finding::Evidence;
use crate::call::finding::Severity;
use crate::call::time::Span;
use crate::rules::scorecard::ScoreSection;
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
        points: Points::whole(points),
        rules,
        per_hit: per_hit.map(Points::whole),
        auto_fail,
    }
}

fn card(criteria: Vec<Criterion>) -> Scorecard {
    let sections = vec![ScoreSection { title: "s".to_string(), criteria }];
    let (pass_mark, min_judged) = (Points::whole(80), Points::whole(20));
    Scorecard { title: "t".to_string(), pass_mark, min_duration: Millis(5_000), min_judged, sections }
}

const WHOLE: Circumstances<'static> = Circumstances { duration: Millis(60_000), has_words: true, on_trial: &[] };

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

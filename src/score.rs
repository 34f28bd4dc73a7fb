//! Holds findings against a scorecard.
//!
//! A rule says what happened; the scorecard says what it costs. Rules that are not applicable or not evaluable, and rules
//! on trial, leave both sides of the score; a criterion with none left is worth nothing on this call.

use crate::call::evaluation::{CriterionScore, Deduction, Evaluation, Points, SectionScore, Sheet, Verdict};
use crate::call::finding::{Evidence, Finding, Kind, Outcome};
use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::rules::scorecard::{Criterion, FULL_MARKS, Scorecard};

/// What a call brings besides its findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances<'a> {
    pub duration: Millis,
    /// Whether anybody said anything.
    pub has_words: bool,
    /// Rules on trial.
    pub on_trial: &'a [&'a str],
}

/// Scores a call. Pure, and exact: all points are whole tenths.
pub fn score(findings: Vec<Finding>, scorecard: &Scorecard, circumstances: Circumstances<'_>) -> Evaluation {
    let sections: Vec<SectionScore> = scorecard
        .sections
        .iter()
        .map(|section| {
            let criteria =
                section.criteria.iter().map(|criterion| score_criterion(criterion, &findings, circumstances.on_trial));
            let criteria: Vec<CriterionScore> = criteria.collect();
            let possible = Points(criteria.iter().map(|criterion| criterion.possible.0).sum());
            let earned = Points(criteria.iter().map(|criterion| criterion.earned.0).sum());
            SectionScore { title: section.title.clone(), possible, earned, criteria }
        })
        .collect();
    let possible = Points(sections.iter().map(|section| section.possible.0).sum());
    let earned = Points(sections.iter().map(|section| section.earned.0).sum());
    let unscored = why_unscored(scorecard, circumstances, possible);
    let auto_fails = auto_fails(scorecard, &findings, circumstances.on_trial);
    let score = if unscored.is_some() { None } else { share(earned, possible) };
    let verdict = match score {
        None => Verdict::Unscored,
        Some(_) if !auto_fails.is_empty() => Verdict::AutoFail,
        Some(score) if score >= scorecard.pass_mark => Verdict::Pass,
        Some(_) => Verdict::Fail,
    };
    let (title, pass_mark) = (scorecard.title.clone(), scorecard.pass_mark);
    let sheet = Sheet { scorecard: title, pass_mark, possible, earned, sections, auto_fails, unscored };
    Evaluation { score, verdict, findings, sheet }
}

/// `earned` of `possible` on a scale to 100, rounded half up to a tenth; `None` where nothing was possible.
fn share(earned: Points, possible: Points) -> Option<Points> {
    let (earned, possible) = (i64::from(earned.0), i64::from(possible.0));
    let scaled = (2 * earned * i64::from(FULL_MARKS.0) + possible).checked_div(2 * possible)?;
    i32::try_from(scaled).ok().map(Points)
}

fn why_unscored(scorecard: &Scorecard, circumstances: Circumstances<'_>, possible: Points) -> Option<String> {
    if !circumstances.has_words {
        return Some("nothing was said".to_string());
    }
    if circumstances.duration < scorecard.min_duration {
        let (is, least) = (circumstances.duration.as_secs_f64(), scorecard.min_duration.as_secs_f64());
        return Some(format!("the call lasts {is:.1} s; calls under {least:.1} s are not scored"));
    }
    if possible == Points::ZERO {
        return Some("no rule of the scorecard could be judged".to_string());
    }
    let least = scorecard.min_judged;
    (possible < least)
        .then(|| format!("rules worth {possible} of {FULL_MARKS} points could be judged; at least {least} are needed"))
}

fn auto_fails(scorecard: &Scorecard, findings: &[Finding], on_trial: &[&str]) -> Vec<String> {
    let rules = scorecard.criteria().filter(|criterion| criterion.auto_fail).flat_map(|criterion| &criterion.rules);
    let violated = rules.filter(|rule| {
        let is_violated = |finding: &Finding| finding.rule == rule.value && finding.outcome == Outcome::Violated;
        findings.iter().any(is_violated) && !on_trial.contains(&rule.value.as_str())
    });
    violated.map(|rule| rule.value.clone()).collect()
}

fn score_criterion(criterion: &Criterion, findings: &[Finding], on_trial: &[&str]) -> CriterionScore {
    let mut deductions = Vec::new();
    let mut left_out = Vec::new();
    let mut judged = false;
    let mut left = criterion.points;
    for rule in &criterion.rules {
        let finding = findings.iter().find(|finding| finding.rule == rule.value);
        let reason = match finding {
            None => Some("draft or retired"),
            Some(_) if on_trial.contains(&rule.value.as_str()) => Some("on trial"),
            Some(finding) => match finding.outcome {
                Outcome::NotApplicable => Some("not applicable"),
                Outcome::NotEvaluable => Some("not evaluable"),
                Outcome::Met | Outcome::Violated | Outcome::Noted => None,
            },
        };
        if let Some(reason) = reason {
            left_out.push((rule.value.clone(), reason.to_string()));
            continue;
        }
        judged = true;
        if let Some(finding) = finding.filter(|finding| finding.outcome == Outcome::Violated) {
            let deduction = deduct(criterion, finding, left);
            left = Points(left.0 - deduction.points.0);
            deductions.push(deduction);
        }
    }
    let possible = if judged { criterion.points } else { Points::ZERO };
    let earned = if judged { left } else { Points::ZERO };
    CriterionScore { title: criterion.title.clone(), possible, earned, deductions, left_out }
}

/// What a violation costs, of the points that are left in its criterion.
fn deduct(criterion: &Criterion, finding: &Finding, left: Points) -> Deduction {
    let times = times(finding);
    let (wanted, times, each) = match criterion.per_hit {
        Some(each) => (i64::from(each.0) * i64::from(times), times, format!("{times} × {each}")),
        None => (i64::from(criterion.points.0), 1, format!("violated, {} points", criterion.points)),
    };
    let points = Points(wanted.min(i64::from(left.0)) as i32);
    let why = match i64::from(points.0) < wanted {
        true => format!("{each}, no more than the {left} left of {}", criterion.points),
        false => each,
    };
    Deduction { rule: finding.rule.clone(), points, times, why }
}

/// How often a rule was violated: something required is missing once; of what happened, every place counts that does not
/// overlap another by the same party.
fn times(finding: &Finding) -> u32 {
    if finding.kind == Kind::Require {
        return 1;
    }
    let mut places: Vec<(Option<Party>, Span)> = finding.evidence.iter().filter_map(place).collect();
    places.sort();
    places.dedup_by(|next, last| next.0 == last.0 && next.1.overlap(last.1).is_some());
    u32::try_from(places.len()).unwrap_or(u32::MAX).max(1)
}

/// Where something happened, and by whom; `None` for what was only searched for.
fn place(evidence: &Evidence) -> Option<(Option<Party>, Span)> {
    match evidence {
        Evidence::Missing { .. } | Evidence::Compared { .. } | Evidence::Unknown { .. } => None,
        Evidence::Said { party, span, .. } | Evidence::Overlap { party, span, .. } => Some((Some(*party), *span)),
        Evidence::Silence { span, .. } | Evidence::Measured { span, .. } => Some((None, *span)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::finding::Severity;
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
}

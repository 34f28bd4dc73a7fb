//! What holds of every scorecard and all findings.

use proptest::prelude::*;

use crate::call::evaluation::{Effect, Evaluation, Method, Part, Points};
use crate::call::finding::{Evidence, Finding, Kind, Outcome, Severity};
use crate::call::time::{Millis, Span};
use crate::rules::scorecard::criterion::{AutoFail, Counting, Criterion, Step};
use crate::rules::scorecard::{FULL_MARKS, ScoreSection, Scorecard};
use crate::rules::value::Located;
use crate::score::{Circumstances, score};

/// Rules of the made-up pack: the first forbid, the next require, the last are notes.
const RULES: [(&str, Kind); 8] = [
    ("f0", Kind::Forbid),
    ("f1", Kind::Forbid),
    ("f2", Kind::Forbid),
    ("f3", Kind::Forbid),
    ("r0", Kind::Require),
    ("r1", Kind::Require),
    ("n0", Kind::Note),
    ("n1", Kind::Note),
];

fn counting() -> impl Strategy<Value = Counting> {
    prop_oneof![
        Just(Counting::Once),
        (1..80i32).prop_map(|points| Counting::PerHit(Points(points))),
        prop::collection::vec((1..4u32, 1..60i32), 1..4).prop_map(|rises| {
            let (mut from, mut points) = (0, 0);
            let steps = rises.into_iter().map(|(more, dearer)| {
                (from, points) = (from + more, points + dearer);
                Step { from, points: Points(points) }
            });
            Counting::Steps(steps.collect())
        }),
    ]
}

fn criterion() -> impl Strategy<Value = Criterion> {
    let effect = prop_oneof![4 => Just(Effect::Cost), 1 => Just(Effect::Bonus), 1 => Just(Effect::Flag)];
    let auto_fail = prop_oneof![5 => Just(None), 1 => Just(Some(AutoFail::Section)), 1 => Just(Some(AutoFail::Call))];
    (effect, 1..400i32, counting(), auto_fail).prop_map(|(effect, points, counting, auto_fail)| Criterion {
        title: "c".to_string(),
        effect,
        points: Points(if effect == Effect::Flag { 0 } else { points }),
        rules: Vec::new(),
        counting,
        auto_fail: auto_fail.filter(|_| effect == Effect::Cost),
    })
}

/// Criteria in up to four sections; every rule stands in one of them that may have it, as a pack that is checked has it.
fn scorecard() -> impl Strategy<Value = Scorecard> {
    let sections = prop::collection::vec((prop::collection::vec(criterion(), 1..4), any::<bool>(), 0..500i32), 1..5);
    let method = prop_oneof![Just(Method::Add), Just(Method::Deduct)];
    (sections, method, any::<bool>(), prop::collection::vec(any::<prop::sample::Index>(), RULES.len())).prop_map(
        |(sections, method, is_weighted, places)| {
            let mut sections: Vec<ScoreSection> = sections
                .into_iter()
                .map(|(criteria, is_compliance, weight)| ScoreSection {
                    title: "s".to_string(),
                    place: 0..0,
                    weight: is_weighted.then(|| Located::new(Points(weight), 0..0)),
                    part: is_compliance.then_some(Part::Compliance),
                    criteria,
                })
                .collect();
            for ((rule, kind), place) in RULES.iter().zip(places) {
                let may = |criterion: &&mut Criterion| match kind {
                    Kind::Note => criterion.effect != Effect::Cost,
                    Kind::Forbid => criterion.effect != Effect::Bonus,
                    Kind::Require => true,
                };
                let mut fitting: Vec<&mut Criterion> =
                    sections.iter_mut().flat_map(|section| &mut section.criteria).filter(may).collect();
                if !fitting.is_empty() {
                    let at = place.index(fitting.len());
                    fitting[at].rules.push(Located::new(rule.to_string(), 0..0));
                }
            }
            Scorecard { title: "t".to_string(), method, pass_mark: Points::whole(80), sections, ..Scorecard::default() }
        },
    )
}

fn finding(at: usize, outcome: Outcome, places: u32) -> Finding {
    let (rule, kind) = RULES[at];
    let place = |at: u32| Evidence::Silence {
        condition: "c".to_string(),
        span: Span::lasting(Millis(at * 1000), Millis(500)),
        before: None,
        after: None,
    };
    let evidence = (0..places).map(place).collect();
    let (rule, title, severity) = (rule.to_string(), "t".to_string(), Severity::Minor);
    Finding { rule, title, kind, outcome, severity, evidence }
}

fn findings() -> impl Strategy<Value = Vec<Finding>> {
    prop::collection::vec((0..4usize, 0..7u32), RULES.len()).prop_map(|found| {
        let found = found.into_iter().enumerate().map(|(at, (outcome, places))| {
            let found = if RULES[at].1 == Kind::Note { Outcome::Noted } else { Outcome::Violated };
            let quiet = if RULES[at].1 == Kind::Note { Outcome::NotApplicable } else { Outcome::Met };
            let outcome = [found, quiet, Outcome::NotApplicable, Outcome::NotEvaluable][outcome];
            finding(at, outcome, places)
        });
        found.collect()
    })
}

fn scored(findings: &[Finding], scorecard: &Scorecard) -> Evaluation {
    let circumstances = Circumstances { duration: Millis(60_000), has_words: true, on_trial: &[] };
    score(findings.to_vec(), scorecard, circumstances)
}

/// A rule of a pack that can be violated.
fn at() -> std::ops::Range<usize> {
    0..6
}

proptest! {
    #[test]
    fn a_score_lies_between_0_and_100(scorecard in scorecard(), findings in findings()) {
        let Evaluation { score, sheet, .. } = scored(&findings, &scorecard);
        for points in score.into_iter().chain(sheet.compliance) {
            prop_assert!((Points::ZERO..=FULL_MARKS).contains(&points), "{points}");
        }
        prop_assert_eq!(score.is_none(), sheet.unscored.is_some());
        for section in &sheet.sections {
            prop_assert!(Points::ZERO <= section.earned && section.earned <= section.possible);
        }
    }

    /// A violation where a rule was kept, and one more place of a violation.
    #[test]
    fn a_violation_never_raises_a_score(
        scorecard in scorecard(),
        mut findings in findings(),
        at in at(),
        places in 0..7u32,
        more in 0..3u32,
    ) {
        for fewer in [finding(at, Outcome::Met, places), finding(at, Outcome::Violated, places)] {
            findings[at] = fewer;
            let before = scored(&findings, &scorecard);
            findings[at] = finding(at, Outcome::Violated, places + more);
            let after = scored(&findings, &scorecard);
            prop_assert!(after.score <= before.score);
            prop_assert!(after.sheet.compliance <= before.sheet.compliance);
            prop_assert!(before.sheet.auto_fails.len() <= after.sheet.auto_fails.len());
        }
    }

    /// Where points are taken from 100 not even a rule that was not judged before can raise the score.
    #[test]
    fn deducting_a_violation_never_raises_a_score_whatever_was_there_before(
        scorecard in scorecard(),
        mut findings in findings(),
        at in at(),
        places in 0..7u32,
    ) {
        let mut scorecard = Scorecard { method: Method::Deduct, ..scorecard };
        scorecard.sections.iter_mut().for_each(|section| section.weight = None);
        for other in [Outcome::Met, Outcome::NotApplicable, Outcome::NotEvaluable] {
            findings[at] = finding(at, other, places);
            let before = scored(&findings, &scorecard);
            findings[at] = finding(at, Outcome::Violated, places);
            let after = scored(&findings, &scorecard);
            prop_assert!(before.score.is_none() || after.score <= before.score);
        }
    }

    /// What cannot be judged counts as if it did not stand in the scorecard at all.
    #[test]
    fn what_cannot_be_judged_leaves_both_sides(
        scorecard in scorecard(),
        mut findings in findings(),
        at in 0..RULES.len(),
        outcome in prop_oneof![Just(Outcome::NotApplicable), Just(Outcome::NotEvaluable)],
    ) {
        findings[at] = finding(at, outcome, 0);
        let with = scored(&findings, &scorecard);
        let mut without = scorecard;
        for criterion in without.sections.iter_mut().flat_map(|section| &mut section.criteria) {
            criterion.rules.retain(|rule| rule.value != RULES[at].0);
        }
        findings.remove(at);
        let without = scored(&findings, &without);
        prop_assert_eq!((with.score, with.verdict), (without.score, without.verdict));
        prop_assert_eq!(with.sheet.compliance, without.sheet.compliance);
        prop_assert_eq!((with.sheet.possible, with.sheet.earned), (without.sheet.possible, without.sheet.earned));
    }

    #[test]
    fn the_order_of_findings_does_not_matter(
        scorecard in scorecard(),
        (findings, shuffled) in
            findings().prop_flat_map(|findings| (Just(findings.clone()), Just(findings).prop_shuffle())),
    ) {
        let (straight, shuffled) = (scored(&findings, &scorecard), scored(&shuffled, &scorecard));
        prop_assert_eq!((straight.score, straight.verdict), (shuffled.score, shuffled.verdict));
        prop_assert_eq!(straight.sheet, shuffled.sheet);
    }

    /// Whoever adds up a sheet comes to what is printed.
    #[test]
    fn the_numbers_of_a_sheet_add_up(scorecard in scorecard(), findings in findings()) {
        let sheet = scored(&findings, &scorecard).sheet;
        let sum = |points: &mut dyn Iterator<Item = Points>| Points(points.map(|points| points.0).sum());
        prop_assert_eq!(sheet.possible, sum(&mut sheet.sections.iter().map(|section| section.possible)));
        prop_assert_eq!(sheet.earned, sum(&mut sheet.sections.iter().map(|section| section.earned)));
        prop_assert_eq!(sheet.bonus, sum(&mut sheet.sections.iter().map(|section| section.bonus)));
        for criterion in sheet.sections.iter().flat_map(|section| &section.criteria) {
            let lost = sum(&mut criterion.deductions.iter().map(|deduction| deduction.points));
            prop_assert_eq!(criterion.possible.0 - criterion.earned.0, lost.0);
        }
    }
}

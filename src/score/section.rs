//! Scores one section.

use crate::call::evaluation::{CriterionScore, Points, SectionScore};
use crate::rules::scorecard::ScoreSection;
use crate::rules::scorecard::criterion::AutoFail;
use crate::score::criterion::{Findings, score_criterion};
use crate::score::total::share;

/// What a section earned of what it could. A section that is failed earns nothing, no bonus either. A section with a
/// weight counts with all of it as soon as one of its criteria could be judged.
pub fn score_section(section: &ScoreSection, found: Findings<'_>) -> SectionScore {
    let criteria: Vec<CriterionScore> =
        section.criteria.iter().map(|criterion| score_criterion(criterion, found)).collect();
    let failing = section.criteria.iter().flat_map(|criterion| found.failing(criterion, AutoFail::Section));
    let failed_by: Vec<String> = failing.collect();
    let (possible, earned) =
        (sum(&criteria, |criterion| criterion.possible), sum(&criteria, |criterion| criterion.earned));
    let added = criteria.iter().flat_map(|criterion| &criterion.additions).map(|addition| addition.points.0);
    let (earned, bonus) = match failed_by.is_empty() {
        true => (earned, Points(added.sum())),
        false => (Points::ZERO, Points::ZERO),
    };
    let weight = section.weight.as_ref().map(|weight| weight.value);
    let (possible, earned) = match weight {
        None => (possible, earned),
        Some(weight) => match share(earned, possible, weight) {
            Some(earned) => (weight, earned),
            None => (Points::ZERO, Points::ZERO),
        },
    };
    let (title, part) = (section.title.clone(), section.part);
    SectionScore { title, part, weight, possible, earned, bonus, failed_by, criteria }
}

/// How many points of the whole were judged: of a section with a weight, its weight by the share of its criteria.
pub fn judged_points(section: &ScoreSection, score: &SectionScore) -> Points {
    let judged = sum(&score.criteria, |criterion| criterion.possible);
    share(judged, section.own_points(), section.worth()).unwrap_or_default()
}

fn sum(criteria: &[CriterionScore], points: fn(&CriterionScore) -> Points) -> Points {
    Points(criteria.iter().map(|criterion| points(criterion).0).sum())
}

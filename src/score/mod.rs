//! Holds findings against a scorecard.
//!
//! A rule says what happened; the scorecard says what it costs. Rules that are not applicable or not evaluable, and rules
//! on trial, leave both sides of the score; a criterion with none left is worth nothing on this call.

mod places;

use crate::call::evaluation::{CriterionScore, Deduction, Evaluation, Points, SectionScore, Sheet, Verdict};
use crate::call::finding::{Finding, Kind, Outcome};
use crate::call::time::Millis;
use crate::rules::scorecard::{Criterion, FULL_MARKS, Scorecard};
use crate::score::places::{Count, count};

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
    let (wanted, times, mut why) = match criterion.per_hit {
        Some(each) => {
            let count = times(finding);
            let wanted = i64::from(each.0) * i64::from(count.places);
            (wanted, count.places, format!("{}, {each} each", in_places(count)))
        }
        None => (i64::from(criterion.points.0), 1, format!("violated, {} points", criterion.points)),
    };
    let points = Points(wanted.min(i64::from(left.0)) as i32);
    if i64::from(points.0) < wanted {
        why.push_str(&format!(", no more than the {left} left of {}", criterion.points));
    }
    Deduction { rule: finding.rule.clone(), points, times, why }
}

/// How often a rule was violated: something required is missing once; what happened counts once a place.
fn times(finding: &Finding) -> Count {
    match finding.kind {
        Kind::Require => Count { hits: 1, places: 1 },
        Kind::Forbid | Kind::Note => count(finding),
    }
}

/// `3 places`, and how that came about where there were more hits.
fn in_places(count: Count) -> String {
    let Count { hits, places } = count;
    let noun = if places == 1 { "place" } else { "places" };
    match hits > places {
        true => format!("{places} {noun} ({hits} hits; those that overlap or lie within 2 s in one utterance count once)"),
        false => format!("{places} {noun}"),
    }
}

#[cfg(test)]
mod tests;

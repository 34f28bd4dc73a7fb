//! Scores one criterion: what its rules cost, add or flag.

use crate::call::evaluation::{Addition, CriterionScore, Deduction, Effect, Flag, Points};
use crate::call::finding::{Finding, Kind, Outcome};
use crate::rules::scorecard::criterion::{AutoFail, Counting, Criterion, Step};
use crate::score::places::{Count, count};
use crate::score::reasons::{in_places, why_left_out};

/// What the rules of a pack found in a call.
#[derive(Clone, Copy)]
pub struct Findings<'a> {
    pub findings: &'a [Finding],
    pub on_trial: &'a [&'a str],
}

impl<'a> Findings<'a> {
    fn of(self, rule: &str) -> Option<&'a Finding> {
        self.findings.iter().find(|finding| finding.rule == rule)
    }

    fn is_on_trial(self, rule: &str) -> bool {
        self.on_trial.contains(&rule)
    }

    /// The violated rules of a criterion that fail so much.
    pub fn failing<'c>(self, criterion: &'c Criterion, what: AutoFail) -> impl Iterator<Item = String> + use<'a, 'c> {
        let rules = criterion.rules.iter().filter(move |_| criterion.auto_fail == Some(what));
        let is_violated = move |rule: &str| self.of(rule).is_some_and(|finding| finding.outcome == Outcome::Violated);
        rules.map(|rule| &rule.value).filter(move |rule| is_violated(rule) && !self.is_on_trial(rule)).cloned()
    }
}

/// How a criterion came out. The order is that of its rules, whatever that of the findings.
pub fn score_criterion(criterion: &Criterion, found: Findings<'_>) -> CriterionScore {
    let mut score =
        CriterionScore { title: criterion.title.clone(), effect: criterion.effect, ..CriterionScore::default() };
    let mut tally = Tally { criterion, left: criterion.points, places: 0 };
    let mut is_judged = false;
    for rule in &criterion.rules {
        let rule = rule.value.as_str();
        let finding = found.of(rule);
        if let Some(why) = why_left_out(finding, found.is_on_trial(rule)) {
            // A note that found nothing is no rule that could not be judged.
            let found_nothing =
                finding.is_some_and(|finding| finding.kind == Kind::Note && finding.outcome == Outcome::NotApplicable);
            if !found_nothing {
                score.left_out.push((rule.to_string(), why));
            }
            continue;
        }
        is_judged = true;
        let Some(finding) = finding.filter(|finding| counts(finding, criterion.effect)) else { continue };
        let rule = rule.to_string();
        match criterion.effect {
            Effect::Cost => {
                let Counted { points, times, why } = tally.count(finding);
                score.deductions.push(Deduction { rule, points, times, why });
            }
            Effect::Bonus => {
                let Counted { points, times, why } = tally.count(finding);
                score.additions.push(Addition { rule, points, times, why });
            }
            Effect::Flag => {
                let count = times(finding);
                let why = format!("{}, {}", finding.outcome, in_places(count));
                score.flags.push(Flag { rule, times: count.places, why });
            }
        }
    }
    if is_judged && criterion.effect == Effect::Cost {
        (score.possible, score.earned) = (criterion.points, tally.left);
    }
    score
}

/// Whether a finding is one of those that a criterion costs, adds or flags.
fn counts(finding: &Finding, effect: Effect) -> bool {
    match effect {
        Effect::Cost => finding.outcome == Outcome::Violated,
        Effect::Bonus => matches!(finding.outcome, Outcome::Met | Outcome::Noted),
        Effect::Flag => matches!(finding.outcome, Outcome::Violated | Outcome::Noted),
    }
}

/// How often a rule found something: what is required and missing is missing once.
fn times(finding: &Finding) -> Count {
    match (finding.kind, finding.outcome) {
        (Kind::Require, Outcome::Violated) => Count { hits: 1, places: 1 },
        _ => count(finding),
    }
}

/// The points of a criterion, as its rules take from them one after the other.
struct Tally<'a> {
    criterion: &'a Criterion,
    left: Points,
    /// Places of the rules so far.
    places: u32,
}

/// What one finding takes.
struct Counted {
    points: Points,
    times: u32,
    why: String,
}

impl Tally<'_> {
    fn count(&mut self, finding: &Finding) -> Counted {
        let count = times(finding);
        let before = self.places;
        self.places = before.saturating_add(count.places);
        let (wanted, times, mut why) = match &self.criterion.counting {
            Counting::Once => {
                let all = self.criterion.points;
                (i64::from(all.0), 1, format!("{}, {all} points", finding.outcome))
            }
            Counting::PerHit(each) => {
                let wanted = i64::from(each.0) * i64::from(count.places);
                (wanted, count.places, format!("{}, {each} each", in_places(count)))
            }
            Counting::Steps(steps) => {
                let (from, to) = (points_at(steps, before), points_at(steps, self.places));
                let so_far = if before > 0 { format!(", {} in all", self.places) } else { String::new() };
                let why = format!("{}{so_far}, {}", in_places(count), step_of(steps, self.places));
                (i64::from(to.0 - from.0), count.places, why)
            }
        };
        let points = Points(wanted.min(i64::from(self.left.0)) as i32);
        if i64::from(points.0) < wanted {
            why.push_str(&format!(", no more than the {} left of {}", self.left, self.criterion.points));
        }
        self.left.0 -= points.0;
        Counted { points, times, why }
    }
}

fn last_step(steps: &[Step], places: u32) -> Option<&Step> {
    steps.iter().rev().find(|step| step.from <= places)
}

fn points_at(steps: &[Step], places: u32) -> Points {
    last_step(steps, places).map_or(Points::ZERO, |step| step.points)
}

fn step_of(steps: &[Step], places: u32) -> String {
    match (last_step(steps, places), steps.first()) {
        (Some(step), _) => format!("{} points for {} or more", step.points, step.from),
        (None, Some(first)) => format!("nothing for fewer than {}", first.from),
        (None, None) => "nothing".to_string(),
    }
}

//! What findings cost.

use std::sync::Arc;

use crate::call::evaluation::Points;
use crate::call::time::Millis;
use crate::rules::diagnostic::{self, Faults, Source};
use crate::rules::extent;
use crate::rules::value::{Located, Section, parse};

/// A scorecard file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scorecard {
    pub title: String,
    pub pass_mark: Points,
    /// Shorter calls are not scored.
    pub min_duration: Millis,
    /// Calls on which rules worth fewer points could be judged are not scored.
    pub min_judged: Points,
    pub sections: Vec<ScoreSection>,
}

/// Criteria under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreSection {
    pub title: String,
    pub criteria: Vec<Criterion>,
}

/// Points for rules that are kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    pub title: String,
    /// What it is worth when its rules can be judged.
    pub points: Points,
    pub rules: Vec<Located<String>>,
    /// What each place costs, up to `points`; `None`: one violation costs all of it.
    pub per_hit: Option<Points>,
    /// A violation fails the call whatever its score.
    pub auto_fail: bool,
}

/// What all criteria of a scorecard are worth together.
pub const FULL_MARKS: Points = Points::whole(100);

impl Scorecard {
    /// Reads `scorecard.toml`; every fault is added.
    pub fn read(source: Arc<Source>, faults: &mut Faults) -> Option<Scorecard> {
        let mut file = parse(&source, faults);
        let title = file.needed_text("title", faults);
        let pass_mark = match file.needed("pass_mark", faults) {
            true => read_points(&mut file, "pass_mark", faults),
            false => None,
        };
        let min_duration = extent::read_time(&mut file, "min_duration", faults).map_or(Millis::ZERO, |time| time.value);
        let min_judged = read_points(&mut file, "min_judged", faults).unwrap_or(Points::ZERO);
        let sections: Vec<ScoreSection> =
            file.sections("sections", faults).into_iter().map(|section| read_section(section, faults)).collect();
        if sections.is_empty() {
            faults.in_file(diagnostic::MISSING_KEY, "the scorecard has no `[[sections]]`");
        }
        file.finish(faults);
        let total: i32 =
            sections.iter().flat_map(|section| &section.criteria).map(|criterion| criterion.points.0).sum();
        if !sections.is_empty() && total != FULL_MARKS.0 {
            faults
                .in_file(
                    diagnostic::POINTS,
                    format!("all criteria together are worth {}, not {FULL_MARKS}", Points(total)),
                )
                .help("change `points` so that they add up to 100");
        }
        Some(Scorecard { title: title?.value, pass_mark: pass_mark?, min_duration, min_judged, sections })
    }

    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.sections.iter().flat_map(|section| &section.criteria)
    }
}

fn read_section(mut section: Section, faults: &mut Faults) -> ScoreSection {
    let title = section.needed_text("title", faults);
    let criteria = section.sections("criteria", faults);
    if criteria.is_empty() {
        faults.at(diagnostic::MISSING_KEY, section.place.clone(), "a section without `[[sections.criteria]]`", "here");
    }
    let criteria = criteria.into_iter().filter_map(|criterion| read_criterion(criterion, faults)).collect();
    section.finish(faults);
    ScoreSection { title: title.map(|title| title.value).unwrap_or_default(), criteria }
}

fn read_criterion(mut section: Section, faults: &mut Faults) -> Option<Criterion> {
    let title = section.needed_text("title", faults);
    let points = match section.needed("points", faults) {
        true => read_points(&mut section, "points", faults),
        false => None,
    };
    let rules = match section.needed("rules", faults) {
        true => section.texts("rules", faults),
        false => None,
    };
    let per_hit = read_points(&mut section, "per_hit", faults);
    let auto_fail = section.boolean("auto_fail", faults).unwrap_or(false);
    section.finish(faults);
    let rules = rules?;
    if rules.value.is_empty() {
        faults.at(diagnostic::VALUE, rules.place, "a criterion without rules", "names none");
    }
    Some(Criterion { title: title?.value, points: points?, rules: rules.value, per_hit, auto_fail })
}

/// From 0 to 100 with at most one digit after the point.
fn read_points(section: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Points> {
    let number = section.number(key, faults)?;
    let points = Points::from_decimal(number.value).filter(|points| (Points::ZERO..=FULL_MARKS).contains(points));
    if points.is_none() {
        let title = format!("`{key}` must be from 0 to 100, in tenths");
        faults.at(diagnostic::VALUE, number.place, title, format!("this is {}", number.value));
    }
    points
}

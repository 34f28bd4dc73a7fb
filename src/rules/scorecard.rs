//! What findings cost.

pub mod band;
pub mod check;
pub mod criterion;
pub mod points;

use std::ops::Range;
use std::sync::Arc;

use crate::call::evaluation::{Effect, Method, Part, Points};
use crate::call::time::Millis;
use crate::rules::diagnostic::{self, Faults, Source};
use crate::rules::extent;
use crate::rules::scorecard::band::{Band, read_bands};
use crate::rules::scorecard::criterion::{Criterion, read_criterion};
use crate::rules::scorecard::points::read_points;
use crate::rules::value::{Located, Section, parse};

/// A scorecard file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scorecard {
    pub title: String,
    pub method: Method,
    pub pass_mark: Points,
    /// Shorter calls are not scored.
    pub min_duration: Millis,
    /// Calls on which rules worth fewer points could be judged are not scored.
    pub min_judged: Points,
    /// The highest first, the last from 0; may be empty.
    pub bands: Vec<Band>,
    /// Either all of them have a weight, or none.
    pub sections: Vec<ScoreSection>,
}

/// Criteria under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreSection {
    pub title: String,
    pub place: Range<usize>,
    /// What share of the whole it is; the points of its criteria then count inside the section alone.
    pub weight: Option<Located<Points>>,
    /// The part of the scorecard it belongs to, besides the whole.
    pub part: Option<Part>,
    pub criteria: Vec<Criterion>,
}

/// What all criteria of a scorecard are worth together.
pub const FULL_MARKS: Points = Points::whole(100);

impl Scorecard {
    /// Reads a scorecard's file; every fault is added. A file with faults gives what could be read of it, to be looked at
    /// further.
    pub fn read(source: Arc<Source>, faults: &mut Faults) -> Scorecard {
        let mut file = parse(&source, faults);
        let title = file.needed_text("title", faults);
        let pass_mark = match file.needed("pass_mark", faults) {
            true => read_points(&mut file, "pass_mark", faults),
            false => None,
        };
        let methods = [("add", Method::Add), ("deduct", Method::Deduct)];
        let method = read_name(&mut file, "method", &methods, faults).unwrap_or_default();
        let min_duration = extent::read_time(&mut file, "min_duration", faults).map_or(Millis::ZERO, |time| time.value);
        let min_judged = read_points(&mut file, "min_judged", faults);
        let bands = read_bands(&mut file, faults);
        let sections = file.sections("sections", faults);
        if sections.is_empty() {
            faults.in_file(diagnostic::MISSING_KEY, "the scorecard has no `[[sections]]`");
        }
        file.finish(faults);
        let mut are_points_known = true;
        let read = sections.into_iter().map(|section| read_section(section, &mut are_points_known, faults));
        let scorecard = Scorecard {
            sections: read.collect(),
            title: title.map(|title| title.value).unwrap_or_default(),
            method,
            pass_mark: pass_mark.map_or(Points::ZERO, |points| points.value),
            min_duration,
            min_judged: min_judged.as_ref().map_or(Points::ZERO, |points| points.value),
            bands,
        };
        // Where some points could not be read, their sum says nothing.
        if are_points_known && !scorecard.sections.is_empty() {
            check_sums(&scorecard, min_judged, faults);
        }
        scorecard
    }

    pub fn criteria(&self) -> impl Iterator<Item = &Criterion> {
        self.sections.iter().flat_map(|section| &section.criteria)
    }

    /// What it is worth where every rule can be judged: 100, or, where it deducts from 100, what it can cost.
    pub fn worth(&self) -> Points {
        Points(self.sections.iter().map(|section| section.worth().0).sum())
    }
}

impl ScoreSection {
    /// What the section is worth of the whole.
    pub fn worth(&self) -> Points {
        self.weight.as_ref().map_or(self.own_points(), |weight| weight.value)
    }

    /// What its criteria are worth together, inside the section.
    pub fn own_points(&self) -> Points {
        let costing = self.criteria.iter().filter(|criterion| criterion.effect == Effect::Cost);
        Points(costing.map(|criterion| criterion.points.0).sum())
    }
}

/// `are_points_known` is false afterwards where the points of a criterion could not be read.
fn read_section(mut section: Section, are_points_known: &mut bool, faults: &mut Faults) -> ScoreSection {
    let place = section.place.clone();
    let title = section.needed_text("title", faults);
    let weight = read_points(&mut section, "weight", faults);
    let part = read_name(&mut section, "part", &[("compliance", Part::Compliance)], faults);
    let criteria = section.sections("criteria", faults);
    if criteria.is_empty() {
        faults.at(diagnostic::MISSING_KEY, place.clone(), "a section without `[[sections.criteria]]`", "here");
    }
    section.finish(faults);
    let criteria = criteria.into_iter().map(|criterion| read_criterion(criterion, are_points_known, faults)).collect();
    ScoreSection { title: title.map(|title| title.value).unwrap_or_default(), place, weight, part, criteria }
}

/// Whether points and weights make up the whole.
fn check_sums(scorecard: &Scorecard, min_judged: Option<Located<Points>>, faults: &mut Faults) {
    if scorecard.sections.iter().any(|section| section.weight.is_some()) {
        return check_weights(&scorecard.sections, faults);
    }
    let total = scorecard.worth();
    match scorecard.method {
        Method::Add if total != FULL_MARKS => {
            faults
                .in_file(diagnostic::POINTS, format!("all criteria together are worth {total}, not {FULL_MARKS}"))
                .help("change `points` so that they add up to 100");
        }
        Method::Deduct if total == Points::ZERO => {
            faults.in_file(diagnostic::POINTS, "no criterion can cost anything").help("give one of them `points`");
        }
        Method::Add | Method::Deduct => {
            if let Some(least) = min_judged.filter(|least| least.value > total) {
                let title = format!("`min_judged` is more than the {total} that all criteria are worth");
                faults.at(diagnostic::VALUE, least.place, title, "no call can reach this");
            }
        }
    }
}

fn check_weights(sections: &[ScoreSection], faults: &mut Faults) {
    let mut total = 0;
    let mut places = Vec::new();
    for section in sections {
        let Some(weight) = &section.weight else {
            let (place, title) =
                (section.place.clone(), format!("`{}` has no weight, other sections have", section.title));
            faults.at(diagnostic::WEIGHTS, place, title, "here").help("give every section a `weight`, or none");
            continue;
        };
        if section.own_points() == Points::ZERO {
            let title = format!("`{}` has a weight, but no criterion that costs anything", section.title);
            faults
                .at(diagnostic::WEIGHTS, weight.place.clone(), title, "of nothing")
                .help("move its bonuses and flags to another section");
        }
        total += weight.value.0;
        places.push(weight.place.clone());
    }
    if places.len() == sections.len() && total != FULL_MARKS.0 {
        let title = format!("the sections weigh {} together, not {FULL_MARKS}", Points(total));
        let mut places = places.into_iter();
        let fault = faults.at(diagnostic::WEIGHTS, places.next().unwrap_or_default(), title, "this");
        for place in places {
            fault.also(place, "and this");
        }
        fault.help("weights are percent of the whole: change them so that they add up to 100");
    }
}

fn read_name<T: Copy>(
    section: &mut Section,
    key: &'static str,
    names: &[(&'static str, T)],
    faults: &mut Faults,
) -> Option<T> {
    let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let named = |text: &str| names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
    section.one_of(key, &known, named, faults)
}

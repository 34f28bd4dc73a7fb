//! One line of a scorecard: some rules, and what they cost, add or flag.

use std::ops::Range;

use crate::call::evaluation::{Effect, Points};
use crate::rules::diagnostic::{self, Faults};
use crate::rules::scorecard::points::read_points;
use crate::rules::value::{Located, Section, Value, known_are};

/// What some rules cost, add or flag.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    pub title: String,
    pub effect: Effect,
    /// What it is worth when its rules can be judged; of a bonus the most that it adds; zero for a flag.
    pub points: Points,
    pub rules: Vec<Located<String>>,
    pub counting: Counting,
    /// What a violation fails besides.
    pub auto_fail: Option<AutoFail>,
}

/// How points grow with the places a rule found, up to the points of the criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counting {
    /// All at once, however many.
    Once,
    /// So many for each.
    PerHit(Points),
    /// So many from a number of places on; both rise. Places of all rules of the criterion count together.
    Steps(Vec<Step>),
}

/// From so many places on it is so many points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub from: u32,
    pub points: Points,
}

/// What a violation fails, whatever its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AutoFail {
    /// The section earns nothing.
    Section,
    /// The call fails whatever its score.
    Call,
}

/// Keys that say how much and how often, which a flag has nothing of.
const OF_POINTS: [&str; 3] = ["points", "per_hit", "steps"];

/// Reads a criterion; `are_points_known` is false afterwards where its points could not be read.
pub fn read_criterion(mut section: Section, are_points_known: &mut bool, faults: &mut Faults) -> Criterion {
    let title = section.needed_text("title", faults);
    let effect = read_effect(&mut section, faults);
    let points = match effect {
        Effect::Flag => {
            refuse(&mut section, &OF_POINTS, "a flag costs nothing and adds nothing", faults);
            Some(Points::ZERO)
        }
        Effect::Cost | Effect::Bonus => match section.needed("points", faults) {
            true => read_points(&mut section, "points", faults).map(|points| points.value),
            false => None,
        },
    };
    let counting = read_counting(&mut section, points, faults);
    let auto_fail = read_auto_fail(&mut section, faults);
    if effect != Effect::Cost {
        refuse(&mut section, &["auto_fail"], "only what costs points can fail a call", faults);
    }
    let rules = match section.needed("rules", faults) {
        true => section.texts("rules", faults),
        false => None,
    };
    section.finish(faults);
    if let Some(rules) = rules.as_ref().filter(|rules| rules.value.is_empty()) {
        faults.at(diagnostic::VALUE, rules.place.clone(), "a criterion without rules", "names none");
    }
    *are_points_known &= points.is_some();
    Criterion {
        title: title.map(|title| title.value).unwrap_or_default(),
        effect,
        points: points.unwrap_or_default(),
        rules: rules.map(|rules| rules.value).unwrap_or_default(),
        counting,
        auto_fail,
    }
}

fn read_effect(section: &mut Section, faults: &mut Faults) -> Effect {
    let bonus = section.boolean("bonus", faults).unwrap_or(false);
    let flag = section.boolean("flag", faults).unwrap_or(false);
    if bonus && flag {
        faults
            .at(
                diagnostic::EFFECTS,
                section.place_of("flag"),
                "a bonus that is a flag, too",
                "one of the two has to go",
            )
            .also(section.place_of("bonus"), "and this");
    }
    match (bonus, flag) {
        (true, _) => Effect::Bonus,
        (false, true) => Effect::Flag,
        (false, false) => Effect::Cost,
    }
}

/// Names each of these keys that is there as a fault.
fn refuse(section: &mut Section, keys: &[&'static str], title: &str, faults: &mut Faults) {
    for key in keys {
        if section.take(key).is_some() {
            faults.at(diagnostic::EFFECTS, section.place_of(key), title, "take it out");
        }
    }
}

fn read_counting(section: &mut Section, most: Option<Points>, faults: &mut Faults) -> Counting {
    let per_hit = read_points(section, "per_hit", faults);
    let written = section.take("steps").map(|found| found.place);
    if per_hit.is_some() && written.is_some() {
        faults
            .at(diagnostic::EFFECTS, section.place_of("steps"), "`per_hit` and `steps` together", "this")
            .also(section.place_of("per_hit"), "and this")
            .help("`steps` say what every number of places costs: take `per_hit` out");
    }
    match (written, per_hit) {
        (Some(place), _) => Counting::Steps(read_steps(section, place, most, faults)),
        (None, Some(each)) => Counting::PerHit(each.value),
        (None, None) => Counting::Once,
    }
}

fn read_steps(section: &mut Section, place: Range<usize>, most: Option<Points>, faults: &mut Faults) -> Vec<Step> {
    let before = faults.found.len();
    let mut steps: Vec<(Step, Range<usize>)> = Vec::new();
    for mut section in section.sections("steps", faults) {
        let from = match section.needed("from", faults) {
            true => section.integer("from", faults),
            false => None,
        };
        let points = match section.needed("points", faults) {
            true => read_points(&mut section, "points", faults),
            false => None,
        };
        section.finish(faults);
        let (Some(from), Some(points)) = (from, points) else { continue };
        let Some(number) = u32::try_from(from.value).ok().filter(|number| *number > 0) else {
            faults.at(
                diagnostic::VALUE,
                from.place,
                "`from` counts places, from 1 on",
                format!("this is {}", from.value),
            );
            continue;
        };
        if let Some(most) = most.filter(|most| points.value > *most) {
            let title = format!("a step of more than the {most} of its criterion");
            faults.at(diagnostic::STEPS, points.place, title, "more than all").help("raise `points` of the criterion");
        }
        steps.push((Step { from: number, points: points.value }, section.place.clone()));
    }
    for pair in steps.windows(2) {
        let ((last, above), (next, place)) = (&pair[0], &pair[1]);
        if next.from <= last.from || next.points <= last.points {
            faults
                .at(diagnostic::STEPS, place.clone(), "a step that does not rise", "this one")
                .also(above.clone(), "after this one")
                .help("let both `from` and `points` grow from step to step");
        }
    }
    if steps.is_empty() && faults.found.len() == before {
        faults
            .at(diagnostic::VALUE, place, "`steps` is empty", "names none")
            .help("take it out, or write `{ from = 1, points = 2 }`");
    }
    steps.into_iter().map(|(step, _)| step).collect()
}

/// `true` and `"call"` fail the call, `"section"` the section.
fn read_auto_fail(section: &mut Section, faults: &mut Faults) -> Option<AutoFail> {
    const KNOWN: [&str; 2] = ["call", "section"];
    let found = section.take("auto_fail")?;
    match found.value {
        Value::Boolean(true) => Some(AutoFail::Call),
        Value::Boolean(false) => None,
        Value::Text(text) => match text.as_str() {
            "call" => Some(AutoFail::Call),
            "section" => Some(AutoFail::Section),
            other => {
                let title = format!("`{other}` is nothing that can fail");
                faults.at(diagnostic::UNKNOWN_VALUE, found.place, title, "not known").help(known_are(other, &KNOWN));
                None
            }
        },
        _ => {
            let title = "`auto_fail` must be true, \"call\" or \"section\"";
            faults.at(diagnostic::WRONG_TYPE, found.place, title, "this is none of them");
            None
        }
    }
}

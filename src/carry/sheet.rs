//! Writes what a pack needs besides its rules: `pack.toml`, and a scorecard to begin with.

use std::fmt::Write as _;

use crate::call::evaluation::Points;
use crate::call::finding::Kind;
use crate::carry::dialect::Options;
use crate::carry::rule::Rule;
use crate::carry::toml_text::{list, table, text};

/// All criteria of a scorecard together, in tenths of a point.
const FULL_MARKS: i64 = 1000;
/// Criteria that a person can still look over; more rules share one.
const MAX_CRITERIA: usize = 100;

/// `pack.toml`.
pub fn header(rules: &[Rule], options: &Options) -> String {
    let han = rules.iter().filter(|rule| rule.uses_han).count();
    let by_script = if 2 * han >= rules.len() && han > 0 { "zh" } else { "en" };
    let language = options.language.clone().unwrap_or_else(|| by_script.to_string());
    let entries = [
        ("title", text(&options.title)),
        ("version", text("0.1.0")),
        ("languages", list(&[language], "languages = ".len())),
    ];
    let mut out = String::new();
    table(&mut out, &entries);
    out
}

/// `scorecard.toml` with one criterion a rule, and whether points that were given had to be scaled. `None` where no rule
/// costs anything: a pack of notes needs no scorecard.
pub fn scorecard(rules: &[Rule], options: &Options) -> Option<(String, bool)> {
    let costing: Vec<&Rule> = rules.iter().filter(|rule| rule.kind != Kind::Note).collect();
    if costing.is_empty() {
        return None;
    }
    let mut sections: Vec<(String, Vec<&Rule>)> = Vec::new();
    for rule in &costing {
        let title = rule.section.clone().unwrap_or_else(|| options.title.clone());
        match sections.iter_mut().find(|(known, _)| *known == title) {
            Some((_, rules)) => rules.push(rule),
            None => sections.push((title, vec![rule])),
        }
    }
    let size = costing.len().div_ceil(MAX_CRITERIA);
    let criteria: Vec<(usize, Vec<&Rule>)> = sections
        .iter()
        .enumerate()
        .flat_map(|(section, (_, rules))| rules.chunks(size).map(move |rules| (section, rules.to_vec())))
        .collect();
    let weights = weights(&costing);
    let weight = |rules: &[&Rule]| -> i64 {
        let own = rules.iter().map(|rule| rule.points.map_or(weights, |points| i64::from(points.0)));
        own.sum()
    };
    let given: Vec<i64> = criteria.iter().map(|(_, rules)| weight(rules)).collect();
    let shares = shares(&given);
    let is_scaled = costing.iter().any(|rule| rule.points.is_some()) && shares != given;
    let mut out = String::new();
    let entries = [
        ("title", text(&options.title)),
        ("pass_mark", "80".to_string()),
        ("min_duration", text("10s")),
        ("min_judged", "25".to_string()),
    ];
    table(&mut out, &entries);
    let mut last = None;
    for ((section, rules), tenths) in criteria.iter().zip(shares) {
        if last != Some(section) {
            let title = sections.get(*section).map_or("", |(title, _)| title.as_str());
            let _ = write!(out, "\n[[sections]]\ntitle = {}\n", text(title));
            last = Some(section);
        }
        let title = match rules.as_slice() {
            [rule] => rule.title.clone(),
            [rule, others @ ..] => format!("{} + {}", rule.title, others.len()),
            [] => String::new(),
        };
        let ids: Vec<String> = rules.iter().map(|rule| rule.id.clone()).collect();
        let points = Points(i32::try_from(tenths).unwrap_or(0));
        let points = points.to_string().trim_end_matches(".0").to_string();
        let _ = writeln!(out, "\n[[sections.criteria]]");
        table(&mut out, &[("title", text(&title)), ("points", points), ("rules", list(&ids, "rules  = ".len()))]);
    }
    Some((out, is_scaled))
}

/// What a rule weighs that says nothing: as much as the others on average.
fn weights(rules: &[&Rule]) -> i64 {
    let given: Vec<i64> = rules.iter().filter_map(|rule| rule.points).map(|points| i64::from(points.0)).collect();
    let average = given.iter().sum::<i64>().checked_div(given.len() as i64).unwrap_or(10);
    average.max(1)
}

/// Full marks shared out by weight in whole tenths; what rounding leaves over goes to those who lost most.
fn shares(weights: &[i64]) -> Vec<i64> {
    let count = weights.len() as i64;
    let all: i64 = weights.iter().sum();
    let (weights, all) = if all > 0 { (weights.to_vec(), all) } else { (vec![1; weights.len()], count) };
    let mut shares: Vec<i64> = weights.iter().map(|weight| weight * FULL_MARKS / all).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|number| std::cmp::Reverse(weights[*number] * FULL_MARKS % all));
    let left = FULL_MARKS - shares.iter().sum::<i64>();
    for number in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        shares[number] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_shared_out_to_the_last_tenth() {
        let cases: [(&[i64], &[i64]); 4] = [
            (&[50, 50], &[500, 500]),
            (&[10, 10, 10], &[334, 333, 333]),
            (&[0, 0], &[500, 500]),
            (&[700, 300], &[700, 300]),
        ];
        for (weights, wanted) in cases {
            assert_eq!(shares(weights), wanted, "{weights:?}");
        }
    }
}

//! Says in words why a rule counted as it did, or not at all.

use crate::call::finding::{Evidence, Finding, Outcome};
use crate::score::places::Count;

/// Why a rule leaves both sides of the score; `None` where it was judged.
pub fn why_left_out(finding: Option<&Finding>, is_on_trial: bool) -> Option<String> {
    let Some(finding) = finding else { return Some("draft or retired".to_string()) };
    if is_on_trial {
        return Some("on trial".to_string());
    }
    match finding.outcome {
        Outcome::NotApplicable => Some(because("not applicable", finding)),
        Outcome::NotEvaluable => Some(because("not evaluable", finding)),
        Outcome::Met | Outcome::Violated | Outcome::Noted => None,
    }
}

/// The first piece of evidence is reason enough: a rule is not applicable because its trigger was not found or an
/// exception was, and not evaluable because something is not known.
fn because(outcome: &str, finding: &Finding) -> String {
    match finding.evidence.first() {
        Some(Evidence::Missing { condition, .. }) => format!("{outcome}: `{condition}` was not found"),
        Some(Evidence::Compared { column, value, wanted }) => format!("{outcome}: {column} {value}: {wanted}"),
        Some(Evidence::Unknown { missing }) => format!("{outcome}: {missing}"),
        Some(
            Evidence::Said { condition, .. }
            | Evidence::Silence { condition, .. }
            | Evidence::Overlap { condition, .. }
            | Evidence::Measured { condition, .. },
        ) => format!("{outcome}: `{condition}` excepts it"),
        None => outcome.to_string(),
    }
}

/// `3 places`, and how that came about where there were more hits.
pub fn in_places(count: Count) -> String {
    let Count { hits, places } = count;
    let noun = if places == 1 { "place" } else { "places" };
    match hits > places {
        true => {
            format!("{places} {noun} ({hits} hits; those that overlap or lie within 2 s in one utterance count once)")
        }
        false => format!("{places} {noun}"),
    }
}

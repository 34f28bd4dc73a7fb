//! Counts in how many places something was found.
//!
//! A listener hears one fault where an agent blames twice in one breath, while a rule finds every phrase of it. So hits of a
//! party that overlap, or that lie in one utterance with no more than [`ONE_BREATH`] between them, are one place.

use std::collections::BTreeMap;

use crate::call::finding::{Evidence, Finding};
use crate::call::party::Party;
use crate::call::time::{Millis, Span};

/// What follows so soon in the same utterance belongs to what was said before: a pause in the middle of a sentence is
/// shorter, and a new thought after a longer one is a new fault to whoever listens.
pub const ONE_BREATH: Millis = Millis::from_secs(2);

/// How often something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Pieces of evidence that have a place.
    pub hits: u32,
    /// Places they make up, at least one: what did not happen has no place, and is missing once.
    pub places: u32,
}

/// Counts the places of a finding's evidence.
///
/// Both counts below are the most hits that can be chosen so that no two are one place. That number never falls when a hit
/// is added, which a count of chained hits would: no further fault may make a call cheaper.
pub fn count(finding: &Finding) -> Count {
    let mut by_party: BTreeMap<Option<Party>, Vec<Span>> = BTreeMap::new();
    let mut by_utterance: BTreeMap<(Option<Party>, Option<u32>), Vec<Span>> = BTreeMap::new();
    let mut hits = 0;
    for (party, utterance, span) in finding.evidence.iter().filter_map(place) {
        by_party.entry(party).or_default().push(span);
        by_utterance.entry((party, utterance)).or_default().push(span);
        hits += 1;
    }
    let overlapping_once = by_party.into_values().map(|spans| most_apart(spans, is_after)).sum();
    let breaths = by_utterance.into_iter().map(|((_, utterance), spans)| match utterance {
        Some(_) => most_apart(spans, is_in_another_breath),
        None => most_apart(spans, is_after),
    });
    let places: u32 = breaths.sum::<u32>().min(overlapping_once);
    Count { hits, places: places.max(1) }
}

/// Who, in which utterance, and when; `None` for what was only searched for.
fn place(evidence: &Evidence) -> Option<(Option<Party>, Option<u32>, Span)> {
    match evidence {
        Evidence::Missing { .. } | Evidence::Compared { .. } | Evidence::Unknown { .. } => None,
        Evidence::Said { party, span, utterance, .. } | Evidence::Overlap { party, span, utterance, .. } => {
            Some((Some(*party), Some(*utterance), *span))
        }
        Evidence::Silence { span, .. } | Evidence::Measured { span, .. } => Some((None, None, *span)),
    }
}

fn is_after(last: Span, next: Span) -> bool {
    next.start() >= last.end()
}

fn is_in_another_breath(last: Span, next: Span) -> bool {
    next.start() > last.end() + ONE_BREATH
}

/// The most spans that can be chosen so that each lies apart from the one before: the one that ends first is always among
/// them (interval scheduling).
fn most_apart(mut spans: Vec<Span>, is_apart: fn(Span, Span) -> bool) -> u32 {
    spans.sort_by_key(|span| (span.end(), span.start()));
    spans.dedup();
    let mut chosen = 0;
    let mut last: Option<Span> = None;
    for span in spans {
        if last.is_none_or(|last| is_apart(last, span)) {
            chosen += 1;
            last = Some(span);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::call::finding::{Kind, Matched, Outcome, Severity};

    fn said(party: Party, utterance: u32, from: u32, to: u32) -> Evidence {
        Evidence::Said {
            condition: "c".to_string(),
            party,
            span: Span::between(Millis(from), Millis(to)),
            quote: "q".to_string(),
            phrase: "p".to_string(),
            matched: Matched::Exact,
            utterance,
        }
    }

    fn silence(from: u32, to: u32) -> Evidence {
        let span = Span::between(Millis(from), Millis(to));
        Evidence::Silence { condition: "c".to_string(), span, before: None, after: None }
    }

    fn count_of(evidence: Vec<Evidence>) -> (u32, u32) {
        let (rule, title) = ("r".to_string(), "t".to_string());
        let outcome = Outcome::Violated;
        let Count { hits, places } =
            count(&Finding { rule, title, kind: Kind::Forbid, outcome, severity: Severity::Minor, evidence });
        (hits, places)
    }

    #[test]
    fn a_place_is_what_a_listener_hears_as_one_fault() {
        use Party::{Agent, Customer};
        let cases = [
            ("nothing that has a place", vec![], (0, 1)),
            ("overlapping", vec![said(Agent, 3, 0, 900), said(Agent, 3, 500, 1200)], (2, 1)),
            ("in one breath", vec![said(Agent, 3, 0, 900), said(Agent, 3, 2900, 3500)], (2, 1)),
            ("after a pause", vec![said(Agent, 3, 0, 900), said(Agent, 3, 2901, 3500)], (2, 2)),
            ("in two utterances", vec![said(Agent, 3, 0, 900), said(Agent, 5, 1000, 1500)], (2, 2)),
            ("overlapping across utterances", vec![said(Agent, 3, 0, 2000), said(Agent, 4, 1500, 1900)], (2, 1)),
            ("by two parties", vec![said(Agent, 3, 0, 900), said(Customer, 4, 500, 1200)], (2, 2)),
            ("two silences with a word between", vec![silence(0, 9000), silence(9400, 20000)], (2, 2)),
            ("one silence found twice", vec![silence(0, 9000), silence(0, 9000)], (2, 1)),
            // As zh-rude-agent has it: 这是你自己操作的问题,你自己不看清楚 / 这个不归我管 / 这个事情不归我管
            (
                "as heard in a sample",
                vec![
                    said(Agent, 2, 7900, 9200),
                    said(Agent, 2, 9500, 10800),
                    said(Agent, 4, 15200, 16000),
                    said(Agent, 6, 22500, 23200),
                ],
                (4, 3),
            ),
        ];
        for (case, evidence, wanted) in cases {
            assert_eq!(count_of(evidence), wanted, "{case}");
        }
    }

    fn evidence() -> impl Strategy<Value = Evidence> {
        let party = prop_oneof![Just(Party::Agent), Just(Party::Customer)];
        (party, 0..4u32, 0..12_000u32, 0..3_000u32)
            .prop_map(|(party, utterance, from, length)| said(party, utterance, from, from + length))
    }

    proptest! {
        #[test]
        fn one_more_hit_never_makes_fewer_places(found in prop::collection::vec(evidence(), 0..9), one in evidence()) {
            let before = count_of(found.clone()).1;
            let after = count_of([found, vec![one]].concat()).1;
            prop_assert!(before <= after && after <= before + 1, "{before} {after}");
        }

        #[test]
        fn places_do_not_depend_on_the_order_of_hits(
            (found, shuffled) in prop::collection::vec(evidence(), 0..9)
                .prop_flat_map(|found| (Just(found.clone()), Just(found).prop_shuffle())),
        ) {
            prop_assert_eq!(count_of(found), count_of(shuffled));
        }
    }
}

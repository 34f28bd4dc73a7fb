use super::*;
use crate::call::evaluation::Points;

const LIMITS: Limits = Limits { samples: 4, flips: 2 };

fn judgement(verdict: Verdict, score: i32, outcomes: &[(&str, Outcome)]) -> Judgement {
    let outcomes = outcomes.iter().map(|(rule, outcome)| (rule.to_string(), *outcome)).collect();
    Judgement { pack: "p 1".to_string(), verdict, score: Some(Points(score)), outcomes }
}

/// A call of an agent with what two rules said of it before, and what two said after.
fn add(tally: &mut Tally, id: &str, before: &[(&str, Outcome)], after: &[(&str, Outcome)], verdict: Verdict) {
    let call = Call { id: id.to_string(), agent: Some("a".to_string()), ..Call::default() };
    let (before, after) = (judgement(Verdict::Pass, 900, before), judgement(verdict, 700, after));
    tally.add(&RecordingId(id.to_string()), &call, &before, &after);
}

#[test]
fn rules_of_either_side_are_counted_by_transition() {
    let mut tally = Tally::new(LIMITS);
    add(
        &mut tally,
        "1",
        &[("a", Outcome::Met), ("b", Outcome::Met)],
        &[("a", Outcome::Violated), ("c", Outcome::Noted)],
        Verdict::Fail,
    );
    add(&mut tally, "2", &[("a", Outcome::Violated)], &[("a", Outcome::Violated)], Verdict::Pass);
    let told: Vec<_> = tally
        .rules
        .iter()
        .flat_map(|(rule, told)| {
            told.transitions.iter().map(move |((was, is), calls)| (rule.as_str(), *was, *is, *calls))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("a", Some(Outcome::Met), Some(Outcome::Violated), 1),
            ("a", Some(Outcome::Violated), Some(Outcome::Violated), 1),
            ("b", Some(Outcome::Met), None, 1),
            ("c", None, Some(Outcome::Noted), 1),
        ]
    );
    assert_eq!((tally.calls, tally.changed), (2, 1));
    assert_eq!(tally.flips.into_iter().collect::<Vec<_>>(), [((Verdict::Pass, Verdict::Fail), 1)]);
    assert_eq!(tally.flipped.changes().next().map(|change| change.rules.len()), Some(3));
    let moved = tally.agents[&Some("a".to_string())].read();
    assert_eq!((moved.calls, moved.up, moved.down, moved.by), (2, 0, 2, Some(Points(-200))));
}

#[test]
fn the_order_of_calls_and_threads_changes_nothing() {
    let said = |violated| if violated { Outcome::Violated } else { Outcome::Met };
    let number = |tally: &mut Tally, number: usize| {
        let (was, is) = (said(number.is_multiple_of(3)), said(number.is_multiple_of(2)));
        let verdict = if number.is_multiple_of(5) { Verdict::Fail } else { Verdict::Pass };
        add(tally, &format!("{number:02}"), &[("a", was)], &[("a", is)], verdict);
    };
    let counted = |numbers: &mut dyn Iterator<Item = usize>| {
        let mut tally = Tally::new(LIMITS);
        numbers.for_each(|at| number(&mut tally, at));
        tally
    };
    let whole = counted(&mut (0..30));
    let mut parts = counted(&mut (10..30).rev());
    parts.merge(counted(&mut (0..10)));
    assert_eq!(whole, parts);
}

#[test]
fn samples_show_gained_and_lost_findings_alike() {
    let cases =
        [(9, 9, 9, "ggll"), (9, 1, 9, "gggl"), (1, 9, 0, "glll"), (0, 2, 9, "lloo"), (9, 0, 9, "gggg"), (0, 0, 1, "o")];
    for (gained, lost, otherwise, wanted) in cases {
        let mut tally = Tally::new(LIMITS);
        for number in 0..gained + lost + otherwise {
            let (was, is) = match number {
                _ if number < gained => (Outcome::Met, Outcome::Violated),
                _ if number < gained + lost => (Outcome::Violated, Outcome::Met),
                _ => (Outcome::Met, Outcome::NotApplicable),
            };
            add(&mut tally, &format!("{number:02}"), &[("a", was)], &[("a", is)], Verdict::Pass);
        }
        let kind = |change: &Change| match (is_finding(change.rules[0].1), is_finding(change.rules[0].2)) {
            (false, true) => 'g',
            (true, false) => 'l',
            _ => 'o',
        };
        assert_eq!(tally.rules["a"].samples().map(kind).collect::<String>(), wanted, "{gained} {lost} {otherwise}");
    }
}

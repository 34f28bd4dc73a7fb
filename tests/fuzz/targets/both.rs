//! Generated rules judge generated talk: the same each time, and whatever other rules stand beside them in what order.
#![no_main]

use arbitrary::{Result, Unstructured};
use earwitness::call::evaluation::{Evaluation, Provenance};
use earwitness::call::finding::{Evidence, Outcome};
use earwitness::call::recording::Call;
use earwitness::call::transcript::Transcript;
use earwitness::pipeline::judges::Judges;
use earwitness::rules::pack::RulePack;
use earwitness::scan::compile::whole;
use earwitness_fuzz::laws::check_evaluation;
use earwitness_fuzz::{packs, rule, talk};
use libfuzzer_sys::fuzz_target;

/// Ids in order; rules are judged in order of their ids.
const IDS: [&str; 3] = ["a", "b", "c"];

fuzz_target!(|bytes: &[u8]| {
    let _ = judge(&mut Unstructured::new(bytes));
});

fn judge(u: &mut Unstructured) -> Result<()> {
    let rules = (0..u.int_in_range(1..=IDS.len())?).map(|_| rule::rule(u)).collect::<Result<Vec<String>>>()?;
    // A rule with faults judges nothing; that its faults can be shown is tried here too.
    let sound: Vec<&String> = rules.iter().filter(|rule| compiled(&[rule]).is_some()).collect();
    let backwards: Vec<&String> = sound.iter().rev().copied().collect();
    let (Some(judges), Some(turned)) = (compiled(&sound), compiled(&backwards)) else { return Ok(()) };
    let (call, transcript) = (talk::call(u)?, talk::transcript(u)?);
    let said = evaluate(&judges, &call, &transcript);
    check_evaluation(&said, &transcript);
    assert_eq!(said, evaluate(&judges, &call, &transcript), "the same call comes out the same");
    let forth: Vec<_> = outcomes(&said);
    let mut back: Vec<_> = outcomes(&evaluate(&turned, &call, &transcript));
    back.reverse();
    assert_eq!(forth, back, "the order of rules changes nothing: {sound:?}");
    Ok(())
}

/// `None` where there is nothing to judge with.
fn compiled(rules: &[&String]) -> Option<Judges> {
    let files = packs::files(&IDS.into_iter().zip(rules.iter().map(|rule| rule.to_string())).collect::<Vec<_>>());
    match whole(RulePack::survey("pack", &files)) {
        Ok((_, rules)) => Some(Judges { rule_sets: vec![rules] }),
        Err(faults) => {
            faults.iter().for_each(|fault| drop(fault.render()));
            None
        }
    }
}

fn evaluate(judges: &Judges, call: &Call, transcript: &Transcript) -> Evaluation {
    judges.evaluate(call, transcript, Provenance::default()).0
}

fn outcomes(evaluation: &Evaluation) -> Vec<(Outcome, Vec<Evidence>)> {
    let own = evaluation.findings.iter().filter(|finding| IDS.contains(&finding.rule.as_str()));
    own.map(|finding| (finding.outcome, finding.evidence.clone())).collect()
}

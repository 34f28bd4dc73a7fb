//! What holds of every evaluation, whatever was said.

use earwitness::call::evaluation::{Evaluation, Points, Verdict};
use earwitness::call::finding::{Evidence, Finding, Kind, Outcome};
use earwitness::call::time::{Millis, Span};
use earwitness::call::transcript::{Transcript, Utterance};
use earwitness::cli::evidence_text::{Detail, print_findings};

/// What stands between the parts of a quote from several utterances.
const BETWEEN: &str = " … ";

/// Panics where an evaluation breaks a law.
pub fn check_evaluation(evaluation: &Evaluation, transcript: &Transcript) {
    check_findings(&evaluation.findings, transcript);
    check_score(evaluation);
    let written = serde_json::to_string(evaluation).expect("an evaluation is written");
    let read: Evaluation = serde_json::from_str(&written).expect("what was written is read");
    assert_eq!(&read, evaluation, "an evaluation is read as it was written");
}

/// Panics where a finding breaks a law.
pub fn check_findings(findings: &[Finding], transcript: &Transcript) {
    assert!(findings.is_sorted_by(|a, b| a.rule < b.rule), "one finding a rule, in order");
    for finding in findings {
        let possible = match finding.kind {
            Kind::Note => !matches!(finding.outcome, Outcome::Met | Outcome::Violated),
            Kind::Require | Kind::Forbid => finding.outcome != Outcome::Noted,
        };
        assert!(possible, "{} came out {}", finding.kind, finding.outcome);
        assert!(!finding.evidence.is_empty(), "{}: {} rests on nothing", finding.rule, finding.outcome);
        assert!(finding.evidence.is_sorted_by_key(Evidence::start), "evidence stands in order of time");
        for evidence in &finding.evidence {
            check_evidence(evidence, transcript);
        }
    }
    print_findings(&mut std::io::sink(), findings, Detail::All).expect("all can be printed");
}

fn check_evidence(evidence: &Evidence, transcript: &Transcript) {
    let utterance = |number: u32| &transcript.utterances[number as usize];
    if let Some(span) = evidence.span() {
        assert!(span.end() <= end(transcript), "{evidence:?} lies after the end of the call");
    }
    match evidence {
        Evidence::Said { party, span, quote, utterance: number, .. } => {
            let first = utterance(*number);
            assert!(first.party == *party && !quote.is_empty(), "{evidence:?} is not {first:?}");
            let said = &transcript.utterances[*number as usize..];
            assert!(is_quoted(quote, said), "{evidence:?} is no quote of {said:?}");
            if first.words.is_empty() && first.text.contains(quote) && !quote.contains(BETWEEN) {
                assert_eq!(first.span.cover(*span), first.span, "{evidence:?} lies outside of {first:?}");
            }
        }
        Evidence::Overlap { quote, utterance: number, .. } => {
            assert_eq!(quote, &utterance(*number).text, "what was interrupted was said");
        }
        Evidence::Missing { party, nearest: Some(nearest), .. } => {
            let said = |said: &Utterance| said.party == nearest.party && said.text.contains(&nearest.quote);
            let joined = nearest.quote.contains(BETWEEN);
            assert!(joined || transcript.utterances.iter().any(said), "{nearest:?} was never said; asked {party:?}");
        }
        _ => {}
    }
}

/// Whether each part of a quote is a slice of what was said, in order, the first of the first.
fn is_quoted(quote: &str, said: &[Utterance]) -> bool {
    // The utterance each way to cut the quote has come to; what was said may itself hold what stands between parts.
    let cuts = quote.match_indices(BETWEEN).map(|(at, _)| at).chain([quote.len()]);
    let mut reached: Vec<(usize, usize)> = Vec::new();
    for cut in cuts {
        let from_start = said.first().filter(|first| first.text.contains(&quote[..cut])).map(|_| 0);
        let later = reached.iter().filter_map(|(at, last)| {
            let part = quote.get(at + BETWEEN.len()..cut)?;
            (last + 1..said.len()).find(|number| said[*number].text.contains(part))
        });
        let best = from_start.into_iter().chain(later).min();
        reached.extend(best.map(|last| (cut, last)));
    }
    reached.last().is_some_and(|(at, _)| *at == quote.len())
}

/// The latest time that anything in a transcript names.
fn end(transcript: &Transcript) -> Millis {
    let said = transcript.utterances.iter().flat_map(|said| said.words.iter().map(|word| word.span).chain([said.span]));
    let heard = transcript.activity.iter().flat_map(|channel| channel.spans.iter().copied());
    said.chain(heard).map(Span::end).fold(transcript.duration_ms, Millis::max)
}

fn check_score(evaluation: &Evaluation) {
    let full = Points::whole(100);
    let sheet = &evaluation.sheet;
    assert_eq!(evaluation.score.is_none(), evaluation.verdict == Verdict::Unscored);
    assert_eq!(evaluation.score.is_none(), sheet.unscored.is_some(), "what has no score says why");
    assert!(evaluation.score.is_none_or(|score| (Points::ZERO..=full).contains(&score)));
    assert!(Points::ZERO <= sheet.earned && sheet.earned <= sheet.possible && sheet.possible <= full);
    for criterion in sheet.sections.iter().flat_map(|section| &section.criteria) {
        let lost: i32 = criterion.deductions.iter().map(|deduction| deduction.points.0).sum();
        assert_eq!(criterion.earned.0 + lost, criterion.possible.0, "the deductions are what was lost");
        assert!(criterion.deductions.iter().all(|deduction| deduction.points >= Points::ZERO));
    }
}

//! A conversation as a person reads it: turns with times, findings at their place.

use std::io::{self, Write};

use crate::call::finding::{Evidence, Finding, Outcome};
use crate::call::time::Millis;
use crate::call::transcript::Transcript;
use crate::cli::evidence_text::{WIDTH, print_wrapped, sentence, sign};

/// Columns for time and party; what was said stands behind them.
const MARGIN: &str = "                    ";

/// Prints what was said, with what needs looking at under the utterance it belongs to.
pub fn print_conversation(out: &mut dyn Write, transcript: &Transcript, findings: &[Finding]) -> io::Result<()> {
    let mut notes = notes(findings);
    for utterance in &transcript.utterances {
        // What happened before this utterance began, such as a silence.
        while notes.last().is_some_and(|(at, _)| *at < utterance.span.start()) {
            print_note(out, notes.pop())?;
        }
        let head = format!("{:>9} {:<9} ", utterance.span.start().to_string(), utterance.party);
        let options = textwrap::Options::new(WIDTH).initial_indent(&head).subsequent_indent(MARGIN);
        for line in textwrap::wrap(&utterance.text, options) {
            writeln!(out, "{line}")?;
        }
        while notes.last().is_some_and(|(at, _)| utterance.span.contains(*at)) {
            print_note(out, notes.pop())?;
        }
    }
    while !notes.is_empty() {
        print_note(out, notes.pop())?;
    }
    Ok(())
}

/// What was violated or noted, by time; the latest first, to be taken from the end.
fn notes(findings: &[Finding]) -> Vec<(Millis, String)> {
    let told = findings.iter().filter(|finding| matches!(finding.outcome, Outcome::Violated | Outcome::Noted));
    let mut notes: Vec<(Millis, String)> = told
        .flat_map(|finding| {
            let is_placed =
                |evidence: &&Evidence| !matches!(evidence, Evidence::Missing { .. } | Evidence::Compared { .. });
            let placed = finding.evidence.iter().filter(is_placed);
            placed.map(|evidence| {
                let note = format!("{} {}: {}", sign(finding.outcome), finding.rule, sentence(evidence));
                (evidence.start(), note)
            })
        })
        .collect();
    notes.sort_by(|a, b| b.cmp(a));
    notes
}

fn print_note(out: &mut dyn Write, note: Option<(Millis, String)>) -> io::Result<()> {
    match note {
        Some((_, text)) => print_wrapped(out, &text, MARGIN),
        None => Ok(()),
    }
}

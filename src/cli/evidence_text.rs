//! Findings as a person reads them.

use std::io::{self, Write};

use crate::call::finding::{Evidence, Finding, Matched, Outcome};
use crate::call::party::Party;
use crate::text::sound::distance::syllables;

/// Columns of a terminal that text is wrapped to.
pub const WIDTH: usize = 80;

/// A longer one is an expression, which its author looks up in the rule.
const LONGEST_PHRASE: usize = 40;

/// How much is said of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What needs looking at: violated, noted and not evaluable.
    Short,
    All,
}

/// A sign that is seen at a glance in a long list.
pub fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "✓",
        Outcome::Violated => "✗",
        Outcome::NotApplicable => "–",
        Outcome::NotEvaluable => "?",
        Outcome::Noted => "•",
    }
}

/// Prints findings with their evidence; the rest are counted.
pub fn print_findings(out: &mut dyn Write, findings: &[Finding], detail: Detail) -> io::Result<()> {
    let is_shown = |finding: &&Finding| {
        let quiet = matches!(finding.outcome, Outcome::Met | Outcome::NotApplicable);
        detail == Detail::All || !quiet
    };
    for finding in findings.iter().filter(is_shown) {
        let (rule, severity) = (&finding.rule, finding.severity);
        writeln!(
            out,
            "  {} {:<14} {rule}  ({severity})",
            sign(finding.outcome),
            finding.outcome.name().replace('_', " ")
        )?;
        print_wrapped(out, &finding.title, "    ")?;
        for evidence in &finding.evidence {
            print_evidence(out, evidence)?;
        }
    }
    let hidden = |outcome| findings.iter().filter(|finding| finding.outcome == outcome).count();
    if detail == Detail::Short {
        let (met, not_applicable) = (hidden(Outcome::Met), hidden(Outcome::NotApplicable));
        writeln!(out, "  {met} met, {not_applicable} not applicable (--all shows them)")?;
    }
    Ok(())
}

/// Text wrapped to the terminal, each line behind `indent`.
pub fn print_wrapped(out: &mut dyn Write, text: &str, indent: &str) -> io::Result<()> {
    let options = textwrap::Options::new(WIDTH).initial_indent(indent).subsequent_indent(indent);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Prints one piece of evidence with its time, and what came nearest to it.
pub fn print_evidence(out: &mut dyn Write, evidence: &Evidence) -> io::Result<()> {
    let at = evidence.span().map(|span| span.to_string()).unwrap_or_default();
    let options = textwrap::Options::new(WIDTH).initial_indent("      ").subsequent_indent("        ");
    for line in textwrap::wrap(format!("{at} {}", sentence(evidence)).trim_start(), options) {
        writeln!(out, "{}", line.trim_end())?;
    }
    if let Evidence::Missing { nearest: Some(nearest), .. } = evidence {
        let text = format!(
            "nearest: {} {} said “{}”{}: {}",
            nearest.span,
            who(nearest.party),
            nearest.quote,
            if nearest.quote == nearest.phrase || nearest.distance == 0 {
                String::new()
            } else {
                format!(" for “{}”", nearest.phrase)
            },
            nearest.why
        );
        print_wrapped(out, &text, "        ")?;
    }
    Ok(())
}

/// What the evidence is, in one sentence without its time.
pub fn sentence(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Said { condition, party, quote, phrase, matched, .. } => match matched {
            Matched::Exact if quote == phrase => format!("{} said “{quote}”", who(*party)),
            Matched::Exact => format!("{} said “{quote}” (phrase “{phrase}”)", who(*party)),
            Matched::SoundsLike { distance_thirds } => {
                let off = syllables(*distance_thirds);
                format!("{} said “{quote}” (sounds like “{phrase}”, {off} off)", who(*party))
            }
            // An expression is for the rule's author; the condition's name says more to everybody else.
            Matched::Pattern => format!("{} said “{quote}” (pattern `{condition}`)", who(*party)),
            Matched::Alike { likeness } => {
                let percent = likeness / 10;
                format!("{} said “{quote}” ({percent} % like “{phrase}”)", who(*party))
            }
            Matched::Entity => format!("{} said “{quote}” ({})", who(*party), phrase.replace('_', " ")),
            Matched::Again { times, first_ms, .. } => {
                format!("{} said “{quote}” ({times} times by now, first at {first_ms}: “{phrase}”)", who(*party))
            }
            Matched::Topic { .. } => format!("{} said “{quote}” (about {phrase})", who(*party)),
            Matched::ReadBack { first_ms } => {
                format!("{} said “{quote}” (repeats what was said at {first_ms}: “{phrase}”)", who(*party))
            }
        },
        Evidence::Silence { span, before, after, .. } => {
            let edge =
                |party: &Option<Party>, edge: &str| party.map_or(edge.to_string(), |party| format!("the {party}"));
            let (before, after) = (edge(before, "the start"), edge(after, "the end"));
            format!("nobody spoke for {:.1} s, between {before} and {after}", span.length().as_secs_f64())
        }
        Evidence::Overlap { party, span, quote, .. } => {
            let length = span.length().as_secs_f64();
            format!("{} spoke over “{quote}” for {length:.1} s", who(*party))
        }
        Evidence::Measured { what, .. } => what.clone(),
        Evidence::Missing { condition, party, utterances, looked_for, .. } => {
            let whose = party.map_or("of anybody".to_string(), |party| format!("of the {party}"));
            let times = if *utterances == 1 { "utterance" } else { "utterances" };
            let phrases: Vec<&str> = looked_for
                .iter()
                .map(String::as_str)
                .filter(|phrase| phrase.chars().count() <= LONGEST_PHRASE)
                .collect();
            let listed = if phrases.is_empty() { String::new() } else { format!(": {}", phrases.join(" / ")) };
            format!("`{condition}` not found in {utterances} {times} {whose}{listed}")
        }
        Evidence::Compared { column, value, wanted } => {
            format!("the call's {column} is “{value}”; what is asked for is {wanted}")
        }
        Evidence::Unknown { missing } => format!("cannot be known: {missing}"),
    }
}

fn who(party: Party) -> String {
    match party {
        Party::Unknown => "somebody".to_string(),
        party => format!("the {party}"),
    }
}

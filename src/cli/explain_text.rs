//! Why a rule came out as it did, as a person reads it.

use std::io::{self, Write};

use crate::call::finding::{Evidence, Outcome};
use crate::cli::evidence_text::{WIDTH, sentence, sign};
use crate::scan::explain::explanation::{Clause, Explained, Explanation};

/// Hits of a condition that are shown; the rest are counted.
const HITS: usize = 5;
/// Hits that do not count, of a condition that found something all the same, and of one that found nothing.
const OUTSIDE: (usize, usize) = (2, 4);
/// A longer phrase is an expression, which its author looks up in the rule.
const LONGEST_PHRASE: usize = 60;

/// Prints an explanation of a call.
pub fn print_explanation(out: &mut dyn Write, call: &str, pack: &str, explanation: &Explanation) -> io::Result<()> {
    let Explanation { finding, because, why, clauses, conditions, flips, tried } = explanation;
    let outcome = finding.outcome.name().replace('_', " ");
    hanging(out, "", &format!("{call}   {} {outcome}   {}", sign(finding.outcome), finding.rule))?;
    hanging(out, "", &format!("{} ({}, {}; {pack})", finding.title, finding.kind, finding.severity))?;
    writeln!(out)?;
    hanging(out, "", because)?;
    hanging(out, "why: ", why)?;
    if finding.outcome == Outcome::NotApplicable {
        for evidence in finding.evidence.iter().filter(|evidence| matches!(evidence, Evidence::Compared { .. })) {
            hanging(out, "  ", &sentence(evidence))?;
        }
    }
    writeln!(out, "\nthe rule")?;
    for Clause { key, marked, state, .. } in clauses {
        hanging(out, &format!("  {key:<9}"), &format!("{marked}   {} {}", state.sign(), state.words()))?;
    }
    writeln!(out, "\nits conditions")?;
    for condition in conditions {
        print_condition(out, condition)?;
    }
    writeln!(out, "\nwhat would change it")?;
    for (number, flip) in flips.iter().enumerate() {
        let outcome = flip.outcome.name().replace('_', " ");
        hanging(out, &format!("  {}  ", number + 1), &format!("{outcome}, {}", flip.what))?;
    }
    let judged = if *tried == 1 { "1 changed call was judged" } else { &format!("{tried} changed calls were judged") };
    match (flips.is_empty(), tried) {
        (true, 0) => hanging(out, "  ", "no other words and no other times: none were tried"),
        (true, _) => {
            hanging(out, "  ", &format!("none of the changes that were tried, alone or two together ({judged})"))
        }
        (false, _) => hanging(out, "  ", &format!("({judged}; the smallest come first)")),
    }
}

fn print_condition(out: &mut dyn Write, condition: &Explained) -> io::Result<()> {
    let Explained { name, state, operator, looked_for, scope, window, hits, outside, .. } = condition;
    hanging(
        out,
        &format!("  {} ", state.sign()),
        &format!("{name} {}: `{operator}` {}", state.words(), listed(looked_for)),
    )?;
    if let Some(unknown) = &condition.unknown {
        hanging(out, "      ", &format!("cannot be known: {unknown}"))?;
    }
    for evidence in &condition.elsewhere {
        hanging(out, "      ", &sentence(evidence))?;
    }
    if !condition.elsewhere.is_empty() {
        return Ok(());
    }
    let read = if condition.utterances == 1 { "1 utterance" } else { &format!("{} utterances", condition.utterances) };
    let whereabouts = match window.is_empty() {
        true => "nowhere in this call".to_string(),
        false => format!("here {window}, {read} read"),
    };
    hanging(out, "      ", &format!("{scope}: {whereabouts}"))?;
    if hits.is_empty() {
        writeln!(out, "      no hit")?;
    }
    for evidence in hits.iter().take(HITS) {
        hanging(out, "      + ", &placed(evidence))?;
    }
    rest(out, hits.len(), HITS, "hit", "hits")?;
    if !condition.lacking.is_empty() {
        let places: Vec<String> = condition.lacking.iter().take(HITS).map(|span| span.to_string()).collect();
        hanging(
            out,
            "      ",
            &format!("missing in {} of its places: {}", condition.lacking.len(), places.join(", ")),
        )?;
    }
    let shown = if hits.is_empty() { OUTSIDE.1 } else { OUTSIDE.0 };
    for outside in outside.iter().take(shown) {
        hanging(out, "      - ", &format!("{}; does not count: {}", placed(&outside.found), outside.why.join(", ")))?;
    }
    rest(out, outside.len(), shown, "that does not count", "that do not count")?;
    if let Some(nearest) = &condition.nearest {
        let text = format!("nearest: {} “{}” for “{}”: {}", nearest.span, nearest.quote, nearest.phrase, nearest.why);
        hanging(out, "      ", &text)?;
    }
    Ok(())
}

fn rest(out: &mut dyn Write, all: usize, shown: usize, one: &str, many: &str) -> io::Result<()> {
    match all.saturating_sub(shown) {
        0 => Ok(()),
        1 => writeln!(out, "      … and 1 more {one}"),
        more => writeln!(out, "      … and {more} more {many}"),
    }
}

/// What was looked for, without what nobody wants to read.
fn listed(looked_for: &[String]) -> String {
    let short: Vec<&str> =
        looked_for.iter().map(String::as_str).filter(|text| text.chars().count() <= LONGEST_PHRASE).collect();
    short.join(" / ")
}

/// Evidence behind its time.
fn placed(evidence: &Evidence) -> String {
    let at = evidence.span().map(|span| format!("{span} ")).unwrap_or_default();
    format!("{at}{}", sentence(evidence))
}

/// Text wrapped to the terminal behind `head`; further lines begin below where it does.
fn hanging(out: &mut dyn Write, head: &str, text: &str) -> io::Result<()> {
    let indent = " ".repeat(head.chars().count());
    // Times and names hold hyphens and are read whole.
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(head)
        .subsequent_indent(&indent)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    for line in textwrap::wrap(text, options) {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

//! An example that came out otherwise, as the author of its rule reads it.

use std::io::{self, Write};

use crate::cli::evidence_text::{print_evidence, print_wrapped, sign};
use crate::scan::examples::Played;

/// Prints where the example stands, its call, what was expected and what came, and why.
pub fn print_example(out: &mut dyn Write, example: &Played) -> io::Result<()> {
    writeln!(out, "{}:{}: example {} of {}", example.file, example.line, example.number, example.rule)?;
    for line in example.call.trim().lines() {
        writeln!(out, "  | {line}")?;
    }
    let came = &example.came;
    let name = |outcome: &str| outcome.replace('_', " ");
    let (expected, outcome) = (name(example.expected.name()), name(came.outcome.name()));
    writeln!(out, "  {} expected {expected}, came {outcome}: {}", sign(came.outcome), came.title)?;
    for evidence in &came.evidence {
        print_evidence(out, evidence)?;
    }
    let conditions: Vec<String> =
        example.conditions.iter().map(|asked| format!("{} {}", asked.name, asked.answer)).collect();
    if !conditions.is_empty() {
        print_wrapped(out, &format!("conditions: {}", conditions.join(", ")), "    ")?;
    }
    writeln!(out)
}

//! `earwitness show`: one call as a person reads it.

use std::io::{BufWriter, Write, stdout};
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use crate::call::evaluation::{Points, Provenance, Sheet, Verdict};
use crate::call::finding::Finding;
use crate::call::recording::Call;
use crate::call::time::Millis;
use crate::call::transcript::Utterance;
use crate::cli::call_text::print_conversation;
use crate::cli::evidence_text::{Detail, print_findings, print_wrapped};
use crate::cli::sheet_text::{headline, print_sheet};
use crate::cli::stores::{StoreArgs, find, inspected};
use crate::config::Config;
use crate::store::entry::{Entry, Inspected};
use crate::store::store::Mode;

/// Print one call: who said what and when, the findings at their place, the score sheet with every deduction and why, and
/// what it was all made from.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A call id, or the beginning of a recording id
    call: String,
    #[command(flatten)]
    store: StoreArgs,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Show what was met and what is not applicable, too
    #[arg(long)]
    all: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

/// A call as JSON has it.
#[derive(Serialize)]
struct Shown<'a> {
    call: &'a Call,
    recording: &'a str,
    paths: Vec<String>,
    format: &'a str,
    language: &'a str,
    duration_ms: Millis,
    score: Option<Points>,
    #[serde(skip_serializing_if = "Option::is_none")]
    band: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compliance: Option<Points>,
    verdict: Verdict,
    findings: &'a [Finding],
    sheet: &'a Sheet,
    utterances: &'a [Utterance],
    warnings: &'a [String],
    provenance: &'a Provenance,
}

pub fn run(args: &Args, config: &Config) -> Result<ExitCode> {
    let store = args.store.open(config, Mode::Read)?;
    let entry = find(store.as_ref(), &args.call)?;
    let inspected = inspected(&entry, &args.call)?;
    let mut out = BufWriter::new(stdout().lock());
    match args.format {
        Format::Text => print_text(&mut out, &entry, inspected, if args.all { Detail::All } else { Detail::Short })?,
        Format::Json => {
            let Inspected { format, warnings, transcript, evaluation, provenance } = inspected;
            let paths = entry.paths.iter().map(|path| path.display().to_string()).collect();
            let shown = Shown {
                call: &entry.call,
                recording: &entry.recording.0,
                paths,
                format,
                language: &transcript.language,
                duration_ms: transcript.duration_ms,
                score: evaluation.score,
                band: evaluation.sheet.band.as_deref(),
                compliance: evaluation.sheet.compliance,
                verdict: evaluation.verdict,
                findings: &evaluation.findings,
                sheet: &evaluation.sheet,
                utterances: &transcript.utterances,
                warnings,
                provenance,
            };
            serde_json::to_writer(&mut out, &shown)?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn print_text(out: &mut dyn Write, entry: &Entry, inspected: &Inspected, detail: Detail) -> Result<()> {
    let Inspected { format, warnings, transcript, evaluation, provenance } = inspected;
    print_wrapped(out, &format!("{}   {}", entry.call.id, headline(evaluation)), "")?;
    print_wrapped(out, &about(&entry.call), "")?;
    for path in &entry.paths {
        writeln!(out, "{}", path.display())?;
    }
    writeln!(out, "{format}; {} long; language {}", transcript.duration_ms, transcript.language)?;
    for warning in warnings {
        print_wrapped(out, &format!("note: {warning}"), "")?;
    }
    writeln!(out, "\nConversation")?;
    print_conversation(out, transcript, &evaluation.findings)?;
    writeln!(out, "\nFindings")?;
    print_findings(out, &evaluation.findings, detail)?;
    writeln!(out, "\nScore sheet: {}", evaluation.sheet.scorecard)?;
    print_sheet(out, &evaluation.sheet)?;
    writeln!(out, "\nProvenance")?;
    let rows = [
        ("recording", &provenance.recording),
        ("engine", &provenance.engine),
        ("model", &provenance.model),
        ("settings", &provenance.settings),
        ("pack", &provenance.pack),
        ("pack hash", &provenance.pack_hash),
        ("program", &provenance.program),
    ];
    for (name, value) in rows {
        writeln!(out, "  {name:<10} {value}")?;
    }
    Ok(())
}

/// What the metadata says of a call, in one line.
fn about(call: &Call) -> String {
    let known = [
        ("", &call.start),
        ("agent ", &call.agent),
        ("team ", &call.team),
        ("queue ", &call.queue),
        ("", &call.direction),
        ("customer ", &call.customer_ref),
    ];
    let parts = known.iter().filter_map(|(name, value)| value.as_ref().map(|value| format!("{name}{value}")));
    let extra = call.extra.iter().map(|(column, value)| format!("{column} {value}"));
    let all: Vec<String> = parts.chain(extra).collect();
    if all.is_empty() { "no metadata".to_string() } else { all.join(", ") }
}

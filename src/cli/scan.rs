//! `earwitness scan`: judges transcripts.

use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

use crate::call::evaluation::{Evaluation, Points, Provenance, Sheet, Verdict};
use crate::call::finding::Finding;
use crate::call::recording::Call;
use crate::cli::FAULTS;
use crate::cli::evidence_text::{Detail, print_findings, print_wrapped};
use crate::cli::packs::PackArgs;
use crate::cli::sheet_text::{headline, print_sheet};
use crate::cli::transcripts;
use crate::config::Config;

/// Judge transcripts: in the notation, or JSON as `transcribe` prints it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files with transcripts
    #[arg(required = true, value_name = "TRANSCRIPT")]
    transcripts: Vec<PathBuf>,
    #[command(flatten)]
    packs: PackArgs,
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
    /// One object a line
    Json,
}

/// A judged call as JSON has it.
#[derive(Serialize)]
struct Judged<'a> {
    call: &'a str,
    language: &'a str,
    pack: &'a str,
    score: Option<Points>,
    #[serde(skip_serializing_if = "Option::is_none")]
    band: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compliance: Option<Points>,
    verdict: Verdict,
    findings: &'a [Finding],
    sheet: &'a Sheet,
}

pub fn run(args: &Args, config: &Config) -> Result<ExitCode> {
    let judges = args.packs.open(config)?;
    let detail = if args.all { Detail::All } else { Detail::Short };
    let mut out = BufWriter::new(stdout().lock());
    let mut faulty = false;
    for path in &args.transcripts {
        let read = transcripts::read(path).unwrap_or_else(|error| {
            faulty = true;
            eprintln!("error: {error:#}");
            Vec::new()
        });
        for named in read {
            let (evaluation, provenance) = judges.evaluate(&Call::default(), &named.transcript, Provenance::default());
            let (call, language, pack) =
                (named.call.as_str(), named.transcript.language.as_str(), provenance.pack.as_str());
            match args.format {
                Format::Text => print_text(&mut out, call, pack, &evaluation, detail)?,
                Format::Json => {
                    let Evaluation { score, verdict, findings, sheet } = &evaluation;
                    let (score, verdict) = (*score, *verdict);
                    let (band, compliance) = (sheet.band.as_deref(), sheet.compliance);
                    let judged = Judged { call, language, pack, score, band, compliance, verdict, findings, sheet };
                    serde_json::to_writer(&mut out, &judged)?;
                    writeln!(out)?;
                }
            }
        }
    }
    out.flush()?;
    Ok(if faulty { ExitCode::from(FAULTS) } else { ExitCode::SUCCESS })
}

fn print_text(out: &mut dyn Write, call: &str, pack: &str, evaluation: &Evaluation, detail: Detail) -> Result<()> {
    print_wrapped(out, &format!("{call}   {}   {pack}", headline(evaluation)), "")?;
    print_findings(out, &evaluation.findings, detail)?;
    if detail == Detail::All {
        print_sheet(out, &evaluation.sheet)?;
    }
    writeln!(out)?;
    Ok(())
}

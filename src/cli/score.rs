//! `earwitness score`: the score sheet of a call, by the scorecard that decided its verdict or by another.

use std::borrow::Cow;
use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use serde::Serialize;

use crate::call::evaluation::{Evaluation, Points, Sheet, Verdict};
use crate::call::finding::Finding;
use crate::call::recording::Call;
use crate::call::transcript::Transcript;
use crate::cli::evidence_text::print_wrapped;
use crate::cli::packs::{PackArgs, count, pack_for, print_faults};
use crate::cli::sheet_text::{headline, print_sheet};
use crate::cli::stores::{StoreArgs, find, inspected};
use crate::cli::transcripts;
use crate::config::Config;
use crate::pipeline::judges::score_by;
use crate::rules::pack::RulePack;
use crate::rules::scorecard::Scorecard;
use crate::scan::judge::judge;
use crate::scan::ruleset::RuleSet;
use crate::store::entry::Inspected;
use crate::store::store::Mode;

/// Print the score sheet of a stored call, or of a transcript. Nothing is stored: with another scorecard it shows what the
/// same findings would cost by that one.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A call id, the beginning of a recording id, or a file with transcripts
    call: String,
    /// A further scorecard of the call's pack, by name, or a scorecard file [default: the one that decides the verdict]
    #[arg(long, value_name = "NAME|FILE")]
    scorecard: Option<PathBuf>,
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    store: StoreArgs,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    /// One object a line
    Json,
}

/// A call with its sheet.
struct Scored {
    call: String,
    language: String,
    /// `telecom-zh 0.1.0`.
    pack: String,
    evaluation: Evaluation,
}

/// A scored call as JSON has it.
#[derive(Serialize)]
struct Line<'a> {
    call: &'a str,
    language: &'a str,
    pack: &'a str,
    score: Option<Points>,
    #[serde(skip_serializing_if = "Option::is_none")]
    band: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compliance: Option<Points>,
    verdict: Verdict,
    sheet: &'a Sheet,
}

pub fn run(args: &Args, config: &Config) -> Result<ExitCode> {
    let scored = match Path::new(&args.call) {
        file if file.is_file() => of_transcripts(args, file, config)?,
        _ => vec![of_stored(args, config)?],
    };
    let mut out = BufWriter::new(stdout().lock());
    for (number, scored) in scored.iter().enumerate() {
        match args.format {
            Format::Text => {
                if number > 0 {
                    writeln!(out)?;
                }
                print_text(&mut out, scored)?;
            }
            Format::Json => print_json(&mut out, scored)?,
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn of_transcripts(args: &Args, file: &Path, config: &Config) -> Result<Vec<Scored>> {
    let packs = args.packs.load(config)?;
    let named = transcripts::read(file)?.into_iter();
    named
        .map(|named| {
            let loaded = pack_for(&packs, &named.transcript.language)?;
            let findings = judge(&loaded.1, &Call::default(), &named.transcript);
            score_as(args, loaded, named.call, findings, &named.transcript)
        })
        .collect()
}

fn of_stored(args: &Args, config: &Config) -> Result<Scored> {
    let store = args.store.open(config, Mode::Read)?;
    let entry = find(store.as_ref(), &args.call)?;
    let Inspected { transcript, evaluation, provenance, .. } = inspected(&entry, &args.call)?.clone();
    let call = entry.call.id.clone();
    if args.scorecard.is_none() && args.packs.rules.is_empty() {
        let (language, pack) = (transcript.language, provenance.pack);
        return Ok(Scored { call, language, pack, evaluation });
    }
    let packs = args.packs.load(config)?;
    let loaded = pack_for(&packs, &transcript.language)?;
    let rules = &loaded.1;
    // Findings of other rules than those the scorecard is checked against would be held against the wrong points.
    let findings = match rules.hash == provenance.pack_hash {
        true => evaluation.findings,
        false => {
            eprintln!(
                "note: its findings are those of other rules ({}); it is judged by {} here, and nothing is stored",
                with_hash(&provenance.pack, &provenance.pack_hash),
                with_hash(&rules.name_and_version, &rules.hash)
            );
            judge(rules, &entry.call, &transcript)
        }
    };
    score_as(args, loaded, call, findings, &transcript)
}

/// Two states of one version are told apart by their hash; eight digits are enough for two.
fn with_hash(pack: &str, hash: &str) -> String {
    format!("{pack}, {}", hash.get(..8).unwrap_or(hash))
}

fn score_as(
    args: &Args,
    (pack, rules): &(RulePack, RuleSet),
    call: String,
    findings: Vec<Finding>,
    transcript: &Transcript,
) -> Result<Scored> {
    let scorecard = scorecard_of(pack, args.scorecard.as_deref())?;
    let evaluation = score_by(rules, &scorecard, findings, transcript);
    let (language, pack) = (transcript.language.clone(), rules.name_and_version.clone());
    Ok(Scored { call, language, pack, evaluation })
}

/// The scorecard of a pack with this name, or else the one in this file.
fn scorecard_of<'p>(pack: &'p RulePack, named: Option<&Path>) -> Result<Cow<'p, Scorecard>> {
    let Some(named) = named else { return Ok(Cow::Borrowed(&pack.scorecard)) };
    if let Some(further) = named.to_str().and_then(|name| pack.scorecards.get(name)) {
        return Ok(Cow::Borrowed(further));
    }
    if !named.is_file() {
        let names: Vec<&str> = pack.scorecards.keys().map(String::as_str).collect();
        let known = if names.is_empty() { "no further ones".to_string() } else { names.join(", ") };
        bail!("`{}` is no file and no scorecard of {}, which has {known}", named.display(), pack.id);
    }
    match pack.read_scorecard(named) {
        Ok(scorecard) => Ok(Cow::Owned(scorecard)),
        Err(found) => {
            print_faults(&found);
            let faults = count(found.len(), "fault", "faults");
            bail!("{}: {faults}, checked against the rules of {}", named.display(), pack.name_and_version());
        }
    }
}

fn print_text(out: &mut dyn Write, scored: &Scored) -> Result<()> {
    let Scored { call, pack, evaluation, .. } = scored;
    print_wrapped(out, &format!("{call}   {}", headline(evaluation)), "")?;
    if !evaluation.sheet.sections.is_empty() {
        print_wrapped(out, &format!("\nScore sheet: {}, {pack}", evaluation.sheet.scorecard), "")?;
        print_sheet(out, &evaluation.sheet)?;
    }
    Ok(())
}

fn print_json(out: &mut dyn Write, scored: &Scored) -> Result<()> {
    let Scored { call, language, pack, evaluation } = scored;
    let Evaluation { score, verdict, sheet, .. } = evaluation;
    let (score, verdict) = (*score, *verdict);
    let (band, compliance) = (sheet.band.as_deref(), sheet.compliance);
    let line = Line { call, language, pack, score, band, compliance, verdict, sheet };
    serde_json::to_writer(&mut *out, &line)?;
    writeln!(out)?;
    Ok(())
}

//! `earwitness rules test`: plays every example of a pack, and tells what no example would notice.

use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};
use serde::Serialize;

use crate::cli::FAULTS;
use crate::cli::example_text::print_example;
use crate::cli::mutants_text::{Listed, print_mutants};
use crate::cli::packs::print_faults;
use crate::cli::rules::folders;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::pack::RulePack;
use crate::rules::value::known_are;
use crate::scan::compile::load;
use crate::scan::examples::{self, Played};
use crate::scan::mutants::play::{self as mutants, Tried};

/// Play every example of a pack and show those that come out otherwise: the call, what was expected, what came, and why.
///
/// With --mutants, each rule is also changed in every way that could be a slip (a window halved, a party swapped, a
/// condition dropped), one at a time, and plays its own examples. A change that no example notices is shown with its
/// place: either it does not matter, or an example is missing. Dropped phrases are only counted, and are no fault.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Packs [default: all packs in ./rules]
    packs: Vec<PathBuf>,
    /// Only this rule; may be given several times
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    /// Change each rule in every small way, and show what no example notices
    #[arg(long)]
    mutants: bool,
    /// With --mutants: also list the phrases that no example needs
    #[arg(long, requires = "mutants")]
    phrases: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    /// One object a line for each pack
    Json,
}

/// Which form of report this is. A new number where a field goes away or means something else; fields may be added.
const SCHEMA: u32 = 1;

/// What came of one pack.
#[derive(Serialize)]
struct Report {
    schema: u32,
    /// `telecom-zh 0.1.0`.
    pack: String,
    examples: usize,
    /// Those that came out otherwise.
    wrong: Vec<Played>,
    /// Where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    mutants: Option<Vec<Tried>>,
    took_ms: u64,
}

impl Report {
    fn is_faulty(&self) -> bool {
        let unnoticed = |tried: &Tried| tried.faults().next().is_some();
        !self.wrong.is_empty() || self.mutants.iter().flatten().any(unnoticed)
    }
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let mut faulty = false;
    let mut known = Vec::new();
    let mut out = BufWriter::new(stdout().lock());
    for folder in folders(&args.packs)? {
        match test(&folder, args, &mut known) {
            Ok(Some(report)) => {
                faulty |= report.is_faulty();
                print(&mut out, &report, args)?;
            }
            Ok(None) => {}
            Err(found) => {
                faulty = true;
                print_faults(&found);
            }
        }
    }
    out.flush()?;
    if let Some(unknown) = args.rule.iter().find(|rule| !faulty && !known.contains(rule)) {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        bail!("there is no rule `{unknown}` that judges: {}", known_are(unknown, &known));
    }
    Ok(if faulty { ExitCode::from(FAULTS) } else { ExitCode::SUCCESS })
}

/// Plays what is wanted of a pack; `None` where that is nothing. The rules that judge are added to those that are known.
fn test(folder: &Path, args: &Args, known: &mut Vec<String>) -> Result<Option<Report>, Vec<Diagnostic>> {
    let began = Instant::now();
    let (pack, rules) = load(folder)?;
    known.extend(rules.rules.iter().map(|rule| rule.id.clone()));
    let is_wanted = |rule: &str| args.rule.is_empty() || args.rule.iter().any(|wanted| wanted == rule);
    let mut played = examples::play(&pack, &rules)?;
    played.retain(|example| is_wanted(&example.rule));
    if played.is_empty() && !args.rule.is_empty() {
        return Ok(None);
    }
    let examples = played.len();
    played.retain(|example| !example.is_right());
    let mutants = args.mutants.then(|| mutants::play(&pack, is_wanted));
    Ok(Some(report(&pack, examples, played, mutants, began)))
}

fn report(pack: &RulePack, examples: usize, wrong: Vec<Played>, mutants: Option<Vec<Tried>>, began: Instant) -> Report {
    let took_ms = began.elapsed().as_millis() as u64;
    Report { schema: SCHEMA, pack: pack.name_and_version(), examples, wrong, mutants, took_ms }
}

fn print(out: &mut dyn Write, report: &Report, args: &Args) -> Result<()> {
    if args.format == Format::Json {
        serde_json::to_writer(&mut *out, report)?;
        writeln!(out)?;
        return Ok(());
    }
    for example in &report.wrong {
        print_example(out, example)?;
    }
    let (pack, all, took) = (&report.pack, report.examples, report.took_ms);
    let right = all - report.wrong.len();
    let Some(tried) = &report.mutants else {
        writeln!(out, "{pack}: {right} of {all} examples as expected, {took} ms")?;
        return Ok(());
    };
    let sum = |of: fn(&Tried) -> usize| tried.iter().map(of).sum::<usize>();
    let (noticed, made) = (sum(|rule| rule.noticed), sum(|rule| rule.made));
    let (phrases_noticed, phrases) = (sum(|rule| rule.phrases_noticed), sum(|rule| rule.phrases));
    writeln!(out, "{pack}: {right} of {all} examples as expected; they notice {noticed} of {made} changes")?;
    writeln!(out, "and {phrases_noticed} of {phrases} dropped phrases, {took} ms")?;
    print_mutants(out, tried, if args.phrases { Listed::All } else { Listed::Faults })?;
    writeln!(out)?;
    Ok(())
}

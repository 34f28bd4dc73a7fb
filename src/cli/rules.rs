//! `earwitness rules`: checks, tests and imports rule packs, and explains their language.

use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::cli::FAULTS;
use crate::cli::evidence_text::{Detail, print_findings};
use crate::cli::import;
use crate::cli::packs::{all, count, folder_of, print_faults};
use crate::cli::rules_operators;
use crate::rules::diagnostic::CODES;
use crate::scan::compile::load;
use crate::scan::examples::{Played, play};

/// Check, test and import rule packs, and look up their language.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Name every fault of a pack, with file, line, column and a way out
    Check {
        /// Packs [default: all packs in ./rules]
        packs: Vec<PathBuf>,
        /// List the codes that faults have
        #[arg(long)]
        codes: bool,
    },
    /// Print what each operator of a condition finds, with an example
    Operators {
        /// Operators [default: all of them, as one page of Markdown]
        names: Vec<String>,
    },
    /// Play every example of a pack and show those that come out otherwise
    Test {
        /// Packs [default: all packs in ./rules]
        packs: Vec<PathBuf>,
    },
    /// Carry rules of other products over into a pack of drafts
    Import(import::Args),
}

pub fn run(args: &Args) -> Result<ExitCode> {
    match &args.command {
        Command::Check { codes: true, .. } => print_codes(),
        Command::Check { packs, .. } => check(&folders(packs)?),
        Command::Test { packs } => test(&folders(packs)?),
        Command::Operators { names } => rules_operators::run(names),
        Command::Import(args) => import::run(args),
    }
}

fn folders(named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    match named {
        [] => all(),
        named => Ok(named.iter().map(|name| folder_of(name)).collect()),
    }
}

fn print_codes() -> Result<ExitCode> {
    let mut out = BufWriter::new(stdout().lock());
    for (code, title) in CODES {
        writeln!(out, "{code}  {title}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn check(folders: &[PathBuf]) -> Result<ExitCode> {
    let mut faulty = false;
    let mut out = stdout().lock();
    for folder in folders {
        let began = Instant::now();
        match load(folder).and_then(|(pack, rules)| play(&pack, &rules).map(|_| (pack, rules))) {
            Ok((pack, rules)) => {
                let (judging, others) = (rules.rules.len(), pack.rules.len() - rules.rules.len());
                let trial = rules.on_trial().count();
                let scorecards = count(1 + pack.scorecards.len(), "scorecard", "scorecards");
                let took = began.elapsed().as_millis();
                writeln!(
                    out,
                    "{}: {judging} rules ({trial} on trial), {others} drafts or retired, {scorecards}, no faults, {took} ms",
                    pack.name_and_version()
                )?;
            }
            Err(found) => {
                faulty = true;
                print_faults(&found);
                writeln!(out, "{}: {}", folder.display(), count(found.len(), "fault", "faults"))?;
            }
        }
    }
    Ok(if faulty { ExitCode::from(FAULTS) } else { ExitCode::SUCCESS })
}

fn test(folders: &[PathBuf]) -> Result<ExitCode> {
    let mut faulty = false;
    let mut out = BufWriter::new(stdout().lock());
    for folder in folders {
        let began = Instant::now();
        let played = match load(folder).and_then(|(pack, rules)| play(&pack, &rules)) {
            Ok(played) => played,
            Err(found) => {
                faulty = true;
                print_faults(&found);
                continue;
            }
        };
        let wrong: Vec<&Played> = played.iter().filter(|example| !example.is_right()).collect();
        faulty |= !wrong.is_empty();
        for example in &wrong {
            let (rule, number) = (&example.rule, example.number);
            writeln!(out, "{rule}, example {number}: expected {}, came {}", example.expected, example.came.outcome)?;
            print_findings(&mut out, std::slice::from_ref(&example.came), Detail::All)?;
        }
        let (right, took) = (played.len() - wrong.len(), began.elapsed().as_millis());
        writeln!(out, "{}: {right} of {} examples as expected, {took} ms", folder.display(), played.len())?;
    }
    out.flush()?;
    Ok(if faulty { ExitCode::from(FAULTS) } else { ExitCode::SUCCESS })
}

//! `earwitness rules check`: names every fault of a pack.

use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Error, Result};

use crate::cli::FAULTS;
use crate::cli::packs::{count, print_faults};
use crate::cli::rules::folders;
use crate::rules::codes::{named, reference};
use crate::rules::diagnostic::{CODES, Listed};
use crate::scan::compile::load;
use crate::scan::examples::play;

/// Name every fault of a pack, with file, line, column and a way out
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Packs [default: all packs in ./rules]
    packs: Vec<PathBuf>,
    /// List the codes that faults have
    #[arg(long)]
    codes: bool,
    /// With --codes: the pages about all of them, as one page of Markdown
    #[arg(long, requires = "codes")]
    markdown: bool,
    /// Print the page about a code, as in E023: what is wrong, why it matters, an example, the way out
    #[arg(long, value_name = "CODE", num_args = 1.., conflicts_with_all = ["packs", "codes"])]
    explain: Vec<String>,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    if args.codes {
        return print_codes(args.markdown);
    }
    if !args.explain.is_empty() {
        return explain(&args.explain);
    }
    let mut faulty = false;
    let mut out = stdout().lock();
    for folder in folders(&args.packs)? {
        let began = Instant::now();
        match load(&folder).and_then(|(pack, rules)| play(&pack, &rules).map(|_| (pack, rules))) {
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

fn print_codes(as_markdown: bool) -> Result<ExitCode> {
    let mut out = BufWriter::new(stdout().lock());
    match as_markdown {
        true => write!(out, "{}", reference())?,
        false => CODES.iter().try_for_each(|Listed { code, title, .. }| writeln!(out, "{code}  {title}"))?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the pages about these codes.
fn explain(names: &[String]) -> Result<ExitCode> {
    let pages: Vec<String> =
        names.iter().map(|name| Ok(named(name)?.explained())).collect::<Result<_, String>>().map_err(Error::msg)?;
    let mut out = BufWriter::new(stdout().lock());
    write!(out, "{}", pages.join("\n"))?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

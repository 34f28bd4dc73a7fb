//! `earwitness rules backtest`: what a changed pack would make of the archive.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::backtest::report::Report;
use crate::backtest::tally::Limits;
use crate::cli::backtest_page::page;
use crate::cli::backtest_text::print_text;
use crate::cli::packs::{count, folder_of};
use crate::cli::query::FilterArgs;
use crate::cli::rule_names::warn_of_unknown;
use crate::cli::rules::drafts::{Drafts, faulty, load_with_drafts};
use crate::cli::stores::StoreArgs;
use crate::config::Config;
use crate::pipeline::backtest::{Backtest, backtest};
use crate::pipeline::flow::Threads;
use crate::scan::compile::load;
use crate::store;
use crate::store::query::Query;
use crate::store::store::Mode;

/// Calls of flipped verdicts that are listed in JSON and on the page.
const FLIPS_SHOWN: usize = 100;

/// Judge the stored archive with a changed pack and show what would differ, before it is published. Needs neither audio
/// nor model, and writes nothing to the store.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The pack to try: a folder, or the name of one in ./rules. Its drafts judge, too, as if on trial
    new: PathBuf,
    /// Hold it against this pack [default: against how calls are judged in the store]
    #[arg(long, value_name = "PACK")]
    against: Option<PathBuf>,
    /// Let drafts and rules on trial cost points, as if they were stable
    #[arg(long)]
    as_stable: bool,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    filter: FilterArgs,
    /// Judge a sample of so many calls, the same every time [default: all]
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Show so many calls for each rule that changes
    #[arg(long, value_name = "N", default_value_t = 10)]
    samples: usize,
    /// Threads [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Write to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Text,
    Json,
    /// One page that needs no network
    Html,
}

pub fn run(args: &Args, config: &Config) -> Result<ExitCode> {
    let drafts = if args.as_stable { Drafts::Stable } else { Drafts::OnTrial };
    let (new, drafts) = load_with_drafts(&folder_of(&args.new), drafts)?;
    let old = match &args.against {
        Some(old) => Some(load(&folder_of(old)).or_else(|found| faulty(old, &found))?.1),
        None => None,
    };
    let url = args.store.url(config);
    let open = || store::open(&url, Mode::Read);
    let calls = Query { limit: args.limit, ..args.filter.query()? };
    warn_of_unknown(open()?.as_ref(), &calls)?;
    let limits = Limits { samples: args.samples, flips: FLIPS_SHOWN };
    let workers = Threads::of(args.workers).workers;
    let is_terminal = std::io::stderr().is_terminal();
    let run = Backtest { open: &open, new, drafts, old, calls, limits, workers };
    let report = backtest(run, &mut |done, all| {
        if is_terminal {
            eprint!("\r{done} of {all} calls");
        }
    })?;
    if is_terminal {
        eprint!("\r\x1b[K");
    }
    write(args, &report)?;
    Ok(ExitCode::SUCCESS)
}

fn write(args: &Args, report: &Report) -> Result<()> {
    let mut out: Box<dyn Write> = match &args.out {
        Some(path) => Box::new(File::create(path).with_context(|| format!("{} cannot be written", path.display()))?),
        None => Box::new(stdout().lock()),
    };
    let mut out = BufWriter::new(&mut out);
    match args.format {
        Format::Text => print_text(&mut out, report)?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, report)?;
            writeln!(out)?;
        }
        Format::Html => write!(out, "{}", page(report))?,
    }
    out.flush()?;
    if let Some(path) = &args.out {
        writeln!(
            stdout(),
            "{} judged, {} rules change, {} verdicts flip: {}",
            count(report.calls as usize, "call", "calls"),
            report.changed_rules().count(),
            report.flips.iter().map(|flip| flip.calls).sum::<u64>(),
            path.display()
        )?;
    }
    Ok(())
}

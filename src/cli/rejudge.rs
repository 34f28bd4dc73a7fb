//! `earwitness rejudge`: judges stored calls anew.

use std::io::{IsTerminal, Write, stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::cli::FAULTS;
use crate::cli::packs::PackArgs;
use crate::cli::query::FilterArgs;
use crate::cli::rule_names::warn_of_unknown;
use crate::cli::stores::StoreArgs;
use crate::config::Config;
use crate::pipeline::rejudge::rejudge;
use crate::store::store::Mode;

/// Judge stored calls anew with changed rules. Needs neither audio nor model; stopped and started again, it goes on.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    filter: FilterArgs,
    /// Judge again even what these very rules have judged
    #[arg(long)]
    all: bool,
}

pub fn run(args: &Args, config: &Config) -> Result<ExitCode> {
    let judges = args.packs.open(config)?;
    let query = args.filter.query()?;
    // The reader first: it says so when there is no store, the writer would make one.
    let reading = args.store.open(config, Mode::Read)?;
    warn_of_unknown(reading.as_ref(), &query)?;
    let mut writing = args.store.open(config, Mode::Write)?;
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, stop.clone()).context("signals cannot be caught")?;
    }
    let is_terminal = std::io::stderr().is_terminal();
    let done = rejudge(reading.as_ref(), writing.as_mut(), &judges, &query, args.all, &stop, &mut |done| {
        if is_terminal {
            eprint!("\r{} judged anew", done.judged);
        }
    })?;
    if is_terminal {
        eprintln!();
    }
    writeln!(stdout(), "{} judged anew, {} were judged by these rules already", done.judged, done.left)?;
    if done.failed > 0 {
        writeln!(stdout(), "{} could not be judged; `earwitness status --failures` says why", done.failed)?;
        return Ok(ExitCode::from(FAULTS));
    }
    Ok(ExitCode::SUCCESS)
}

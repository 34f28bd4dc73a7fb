//! `earwitness rules profile`: what each rule costs and finds.

use std::io::{BufWriter, IsTerminal, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::cli::profile_text::print_text;
use crate::cli::query::FilterArgs;
use crate::cli::rule_names::warn_of_unknown;
use crate::cli::rules::drafts::{Drafts, load_with_drafts};
use crate::cli::rules::folders;
use crate::cli::stores::StoreArgs;
use crate::config::Config;
use crate::pipeline::flow::Threads;
use crate::pipeline::profile::{Profiling, profile};
use crate::store;
use crate::store::query::Query;
use crate::store::store::Mode;

/// Measure rules on the stored archive: the time each takes, what it finds that no other rule does, and which of its
/// phrases are never found. Drafts are measured, too.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Packs [default: all packs in ./rules]
    packs: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    filter: FilterArgs,
    /// Judge a sample of so many calls, the same every time [default: all]
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
    /// Threads [default: as many as there are processors]
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
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

pub fn run(args: &Args, config: &Config) -> Result<ExitCode> {
    let url = args.store.url(config);
    let open = || store::open(&url, Mode::Read);
    let workers = Threads::of(args.workers).workers;
    warn_of_unknown(open()?.as_ref(), &args.filter.query()?)?;
    let is_terminal = std::io::stderr().is_terminal();
    let mut out = BufWriter::new(stdout().lock());
    for (number, folder) in folders(&args.packs)?.iter().enumerate() {
        let (rules, drafts) = load_with_drafts(folder, Drafts::OnTrial)?;
        let calls = Query { limit: args.limit, ..args.filter.query()? };
        let run = Profiling { open: &open, rules: &rules, drafts, calls, workers };
        let profile = profile(run, &mut |done| {
            if is_terminal {
                eprint!("\r{done} calls");
            }
        })?;
        if is_terminal {
            eprint!("\r\x1b[K");
        }
        match args.format {
            Format::Text => {
                if number > 0 {
                    writeln!(out)?;
                }
                print_text(&mut out, &profile)?;
            }
            Format::Json => {
                serde_json::to_writer(&mut out, &profile)?;
                writeln!(out)?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

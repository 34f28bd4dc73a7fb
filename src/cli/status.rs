//! `earwitness status`: the ledger.

use std::collections::BTreeSet;
use std::io::{BufWriter, Write, stdout};
use std::process::ExitCode;

use anyhow::Result;
use comfy_table::CellAlignment;

use crate::call::recording::Failure;
use crate::cli::stores::StoreArgs;
use crate::cli::table::table;
use crate::config::Config;
use crate::store::ledger::{Counts, Ledger};
use crate::store::store::{Mode, Store};

/// Print the ledger: every recording ever seen, in exactly one state, by day and by folder.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// List every recording that failed, with why
    #[arg(long)]
    failures: bool,
    /// List every call without a score, with why
    #[arg(long)]
    unscored: bool,
    /// Print a SHA-256 over the store's content: equal for stores that know the same
    #[arg(long)]
    digest: bool,
}

pub fn run(args: &Args, config: &Config) -> Result<ExitCode> {
    let store = args.store.open(config, Mode::Read)?;
    let mut out = BufWriter::new(stdout().lock());
    if args.digest {
        writeln!(out, "{}", store.digest()?)?;
    } else if args.failures || args.unscored {
        if args.failures {
            print_failures(&mut out, store.as_ref())?;
        }
        if args.unscored {
            for unscored in store.unscored()? {
                writeln!(out, "{}: {}", unscored.path.display(), unscored.reason)?;
            }
        }
    } else {
        print_ledger(&mut out, store.as_ref())?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// One line a recording. What would have been understood is long and mostly the same: it stands once, at the end.
fn print_failures(out: &mut dyn Write, store: &dyn Store) -> Result<()> {
    let mut known = BTreeSet::new();
    for failed in store.failures()? {
        let Failure { stage, error } = &failed.failure;
        let (why, list) = error.split_once("; known are ").unzip();
        known.extend(list.map(str::to_string));
        writeln!(out, "{}: {stage}: {}", failed.path.display(), why.unwrap_or(error))?;
    }
    for list in known {
        writeln!(out, "\n{}", textwrap::fill(&format!("known are {list}"), 80))?;
    }
    Ok(())
}

/// Prints the ledger; also the end of a demonstration.
fn print_ledger(out: &mut dyn Write, store: &dyn Store) -> Result<()> {
    let ledger: Ledger = store.ledger()?;
    let days =
        ledger.days.iter().map(|(day, counts)| (day.map_or("no date".to_string(), |day| day.to_string()), *counts));
    print_counts(out, "day", days.collect(), ledger.total)?;
    let folders = ledger.folders.iter().map(|(folder, counts)| (folder.display().to_string(), *counts));
    print_counts(out, "folder", folders.collect(), ledger.total)?;
    if !ledger.failures.is_empty() {
        writeln!(out, "failed:")?;
        for (stage, count) in &ledger.failures {
            writeln!(out, "  {count:>6}  in {stage}")?;
        }
        writeln!(out, "  (--failures lists them)")?;
    }
    if !ledger.unscored.is_empty() {
        writeln!(out, "unscored:")?;
        for (reason, count) in &ledger.unscored {
            writeln!(out, "  {count:>6}  {reason}")?;
        }
    }
    let total = ledger.total;
    let covered = total.total() - total.pending;
    let percent = (covered * 1000).checked_div(total.total()).unwrap_or(1000);
    writeln!(out, "coverage: {covered} of {} recordings, {}.{} %", total.total(), percent / 10, percent % 10)?;
    Ok(())
}

fn print_counts(out: &mut dyn Write, name: &str, rows: Vec<(String, Counts)>, total: Counts) -> Result<()> {
    let mut table = table(&[name, "recordings", "scored", "unscored", "failed", "pending"]);
    for (name, counts) in rows.into_iter().chain([("all".to_string(), total)]) {
        let Counts { scored, unscored, failed, pending } = counts;
        let cells = [counts.total(), scored, unscored, failed, pending].map(|count| count.to_string());
        table.add_row(std::iter::once(name).chain(cells));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    writeln!(out, "{table}\n")?;
    Ok(())
}

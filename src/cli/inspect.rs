//! `earwitness inspect`: from recordings to scored calls in a store.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::cli::packs::PackArgs;
use crate::cli::stores::StoreArgs;
use crate::cli::workbench::EngineArgs;
use crate::cli::{FAULTS, packs};
use crate::config::Config;
use crate::pipeline::discover::{Walk, walk};
use crate::pipeline::inspect::{Inspection, Plan, inspect, plan};
use crate::pipeline::metadata::Metadata;
use crate::pipeline::progress::Snapshot;
use crate::store::open;
use crate::store::store::{Mode, StoreError};

/// Inspect recordings: transcribe, judge and score each, and keep what came of it in a store.
///
/// What was inspected before with the same model, settings and rules is skipped; where only the rules have changed it is
/// judged anew from the stored transcript. Stop it at any time and start it again: nothing is lost or done twice.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Recordings, or folders of them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArgs,
    #[command(flatten)]
    packs: PackArgs,
    #[command(flatten)]
    engine: EngineArgs,
    /// Table of calls with a header: file or call_id, agent, team, queue, direction, start, customer_ref, any more
    #[arg(long, value_name = "CSV")]
    metadata: Option<PathBuf>,
    /// Regular expression over file names without ending; named groups are metadata: (?<agent>[^_]+)_(?<start>\d{14})
    #[arg(long, value_name = "REGEX")]
    name_pattern: Option<String>,
    /// Try again what failed before
    #[arg(long)]
    retry_failed: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

pub fn run(args: Args, config: Config) -> Result<ExitCode> {
    let judges = args.packs.open(&config)?;
    let metadata_file = args.metadata.clone().or(config.inspect.metadata.clone());
    let pattern = args.name_pattern.as_deref().or(config.inspect.name_pattern.as_deref());
    let metadata = Metadata::open(metadata_file.as_deref(), pattern)?;
    let url = args.store.url(&config);
    let threads = args.engine.threads(&config);
    if !args.dry_run {
        check_store(&url)?;
    }
    let engines = args.engine.open(config)?;
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // The first signal drains, the second one ends the program as it would have without us.
        signal_hook::flag::register_conditional_default(signal, stop.clone()).context("signals cannot be caught")?;
        signal_hook::flag::register(signal, stop.clone()).context("signals cannot be caught")?;
    }
    let retry_failed = args.retry_failed;
    let inspection = Inspection {
        engines: &engines,
        judges: &judges,
        metadata: &metadata,
        threads,
        store: &url,
        retry_failed,
        stop: &stop,
    };
    let mut paths = Vec::new();
    for path in &args.paths {
        if !path.exists() {
            bail!("{}: there is no such file or folder", path.display());
        }
        // Stored whole, so that clips can be cut from wherever they are asked for.
        paths.push(std::path::absolute(path)?);
    }
    let walk = walk(&paths);
    if args.dry_run {
        return print_plan(&plan(&inspection, &walk)?, &walk);
    }
    let left_out = walk.left_out;
    let mut watcher = Watcher::start();
    let began = Instant::now();
    let last = inspect(&inspection, walk, &mut |snapshot| watcher.show(snapshot))?;
    watcher.end();
    if last.ended() == last.found {
        print_unmatched(&metadata, metadata_file.as_ref());
    }
    print_summary(&last, left_out, began, &url, stop.load(std::sync::atomic::Ordering::Relaxed))?;
    let is_whole = last.failed == 0 && last.ended() == last.found;
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::from(FAULTS) })
}

/// A store that cannot be used is told before the weights are read. One that is not there yet is made later, by a run that
/// can start.
fn check_store(url: &str) -> Result<(), StoreError> {
    match open(url, Mode::Read) {
        Ok(_) | Err(StoreError::Missing { .. } | StoreError::Older { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Rows of the table as many as a person wants to be told.
const ROWS_TOLD: usize = 5;

/// Says which rows of the metadata were about none of the recordings: mostly a mistyped file name.
fn print_unmatched(metadata: &Metadata, table: Option<&PathBuf>) {
    let lines = metadata.unmatched();
    let (Some(table), false) = (table, lines.is_empty()) else { return };
    let told: Vec<String> = lines.iter().take(ROWS_TOLD).map(u64::to_string).collect();
    let more = if lines.len() > ROWS_TOLD { ", …" } else { "" };
    let rows = packs::count(lines.len(), "row", "rows");
    eprintln!("{}: {rows} match no recording (line {}{more})", table.display(), told.join(", "));
}

fn print_plan(plan: &Plan, walk: &Walk) -> Result<ExitCode> {
    let mut out = stdout().lock();
    for path in &plan.transcribe {
        writeln!(out, "would transcribe {}", path.display())?;
    }
    for (path, why) in &plan.unreadable {
        writeln!(out, "cannot be read   {}: {why}", path.display())?;
    }
    let (due, bytes) = (packs::count(plan.transcribe.len(), "recording", "recordings"), HumanBytes(plan.bytes));
    writeln!(
        out,
        "{due} to transcribe ({bytes}), {} to judge anew, {} already inspected,",
        plan.rejudge, plan.current
    )?;
    writeln!(
        out,
        "{} failed before, {} of the same bytes as another, {} other files left out; nothing was done",
        plan.failed_before, plan.duplicates, walk.left_out
    )?;
    Ok(ExitCode::SUCCESS)
}

fn print_summary(last: &Snapshot, left_out: u64, began: Instant, url: &str, stopped: bool) -> Result<()> {
    let mut out = stdout().lock();
    let secs = began.elapsed().as_secs_f64();
    let audio = last.audio_ms as f64 / 1000.0;
    writeln!(
        out,
        "{} found: {} scored, {} unscored, {} failed, {} judged anew, {} already inspected, {} double",
        packs::count(last.found as usize, "recording", "recordings"),
        last.scored,
        last.unscored,
        last.failed,
        last.rejudged,
        last.current,
        last.duplicates
    )?;
    if left_out > 0 {
        writeln!(out, "{left_out} other files left out (their names say that they hold no recording)")?;
    }
    if audio > 0.0 {
        writeln!(
            out,
            "{:.2} h of audio in {}, {:.1} × real time",
            audio / 3600.0,
            HumanDuration(began.elapsed()),
            audio / secs
        )?;
    }
    if stopped {
        let left = last.found.saturating_sub(last.ended());
        writeln!(out, "stopped: {left} recordings are left; the same command goes on with them")?;
    }
    if last.failed > 0 {
        writeln!(out, "`earwitness status --store {url} --failures` says what failed and why")?;
    }
    Ok(())
}

/// Shows progress: a bar on a terminal, else a line now and then.
struct Watcher {
    bar: Option<ProgressBar>,
    began: Instant,
    said: Instant,
}

/// Seconds between two lines where nobody looks.
const LINE_EVERY_SECS: u64 = 30;

impl Watcher {
    fn start() -> Watcher {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Watcher { bar, began: Instant::now(), said: Instant::now() }
    }

    fn show(&mut self, snapshot: &Snapshot) {
        match &self.bar {
            Some(bar) => {
                bar.set_length(snapshot.found);
                bar.set_position(snapshot.ended());
                bar.set_message(self.text(snapshot));
            }
            None if self.said.elapsed().as_secs() >= LINE_EVERY_SECS => {
                self.said = Instant::now();
                eprintln!("{} of {} {}", snapshot.ended(), snapshot.found, self.text(snapshot));
            }
            None => {}
        }
    }

    fn text(&self, snapshot: &Snapshot) -> String {
        let elapsed = self.began.elapsed();
        let audio = snapshot.audio_ms as f64 / 1000.0;
        let speed = audio / elapsed.as_secs_f64().max(0.001);
        // What an earlier run had done says nothing about how long the rest takes.
        let left = match snapshot.ended_bytes - snapshot.skipped_bytes {
            0 => String::new(),
            worked => {
                let share = snapshot.found_bytes.saturating_sub(snapshot.ended_bytes) as f64 / worked as f64;
                format!(", {} left", HumanDuration(elapsed.mul_f64(share.min(1e6))))
            }
        };
        format!("calls, {:.2} h, {speed:.1} × real time, {} failed{left}", audio / 3600.0, snapshot.failed)
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

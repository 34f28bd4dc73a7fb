//! The command line: one file per subcommand.
//!
//! Exit codes: 0 all is well; 1 it ran, but some recordings failed or a check found faults; 2 it could not run.

mod backtest_page;
mod backtest_text;
mod call_text;
mod clips_page;
mod confusions;
pub mod evidence_text;
mod example_text;
mod examples;
mod explain_text;
mod formats;
mod html;
mod inspect;
mod models;
mod mutants_text;
mod packs;
mod profile_text;
mod query;
mod rejudge;
mod rule_names;
mod rules;
mod scan;
mod score;
mod sheet_text;
mod show;
mod status;
mod stores;
mod table;
mod transcribe;
mod transcripts;
mod workbench;

use std::io::{IsTerminal, stderr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::Config;

/// It ran, but some recordings failed or a check found faults.
pub const FAULTS: u8 = 1;
/// It could not run.
pub const COULD_NOT_RUN: u8 = 2;

/// Listens to every recorded call of a contact centre and says, with evidence, which rules of service were kept and
/// which were broken.
#[derive(Debug, Parser)]
#[command(name = "earwitness", version, max_term_width = 80, after_help = AFTER_HELP)]
struct Cli {
    /// Configuration file [default: earwitness.toml, where it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Say more about what happens (twice: much more); never words of a call
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Exit codes: 0 all is well; 1 it ran, but some recordings failed or a check found faults; 2 it could not run.

A first run:
  earwitness models pull
  earwitness inspect recordings/ --store sqlite:calls.db
  earwitness query --store sqlite:calls.db --verdict fail --sort score";

#[derive(Debug, Subcommand)]
enum Command {
    /// Inspect recordings: transcribe, judge and score each, and keep what came of it
    Inspect(inspect::Args),
    /// Print the ledger: the state of every recording ever seen
    Status(status::Args),
    /// Ask for scored calls
    Query(query::Args),
    /// Print one call: who said what, the findings at their place, the score sheet
    Show(show::Args),
    /// Print a call's score sheet, by any scorecard
    Score(score::Args),
    /// Cut clips of findings, with transcripts and a page of players
    Examples(examples::Args),
    /// Judge stored calls anew with changed rules, without audio or model
    Rejudge(rejudge::Args),
    /// Transcribe recordings and print what was said
    Transcribe(transcribe::Args),
    /// Judge transcripts
    Scan(scan::Args),
    /// Check and test rule packs, and look up their language
    /// Check, test and import rule packs
    /// Check, test and try out rule packs
    Rules(rules::Args),
    /// Count which sounds an engine takes for which
    Confusions(confusions::Args),
    /// Fetch, check and convert model weights
    Models(models::Args),
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // The message of a panic may quote what was said in a call; its place says enough.
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => eprintln!("fault in the program at {place}; please report it"),
        None => eprintln!("fault in the program; please report it"),
    }));
    start_log(cli.verbose);
    match run(cli) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = Config::read(cli.config.as_deref())?;
    match cli.command {
        Command::Inspect(args) => inspect::run(args, config),
        Command::Status(args) => status::run(&args, &config),
        Command::Query(args) => query::run(args, &config),
        Command::Show(args) => show::run(&args, &config),
        Command::Score(args) => score::run(&args, &config),
        Command::Examples(args) => examples::run(&args, &config),
        Command::Rejudge(args) => rejudge::run(&args, &config),
        Command::Transcribe(args) => transcribe::run(args, config),
        Command::Scan(args) => scan::run(&args, &config),
        Command::Rules(args) => rules::run(args, &config),
        Command::Confusions(args) => confusions::run(&args),
        Command::Models(args) => models::run(args),
    }
}

/// Whoever reads our output has read enough: that is success.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_pipe = |error: &std::io::Error| error.kind() == std::io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().is_some_and(is_pipe);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io || json == Some(std::io::ErrorKind::BrokenPipe)
    })
}

fn start_log(verbose: u8) {
    let level = match verbose {
        0 => tracing::Level::WARN,
        1 => tracing::Level::INFO,
        _ => tracing::Level::DEBUG,
    };
    // What decoders grumble about a broken file is told once, as that file's failure or warning.
    let of_others = if verbose == 0 { tracing::Level::ERROR } else { level };
    let targets = Targets::new().with_default(of_others).with_target("earwitness", level);
    let lines = fmt::layer().with_writer(stderr).with_target(false).with_ansi(stderr().is_terminal());
    tracing_subscriber::registry().with(lines.with_filter(targets)).init();
}

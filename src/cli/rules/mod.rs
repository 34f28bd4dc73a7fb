//! `earwitness rules`: looks after rule packs. One file per subcommand.

mod backtest;
mod check;
mod drafts;
mod explain;
mod import;
mod operators;
mod profile;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::cli::packs::{all, folder_of};
use crate::config::Config;

/// Check, test, explain, try out and import rule packs, and look up their language.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Name every fault of a pack, with file, line, column and a way out
    Check(check::Args),
    /// Play every example of a pack and show those that come out otherwise
    Test(test::Args),
    /// Say why a rule came out as it did on a call, and what would change it
    Explain(explain::Args),
    /// Judge the stored archive with a changed pack and show what would differ
    Backtest(Box<backtest::Args>),
    /// Measure what each rule costs and finds on the stored archive
    Profile(Box<profile::Args>),
    /// Print what each operator of a condition finds, with an example
    Operators(operators::Args),
    /// Carry rules of other products over into a pack of drafts
    Import(import::Args),
}

pub fn run(args: Args, config: &Config) -> Result<ExitCode> {
    match args.command {
        Command::Check(args) => check::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Explain(args) => explain::run(&args, config),
        Command::Backtest(args) => backtest::run(&args, config),
        Command::Profile(args) => profile::run(&args, config),
        Command::Operators(args) => operators::run(&args),
        Command::Import(args) => import::run(&args),
    }
}

/// The packs that are named, or else all there are.
fn folders(named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    match named {
        [] => all(),
        named => Ok(named.iter().map(|name| folder_of(name)).collect()),
    }
}

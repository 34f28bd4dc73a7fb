//! `earwitness transcribe`: prints what was said in recordings.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::call::recording::{Call, Failure, Recording, Stage};
use crate::cli::FAULTS;
use crate::cli::formats::{Format, print};
use crate::cli::workbench::EngineArgs;
use crate::config::Config;
use crate::pipeline::discover::{Walk, identify, walk};
use crate::pipeline::flow::transcribe_all;
use crate::pipeline::work::{Finished, Job, Transcribed};

/// Transcribe recordings and print what was said, in the order the recordings were named.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Recordings, or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    engine: EngineArgs,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub fn run(args: Args, config: Config) -> Result<ExitCode> {
    let threads = args.engine.threads(&config);
    let engines = args.engine.open(config)?;
    let mut failed = 0;
    let mut jobs = Vec::new();
    // Each path on its own, so that results come in the order the paths were named.
    for path in &args.files {
        let Walk { found, unreadable, .. } = walk(std::slice::from_ref(path));
        for (path, why) in unreadable {
            failed += 1;
            eprintln!("error: {}: {why}", path.display());
        }
        for found in found {
            match identify(&found.path) {
                Ok((id, stamp)) => jobs.push(Job {
                    number: jobs.len(),
                    recording: Recording { id, path: found.path },
                    call: Call::default(),
                    stamp: Some(stamp),
                }),
                Err(error) => {
                    failed += 1;
                    eprintln!("error: {}: {}: {error}", found.path.display(), Stage::Read);
                }
            }
        }
    }
    let several = jobs.len() > 1;
    let mut out = BufWriter::new(stdout().lock());
    let mut waiting: BTreeMap<usize, Finished> = BTreeMap::new();
    let mut next = 0;
    let mut print_next = |finished: Finished| -> Result<()> {
        waiting.insert(finished.job.number, finished);
        while let Some(Finished { job, result }) = waiting.remove(&next) {
            next += 1;
            let path = job.recording.path.to_string_lossy();
            match result {
                Ok(Transcribed { transcript, warnings, .. }) => {
                    print(&mut out, args.format, &path, &transcript, &warnings, several)?
                }
                Err(Failure { stage, error }) => {
                    failed += 1;
                    eprintln!("error: {path}: {stage}: {error}");
                }
            }
            out.flush()?;
        }
        Ok(())
    };
    transcribe_all(&engines, threads, jobs, &mut print_next)?;
    Ok(if failed > 0 { ExitCode::from(FAULTS) } else { ExitCode::SUCCESS })
}

//! `earwitness rules test`: plays every example of a pack.

use std::io::{BufWriter, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::cli::FAULTS;
use crate::cli::evidence_text::{Detail, print_findings};
use crate::cli::packs::print_faults;
use crate::cli::rules::folders;
use crate::scan::compile::load;
use crate::scan::examples::{Played, play};

/// Play every example of a pack and show those that come out otherwise
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Packs [default: all packs in ./rules]
    packs: Vec<PathBuf>,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let mut faulty = false;
    let mut out = BufWriter::new(stdout().lock());
    for folder in folders(&args.packs)? {
        let began = Instant::now();
        let played = match load(&folder).and_then(|(pack, rules)| play(&pack, &rules)) {
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

//! Makes stored archives to measure with.
//!
//! ```sh
//! cargo bench --bench archive -- make --calls 100000 --store sqlite:target/archive.db
//! ```
//! Calls of about three minutes, four of five in Mandarin, recombined and varied from the clean baseline and the packs' own
//! examples and phrases, with the words, times and confidences that whisper would give; judged by the shipped packs and
//! kept through the real store. The same seed gives the same archive (`earwitness status --digest` tells).

mod calls;
mod dice;
mod keep;
mod material;
mod speech;
mod talk;

use std::path::Path;
use std::time::Instant;

use clap::Parser;

use crate::keep::{Archive, make};

/// Makes a stored archive.
#[derive(Debug, Parser)]
struct Args {
    /// How many calls
    #[arg(long, default_value_t = 10_000)]
    calls: u64,
    /// The same seed gives the same archive
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// URL of the store
    #[arg(long, default_value = "sqlite:target/archive.db")]
    store: String,
}

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().filter(|argument| argument != "--bench").collect();
    if arguments.get(1).is_some_and(|word| word == "make") {
        let args = Args::parse_from(arguments.into_iter().skip(1));
        make_archive(&Archive { calls: args.calls, seed: args.seed, store: args.store });
    }
}

fn make_archive(archive: &Archive) {
    let began = Instant::now();
    make(Path::new(env!("CARGO_MANIFEST_DIR")), archive, |kept| {
        eprint!("\r{kept} of {} calls, {} s", archive.calls, began.elapsed().as_secs());
    });
    eprintln!();
}

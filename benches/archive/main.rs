//! How fast a stored archive is judged with another pack: calls a second, from the store to the report.
//!
//! It also makes archives to measure with:
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
use criterion::{BatchSize, Criterion, Throughput};
use earwitness::backtest::tally::Limits;
use earwitness::pipeline::backtest::{Backtest, backtest};
use earwitness::scan::compile::load;
use earwitness::store;
use earwitness::store::query::Query;
use earwitness::store::store::Mode;

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

/// Calls that are judged in one go.
const CALLS: u64 = 2_000;

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args().filter(|argument| argument != "--bench").collect();
    if arguments.get(1).is_some_and(|word| word == "make") {
        let args = Args::parse_from(arguments.into_iter().skip(1));
        make_archive(&Archive { calls: args.calls, seed: args.seed, store: args.store });
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    backtests(&mut criterion);
    criterion.final_summary();
}

fn backtests(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("archive.db").display());
    make(root, &Archive { calls: CALLS, seed: 1, store: url.clone() }, |_| {});
    let open = || store::open(&url, Mode::Read);
    let mut group = criterion.benchmark_group("backtest");
    group.sample_size(10);
    for (id, language) in [("telecom-zh", "zh"), ("telecom-en", "en")] {
        let calls = || Query { languages: vec![language.to_string()], ..Query::default() };
        let judged = open().and_then(|store| store.count(&calls())).expect("counted");
        group.throughput(Throughput::Elements(judged));
        for workers in [1, 2] {
            group.bench_function(format!("{id}, {workers} threads"), |bencher| {
                let run = || Backtest {
                    open: &open,
                    new: load(&root.join("rules").join(id)).expect("a pack").1,
                    drafts: Vec::new(),
                    old: None,
                    calls: calls(),
                    limits: Limits { samples: 10, flips: 100 },
                    workers,
                };
                bencher.iter_batched(
                    run,
                    |run| {
                        let report = backtest(run, &mut |_, _| {}).expect("a report");
                        assert_eq!((report.calls, report.changed), (judged, 0), "the same rules change nothing");
                    },
                    BatchSize::PerIteration,
                );
            });
        }
    }
    group.finish();
}

fn make_archive(archive: &Archive) {
    let began = Instant::now();
    make(Path::new(env!("CARGO_MANIFEST_DIR")), archive, |kept| {
        eprint!("\r{kept} of {} calls, {} s", archive.calls, began.elapsed().as_secs());
    });
    eprintln!();
}

//! How fast recordings go through everything but the engine: decoding, speech detection, judging, storing; × real time.
//!
//! The `recorded` engine plays transcripts back, so what is measured is what earwitness adds to the time of whisper.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use earwitness::pipeline::discover::walk;
use earwitness::pipeline::engines::{Engines, Options};
use earwitness::pipeline::flow::Threads;
use earwitness::pipeline::inspect::{Inspection, inspect};
use earwitness::pipeline::judges::Judges;
use earwitness::pipeline::metadata::Metadata;
use earwitness::scan::compile::load;

fn inspecting(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packs = ["telecom-zh", "telecom-en"].map(|id| load(&root.join("rules").join(id)).expect("a pack").1);
    let judges = Judges { rule_sets: packs.into() };
    let mut options = Options::default();
    options.transcribe.engine = "recorded".to_string();
    options.segment.detector = "level".to_string();
    let engines = Engines::open(options, None, None).expect("no weights are needed");
    let metadata = Metadata::default();
    let archive = tempfile::tempdir().expect("a folder");
    let mut bytes = 0;
    for entry in std::fs::read_dir(root.join("fixtures/audio")).expect("the samples").flatten() {
        let transcript = root.join("fixtures/transcripts/samples").join(entry.file_name()).with_extension("txt");
        if transcript.is_file() {
            bytes += std::fs::copy(entry.path(), archive.path().join(entry.file_name())).expect("copied");
            std::fs::copy(&transcript, archive.path().join(entry.file_name()).with_extension("txt")).expect("copied");
        }
    }
    assert!(bytes > 0);
    let mut group = criterion.benchmark_group("inspect");
    group.sample_size(10);
    let mut millis = 0;
    for measured in [false, true] {
        let mut run = || {
            let folder = tempfile::tempdir().expect("a folder");
            let store = format!("sqlite:{}", folder.path().join("calls.db").display());
            let stop = AtomicBool::new(false);
            let threads = Threads::of(Some(2));
            let (engines, judges, metadata) = (&engines, &judges, &metadata);
            let inspection =
                Inspection { engines, judges, metadata, threads, store: &store, retry_failed: false, stop: &stop };
            let last = inspect(&inspection, walk(&[archive.path().to_path_buf()]), &mut |_| {}).expect("a run");
            assert_eq!((last.scored + last.unscored, last.failed), (13, 0), "every call ends as an evaluation");
            last.audio_ms
        };
        if !measured {
            millis = run();
            continue;
        }
        // Elements are seconds of audio: elements a second is × real time.
        group.throughput(Throughput::Elements(millis / 1000));
        group.bench_function("samples, × real time", |bencher| bencher.iter(&mut run));
    }
    group.finish();
}

criterion_group!(benches, inspecting);
criterion_main!(benches);

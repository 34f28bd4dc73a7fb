//! How fast speech becomes words, × real time on one thread, by model and length of window. Models that are not in `models/`
//! are left out with a word; `make models` fetches the default ones.

use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use earwitness::audio::sound::RATE;
use earwitness::audio::window::Window;
use earwitness::call::party::Party;
use earwitness::call::recording::{Recording, RecordingId};
use earwitness::call::time::{Millis, Span};
use earwitness::call::transcript::Activity;
use earwitness::transcribe::engine::Said;
use earwitness::{decode, segment, transcribe};

const CALL: &str = "fixtures/audio/zh-sale-clean.wav";

/// The agent's speech of a sample call in windows of at most `secs` seconds.
fn windows(root: &Path, secs: u32) -> Vec<Window> {
    let sound = decode::decode(&root.join(CALL), &Default::default()).expect("a sample call");
    let options = segment::options::Options {
        detector: "level".to_string(),
        longest_window_ms: Millis::from_secs(secs),
        glue_up_to_ms: Millis::from_secs(secs),
        ..Default::default()
    };
    let mut detector = segment::open(None, &options).expect("no weights are needed");
    let (activity, windows): (Activity, _) =
        segment::segment(detector.as_mut(), &sound.tracks[0], 0, Party::Agent, &options).expect("speech");
    assert!(!activity.spans.is_empty());
    windows
}

fn transcribing(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recording = Recording { id: RecordingId(String::new()), path: PathBuf::from(CALL) };
    for model in ["base", "base-q8_0"] {
        let path = root.join(format!("models/ggml-{model}.bin"));
        if !path.is_file() {
            eprintln!("{model} is left out: {} is not there, `make models` fetches it", path.display());
            continue;
        }
        let options = transcribe::options::Options { language: "zh".to_string(), ..Default::default() };
        let engine = transcribe::open(Some(&path), &options).expect("a whole model");
        let mut worker = engine.worker().expect("a state");
        let mut group = criterion.benchmark_group(format!("transcribe/{model}, × real time"));
        group.sample_size(10);
        for secs in [8, 15, 28] {
            let windows = windows(root, secs);
            let samples: usize = windows.iter().map(|window| window.samples.len()).sum();
            let length = Span::lasting(Millis::ZERO, Millis::of_samples(samples, RATE)).length();
            // Elements are milliseconds of sound: thousands of them a second is × real time.
            group.throughput(Throughput::Elements(u64::from(length.0)));
            group.bench_function(format!("windows of {secs} s"), |bencher| {
                bencher.iter(|| {
                    let mut text = String::new();
                    for window in &windows {
                        match worker.hear(&recording, window, "zh").expect("heard").said {
                            Said::Words(words) => text.extend(words.into_iter().map(|word| word.text)),
                            Said::Utterances(_) => {}
                        }
                    }
                    assert!(text.contains("套餐"), "the sale is not in `{text}`");
                })
            });
        }
        group.finish();
    }
}

criterion_group!(benches, transcribing);
criterion_main!(benches);

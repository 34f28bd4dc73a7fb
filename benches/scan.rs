//! How fast transcripts are judged: calls a second and megabytes of text a second, with both shipped packs.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use earwitness::call::notation;
use earwitness::call::recording::Call;
use earwitness::call::transcript::Transcript;
use earwitness::scan::compile::{compile, load};
use earwitness::scan::judge::judge;
use walkdir::WalkDir;

fn transcripts(language: &str) -> Vec<Transcript> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/transcripts/clean");
    let files = WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file());
    let read = files
        .map(|entry| notation::parse(&std::fs::read_to_string(entry.path()).expect("readable")).expect("a transcript"));
    read.filter(|transcript| transcript.language == language).collect()
}

fn judging(criterion: &mut Criterion) {
    for (id, language) in [("telecom-zh", "zh"), ("telecom-en", "en")] {
        let (pack, rules) =
            load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(id)).expect("a pack without faults");
        criterion.bench_function(&format!("compile/{id}"), |bencher| {
            bencher.iter(|| compile(black_box(&pack)).expect("compiles"))
        });
        let transcripts = transcripts(language);
        let bytes: usize = transcripts
            .iter()
            .flat_map(|transcript| &transcript.utterances)
            .map(|utterance| utterance.text.len())
            .sum();
        let findings = transcripts.len() * rules.rules.len();
        let mut group = criterion.benchmark_group(format!("judge/{id}"));
        for throughput in [Throughput::Elements(transcripts.len() as u64), Throughput::Bytes(bytes as u64)] {
            let unit = if matches!(throughput, Throughput::Bytes(_)) { "bytes" } else { "calls" };
            group.throughput(throughput);
            group.bench_function(unit, |bencher| {
                bencher.iter(|| {
                    let found: usize = transcripts
                        .iter()
                        .map(|transcript| judge(&rules, &Call::default(), black_box(transcript)).len())
                        .sum();
                    assert_eq!(found, findings, "one finding per rule and call");
                })
            });
        }
    }
}

criterion_group!(benches, judging);
criterion_main!(benches);

//! How fast transcripts are judged: calls a second and megabytes of text a second, with both shipped packs.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use earwitness::call::notation;
use earwitness::call::recording::Call;
use earwitness::call::transcript::Transcript;
use earwitness::rules::pack::RulePack;
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

/// Rules of a large pack, and phrases in each: 2,000 together.
const RULES: usize = 200;
const PHRASES: usize = 10;

/// A pack of many rules with phrases of four characters each, one in ten rules by sound.
fn large() -> RulePack {
    let characters: Vec<char> =
        "套餐流量话费宽带账单合约违约金投诉退订号码充值余额信号网络安装维修升级办理取消".chars().collect();
    // The four digits of a number in a base of as many characters: no two numbers make one phrase.
    let phrase = |number: usize| -> String {
        let scattered = number * 7_919;
        (0..4).map(|place| characters[scattered / characters.len().pow(place) % characters.len()]).collect()
    };
    let example = |outcome: &str| format!("[[examples]]\nexpect = \"{outcome}\"\ncall = \"agent 0:01 x\"\n");
    let mut files = BTreeMap::from([(
        "pack.toml".to_string(),
        "title = \"t\"\nversion = \"1\"\nlanguages = [\"zh\"]\n".to_string(),
    )]);
    for rule in 0..RULES {
        let phrases: Vec<String> = (0..PHRASES).map(|number| phrase(rule * PHRASES + number)).collect();
        let sound = if rule % 10 == 0 { "sounds_like = 1\n" } else { "" };
        let text = format!(
            "title = \"t\"\nkind = \"note\"\nstatus = \"stable\"\nseverity = \"info\"\nwhy = \"w\"\nmisses = \"m\"\n\
             [when.a]\nparty = \"agent\"\nany_of = {phrases:?}\n{sound}[rule]\nnoted = \"a\"\n{}{}",
            example("noted"),
            example("not_applicable")
        );
        files.insert(format!("rule-{rule}.toml"), text);
    }
    let (pack, faults) = RulePack::survey("large", &files);
    assert!(faults.is_empty(), "{}", faults[0].render());
    pack
}

fn compiling(criterion: &mut Criterion) {
    let pack = large();
    criterion.bench_function(&format!("compile/{RULES} rules, {} phrases", RULES * PHRASES), |bencher| {
        bencher.iter(|| compile(black_box(&pack)).expect("compiles"))
    });
}

criterion_group!(benches, judging, compiling);
criterion_main!(benches);

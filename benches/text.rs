//! How fast text is folded. An archive of 100,000 calls holds about 500 MB of it.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use earwitness::text::distance::nearest;
use earwitness::text::fold::fold;

/// Text, and something that must stand in it when it is folded: a bench that folds nothing would be fast.
const TEXTS: [(&str, &str, &str); 4] = [
    (
        "mandarin",
        "您好，很高兴为您服务，请问有什么可以帮您？我想查一下我的话费，为什么这个月扣了这么多钱。",
        "可以帮您我想查一下",
    ),
    (
        "traditional",
        "您好，很高興為您服務，請問有什麼可以幫您？我想查詢我的話費，為什麼這個月扣了這麼多錢。",
        "可以帮您我想查询",
    ),
    (
        "english",
        "Thank you for calling, how may I help you today? I'd like to know why my bill went up this month.",
        "today id like",
    ),
    (
        "numerals",
        "合约期是十二个月，每月一百二十元，号码是幺三八零零一三八，one hundred and fifty dollars",
        "是12个月每月120元号码是13800138 150 dollars",
    ),
];

/// Repeats of a text in one fold: about what one party says in a call.
const REPEATS: usize = 50;

fn folding(c: &mut Criterion) {
    let mut group = c.benchmark_group("fold");
    for (name, text, folded) in TEXTS {
        assert!(fold(text).text().contains(folded), "{name}: {}", fold(text).text());
        let text = text.repeat(REPEATS);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| fold(black_box(&text))));
    }
    group.finish();
}

fn near_misses(c: &mut Criterion) {
    let hay = fold(&TEXTS[0].1.repeat(REPEATS)).text().to_string();
    assert_eq!(nearest("很高兴为你服务", &hay).map(|(distance, _)| distance), Some(1));
    let mut group = c.benchmark_group("nearest");
    group.throughput(Throughput::Elements(hay.chars().count() as u64));
    group.bench_function("seven characters in a call", |bencher| {
        bencher.iter(|| nearest("很高兴为你服务", black_box(&hay)))
    });
    group.finish();
}

criterion_group! {
    name = text;
    config = Criterion::default().sample_size(30).warm_up_time(std::time::Duration::from_millis(500)).measurement_time(std::time::Duration::from_secs(2));
    targets = folding, near_misses
}
criterion_main!(text);

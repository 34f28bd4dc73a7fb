//! How fast phrases are found by their sound: utterances a second, for two thousand phrases.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use earwitness::call::notation;
use earwitness::text::fold::{Folded, fold};
use earwitness::text::sound::allowance::budget;
use earwitness::text::sound::confusable::Confusables;
use earwitness::text::sound::index::SoundIndex;
use earwitness::text::sound::sounds::Sounds;
use walkdir::WalkDir;

/// As many as a pack of a hundred rules with twenty ways to say each.
const PHRASES: usize = 2_000;

/// Words of which phrases are made, one or two at a time.
const MANDARIN: &str = "套餐 话费 流量 宽带 合约期 违约金 办理 开通 取消 退订 投诉 工信部 营业厅 客服 余额 账单 积分 会员 短信 号码 \
                        密码 身份证 验证码 优惠 活动 升级 网络 信号 故障 维修 师傅 上门 安装 移机 携号转网 返还 补偿 扣费 \
                        稍等 抱歉 感谢 请问 满意 评价 再见 您好 生活愉快 很高兴 为您服务 没办法 不归我管 法院 律师 曝光 消费者 \
                        欠费 停机 复机 充值 发票 余量 骚扰";
const ENGLISH: &str = "plan bill data contract early termination fee cancel upgrade order confirm account number password security \
                       code manager supervisor complain lawyer refund credit charge service network signal technician \
                       visit install transfer hold moment sorry thank you calling help today guarantee promise never \
                       always unlimited roaming overage penalty monthly annual";

fn phrases(words: &str) -> Vec<String> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let separator = if words[0].is_ascii() { " " } else { "" };
    let pairs = words.iter().flat_map(|one| words.iter().map(move |other| format!("{one}{separator}{other}")));
    words.iter().map(|word| word.to_string()).chain(pairs).take(PHRASES).collect()
}

/// What is said in the ordinary calls of a language, folded.
fn utterances(language: &str) -> Vec<Folded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/transcripts/clean");
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    let texts = files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| notation::parse(&std::fs::read_to_string(entry.path()).expect("readable")).expect("a transcript"));
    let calls = texts.filter(|transcript| transcript.language == language);
    calls.flat_map(|call| call.utterances).map(|utterance| fold(&utterance.text)).collect()
}

/// Whether a phrase is said word for word.
fn says(utterance: &Folded, phrase: &str) -> bool {
    let whole =
        |(at, _): (usize, &str)| utterance.is_word_boundary(at) && utterance.is_word_boundary(at + phrase.len());
    utterance.text().match_indices(phrase).any(whole)
}

fn searching(criterion: &mut Criterion) {
    for (language, words) in [("zh", MANDARIN), ("en", ENGLISH)] {
        let phrases: Vec<(String, Sounds, u8)> = phrases(words)
            .iter()
            .map(|phrase| fold(phrase).text().to_string())
            .filter_map(|phrase| {
                let sounds = Sounds::of(&phrase);
                budget(&sounds, 1).map(|budget| (phrase, sounds, budget))
            })
            .collect();
        let build = || {
            let sounds = phrases.iter().map(|(_, sounds, budget)| (sounds.clone(), *budget));
            SoundIndex::of(sounds, Confusables::built_in())
        };
        let (index, utterances) = (build(), utterances(language));
        let search = |utterance: &Folded| index.search(&Sounds::of(black_box(utterance.text())));
        let mut said = 0;
        for utterance in &utterances {
            let hits = search(utterance);
            for (number, (phrase, ..)) in phrases.iter().enumerate().filter(|(_, (phrase, ..))| says(utterance, phrase))
            {
                said += 1;
                let found = hits.iter().any(|hit| hit.phrase as usize == number && hit.distance == 0);
                assert!(found, "{phrase} is said in {} and not found", utterance.text());
            }
        }
        assert!(said > 50, "{language}: {said} phrases are said");
        let found = || utterances.iter().map(|utterance| search(utterance).len()).sum::<usize>();
        let all = found();
        let mut group = criterion.benchmark_group(format!("sound/{language}"));
        group.throughput(Throughput::Elements(utterances.len() as u64));
        group.bench_function("utterances", |bencher| bencher.iter(|| assert_eq!(found(), all)));
        group.throughput(Throughput::Elements(phrases.len() as u64));
        group.bench_function("phrases compiled", |bencher| bencher.iter(build));
        group.finish();
    }
}

criterion_group! {
    name = sound;
    config = Criterion::default().sample_size(20).warm_up_time(std::time::Duration::from_millis(300)).measurement_time(std::time::Duration::from_secs(1));
    targets = searching
}
criterion_main!(sound);

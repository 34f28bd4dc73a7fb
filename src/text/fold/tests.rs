use proptest::prelude::*;

use super::*;

fn folded(source: &str) -> String {
    fold(source).text().to_string()
}

fn check(cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        assert_eq!(folded(source), *expected, "{source}");
    }
}

#[test]
fn case_width_characters_and_blanks() {
    check(&[
        ("ＶＩＰ　Plan", "vip plan"),
        ("  Hello,   World!  ", "hello world"),
        ("您 好，请 问…", "您好请问"),
        ("請問您的餘額", "请问您的余额"),
        ("5G 套餐", "5 g套餐"),
        ("5G套餐", "5 g套餐"),
        ("wi-fi 密码", "wi fi密码"),
        ("don’t can't I'm ’tis", "dont cant im tis"),
        ("看著妳", "看着你"),
        ("", ""),
        ("。，！", ""),
        ("Straße ÉTÉ", "straße été"),
    ]);
}

#[test]
fn fillers() {
    check(&[
        ("嗯，那个，啊我想问一下", "那个我想问一下"),
        ("um yes, uh, I see", "yes i see"),
        ("余额不足", "余额不足"),
        ("额，额度", "额度"),
        ("呃，额，我要查余 额", "我要查余额"),
        ("嗯嗯", ""),
    ]);
}

#[test]
fn chinese_numerals() {
    check(&[
        ("十二个月", "12个月"),
        ("十个", "10个"),
        ("二十", "20"),
        ("一百二十", "120"),
        ("一百零五", "105"),
        ("一百二", "120"),
        ("一百一个月", "100 1个月"),
        ("两百块", "200块"),
        ("两千三", "2300"),
        ("三万五", "35000"),
        ("三千万", "30000000"),
        ("一亿三千万", "130000000"),
        ("一百五十万", "1500000"),
        ("一百五万", "1500000"),
        ("一万零五", "10005"),
        ("幺三八零零一三八", "13800138"),
        ("零", "0"),
        ("〇", "0"),
        ("二零一六年", "2016年"),
        ("一万兩千", "12000"),
        ("3千万", "30000000"),
        ("1.5万", "15000"),
        ("12万5千", "125000"),
        ("100万", "1000000"),
        ("两三百", "2 300"),
        ("十七八", "17 8"),
        ("五点五", "5.5"),
        ("二点五万", "25000"),
        ("三点半", "3点半"),
        ("三点五十", "3点50"),
        ("三点五分", "3点5分"),
        ("三点十分", "3点10分"),
        ("百分之五", "5%"),
        ("百分之五点五", "5.5%"),
        ("百分之百", "100%"),
        ("百分百", "100%"),
        ("5％", "5%"),
        ("三分之一", "3分之1"),
        ("九块九", "9块9"),
        ("¥100", "100元"),
        ("￥100元", "100元"),
        ("¥一百二", "120元"),
        ("半年", "半年"),
        ("第一", "第1"),
    ]);
}

#[test]
fn characters_that_only_look_like_numbers() {
    check(&[
        ("千万别", "千万别"),
        ("万一停机", "万一停机"),
        ("老百姓", "老百姓"),
        ("一定", "一定"),
        ("第三一定要", "第3一定要"),
        ("等一下", "等一下"),
        ("等1下", "等一下"),
        ("选三，千万别", "选3,千万别"),
        ("点一下", "点一下"),
        ("一点", "1点"),
        ("十分满意", "10分满意"),
    ]);
}

#[test]
fn english_numerals() {
    check(&[
        ("twelve months", "12 months"),
        ("twenty one", "21"),
        ("twenty-one", "21"),
        ("one hundred and fifty", "150"),
        ("two thousand five hundred", "2500"),
        ("two thousand and five", "2005"),
        ("one million two hundred thousand and three", "1200003"),
        ("twenty one hundred", "2100"),
        ("3 million", "3000000"),
        ("2.5 million", "2500000"),
        ("hundreds of pounds", "hundreds of pounds"),
        ("a hundred", "a hundred"),
        ("one three eight", "138"),
        ("1-3-8", "138"),
        ("1 3 8", "138"),
        ("138", "138"),
        ("one oh eight", "108"),
        ("oh no", "oh no"),
        ("press 1, 2 or 3", "press 1,2 or 3"),
        ("twenty sixteen", "20 16"),
        ("one two hundred", "1 200"),
        ("five percent", "5%"),
        ("5 %", "5%"),
        ("nine point nine nine", "9.99"),
        ("$9.99", "9.99 dollars"),
        ("9.99 dollars", "9.99 dollars"),
        ("£1", "1 pound"),
        ("$5 million", "5000000 dollars"),
        ("1,200", "1200"),
        ("1,200,000.50", "1200000.50"),
        ("in 2016, 300 people", "in 2016 300 people"),
        ("the first", "the 1st"),
        ("the 1st", "the 1st"),
        ("twenty third", "23rd"),
        ("thirty second hold", "30 2nd hold"),
        ("a point", "a point"),
        ("this and that", "this and that"),
        ("mp3", "mp 3"),
    ]);
}

/// What a rule may hold, with sentences around it, also with numbers at the edges.
#[test]
fn a_phrase_is_found_in_a_sentence_that_holds_it() {
    let phrases = [
        "您好",
        "给您办理",
        "合约期",
        "十二个月",
        "12个月",
        "两百块钱",
        "违约金",
        "百分之五",
        "万一",
        "千万别",
        "一定",
        "一下",
        "三点半",
        "5G套餐",
        "投诉到12315",
        "工信部",
        "thank you for calling",
        "call is recorded",
        "one moment",
        "twelve months",
        "early termination fee",
        "don't worry",
        "$9.99",
        "five percent",
        "twenty one",
        "the first month",
        "no contract",
        "一百二十元",
        "余额不足",
        "每月三十",
        "第一",
        "幺三八",
    ];
    let frames = [
        ("", ""),
        ("请问，", "，可以吗"),
        ("我们", "的"),
        ("嗯", "啊"),
        ("so ", " okay"),
        ("Well, ", ", right?"),
        ("(", ")"),
        ("uh ", " um"),
        ("这个", "那个"),
        ("5 ", "吗"),
        ("共100，", "元"),
        ("one hundred, ", " please"),
        ("我的，", "，2016年"),
    ];
    for phrase in phrases {
        for (before, after) in frames {
            let sentence = format!("{before}{phrase}{after}");
            let (sentence, phrase) = (fold(&sentence), fold(phrase));
            let found = sentence
                .text()
                .match_indices(phrase.text())
                .any(|(at, _)| sentence.is_word_boundary(at) && sentence.is_word_boundary(at + phrase.text().len()));
            // The limit that is documented: a number right beside another.
            let beside = matches!((before, phrase.text()), ("5 ", text) if text.starts_with(|c: char| c.is_ascii_digit() || "百千万亿".contains(c)));
            assert!(found || beside, "{} in {}", phrase.text(), sentence.text());
        }
    }
}

#[test]
fn a_hit_maps_back_to_what_was_said() {
    for (source, needle, expected) in [
        ("请问，您 是 ＶＩＰ 用户吗？", "是vip用户", "是 ＶＩＰ 用户"),
        ("合约期是十二个月。", "12个月", "十二个月"),
        ("合約期，十二個月", "合约期12", "合約期，十二"),
        ("It’s $9.99, okay?", "9.99 dollars", "$9.99"),
        ("Don't you worry!", "dont", "Don't"),
        ("my number is one three eight.", "138", "one three eight"),
        ("my number is one three eight.", "3", "three"),
        ("嗯，您好，啊，再见", "您好再见", "您好，啊，再见"),
        ("嗯，您好，啊，再见", "您好", "您好"),
        ("涨了百分之五点五吧", "5.5%", "百分之五点五"),
        ("  a ,  b  ", "a b", "a ,  b"),
        ("  a ,  b  ", " ", "a"),
        ("  a ,  b  ", "b", "b"),
    ] {
        let folded = fold(source);
        let at = folded.text().find(needle).unwrap_or_else(|| panic!("{needle} in {}", folded.text()));
        assert_eq!(&source[folded.source(at..at + needle.len())], expected, "{source}");
    }
}

#[test]
fn words_have_edges_and_characters_are_words() {
    let folded = fold("call 112 now 您好1.5吗");
    let at = |needle: &str| folded.text().find(needle).unwrap();
    assert!(folded.is_word_boundary(0) && folded.is_word_boundary(folded.text().len()));
    assert!(folded.is_word_boundary(at("112")) && folded.is_word_boundary(at("112") + 3));
    assert!(!folded.is_word_boundary(at("12")) && !folded.is_word_boundary(at("all")));
    assert!(folded.is_word_boundary(at("好")) && folded.is_word_boundary(at("1.5")));
    assert!(!folded.is_word_boundary(at("1.5") + 1) && !folded.is_word_boundary(at("您") + 1));
}

/// With a step that looks back or ahead too far, this test would not end.
#[test]
fn long_runs_take_no_longer_than_their_length() {
    for piece in [
        "a'",
        "额 ",
        "额啊",
        "一",
        "一点",
        "1 oh ",
        "oh ",
        "1,",
        "1,200,",
        "1.5",
        "万",
        "1万",
        "百分之",
        "$",
        "$1",
        "%",
        "one hundred and ",
    ] {
        let source = format!("三点一{}", piece.repeat(100_000));
        assert!(fold(&source).text().len() <= source.len() * 5, "{piece}");
    }
}

/// Text that is as awkward as the grammar of numerals allows.
fn awkward() -> impl Strategy<Value = String> {
    let words = vec![
        "一",
        "二",
        "三",
        "零",
        "十",
        "百",
        "千",
        "万",
        "亿",
        "点",
        "分",
        "之",
        "两",
        "额",
        "啊",
        "定",
        "下",
        "个",
        "元",
        "我",
        "，",
        "。",
        "1",
        "2",
        "0",
        "12",
        "100",
        "3.5",
        "1,200",
        "1st",
        "%",
        "$",
        "¥",
        ".",
        ",",
        "-",
        " ",
        "  ",
        "'",
        "\u{200b}",
        "\u{301}",
        "one ",
        "five ",
        "twenty ",
        "eleven ",
        "hundred ",
        "thousand ",
        "million ",
        "and ",
        "oh ",
        "point ",
        "percent ",
        "first ",
        "second ",
        "uh ",
        "a",
        "B",
        "ｔ",
        "９",
        "é",
        "İ",
        "99999999999999999",
    ];
    prop::collection::vec(prop::sample::select(words), 0..12).prop_map(|words| words.concat())
}

fn check_laws(source: &str) -> Result<(), TestCaseError> {
    let folded = fold(source);
    let text = folded.text();
    let folded_again = self::folded(text);
    prop_assert_eq!(folded_again.as_str(), text, "folding folded text changes it: {:?}", source);
    let places: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
    let mut last = 0..0;
    for pair in places.windows(2) {
        let range = folded.source(pair[0]..pair[1]);
        prop_assert!(source.get(range.clone()).is_some_and(|slice| !slice.is_empty()), "{:?} {:?}", source, range);
        prop_assert!(last.start <= range.start && last.end <= range.end, "{:?} {:?} {:?}", source, last, range);
        prop_assert_eq!(folded.source(0..pair[1]), folded.source(0..1).start..range.end);
        last = range;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_laws_hold_for_awkward_numerals(source in awkward()) {
        check_laws(&source)?;
    }

    #[test]
    fn the_laws_hold_for_any_text(source in "\\PC{0,40}|[\\x00-\\u{ffff}]{0,12}") {
        check_laws(&source)?;
    }

    #[test]
    fn a_character_stays_in_what_it_maps_back_to(source in "[您好请问余额x-z ，,.!']{0,30}") {
        let folded = fold(&source);
        for (at, c) in folded.text().char_indices().filter(|(_, c)| *c != ' ') {
            let range = folded.source(at..at + c.len_utf8());
            prop_assert_eq!(&source[range], c.to_string());
        }
    }
}

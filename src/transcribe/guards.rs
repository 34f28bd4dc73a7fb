//! Keeps out what an engine invents.
//!
//! Whisper was trained on subtitles. On noise it writes what subtitles end with, and now and then it falls into a loop.
//! Every guard needs two reasons: what the text looks like, and a sign that it was not spoken.

use crate::call::time::Millis;
use crate::call::transcript::Word;
use crate::transcribe::simplified::simplify;

/// Why words were kept out. Counted per call, so that an operator sees an engine that invents a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guard {
    /// A phrase said over and over, more often than there is time for.
    Repetition,
    /// What subtitles end with, and no sign of speech.
    Invented,
    /// More text than anybody says in that time.
    TooFast,
    /// The engine itself holds it for no speech, and is unsure of the text.
    NoSpeech,
}

impl Guard {
    pub const ALL: [Guard; 4] = [Guard::Repetition, Guard::Invented, Guard::TooFast, Guard::NoSpeech];

    /// What was done, for people: `repetition cut`.
    pub fn name(self) -> &'static str {
        match self {
            Guard::Repetition => "repetition cut",
            Guard::Invented => "invented phrase dropped",
            Guard::TooFast => "text faster than speech dropped",
            Guard::NoSpeech => "text without speech dropped",
        }
    }
}

/// What an engine knows about a window besides the words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signs {
    /// How likely it is that nobody speaks, from 0 to 1.
    pub no_speech: f64,
    /// Mean natural logarithm of the tokens' probabilities.
    pub log_probability: f64,
    /// How much speech the detector heard.
    pub speech: Millis,
}

/// Phrases of subtitles that nobody says on the telephone: a sentence that holds one is suspect. Folded: simplified, lower
/// case, letters and digits only.
const CREDITS: &[&str] = &[
    "字幕由",
    "字幕提供",
    "字幕志愿者",
    "字幕组",
    "字幕制作",
    "中文字幕",
    "amaraorg",
    "请不吝点赞",
    "点赞订阅",
    "订阅转发打赏",
    "明镜与点点",
    "明镜需要您的支持",
    "优优独播剧场",
    "作词作曲",
    "词曲李宗盛",
    "subtitlesby",
    "subtitledby",
    "captionsby",
    "transcribedby",
    "likeandsubscribe",
    "subscribetomychannel",
    "thanksforwatching",
    "thankyouforwatching",
];

/// Sentences that subtitles end with and people say, too: suspect only as the whole of what was heard.
const FAREWELLS: &[&str] = &[
    "谢谢观看",
    "谢谢收看",
    "谢谢大家",
    "感谢观看",
    "感谢收看",
    "感谢收听",
    "多谢观看",
    "下期再见",
    "我们下期再见",
    "以下是普通话的句子",
    "seeyounexttime",
    "seeyouinthenextvideo",
    "thankyou",
    "thankyouverymuch",
    "you",
    "byebye",
];

/// A suspect sentence stays if the engine is surer of it than this, in thousandths. Sound that is really speech gives credits
/// about 300, a true farewell 800 and more.
const SURE_OF_CREDITS: u16 = 900;
const SURE_OF_FAREWELL: u16 = 500;

/// Nobody speaks faster. Fast Mandarin is 8 characters a second, fast English 5 words.
const HAN_A_SECOND: u32 = 14;
const WORDS_A_SECOND: u32 = 9;

/// Too few units to speak of a rate: the detector may have cut a short word shorter.
const FEW: usize = 6;

/// The longest phrase looked for in a loop, in units.
const LONGEST_PHRASE: usize = 24;

/// A single unit may be said this often in a row (对对对对), a phrase this often; beyond, its time is looked at.
const OFTEN_UNIT: usize = 5;
const OFTEN_PHRASE: usize = 2;

/// In a run of this many units a repeated thing is a loop whatever its time.
const LONG_RUN: usize = 24;

/// How many of a loop's repeats are kept.
const KEPT_UNITS: usize = 3;
const KEPT_PHRASES: usize = 1;

/// Whisper's own limits for a window without speech.
const NO_SPEECH: f64 = 0.6;
const UNSURE: f64 = -1.0;

/// What of the words is worth keeping, and why the rest was not.
pub fn guard(words: Vec<Word>, signs: Signs) -> (Vec<Word>, Vec<Guard>) {
    if words.is_empty() {
        return (words, Vec::new());
    }
    if signs.no_speech > NO_SPEECH && signs.log_probability < UNSURE {
        return (Vec::new(), vec![Guard::NoSpeech]);
    }
    let mut guarded = Vec::new();
    let words = cut_loops(words, &mut guarded);
    let hurried = hurried(&words, signs.speech);
    let words = drop_invented(words, hurried, &mut guarded);
    if hurried && !words.is_empty() {
        guarded.push(Guard::TooFast);
        return (Vec::new(), guarded);
    }
    (words, guarded)
}

/// Whether the words hold a loop; then it is worth hearing the window again in another way.
pub fn loops(words: &[Word]) -> bool {
    let units: Vec<String> = words.iter().map(|word| fold(&word.text)).collect();
    (0..words.len()).any(|at| run(words, &units, at).is_some())
}

fn fold(text: &str) -> String {
    simplify(text).chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn cut_loops(words: Vec<Word>, guarded: &mut Vec<Guard>) -> Vec<Word> {
    let units: Vec<String> = words.iter().map(|word| fold(&word.text)).collect();
    let mut keep = vec![true; words.len()];
    let mut at = 0;
    while at < words.len() {
        let Some((phrase, times)) = run(&words, &units, at) else {
            at += 1;
            continue;
        };
        let kept = if phrase == 1 { KEPT_UNITS } else { KEPT_PHRASES };
        keep[at + phrase * kept..at + phrase * times].fill(false);
        guarded.push(Guard::Repetition);
        at += phrase * times;
    }
    words.into_iter().zip(keep).filter_map(|(word, keep)| keep.then_some(word)).collect()
}

/// The loop that begins at a place: the length of its phrase in units and how often it comes.
fn run(words: &[Word], units: &[String], at: usize) -> Option<(usize, usize)> {
    for phrase in 1..=LONGEST_PHRASE.min((units.len() - at) / 2) {
        let times = units[at..].chunks_exact(phrase).take_while(|chunk| *chunk == &units[at..at + phrase]).count();
        let often = if phrase == 1 { OFTEN_UNIT } else { OFTEN_PHRASE };
        if times <= often {
            continue;
        }
        let looped = &words[at..at + phrase * times];
        let time = looped.iter().map(|word| word.span.length()).fold(Millis::ZERO, |sum, length| sum + length);
        if looped.len() >= LONG_RUN || hurried(looped, time) {
            return Some((phrase, times));
        }
    }
    None
}

/// Whether the words are more than anybody says in that time.
fn hurried(words: &[Word], time: Millis) -> bool {
    if words.len() < FEW {
        return false;
    }
    let han = words.iter().filter(|word| word.text.chars().any(crate::transcribe::tokens::is_han)).count() as u32;
    let other = words.len() as u32 - han;
    han * 1000 / HAN_A_SECOND + other * 1000 / WORDS_A_SECOND > time.0
}

fn drop_invented(words: Vec<Word>, hurried: bool, guarded: &mut Vec<Guard>) -> Vec<Word> {
    let whole: String = words.iter().map(|word| fold(&word.text)).collect();
    if FAREWELLS.contains(&whole.as_str()) && (hurried || sureness(&words) < SURE_OF_FAREWELL) {
        guarded.push(Guard::Invented);
        return Vec::new();
    }
    let mut kept = Vec::with_capacity(words.len());
    for sentence in sentences(words) {
        let text: String = sentence.iter().map(|word| fold(&word.text)).collect();
        let credits = CREDITS.iter().any(|phrase| text.contains(phrase));
        match credits && (hurried || sureness(&sentence) < SURE_OF_CREDITS) {
            true => guarded.push(Guard::Invented),
            false => kept.extend(sentence),
        }
    }
    kept
}

/// Words parted after punctuation, and at a pause of half a second.
fn sentences(words: Vec<Word>) -> Vec<Vec<Word>> {
    const PAUSE: Millis = Millis(500);
    let mut sentences: Vec<Vec<Word>> = Vec::new();
    for word in words {
        let parted = sentences.last().and_then(|sentence| sentence.last()).is_none_or(|last: &Word| {
            last.text.ends_with(|char: char| !char.is_alphanumeric()) || word.span.start() - last.span.end() >= PAUSE
        });
        match sentences.last_mut() {
            Some(sentence) if !parted => sentence.push(word),
            _ => sentences.push(vec![word]),
        }
    }
    sentences
}

/// The mean confidence in thousandths.
fn sureness(words: &[Word]) -> u16 {
    let sum: usize = words.iter().map(|word| usize::from(word.confidence.thousandths())).sum();
    u16::try_from(sum / words.len().max(1)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::time::Span;
    use crate::call::transcript::Confidence;
    use crate::transcribe::tokens::is_han;

    const SPEECH: Signs = Signs { no_speech: 0.1, log_probability: -0.3, speech: Millis(60_000) };

    /// Han characters and blank-parted words, each of `pace` milliseconds.
    fn words(text: &str, pace: u32, confidence: u16) -> Vec<Word> {
        let mut texts: Vec<String> = Vec::new();
        let mut fresh = true;
        for char in text.chars() {
            match texts.last_mut() {
                Some(last) if !char.is_alphanumeric() && char != ' ' => last.push(char),
                Some(last) if !fresh && !is_han(char) && char != ' ' => last.push(char),
                _ if char != ' ' => texts.push(char.to_string()),
                _ => {}
            }
            fresh = char == ' ' || is_han(char) || !char.is_ascii();
        }
        let span = |place: usize| Span::lasting(Millis(place as u32 * pace), Millis(pace));
        let confidence = Confidence::from_thousandths(confidence);
        texts.into_iter().enumerate().map(|(place, text)| Word { text, span: span(place), confidence }).collect()
    }

    fn kept(words: Vec<Word>, signs: Signs) -> (String, Vec<Guard>) {
        let (words, guarded) = guard(words, signs);
        let parts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let blank = if words.iter().any(|word| word.text.is_ascii()) { " " } else { "" };
        (parts.join(blank), guarded)
    }

    #[test]
    fn loops_are_cut_and_emphasis_is_not() {
        let repeat = |text: &str, times: usize| text.repeat(times);
        let cases: [(&str, String, u32, String, &[Guard]); 9] = [
            ("plain text", "我帮您查一下".into(), 200, "我帮您查一下".into(), &[]),
            ("an agreeing customer", repeat("对", 8), 200, repeat("对", 8), &[]),
            ("a number of eights", repeat("八", 8), 250, repeat("八", 8), &[]),
            ("a patient agent", repeat("不好意思", 3), 180, repeat("不好意思", 3), &[]),
            ("one character for ever", repeat("啊", 60), 200, repeat("啊", 3), &[Guard::Repetition]),
            ("one character too fast", repeat("好", 12), 20, repeat("好", 3), &[Guard::Repetition]),
            ("a phrase for ever", repeat("我们的", 20), 150, "我们的".into(), &[Guard::Repetition]),
            (
                "a phrase too fast",
                format!("那{}再见", repeat("谢谢你的", 3)),
                20,
                "那谢谢你的再见".into(),
                &[Guard::Repetition],
            ),
            ("english", repeat("I am sorry ", 12), 30, "I am sorry".into(), &[Guard::Repetition]),
        ];
        for (claim, text, pace, expected, guards) in cases {
            assert_eq!(loops(&words(&text, pace, 800)), !guards.is_empty(), "{claim}");
            assert_eq!(kept(words(&text, pace, 800), SPEECH), (expected, guards.to_vec()), "{claim}");
        }
    }

    #[test]
    fn invented_phrases_are_dropped_and_farewells_are_not() {
        let cases: [(&str, &str, u16, &str, &[Guard]); 9] = [
            ("credits", "字幕由社区提供", 400, "", &[Guard::Invented]),
            ("credits in traditional writing", "請不吝點贊訂閱轉發", 400, "", &[Guard::Invented]),
            ("credits after speech", "好的，請不吝點贊訂閱", 400, "好的，", &[Guard::Invented]),
            ("credits in english", "Thanks for watching!", 500, "", &[Guard::Invented]),
            ("words like credits, well heard", "我要中文字幕", 950, "我要中文字幕", &[]),
            ("a farewell nobody said", "谢谢大家", 300, "", &[Guard::Invented]),
            ("a farewell well heard", "谢谢大家", 850, "谢谢大家", &[]),
            ("a farewell within speech", "那就这样谢谢大家", 300, "那就这样谢谢大家", &[]),
            ("english thanks well heard", "Thank you.", 900, "Thank you.", &[]),
        ];
        for (claim, text, confidence, expected, guards) in cases {
            assert_eq!(kept(words(text, 200, confidence), SPEECH), (expected.to_string(), guards.to_vec()), "{claim}");
        }
    }

    #[test]
    fn text_that_has_no_time_or_no_speech_is_dropped() {
        let text = "一二三四五六七八九十";
        let cases: [(&str, Signs, &[Guard]); 5] = [
            ("ten characters in two seconds", Signs { speech: Millis(2000), ..SPEECH }, &[]),
            ("ten characters in a third of a second", Signs { speech: Millis(300), ..SPEECH }, &[Guard::TooFast]),
            ("no speech and unsure", Signs { no_speech: 0.8, log_probability: -1.2, ..SPEECH }, &[Guard::NoSpeech]),
            ("no speech but sure", Signs { no_speech: 0.8, ..SPEECH }, &[]),
            ("speech but unsure", Signs { log_probability: -1.2, ..SPEECH }, &[]),
        ];
        for (claim, signs, guards) in cases {
            let expected = if guards.is_empty() { text } else { "" };
            assert_eq!(kept(words(text, 200, 500), signs), (expected.to_string(), guards.to_vec()), "{claim}");
        }
    }

    #[test]
    fn nothing_passes_as_nothing() {
        assert_eq!(guard(Vec::new(), SPEECH), (Vec::new(), Vec::new()));
    }
}

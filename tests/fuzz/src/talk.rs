//! Generated talk: what an engine could write at its oddest.

use arbitrary::{Result, Unstructured};
use earwitness::call::party::Party;
use earwitness::call::recording::Call;
use earwitness::call::time::{Millis, Span};
use earwitness::call::transcript::{Activity, Confidence, Transcript, Utterance, Word};

/// Enough for every rule to find its window and its neighbours.
const MAX_UTTERANCES: usize = 24;
const MAX_PIECES: usize = 12;
/// Times further apart than this come only from [`odd_time`].
const STEP: u32 = 12_000;

/// What phrases and talk are made of: all that folding changes, between few words, so that rules find something. The first
/// [`SOLID`] leave something to match.
const PIECES: [&str; 32] = [
    "甲",
    "乙",
    "丙",
    "套餐",
    "餘額",
    "余额",
    "plan",
    "Yes",
    "b",
    "1",
    "12",
    "十二",
    "twelve",
    "百分之五",
    "5%",
    "$9.99",
    "一",
    "零",
    "first",
    "嗯",
    "额",
    "um",
    "don't",
    "，",
    "。",
    " ",
    "Ｖ",
    "é",
    "\u{200b}",
    " … ",
    "😀",
    "\0",
];

const SOLID: usize = 19;

/// A phrase that is no fault: something to match, and perhaps more.
pub fn phrase(u: &mut Unstructured, most: usize) -> Result<String> {
    let solid = *u.choose(&PIECES[..SOLID])?;
    Ok(format!("{solid}{}", text(u, most - 1)?).replace('\0', ""))
}

/// Pieces joined, with or without blanks.
pub fn text(u: &mut Unstructured, most: usize) -> Result<String> {
    let mut text = String::new();
    for _ in 0..u.int_in_range(0..=most)? {
        text.push_str(u.choose(&PIECES)?);
        if u.ratio(1, 4)? {
            text.push(' ');
        }
    }
    Ok(text)
}

pub fn transcript(u: &mut Unstructured) -> Result<Transcript> {
    let language = u.choose(&["zh", "en", "zh", "en", "fr"])?.to_string();
    let mut utterances = Vec::new();
    let mut at = Millis::ZERO;
    for _ in 0..u.int_in_range(0..=MAX_UTTERANCES)? {
        at = if u.ratio(1, 16)? { odd_time(u)? } else { at + Millis(u.int_in_range(0..=STEP)?) };
        utterances.push(utterance(u, at)?);
    }
    let mut activity = Vec::new();
    if u.ratio(1, 4)? {
        for channel in 0..u.int_in_range(0..=3u8)? {
            activity.push(Activity { party: *u.choose(&Party::ALL)?, channel, spans: spans(u)?, levels: Vec::new() });
        }
    }
    let last = utterances.iter().map(|said| said.span.end()).max().unwrap_or_default();
    let duration_ms = if u.ratio(1, 8)? { odd_time(u)? } else { last + Millis(u.int_in_range(0..=STEP)?) };
    let mut transcript = Transcript { language, duration_ms, utterances, activity };
    transcript.sort();
    Ok(transcript)
}

/// Any time there is, most often one at an edge.
fn odd_time(u: &mut Unstructured) -> Result<Millis> {
    Ok(match u.int_in_range(0..=3)? {
        0 => Millis::ZERO,
        1 => Millis::MAX,
        2 => Millis(u32::MAX - u.int_in_range(0..=STEP)?),
        _ => Millis(u.arbitrary()?),
    })
}

fn span(u: &mut Unstructured, at: Millis) -> Result<Span> {
    Ok(match u.ratio(1, 16)? {
        true => Span::between(at, odd_time(u)?),
        false => Span::lasting(at, Millis(u.int_in_range(0..=STEP)?)),
    })
}

fn utterance(u: &mut Unstructured, at: Millis) -> Result<Utterance> {
    let party = *u.choose(&Party::ALL)?;
    let text = match u.ratio(1, 16)? {
        true => u.arbitrary()?,
        false => text(u, MAX_PIECES)?,
    };
    let span = span(u, at)?;
    let words = if u.ratio(1, 2)? { words(u, &text, span)? } else { Vec::new() };
    Ok(Utterance { party, channel: u.int_in_range(0..=2)?, span, text, original: None, words })
}

/// The characters of a text as words, some lost, some never in the text, at times in and out of the utterance.
fn words(u: &mut Unstructured, text: &str, within: Span) -> Result<Vec<Word>> {
    let mut words = Vec::new();
    let mut at = within.start();
    for c in text.chars() {
        if u.ratio(1, 8)? {
            continue;
        }
        let text = if u.ratio(1, 16)? { self::text(u, 1)? } else { c.to_string() };
        let span = if u.ratio(1, 16)? { span(u, at)? } else { Span::lasting(at, Millis(u.int_in_range(0..=900)?)) };
        at = span.end();
        words.push(Word { text, span, confidence: Confidence::from_thousandths(u.arbitrary()?) });
    }
    Ok(words)
}

/// In time order and apart, as a detector has them.
fn spans(u: &mut Unstructured) -> Result<Vec<Span>> {
    let (mut spans, mut at) = (Vec::new(), Millis::ZERO);
    for _ in 0..u.int_in_range(0..=8)? {
        let start = at + Millis(u.int_in_range(0..=STEP)?);
        let next = span(u, start)?;
        at = next.end() + Millis(1);
        spans.push(next);
    }
    spans.sort();
    Ok(spans)
}

/// What may be known of a call.
pub fn call(u: &mut Unstructured) -> Result<Call> {
    let mut call = Call::default();
    if u.ratio(1, 2)? {
        call.queue = Some(u.choose(&["sales", "SALES ", ""])?.to_string());
    }
    if u.ratio(1, 2)? {
        let starts = ["2026-03-01T10:00:00+08:00", "2026-03-01 10:00", "0000-00-00", ""];
        call.start = Some(u.choose(&starts)?.to_string());
    }
    if u.ratio(1, 2)? {
        call.extra.insert("tier".to_string(), u.choose(&["3", "3.0", "-1e9", "x"])?.to_string());
    }
    Ok(call)
}

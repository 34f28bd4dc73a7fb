//! Gives lines the times, words and confidences that whisper gives them.

use std::collections::HashMap;
use std::sync::LazyLock;

use earwitness::call::party::Party;
use earwitness::call::time::{Millis, Span};
use earwitness::call::transcript::{Activity, Confidence, LEVEL_FRAME, Transcript, Utterance, Word};
use earwitness::text::chars::is_han;
use earwitness::text::simplify::simplified;

use crate::dice::Dice;
use crate::material::Said;

/// Levels of a telephone line.
const SPEECH_DBFS: i8 = -24;
const QUIET_DBFS: i8 = -58;

/// Times of words lie on a grid of this many milliseconds.
const GRID: u32 = 20;
/// A Han character, or a letter of an English word, takes about so long.
const HAN_MS: u32 = 190;
const LETTER_MS: u32 = 62;
/// Silence that a speech detector takes for a gap between words.
const GAP: Millis = Millis(150);

/// How a recording lies on its tracks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracks {
    /// One for each party.
    Two,
    /// Both parties on one, so that nobody knows who speaks.
    One,
}

/// The transcript of a recording in which these lines are said.
pub fn speak(language: &str, lines: &[Said], tracks: Tracks, dice: &mut Dice) -> Transcript {
    // Whisper writes a whole call of Mandarin in traditional characters now and then.
    let is_traditional = language == "zh" && dice.happens(300);
    let mut at = dice.between(300, 2500);
    let mut utterances: Vec<Utterance> = Vec::new();
    for (party, text) in lines {
        if text.is_empty() {
            at += dice.between(8_000, 40_000);
            continue;
        }
        at = match utterances.last() {
            // One of them does not wait.
            Some(last) if last.words.len() > 12 && dice.happens(25) => at - dice.between(600, 2400).min(at),
            _ => at + dice.between(160, 1300),
        };
        let words = words(text, at, dice);
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        let span = Span::between(first.span.start(), last.span.end());
        at = span.end().0;
        let party = if tracks == Tracks::One { Party::Unknown } else { *party };
        let original = is_traditional.then(|| text.chars().map(traditional).collect::<String>());
        let original = original.filter(|original| original != text);
        let channel = u8::from(party == Party::Customer);
        utterances.push(Utterance { party, channel, span, text: text.clone(), original, words });
    }
    let end = utterances.iter().map(|utterance| utterance.span.end()).max().unwrap_or_default();
    let duration_ms = Millis((end.0 + dice.between(200, 3000)) / 100 * 100);
    let activity = activity(&utterances, tracks);
    let mut transcript = Transcript { language: language.to_string(), duration_ms, utterances, activity };
    transcript.sort();
    transcript
}

/// One Han character a word, or a run of anything else up to a blank; punctuation hangs on the word before.
fn words(text: &str, from: u32, dice: &mut Dice) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let (mut at, mut opens) = (from / GRID * GRID + from % 7, true);
    for c in text.chars() {
        if c.is_whitespace() {
            opens = true;
            continue;
        }
        let after_han = words.last().is_some_and(|word| word.text.chars().all(is_han));
        let begins = is_han(c) || words.is_empty() || ((opens || after_han) && c.is_alphanumeric());
        let span = |length: u32, at: u32| Span::lasting(Millis(at), Millis(length / GRID * GRID + GRID));
        match words.last_mut() {
            Some(last) if !begins => {
                last.text.push(c);
                if c.is_alphanumeric() {
                    last.span = last.span.cover(span(LETTER_MS, last.span.end().0));
                    at = last.span.end().0;
                } else {
                    // A pause at the comma.
                    at += dice.between(0, 20) * GRID;
                }
            }
            _ => {
                let length =
                    if is_han(c) { HAN_MS - 90 + dice.between(0, 160) } else { LETTER_MS + dice.between(20, 90) };
                let span = span(length, at);
                at = span.end().0;
                words.push(Word { text: c.to_string(), span, confidence: confidence(dice) });
            }
        }
        opens = false;
    }
    words
}

/// Mostly sure, sometimes not at all.
fn confidence(dice: &mut Dice) -> Confidence {
    let doubt = dice.between(0, 1000);
    Confidence::from_thousandths(999 - (doubt * doubt / 1000 * doubt / 1000 * 9 / 10) as u16)
}

fn activity(utterances: &[Utterance], tracks: Tracks) -> Vec<Activity> {
    let parties: &[(Party, u8)] = match tracks {
        Tracks::Two => &[(Party::Agent, 0), (Party::Customer, 1)],
        Tracks::One => &[(Party::Unknown, 0)],
    };
    let of = |(party, channel): &(Party, u8)| {
        let words =
            utterances.iter().filter(|utterance| utterance.party == *party).flat_map(|utterance| &utterance.words);
        let mut spans: Vec<Span> = Vec::new();
        for word in words {
            match spans.last_mut() {
                Some(last) if word.span.start() < last.end() + GAP => *last = last.cover(word.span),
                _ => spans.push(word.span),
            }
        }
        let levels = levels(&spans);
        Activity { party: *party, channel: *channel, spans, levels }
    };
    parties.iter().map(of).collect()
}

/// How loud a channel is, half second by half second: speech as telephones have it, and the line's own noise elsewhere.
fn levels(speech: &[Span]) -> Vec<i8> {
    let end = speech.last().map_or(Millis::ZERO, |span| span.end());
    let mut levels = vec![QUIET_DBFS; end.0.div_ceil(LEVEL_FRAME.0) as usize];
    for span in speech {
        let frames = (span.start().0 / LEVEL_FRAME.0) as usize..span.end().0.div_ceil(LEVEL_FRAME.0) as usize;
        levels[frames].fill(SPEECH_DBFS);
    }
    levels
}

/// The traditional character that is simplified to this one; where there are several, the first.
fn traditional(c: char) -> char {
    static TABLE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let all = ('\u{4e00}'..='\u{9fff}').rev().map(|c| (simplified(c), c));
        all.filter(|(simple, c)| simple != c).collect()
    });
    TABLE.get(&c).copied().unwrap_or(c)
}

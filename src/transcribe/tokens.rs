//! Makes words with times of an engine's tokens.
//!
//! Tokens are bytes, not text: a Mandarin character may be cut across two or three of them, and one may hold several
//! characters. A word is one Han character, or a run of anything else up to a blank; punctuation hangs on the word before.

use std::cmp::Reverse;

use crate::audio::window::Window;
use crate::call::time::{Millis, Span};
use crate::call::transcript::{Confidence, Word};

/// A token of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// As the engine has it: a leading blank begins a word, and it may end within a character.
    pub bytes: Vec<u8>,
    /// Natural logarithm of its probability.
    pub log_probability: f64,
    /// When it ends, in the window's time.
    pub end: Millis,
}

/// A word takes at least this long: what the alignment squeezes together is drawn apart.
const SHORTEST: Millis = Millis(20);

/// No Han character is spoken longer; what the alignment gives it beyond is the silence before it.
const LONGEST_HAN: Millis = Millis(500);

/// A silence this long inside a run of digits makes two words of it.
const PARTING: Millis = Millis(300);

/// Whether a character is written without blanks around it: Han, and kana, which Mandarin models write now and then.
pub fn is_han(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{3040}'..='\u{30ff}')
}

/// The words of a window in the recording's time: in order, none empty, none over another, all inside its speech as far as
/// they find room there.
pub fn words(tokens: &[Token], window: &Window) -> Vec<Word> {
    let drafts = drafts(&characters(tokens), window);
    let mut words: Vec<Word> = drafts.iter().map(|draft| place(draft, window)).collect();
    draw_apart(&mut words);
    words
}

/// A character with its share of its tokens' time.
struct Character {
    char: char,
    start: Millis,
    end: Millis,
    log_probability: f64,
    begins_token: bool,
}

/// A word in the window's time.
struct Draft {
    text: String,
    start: Millis,
    end: Millis,
    /// Sum over `spoken` characters.
    log_probability: f64,
    spoken: u32,
}

/// Joins tokens until their bytes are text, and spreads their time evenly over what is spoken of it. Bytes that never
/// become text are dropped.
fn characters(tokens: &[Token]) -> Vec<Character> {
    let mut characters = Vec::new();
    let mut bytes: Vec<u8> = Vec::new();
    let (mut start, mut sum, mut count) = (Millis::ZERO, 0.0, 0.0);
    for (place, token) in tokens.iter().enumerate() {
        bytes.extend_from_slice(&token.bytes);
        sum += token.log_probability;
        count += 1.0;
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() && place + 1 < tokens.len() => continue,
            Err(_) => "",
        };
        let end = token.end.max(start);
        let spoken = text.chars().filter(|char| char.is_alphanumeric()).count() as u32;
        let share = |done: u32| start + Millis((end - start).0 * done / spoken.max(1));
        let mut done = 0;
        for (place, char) in text.chars().enumerate() {
            let start = share(done);
            done += u32::from(char.is_alphanumeric());
            let (log_probability, begins_token) = (sum / count, place == 0);
            characters.push(Character { char, start, end: share(done), log_probability, begins_token });
        }
        bytes.clear();
        (start, sum, count) = (end, 0.0, 0.0);
    }
    characters
}

fn drafts(characters: &[Character], window: &Window) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    // Opening brackets wait for the next word.
    let mut opening = String::new();
    let mut fresh = true;
    for character in characters {
        let char = character.char;
        if char.is_whitespace() {
            fresh = true;
        } else if is_opening(char) {
            opening.push(char);
        } else if !char.is_alphanumeric() {
            // A mark before the first word belongs to nothing.
            if let Some(last) = drafts.last_mut().filter(|_| opening.is_empty()) {
                last.text.push(char);
            }
            fresh |= !char.is_ascii();
        } else {
            match drafts.last_mut() {
                Some(last) if !fresh && !is_han(char) && opening.is_empty() && !last.is_parted(character, window) => {
                    last.extend(character);
                }
                _ => drafts.push(Draft::begin(std::mem::take(&mut opening), character)),
            }
            fresh = is_han(char);
        }
    }
    drafts
}

impl Draft {
    fn begin(opening: String, character: &Character) -> Draft {
        let mut draft =
            Draft { text: opening, start: character.start, end: character.start, log_probability: 0.0, spoken: 0 };
        draft.extend(character);
        draft
    }

    fn extend(&mut self, character: &Character) {
        self.text.push(character.char);
        self.end = character.end;
        self.log_probability += character.log_probability;
        self.spoken += 1;
    }

    /// Whether a pause lies between the word and a character that would go on with it: two numbers read out one after
    /// the other come as one run of digits.
    fn is_parted(&self, next: &Character, window: &Window) -> bool {
        let digits = next.char.is_ascii_digit() && self.text.ends_with(|char: char| char.is_ascii_digit());
        if !digits || !next.begins_token {
            return false;
        }
        let before = speech_of(in_recording(self.start, self.end, window), window);
        let after = speech_of(in_recording(next.start, next.end, window), window);
        matches!((before, after), (Some(before), Some(after)) if after.start() - before.end() >= PARTING)
    }
}

fn is_opening(char: char) -> bool {
    matches!(char, '(' | '[' | '{' | '“' | '‘' | '「' | '『' | '《' | '（' | '【' | '〈')
}

fn in_recording(start: Millis, end: Millis, window: &Window) -> Span {
    Span::between(window.in_recording(start), window.in_recording(end))
}

/// The speech that a span of the recording overlaps most, or else lies nearest to.
fn speech_of(span: Span, window: &Window) -> Option<Span> {
    let shared = |speech: &Span| speech.overlap(span).map_or(Millis::ZERO, Span::length);
    let apart = |speech: &Span| (speech.start() - span.end()).max(span.start() - speech.end());
    window.speech.iter().copied().max_by_key(|speech| (shared(speech), Reverse(apart(speech)), speech.start()))
}

/// Lays a word into the recording, inside its speech: the alignment lets a word begin where the one before ended, on the
/// far side of a pause.
fn place(draft: &Draft, window: &Window) -> Word {
    let span = in_recording(draft.start, draft.end, window);
    let inside = speech_of(span, window).map_or(span, |speech| {
        let end = span.end().clamp(speech.start(), speech.end());
        Span::between(span.start().clamp(speech.start(), end), end)
    });
    let han = draft.spoken == 1 && draft.text.chars().any(is_han);
    let start = if han { inside.start().max(inside.end() - LONGEST_HAN) } else { inside.start() };
    let probability = (draft.log_probability / f64::from(draft.spoken)).exp();
    Word {
        text: draft.text.clone(),
        span: Span::between(start, inside.end()),
        confidence: Confidence::from_probability(probability),
    }
}

/// Gives every word its least length, without overlap: backwards from the last end, so that words move into speech rather
/// than out of it, then forwards for those that would begin before the first.
fn draw_apart(words: &mut [Word]) {
    let mut limit = Millis::MAX;
    for word in words.iter_mut().rev() {
        let end = word.span.end().min(limit).max(SHORTEST);
        let start = word.span.start().min(end - SHORTEST);
        word.span = Span::between(start, end);
        limit = start;
    }
    let mut from = Millis::ZERO;
    for word in words.iter_mut() {
        let start = word.span.start().max(from);
        let end = word.span.end().max(start + SHORTEST);
        word.span = Span::between(start, end);
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::window::Piece;
    use crate::call::party::Party;

    fn window(pieces: &[(u32, u32, u32)], speech: &[(u32, u32)]) -> Window {
        let piece = |(at, start, end): &(u32, u32, u32)| Piece {
            at: Millis(*at),
            span: Span::between(Millis(*start), Millis(*end)),
        };
        Window {
            channel: 0,
            party: Party::Unknown,
            samples: Vec::new(),
            pieces: pieces.iter().map(piece).collect(),
            speech: speech.iter().map(|(start, end)| Span::between(Millis(*start), Millis(*end))).collect(),
            reach: Span::default(),
        }
    }

    fn token(bytes: impl AsRef<[u8]>, end: u32) -> Token {
        Token { bytes: bytes.as_ref().to_vec(), log_probability: 0.0, end: Millis(end) }
    }

    fn texts(tokens: &[Token]) -> Vec<String> {
        let window = window(&[(0, 0, 10_000)], &[(0, 10_000)]);
        words(tokens, &window).into_iter().map(|word| word.text).collect()
    }

    fn times(tokens: &[Token], window: &Window) -> Vec<(u32, u32)> {
        words(tokens, window).iter().map(|word| (word.span.start().0, word.span.end().0)).collect()
    }

    #[test]
    fn tokens_become_words() {
        let cases: [(&[&[u8]], &[&str]); 9] = [
            (&[], &[]),
            (&["你好".as_bytes(), "，".as_bytes(), "请".as_bytes()], &["你", "好，", "请"]),
            (&[&"套".as_bytes()[..2], &"套".as_bytes()[2..], "餐".as_bytes()], &["套", "餐"]),
            (&[b" thank", b" you", b".", b" Don", b"'t"], &["thank", "you.", "Don't"]),
            (&["开".as_bytes(), b"VIP", "卡".as_bytes(), b" 3", b".", b"5"], &["开", "VIP", "卡", "3.5"]),
            (&["好，ok".as_bytes()], &["好，", "ok"]),
            (&["说“好”".as_bytes()], &["说", "“好”"]),
            (&["，。".as_bytes()], &[]),
            (&[&[0xe5], b" a", &[0xff]], &[]),
        ];
        for (tokens, expected) in cases {
            let tokens: Vec<Token> =
                tokens.iter().enumerate().map(|(n, bytes)| token(bytes, n as u32 * 100 + 100)).collect();
            assert_eq!(texts(&tokens), expected);
        }
    }

    #[test]
    fn a_token_of_several_characters_shares_its_time() {
        let whole = window(&[(0, 1000, 3000)], &[(1000, 3000)]);
        assert_eq!(
            times(&[token("我们，", 400), token("的", 600)], &whole),
            [(1000, 1200), (1200, 1400), (1400, 1600)]
        );
    }

    #[test]
    fn a_word_lies_in_the_speech_it_overlaps_most() {
        let parted = window(&[(0, 0, 4000)], &[(500, 1000), (2000, 3000)]);
        let said = [token("一", 900), token("二", 2400), token("三", 3600)];
        assert_eq!(times(&said, &parted), [(500, 900), (2000, 2400), (2500, 3000)]);
    }

    #[test]
    fn words_across_glued_pieces_lie_in_their_own_piece() {
        let glued = window(&[(0, 0, 1000), (1400, 9000, 10_000)], &[(100, 900), (9100, 9900)]);
        assert_eq!(times(&[token(" one", 900), token(" two", 2000)], &glued), [(100, 900), (9100, 9600)]);
    }

    #[test]
    fn a_pause_parts_a_run_of_digits() {
        let parted = window(&[(0, 0, 4000)], &[(0, 1000), (1300, 3000)]);
        let said = [token("138", 500), token("00", 1000), token("13", 1600), token("9", 2000)];
        assert_eq!(times(&said, &parted), [(0, 1000), (1300, 2000)]);
        let near = window(&[(0, 0, 4000)], &[(0, 1000), (1250, 3000)]);
        assert_eq!(times(&said, &near).len(), 1);
    }

    #[test]
    fn words_squeezed_together_are_drawn_apart_in_order() {
        let whole = window(&[(0, 0, 1000)], &[(0, 1000)]);
        assert_eq!(
            times(&[token("一", 1000), token("二", 1000), token("三", 1000)], &whole),
            [(500, 960), (960, 980), (980, 1000)]
        );
        assert_eq!(times(&[token("一", 0), token("二", 0)], &whole), [(0, 20), (20, 40)]);
    }

    #[test]
    fn confidence_is_the_mean_of_a_words_tokens() {
        let tokens = [
            Token { bytes: b" a".to_vec(), log_probability: 0.25_f64.ln(), end: Millis(100) },
            Token { bytes: b"b".to_vec(), log_probability: 0.0, end: Millis(200) },
        ];
        let words = words(&tokens, &window(&[(0, 0, 1000)], &[(0, 1000)]));
        assert_eq!(words[0].confidence.thousandths(), 500);
    }
}

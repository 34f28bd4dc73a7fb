//! Makes utterances of all that was heard in a call.
//!
//! The result depends on what was heard alone, never on the order in which windows were finished.

use std::collections::BTreeMap;

use crate::call::party::Party;
use crate::call::time::{Millis, Span};
use crate::call::transcript::{Utterance, Word};
use crate::transcribe::engine::{Heard, Said};
use crate::transcribe::options::Options;
use crate::transcribe::simplified::simplify;
use crate::transcribe::tokens::is_han;

/// From this length on an utterance ends at the next small pause: nobody can read or judge a minute as one.
const LONG: Millis = Millis(20_000);

/// What ends a sentence.
const SENTENCE_ENDS: &str = "。！？!?.…";

/// The utterances of a call, sorted by start, end and channel: simplified characters in `text` and words, the engine's own
/// writing in `original` where it differs.
pub fn weave(heard: Vec<Heard>, options: &Options) -> Vec<Utterance> {
    let mut utterances = Vec::new();
    let mut tracks: BTreeMap<(u8, Party), Vec<Word>> = BTreeMap::new();
    for window in heard {
        match window.said {
            Said::Utterances(known) => utterances.extend(known),
            Said::Words(words) => tracks.entry((window.channel, window.party)).or_default().extend(words),
        }
    }
    for ((channel, party), mut words) in tracks {
        words.sort_by_key(|word| word.span);
        utterances.extend(breaths(words, options).into_iter().map(|words| utterance(channel, party, words)));
    }
    utterances.sort_by(|a, b| (a.span, a.channel, a.party, &a.text).cmp(&(b.span, b.channel, b.party, &b.text)));
    utterances
}

/// Words of one party in time order, parted where an utterance ends.
fn breaths(words: Vec<Word>, options: &Options) -> Vec<Vec<Word>> {
    let mut breaths: Vec<Vec<Word>> = Vec::new();
    for word in words {
        match breaths.last_mut() {
            Some(breath) if !ends(breath, &word, options) => breath.push(word),
            _ => breaths.push(vec![word]),
        }
    }
    breaths
}

fn ends(breath: &[Word], next: &Word, options: &Options) -> bool {
    let (Some(first), Some(last)) = (breath.first(), breath.last()) else { return false };
    let pause = next.span.start() - last.span.end();
    let sentence = last.text.ends_with(|char| SENTENCE_ENDS.contains(char));
    let long = last.span.end() - first.span.start() >= LONG;
    pause >= options.pause_ms || (sentence || long) && pause >= options.sentence_pause_ms
}

fn utterance(channel: u8, party: Party, mut words: Vec<Word>) -> Utterance {
    let span = words.iter().map(|word| word.span).reduce(Span::cover).unwrap_or_default();
    let original = join(&words);
    // The whole at once: a character may depend on its neighbours.
    let text = simplify(&original);
    let mut rest = text.chars().filter(|char| !char.is_whitespace());
    for word in &mut words {
        word.text = word
            .text
            .chars()
            .map(|char| if char.is_whitespace() { char } else { rest.next().unwrap_or(char) })
            .collect();
    }
    Utterance { party, channel, span, original: (original != text).then_some(original), text, words }
}

/// Words as running text: a blank between two words unless one of them is Han where they meet.
fn join(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words {
        let close = |char: Option<char>| char.is_none_or(|char| is_han(char) || is_wide_mark(char));
        if !close(text.chars().next_back()) && !close(word.text.chars().next()) {
            text.push(' ');
        }
        text.push_str(&word.text);
    }
    text
}

/// Punctuation of Chinese writing, which carries its own room.
fn is_wide_mark(char: char) -> bool {
    matches!(char, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::transcript::Confidence;

    fn word(text: &str, start: u32, end: u32) -> Word {
        Word {
            text: text.to_string(),
            span: Span::between(Millis(start), Millis(end)),
            confidence: Confidence::CERTAIN,
        }
    }

    fn heard(channel: u8, words: &[(&str, u32, u32)]) -> Heard {
        let words = words.iter().map(|(text, start, end)| word(text, *start, *end)).collect();
        Heard { channel, party: Party::Unknown, said: Said::Words(words), guarded: Vec::new() }
    }

    fn texts(heard: Vec<Heard>) -> Vec<(u8, u32, u32, String)> {
        let woven = weave(heard, &Options::default()).into_iter();
        woven.map(|said| (said.channel, said.span.start().0, said.span.end().0, said.text)).collect()
    }

    #[test]
    fn words_become_utterances() {
        type Case<'a> = (&'a str, &'a [(&'a str, u32, u32)], &'a [&'a str]);
        let cases: [Case; 8] = [
            ("nothing", &[], &[]),
            ("han without blanks", &[("您", 0, 100), ("好，", 100, 200), ("请", 300, 400)], &["您好，请"]),
            ("latin with blanks", &[("thank", 0, 100), ("you.", 100, 200)], &["thank you."]),
            (
                "both",
                &[("开", 0, 100), ("VIP", 100, 200), ("no", 200, 300), ("1，", 300, 400), ("ok", 400, 500)],
                &["开VIP no 1，ok"],
            ),
            ("a long pause parts", &[("一", 0, 100), ("二", 900, 1000)], &["一", "二"]),
            ("a short pause does not", &[("一", 0, 100), ("二", 899, 1000)], &["一二"]),
            ("a sentence and a pause part", &[("好。", 0, 100), ("我", 400, 500)], &["好。", "我"]),
            ("a sentence without a pause does not", &[("好。", 0, 100), ("我", 399, 500)], &["好。我"]),
        ];
        for (claim, words, expected) in cases {
            let found: Vec<String> = texts(vec![heard(0, words)]).into_iter().map(|said| said.3).collect();
            assert_eq!(found, expected, "{claim}");
        }
    }

    #[test]
    fn traditional_writing_is_folded_and_kept_as_the_original() {
        let woven = weave(
            vec![heard(0, &[("聯", 0, 100), ("通", 100, 200), ("看", 200, 300), ("著。", 300, 400)])],
            &Options::default(),
        );
        assert_eq!(woven[0].text, "联通看着。");
        assert_eq!(woven[0].original.as_deref(), Some("聯通看著。"));
        assert_eq!(
            woven[0].words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(),
            ["联", "通", "看", "着。"]
        );
        assert_eq!(weave(vec![heard(0, &[("好", 0, 1)])], &Options::default())[0].original, None);
    }

    #[test]
    fn the_order_of_windows_changes_nothing() {
        let windows = [
            heard(1, &[("b", 50, 150), ("c", 200, 300)]),
            heard(0, &[("a", 0, 100)]),
            heard(0, &[("d", 400, 450)]),
            heard(1, &[("e", 5000, 5100)]),
        ];
        let forwards = weave(windows.to_vec(), &Options::default());
        let backwards = weave(windows.iter().rev().cloned().collect(), &Options::default());
        assert_eq!(forwards, backwards);
        let expected = [(0, 0, 450, "a d"), (1, 50, 300, "b c"), (1, 5000, 5100, "e")];
        assert_eq!(
            texts(windows.to_vec()),
            expected.map(|(channel, start, end, text)| (channel, start, end, text.to_string()))
        );
    }

    #[test]
    fn known_utterances_stay_as_they_are() {
        let known = Utterance {
            party: Party::Agent,
            channel: 0,
            span: Span::between(Millis(0), Millis(10)),
            text: "as  it  is".to_string(),
            original: None,
            words: Vec::new(),
        };
        let said = Said::Utterances(vec![known.clone()]);
        let heard = Heard { channel: 0, party: Party::Agent, said, guarded: Vec::new() };
        assert_eq!(weave(vec![heard], &Options::default()), [known]);
    }
}

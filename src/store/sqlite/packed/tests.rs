use proptest::prelude::*;

use super::*;
use crate::store::samples::transcript;

fn word(text: &str, start: u32, length: u32) -> Word {
    let span = Span::lasting(Millis(start), Millis(length));
    Word { text: text.to_string(), span, confidence: Confidence::from_thousandths(873) }
}

fn said(text: &str, words: Vec<Word>) -> Transcript {
    let mut transcript = transcript(&["agent 您好"]);
    transcript.utterances[0].text = text.to_string();
    transcript.utterances[0].words = words;
    transcript
}

#[test]
fn words_come_back_wherever_their_text_stands() {
    let cases: &[(&str, &[&str])] = &[
        ("您好，请问", &["您", "好，", "请", "问"]),
        ("thank you", &["thank", "you"]),
        ("a -- b", &["a", "b"]),
        ("不在里面", &["别的", "在", "ß"]),
        ("b a", &["a", "b"]),
        ("", &["", "x"]),
        ("好好", &["好", "好", "好"]),
    ];
    for (text, words) in cases {
        let words = words.iter().enumerate().map(|(place, text)| word(text, place as u32 * 200, 180)).collect();
        let transcript = said(text, words);
        assert_eq!(unpack(&pack(&transcript), "r").unwrap(), transcript, "{text}");
    }
}

#[test]
fn a_word_that_follows_takes_six_bytes() {
    let words = |count: u32| (0..count).map(|place| word("好", place * 200, 200)).collect::<Vec<_>>();
    let size = |count: u32| pack(&said(&"好".repeat(40), words(count))).len();
    assert_eq!(size(30) - size(20), 10 * 6);
}

#[test]
fn whatever_is_cut_off_or_changed_is_damaged_and_no_panic() {
    let transcript = said("您好，ok", vec![word("您", 0, 180), word("好，", 180, 180), word("别的", 400, 180)]);
    let bytes = pack(&transcript);
    for end in 0..bytes.len() {
        assert!(unpack(&bytes[..end], "r").is_err(), "cut at {end}");
    }
    assert!(unpack(&[bytes.clone(), vec![0]].concat(), "r").is_err());
    for place in 0..bytes.len() {
        for value in 0..=255 {
            let mut broken = bytes.clone();
            broken[place] = value;
            let _ = unpack(&broken, "r");
        }
    }
}

fn any_span() -> impl Strategy<Value = Span> {
    (any::<u32>(), any::<u32>()).prop_map(|(a, b)| Span::between(Millis(a), Millis(b)))
}

fn any_word() -> impl Strategy<Value = Word> {
    ("[a好，]{0,3}", any_span(), 0..=1000u16).prop_map(|(text, span, thousandths)| Word {
        text,
        span,
        confidence: Confidence::from_thousandths(thousandths),
    })
}

prop_compose! {
    fn any_utterance()(
        party in prop::sample::select(Party::ALL.to_vec()),
        channel in any::<u8>(),
        span in any_span(),
        text in "[a好， ]{0,12}",
        original in prop::option::of("[b聯]{0,4}"),
        words in prop::collection::vec(any_word(), 0..6),
    ) -> Utterance {
        Utterance { party, channel, span, text, original, words }
    }
}

prop_compose! {
    fn any_activity()(
        party in prop::sample::select(Party::ALL.to_vec()),
        channel in any::<u8>(),
        spans in prop::collection::vec(any_span(), 0..4),
        levels in prop::collection::vec(any::<i8>(), 0..5),
    ) -> Activity {
        Activity { party, channel, spans, levels }
    }
}

prop_compose! {
    fn any_transcript()(
        language in "[a-z]{0,2}",
        duration in any::<u32>(),
        utterances in prop::collection::vec(any_utterance(), 0..5),
        activity in prop::collection::vec(any_activity(), 0..3),
    ) -> Transcript {
        Transcript { language, duration_ms: Millis(duration), utterances, activity }
    }
}

proptest! {
    #[test]
    fn any_transcript_comes_back(transcript in any_transcript()) {
        prop_assert_eq!(unpack(&pack(&transcript), "r").unwrap(), transcript);
    }

    #[test]
    fn any_bytes_are_safe_to_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = unpack(&bytes, "r");
    }
}

//! How a transcript is stored: JSON, with each word a short list instead of an object, and levels two figures each.
//!
//! Words are nine tenths of a transcript; as lists they take about a third of the room.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::call::party::Party;
use crate::call::time::{Millis, Span, SpanError};
use crate::call::transcript::{Activity, Confidence, Transcript, Utterance, Word};
use crate::store::sqlite::values;
use crate::store::store::StoreError;

#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    language: Cow<'a, str>,
    duration_ms: Millis,
    utterances: Vec<PackedUtterance<'a>>,
    activity: Vec<PackedActivity<'a>>,
}

#[derive(Serialize, Deserialize)]
struct PackedActivity<'a> {
    party: Party,
    channel: u8,
    spans: Cow<'a, [Span]>,
    /// Decibels below full scale, two hexadecimal figures each; older stores have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    levels: String,
}

// The span stands here field by field: flattening makes serde copy every value once more.
#[derive(Serialize, Deserialize)]
struct PackedUtterance<'a> {
    party: Party,
    channel: u8,
    start_ms: Millis,
    end_ms: Millis,
    text: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    original: Option<Cow<'a, str>>,
    words: Vec<PackedWord<'a>>,
}

/// Text, start and end in milliseconds, confidence in thousandths.
#[derive(Serialize, Deserialize)]
struct PackedWord<'a>(Cow<'a, str>, Millis, Millis, u16);

/// The stored form of a transcript.
pub fn pack(transcript: &Transcript) -> Result<String, StoreError> {
    values::json(&Packed {
        language: Cow::Borrowed(&transcript.language),
        duration_ms: transcript.duration_ms,
        utterances: transcript.utterances.iter().map(pack_utterance).collect(),
        activity: transcript.activity.iter().map(pack_activity).collect(),
    })
}

/// A transcript from its stored form; `recording` names it where it cannot be read.
pub fn unpack(text: &str, recording: &str) -> Result<Transcript, StoreError> {
    let packed: Packed = values::from_json(text, "the transcript", recording)?;
    let utterances = packed.utterances.into_iter().map(unpack_utterance).collect::<Result<_, _>>();
    let activity = packed.activity.into_iter().map(unpack_activity).collect::<Option<_>>();
    Ok(Transcript {
        language: packed.language.into_owned(),
        duration_ms: packed.duration_ms,
        utterances: utterances.map_err(|error| values::damaged("the transcript", recording, &error))?,
        activity: activity.ok_or_else(|| values::damaged("the transcript", recording, &"its levels are no figures"))?,
    })
}

fn pack_activity(activity: &Activity) -> PackedActivity<'_> {
    PackedActivity {
        party: activity.party,
        channel: activity.channel,
        spans: Cow::Borrowed(&activity.spans),
        levels: activity.levels.iter().map(|level| format!("{:02x}", level.min(&0).unsigned_abs())).collect(),
    }
}

fn unpack_activity(packed: PackedActivity) -> Option<Activity> {
    let figures = packed.levels.as_bytes().chunks(2);
    let levels = figures.map(unpack_level).collect::<Option<_>>()?;
    Some(Activity { party: packed.party, channel: packed.channel, spans: packed.spans.into_owned(), levels })
}

/// Two figures; `None` for anything else, or more than the quietest level is below full scale.
fn unpack_level(figures: &[u8]) -> Option<i8> {
    let [high, low] = figures else { return None };
    let digit = |figure: &u8| char::from(*figure).to_digit(16);
    i8::try_from(-i32::try_from(digit(high)? * 16 + digit(low)?).ok()?).ok()
}

fn pack_utterance(utterance: &Utterance) -> PackedUtterance<'_> {
    PackedUtterance {
        party: utterance.party,
        channel: utterance.channel,
        start_ms: utterance.span.start(),
        end_ms: utterance.span.end(),
        text: Cow::Borrowed(&utterance.text),
        original: utterance.original.as_deref().map(Cow::Borrowed),
        words: utterance.words.iter().map(pack_word).collect(),
    }
}

fn pack_word(word: &Word) -> PackedWord<'_> {
    PackedWord(Cow::Borrowed(&word.text), word.span.start(), word.span.end(), word.confidence.thousandths())
}

fn unpack_utterance(packed: PackedUtterance) -> Result<Utterance, SpanError> {
    Ok(Utterance {
        party: packed.party,
        channel: packed.channel,
        span: Span::new(packed.start_ms, packed.end_ms)?,
        text: packed.text.into_owned(),
        original: packed.original.map(Cow::into_owned),
        words: packed.words.into_iter().map(unpack_word).collect::<Result<_, _>>()?,
    })
}

fn unpack_word(PackedWord(text, start, end, thousandths): PackedWord) -> Result<Word, SpanError> {
    let confidence = Confidence::from_thousandths(thousandths);
    Ok(Word { text: text.into_owned(), span: Span::new(start, end)?, confidence })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(levels: &str) -> String {
        let activity = format!(r#"{{"party":"agent","channel":0,"spans":[{{"start_ms":0,"end_ms":900}}]{levels}}}"#);
        format!(r#"{{"language":"zh","duration_ms":900,"utterances":[],"activity":[{activity}]}}"#)
    }

    #[test]
    fn levels_come_back_and_older_stores_have_none() {
        let cases: [(&str, &[i8]); 3] =
            [("", &[]), (r#","levels":"""#, &[]), (r#","levels":"001780""#, &[0, -23, i8::MIN])];
        for (levels, wanted) in cases {
            assert_eq!(unpack(&stored(levels), "r").unwrap().activity[0].levels, wanted, "{levels}");
        }
        let mut transcript = unpack(&stored(""), "r").unwrap();
        transcript.activity[0].levels = vec![0, -23, i8::MIN];
        let text = pack(&transcript).unwrap();
        assert!(text.contains(r#""levels":"001780""#), "{text}");
        assert_eq!(unpack(&text, "r").unwrap(), transcript);
    }

    #[test]
    fn damaged_levels_are_no_transcript() {
        for levels in ["0", "0g", "+1", "ff", "一"] {
            let error = unpack(&stored(&format!(r#","levels":"{levels}""#)), "r").unwrap_err();
            assert!(error.to_string().contains("levels"), "{levels}: {error}");
        }
    }
}

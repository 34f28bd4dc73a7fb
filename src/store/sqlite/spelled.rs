//! How a transcript is spelled out for the digest, and was stored in schema 1: JSON, with each word a short list instead of
//! an object.

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
    activity: Cow<'a, [Activity]>,
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

/// A transcript as JSON.
pub fn spell(transcript: &Transcript) -> Result<String, StoreError> {
    values::json(&Packed {
        language: Cow::Borrowed(&transcript.language),
        duration_ms: transcript.duration_ms,
        utterances: transcript.utterances.iter().map(pack_utterance).collect(),
        activity: Cow::Borrowed(&transcript.activity),
    })
}

/// A transcript from its JSON; `recording` names it where it cannot be read.
pub fn read(text: &str, recording: &str) -> Result<Transcript, StoreError> {
    let packed: Packed = values::from_json(text, "the transcript", recording)?;
    let utterances = packed.utterances.into_iter().map(unpack_utterance).collect::<Result<_, _>>();
    Ok(Transcript {
        language: packed.language.into_owned(),
        duration_ms: packed.duration_ms,
        utterances: utterances.map_err(|error| values::damaged("the transcript", recording, &error))?,
        activity: packed.activity.into_owned(),
    })
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

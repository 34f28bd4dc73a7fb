//! What was said in a call, by whom and when.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::call::party::Party;
use crate::call::time::{Millis, Span};

/// How sure the engine is of a word, in thousandths. Written as a decimal from 0 to 1, kept as an integer so that equal
/// transcripts are equal byte for byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Confidence(u16);

impl Confidence {
    pub const CERTAIN: Confidence = Confidence(1000);

    /// From thousandths; more than 1000 counts as 1000.
    pub fn from_thousandths(thousandths: u16) -> Confidence {
        Confidence(thousandths.min(1000))
    }

    /// From a probability; anything outside 0 to 1, NaN too, is clamped.
    pub fn from_probability(probability: f64) -> Confidence {
        Confidence((probability.clamp(0.0, 1.0) * 1000.0).round() as u16)
    }

    pub fn thousandths(self) -> u16 {
        self.0
    }
}

impl Serialize for Confidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 1000.0)
    }
}

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Confidence, D::Error> {
        f64::deserialize(deserializer).map(Confidence::from_probability)
    }
}

/// A piece of text with its time: a word in English, mostly one character in Mandarin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// As it stands in the utterance's text, without surrounding blanks.
    pub text: String,
    #[serde(flatten)]
    pub span: Span,
    pub confidence: Confidence,
}

/// What one party says in one breath.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utterance {
    pub party: Party,
    /// The track it was heard on, counted from 0.
    pub channel: u8,
    #[serde(flatten)]
    pub span: Span,
    /// What rules read and people see; Mandarin in simplified characters.
    pub text: String,
    /// What the engine wrote, where that differs from `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// May be empty: transcripts written by hand have no word times.
    #[serde(default)]
    pub words: Vec<Word>,
}

impl Utterance {
    /// The mean confidence of its words, in thousandths; `None` where it has no words.
    pub fn confidence(&self) -> Option<Confidence> {
        let count = u32::try_from(self.words.len()).ok().filter(|count| *count > 0)?;
        let sum: u32 = self.words.iter().map(|word| u32::from(word.confidence.thousandths())).sum();
        u16::try_from(sum / count).ok().map(Confidence::from_thousandths)
    }
}

/// What one of [`Activity::levels`] is measured over: short enough to find a shout, long enough that a syllable is none.
pub const LEVEL_FRAME: Millis = Millis(500);

/// The level of a frame in which nothing sounds, or for which none was measured.
pub const NO_LEVEL: i8 = i8::MIN;

/// Where speech was heard on one channel, whether or not words came out of it, and how loud the channel was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub party: Party,
    pub channel: u8,
    /// In time order, apart from each other. Empty where nothing was heard or no detector ran.
    pub spans: Vec<Span>,
    /// How loud the channel was, whether or not somebody spoke: root mean square in whole dBFS, one for each
    /// [`LEVEL_FRAME`] from the start of the recording, never above 0. Empty where none were measured.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<i8>,
}

/// All that was said in a call, in time order (by start, then channel).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// ISO 639-1: `zh`, `en`.
    pub language: String,
    pub duration_ms: Millis,
    pub utterances: Vec<Utterance>,
    /// Without spans where no detector ran (a transcript written by hand): then utterances tell where speech is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activity: Vec<Activity>,
}

impl Transcript {
    /// Sorts utterances as every reader expects them: by start, then end, then channel.
    pub fn sort(&mut self) {
        self.utterances.sort_by_key(|utterance| (utterance.span.start(), utterance.span.end(), utterance.channel));
    }

    /// Whether a detector has said where speech is; where it has not, or has heard none, utterances tell.
    pub fn was_detected(&self) -> bool {
        self.activity.iter().any(|channel| !channel.spans.is_empty())
    }

    /// Whether the party of everything that was heard is known; vacuously true of an empty transcript.
    pub fn parties_known(&self) -> bool {
        let heard = self.utterances.iter().map(|utterance| utterance.party);
        heard.chain(self.activity.iter().map(|activity| activity.party)).all(Party::is_known)
    }
}

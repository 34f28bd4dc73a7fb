//! The judged calls of a store, read part by part by several readers at once.

use crate::call::judgement::Judgement;
use crate::call::recording::{Call, RecordingId};
use crate::call::transcript::Transcript;

/// A stretch of a store that is read by itself. Parts of one cut lie apart from each other, and what is discovered
/// afterwards lies in none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its first and last key.
    pub(in crate::store) keys: (i64, i64),
    /// No recording behind this one, where only a sample is asked for.
    pub(in crate::store) until: Option<RecordingId>,
}

/// What is to be told of the calls of a part, besides what judging needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Transcripts,
    /// How they were judged, too.
    Outcomes,
}

/// A judged call with its transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub recording: RecordingId,
    pub call: Call,
    pub transcript: Transcript,
    /// `None` unless asked for.
    pub judgement: Option<Judgement>,
}

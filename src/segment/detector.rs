//! What a speech detector is, and how it can fail.

use std::path::PathBuf;

use crate::call::time::Span;

/// Says where speech is on one track.
pub trait Detector: Send {
    fn name(&self) -> &'static str;

    /// The spans of speech in mono samples at [`crate::audio::sound::RATE`]: in the track's time, in order, apart from
    /// each other, inside the track. The same samples give the same spans whatever was heard before.
    fn speech(&mut self, samples: &[i16]) -> Result<Vec<Span>, SegmentError>;
}

/// Why speech could not be looked for. All but `Failed` are for the operator to put right before work starts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SegmentError {
    #[error("unknown detector `{name}`, known are {known}")]
    Unknown { name: String, known: String },
    #[error("detector {detector} needs weights, none were given: fetch them, or choose detector `level`")]
    NoWeights { detector: &'static str },
    #[error("{}: detector weights do not load: {reason}", path.display())]
    Weights { path: PathBuf, reason: String },
    #[error("{field} is {value}, {allowed}")]
    Option { field: &'static str, value: String, allowed: &'static str },
    #[error("channel {asked} is to be the agent's, the recording has channels 0 to {last}")]
    NoSuchChannel { asked: u8, last: usize },
    #[error("detector {detector} failed: {reason}")]
    Failed { detector: &'static str, reason: String },
}

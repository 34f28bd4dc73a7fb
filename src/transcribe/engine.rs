//! What a transcription engine is, what it hears, and how it can fail.

use std::path::PathBuf;

use crate::audio::window::Window;
use crate::call::party::Party;
use crate::call::recording::Recording;
use crate::call::transcript::{Utterance, Word};
use crate::transcribe::guards::Guard;

/// Turns windows of speech into words. Shared by all threads; each thread has a worker of its own.
pub trait Engine: Send + Sync {
    fn name(&self) -> &'static str;

    /// What one thread needs to transcribe.
    fn worker(&self) -> Result<Box<dyn Worker + '_>, TranscribeError>;
}

/// One thread's part of an engine. What it answers depends on its arguments alone, never on what it was asked before.
pub trait Worker: Send {
    /// The language (ISO 639-1) spoken in these windows of one call. `windows` is not empty.
    fn language(&mut self, recording: &Recording, windows: &[&Window]) -> Result<String, TranscribeError>;

    /// What is said in a window, in the recording's time.
    fn hear(&mut self, recording: &Recording, window: &Window, language: &str) -> Result<Heard, TranscribeError>;
}

/// What was heard in one window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub channel: u8,
    pub party: Party,
    pub said: Said,
    /// What was kept out of `said`, once per time; to be counted, never shown as text.
    pub guarded: Vec<Guard>,
}

/// What was said, in as much shape as the engine knows it to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Words in time order, as the engine writes them; [`crate::transcribe::weave`] finds the utterances.
    Words(Vec<Word>),
    /// Utterances that are known already and stay as they are.
    Utterances(Vec<Utterance>),
}

/// Why nothing could be transcribed. `Failed` and `Played` concern one recording, all others stop work before it starts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TranscribeError {
    #[error("unknown engine `{name}`, known are {known}")]
    Unknown { name: String, known: String },
    #[error("engine {engine} needs a model, none was given: fetch one, or choose engine `recorded`")]
    NoModel { engine: &'static str },
    #[error("{}: model does not load: {reason}", path.display())]
    Model { path: PathBuf, reason: String },
    #[error("{field} is {value}, {allowed}")]
    Option { field: &'static str, value: String, allowed: &'static str },
    #[error("language `{language}` is unknown to the model; use an ISO 639-1 code such as zh or en")]
    Language { language: String },
    #[error("engine {engine} failed: {reason}")]
    Failed { engine: &'static str, reason: String },
    #[error("{}: {reason}", path.display())]
    Played { path: PathBuf, reason: String },
}

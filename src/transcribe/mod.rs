//! Turns speech into words with times.
//!
//! An engine hears windows one at a time, in any order and on any thread; [`weave::weave`] makes utterances of all that
//! was heard in a call. Guards keep out what an engine invents.

pub mod engine;
pub mod guards;
pub mod language;
pub mod options;
pub mod recorded;
pub mod simplified;
pub mod tokens;
pub mod weave;
pub mod whisper;
pub mod whisper_file;

use std::path::Path;

use crate::transcribe::engine::{Engine, TranscribeError};
use crate::transcribe::options::Options;

/// An engine by name.
pub struct EngineEntry {
    pub name: &'static str,
    /// One sentence for people.
    pub about: &'static str,
    /// Whether it needs a file of weights.
    pub needs_model: bool,
    pub open: fn(Option<&Path>, &Options) -> Result<Box<dyn Engine>, TranscribeError>,
}

/// Every engine there is.
pub const ENGINES: &[EngineEntry] = &[
    EngineEntry {
        name: "whisper",
        about: "OpenAI's whisper, run by whisper.cpp; needs a model in ggml format",
        needs_model: true,
        open: whisper::open,
    },
    EngineEntry {
        name: "recorded",
        about: "plays back a transcript that lies beside the recording; needs no model",
        needs_model: false,
        open: recorded::open,
    },
];

/// The engine that `options` name, ready to work; reads the whole model.
pub fn open(model: Option<&Path>, options: &Options) -> Result<Box<dyn Engine>, TranscribeError> {
    options.check()?;
    let known = || ENGINES.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", ");
    match ENGINES.iter().find(|entry| entry.name == options.engine) {
        Some(entry) => (entry.open)(model, options),
        None => Err(TranscribeError::Unknown { name: options.engine.clone(), known: known() }),
    }
}

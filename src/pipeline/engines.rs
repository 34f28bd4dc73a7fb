//! What a run works with: options, weights and the open engine.

use std::path::PathBuf;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::call::evaluation::Provenance;
use crate::decode;
use crate::segment;
use crate::segment::detector::SegmentError;
use crate::transcribe;
use crate::transcribe::engine::{Engine, TranscribeError};

/// Everything that steers how a recording becomes a transcript. The same options, weights and recording give the same
/// transcript, whatever the number of workers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Options {
    pub decode: decode::options::Options,
    pub segment: segment::options::Options,
    pub transcribe: transcribe::options::Options,
}

/// A file of weights that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    pub path: PathBuf,
    /// As a person calls it: a name from the manifest, or the file's name.
    pub name: String,
    pub sha256: String,
}

/// Options with their weights, checked, and the engine opened.
pub struct Engines {
    pub options: Options,
    pub engine: Box<dyn Engine>,
    pub detector: Option<Weights>,
    pub model: Option<Weights>,
}

/// Why a run cannot start.
#[derive(Debug, thiserror::Error)]
pub enum EnginesError {
    #[error(transparent)]
    Transcribe(#[from] TranscribeError),
    #[error(transparent)]
    Segment(#[from] SegmentError),
}

impl Engines {
    /// Opens the engine and tries the detector, so that whatever does not load is known before work starts.
    pub fn open(options: Options, model: Option<Weights>, detector: Option<Weights>) -> Result<Engines, EnginesError> {
        segment::open(detector.as_ref().map(|weights| weights.path.as_path()), &options.segment)?;
        let engine = transcribe::open(model.as_ref().map(|weights| weights.path.as_path()), &options.transcribe)?;
        Ok(Engines { options, engine, detector, model })
    }

    /// What evaluations of this run are made from, but for the recording and the pack.
    pub fn provenance(&self) -> Provenance {
        Provenance {
            engine: self.engine.name().to_string(),
            model: self.model.as_ref().map(|model| format!("{} {}", model.name, model.sha256)).unwrap_or_default(),
            settings: self.settings_hash(),
            program: env!("CARGO_PKG_VERSION").to_string(),
            ..Provenance::default()
        }
    }

    fn settings_hash(&self) -> String {
        let detector = self.detector.as_ref().map(|detector| detector.sha256.as_str());
        let settings = serde_json::to_string(&(&self.options, detector)).unwrap_or_default();
        Sha256::digest(settings).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

//! Silero's detector, run by whisper.cpp.

use std::path::Path;

use whisper_rs::{WhisperVadContext, WhisperVadContextParams};

use crate::audio::sound::RATE;
use crate::call::time::Span;
use crate::segment::detector::{Detector, SegmentError};
use crate::segment::options::Options;
use crate::segment::smooth::smooth;

const NAME: &str = "silero";

/// Samples the network judges at once: 32 ms, fixed by its training.
const FRAME: usize = 512;

/// Frames judged in one go, about a minute: an hour of f32 samples would be 230 MB.
const CHUNK: usize = 1875;

/// Frames heard before a chunk to warm up the network's memory, two seconds; their likelihoods are dropped.
const LEAD: usize = 63;

/// A loaded detector; holds about 2 MB.
pub struct Silero {
    context: WhisperVadContext,
    options: Options,
}

/// Loads the weights; see [`crate::segment::DETECTORS`].
pub fn open(weights: Option<&Path>, options: &Options) -> Result<Box<dyn Detector>, SegmentError> {
    let path = weights.ok_or(SegmentError::NoWeights { detector: NAME })?;
    let refuse = |reason: &str| SegmentError::Weights { path: path.to_path_buf(), reason: reason.to_string() };
    // whisper-rs panics on a NUL in the path, and takes text only.
    let text = path.to_str().filter(|text| !text.contains('\0')).ok_or_else(|| refuse("its path is not plain text"))?;
    std::fs::File::open(path).map_err(|error| refuse(&error.to_string()))?;
    whisper_rs::install_logging_hooks();
    let mut params = WhisperVadContextParams::new();
    // The default of four is a hundred times slower where cores are shared.
    params.set_n_threads(1);
    let context = WhisperVadContext::new(text, params).map_err(|_| refuse("not a Silero detector in ggml format"))?;
    Ok(Box::new(Silero { context, options: options.clone() }))
}

impl Detector for Silero {
    fn name(&self) -> &'static str {
        NAME
    }

    fn speech(&mut self, samples: &[i16]) -> Result<Vec<Span>, SegmentError> {
        let frames = samples.len().div_ceil(FRAME);
        let mut likelihoods = Vec::with_capacity(frames);
        let mut heard = Vec::with_capacity((LEAD + CHUNK) * FRAME);
        while likelihoods.len() < frames {
            let begin = likelihoods.len();
            let lead = begin.min(LEAD);
            let end = ((begin + CHUNK) * FRAME).min(samples.len());
            heard.clear();
            heard.extend(samples[(begin - lead) * FRAME..end].iter().map(|sample| f32::from(*sample) / 32_768.0));
            let failed = |reason: &str| SegmentError::Failed { detector: NAME, reason: reason.to_string() };
            self.context.detect_speech(&heard).map_err(|_| failed("the network did not run"))?;
            let fresh = self.context.probabilities().get(lead..).unwrap_or_default();
            if fresh.is_empty() {
                return Err(failed("no likelihoods came out"));
            }
            likelihoods.extend_from_slice(fresh);
        }
        debug_assert_eq!(RATE, 16_000, "the network was trained on 16 kHz");
        Ok(smooth(&likelihoods, FRAME, samples.len(), &self.options))
    }
}

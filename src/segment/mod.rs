//! Finds where somebody speaks.
//!
//! A detector says where speech is on one track; [`segment`] cuts that speech into windows an engine can take. What no
//! detector passed never reaches an engine: whisper invents text on silence and music.

pub mod detector;
pub mod level;
pub mod options;
pub mod parties;
pub mod silero;
pub mod smooth;
pub mod windows;

use std::path::Path;

use crate::audio::level::levels;
use crate::audio::window::Window;
use crate::call::party::Party;
use crate::call::transcript::Activity;
use crate::segment::detector::{Detector, SegmentError};
use crate::segment::options::Options;

/// A detector by name.
pub struct DetectorEntry {
    pub name: &'static str,
    /// One sentence for people.
    pub about: &'static str,
    /// Whether it needs a file of weights.
    pub needs_weights: bool,
    pub open: fn(Option<&Path>, &Options) -> Result<Box<dyn Detector>, SegmentError>,
}

/// Every detector there is.
pub const DETECTORS: &[DetectorEntry] = &[
    DetectorEntry {
        name: "silero",
        about: "Silero's neural detector; needs its weights",
        needs_weights: true,
        open: silero::open,
    },
    DetectorEntry {
        name: "level",
        about: "whatever is louder than the background; needs no weights, takes music for speech",
        needs_weights: false,
        open: level::open,
    },
];

/// The detector that `options` name. One is needed per thread that detects.
pub fn open(weights: Option<&Path>, options: &Options) -> Result<Box<dyn Detector>, SegmentError> {
    options.check()?;
    let known = || DETECTORS.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", ");
    match DETECTORS.iter().find(|entry| entry.name == options.detector) {
        Some(entry) => (entry.open)(weights, options),
        None => Err(SegmentError::Unknown { name: options.detector.clone(), known: known() }),
    }
}

/// Finds the speech of one track (mono, [`crate::audio::sound::RATE`]) and cuts it into windows, in time order. The level is
/// measured here, where the whole track is still there: only speech travels on.
pub fn segment(
    detector: &mut dyn Detector,
    track: &[i16],
    channel: u8,
    party: Party,
    options: &Options,
) -> Result<(Activity, Vec<Window>), SegmentError> {
    let spans = detector.speech(track)?;
    let windows = windows::windows(track, channel, party, &spans, options);
    Ok((Activity { party, channel, spans, levels: levels(track) }, windows))
}

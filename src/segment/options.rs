//! What an operator can set about finding speech.

use serde::{Deserialize, Serialize};

use crate::call::time::Millis;
use crate::segment::detector::SegmentError;

/// The longest window an engine is given: whisper hears 30 s at once, the rest is room for its padding.
pub const LONGEST_WINDOW: Millis = Millis(29_000);

/// How speech is found and cut. All times in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// A name from [`crate::segment::DETECTORS`].
    pub detector: String,
    /// The channel the agent is heard on in a recording of two, counted from 0.
    pub agent_channel: u8,
    /// How sure the detector must be for speech to begin, from 0 to 1. It ends 0.15 below.
    pub threshold: f64,
    /// Speech shorter than this is a click or a breath.
    pub min_speech_ms: Millis,
    /// Silence shorter than this is part of the speech around it.
    pub min_silence_ms: Millis,
    /// Added on both sides of what the detector heard: it is late at soft beginnings and early at soft ends.
    pub speech_pad_ms: Millis,
    /// Sound around the speech that an engine hears, too.
    pub window_pad_ms: Millis,
    /// Speech closer together than this stays in one window with the true silence between.
    pub join_ms: Millis,
    /// Silence put between pieces of a window that lie further apart than that.
    pub glue_ms: Millis,
    /// A window takes speech from further away until it is this long; 0 keeps what lies apart in windows of its own.
    pub glue_up_to_ms: Millis,
    /// No window is longer; it is cut at a pause.
    pub longest_window_ms: Millis,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            detector: "silero".to_string(),
            agent_channel: 0,
            threshold: 0.5,
            min_speech_ms: Millis(150),
            min_silence_ms: Millis(200),
            speech_pad_ms: Millis(60),
            window_pad_ms: Millis(400),
            join_ms: Millis(2000),
            glue_ms: Millis(400),
            glue_up_to_ms: Millis(15_000),
            longest_window_ms: Millis(28_000),
        }
    }
}

impl Options {
    /// Refuses what cannot work, naming the key and what is allowed.
    pub fn check(&self) -> Result<(), SegmentError> {
        let refuse = |field, value: String, allowed| Err(SegmentError::Option { field, value, allowed });
        if !(0.05..=0.95).contains(&self.threshold) {
            return refuse("threshold", self.threshold.to_string(), "allowed is 0.05 to 0.95");
        }
        if self.longest_window_ms < Millis(2000) || self.longest_window_ms > LONGEST_WINDOW {
            return refuse("longest_window_ms", self.longest_window_ms.0.to_string(), "allowed is 2000 to 29000");
        }
        if self.glue_up_to_ms > self.longest_window_ms {
            return refuse("glue_up_to_ms", self.glue_up_to_ms.0.to_string(), "it may not exceed longest_window_ms");
        }
        if self.window_pad_ms > Millis(500) {
            return refuse("window_pad_ms", self.window_pad_ms.0.to_string(), "allowed is 0 to 500");
        }
        if self.glue_ms > Millis(1000) {
            return refuse("glue_ms", self.glue_ms.0.to_string(), "allowed is 0 to 1000");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_allowed() {
        assert_eq!(Options::default().check(), Ok(()));
    }

    #[test]
    fn what_cannot_work_is_refused_by_name() {
        let cases = [
            (Options { threshold: f64::NAN, ..Options::default() }, "threshold"),
            (Options { longest_window_ms: Millis(30_000), ..Options::default() }, "longest_window_ms"),
            (Options { glue_up_to_ms: Millis(29_000), ..Options::default() }, "glue_up_to_ms"),
            (Options { window_pad_ms: Millis(501), ..Options::default() }, "window_pad_ms"),
            (Options { glue_ms: Millis(5000), ..Options::default() }, "glue_ms"),
        ];
        for (options, named) in cases {
            let error = options.check().expect_err(named).to_string();
            assert!(error.starts_with(named), "{error}");
        }
    }
}

//! Takes for speech whatever is louder than the background.
//!
//! Needs no weights; for tests, and for those who cannot have weights. Music and noise that come and go are speech to it.

use std::path::Path;

use crate::audio::sound::RATE;
use crate::call::time::Span;
use crate::segment::detector::{Detector, SegmentError};
use crate::segment::options::Options;
use crate::segment::smooth::smooth;

const NAME: &str = "level";

/// Samples measured at once: 20 ms.
const FRAME: usize = RATE as usize / 50;

/// Frames over which the background is judged, half a minute: long enough to hold a pause, short enough to follow a line.
const STRETCH: usize = 1500;

/// Nothing below is speech, in dB of full scale: the noise of a mu-law line lies near -66.
const QUIETEST: f32 = -55.0;

/// Speech begins where the level is this many dB above the background.
const MARGIN: f32 = 12.0;

/// At this many dB above [`MARGIN`] speech is certain; in between, likelihood grows evenly from a half.
const CERTAIN: f32 = 12.0;

/// The detector by level.
pub struct Level {
    options: Options,
}

/// Makes one; see [`crate::segment::DETECTORS`].
pub fn open(_weights: Option<&Path>, options: &Options) -> Result<Box<dyn Detector>, SegmentError> {
    Ok(Box::new(Level { options: options.clone() }))
}

impl Detector for Level {
    fn name(&self) -> &'static str {
        NAME
    }

    fn speech(&mut self, samples: &[i16]) -> Result<Vec<Span>, SegmentError> {
        let levels: Vec<f32> = samples.chunks(FRAME).map(level).collect();
        let mut likelihoods = Vec::with_capacity(levels.len());
        for stretch in levels.chunks(STRETCH) {
            let floor = background(stretch);
            likelihoods.extend(stretch.iter().map(|level| likelihood(*level, floor)));
        }
        Ok(smooth(&likelihoods, FRAME, samples.len(), &self.options))
    }
}

/// Root mean square in dB of full scale; -100 for digital silence.
fn level(frame: &[i16]) -> f32 {
    let square = frame.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / frame.len().max(1) as f64;
    (10.0 * (square / (32_768.0 * 32_768.0)).max(1e-10).log10()) as f32
}

/// The level that a tenth of the frames do not reach. A stretch that is all speech has its background taken for 25 dB below
/// its loudest.
fn background(stretch: &[f32]) -> f32 {
    let mut sorted = stretch.to_vec();
    sorted.sort_by(f32::total_cmp);
    let tenth = sorted.get(sorted.len() / 10).copied().unwrap_or(QUIETEST);
    let loud = sorted.get(sorted.len() * 19 / 20).copied().unwrap_or(QUIETEST);
    tenth.min(loud - 25.0).max(QUIETEST - MARGIN)
}

fn likelihood(level: f32, floor: f32) -> f32 {
    let above = level - (floor + MARGIN).max(QUIETEST);
    (0.5 + 0.5 * above / CERTAIN).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::time::Millis;

    /// Seconds of a tone at an amplitude, one after the other.
    fn tones(parts: &[(f64, f64)]) -> Vec<i16> {
        let mut samples = Vec::new();
        for (secs, amplitude) in parts {
            let count = (secs * f64::from(RATE)) as usize;
            samples.extend((0..count).map(|at| ((at as f64 * 0.3).sin() * amplitude) as i16));
        }
        samples
    }

    fn speech(samples: &[i16]) -> Vec<Span> {
        let options = Options { speech_pad_ms: Millis(0), ..Options::default() };
        open(None, &options).unwrap().speech(samples).unwrap()
    }

    #[test]
    fn what_is_louder_than_the_background_is_speech() {
        let spans = speech(&tones(&[(1.0, 20.0), (2.0, 4000.0), (1.0, 20.0), (1.0, 3000.0), (0.5, 20.0)]));
        assert_eq!(spans, [Span::between(Millis(1000), Millis(3000)), Span::between(Millis(4000), Millis(5000))]);
    }

    #[test]
    fn silence_and_nothing_hold_no_speech() {
        assert_eq!(speech(&[]), []);
        assert_eq!(speech(&tones(&[(3.0, 0.0)])), []);
        assert_eq!(speech(&tones(&[(3.0, 15.0)])), []);
    }

    #[test]
    fn a_track_that_is_all_speech_is_heard() {
        assert_eq!(speech(&tones(&[(3.0, 3000.0)])), [Span::between(Millis(0), Millis(3000))]);
    }
}

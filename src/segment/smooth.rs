//! Turns a row of likelihoods into spans of speech.

use crate::audio::sound::RATE;
use crate::call::time::{Millis, Span};
use crate::segment::options::Options;

/// Speech ends where the likelihood falls this far below the threshold at which it began, so that a single weak frame
/// does not end it.
const HYSTERESIS: f32 = 0.15;

/// Spans of speech from the likelihood of speech in each frame of `frame` samples; `length` is the track's, in samples.
/// Short silences are closed first and short speech is dropped afterwards, so that a word spoken in fits survives.
pub fn smooth(likelihoods: &[f32], frame: usize, length: usize, options: &Options) -> Vec<Span> {
    let track = Millis::of_samples(length, RATE);
    let runs = runs(likelihoods, options.threshold as f32)
        .into_iter()
        .map(|(start, end)| (Millis::of_samples(start * frame, RATE), Millis::of_samples(end * frame, RATE).min(track)))
        .map(|(start, end)| Span::between(start, end));
    let mut joined: Vec<Span> = Vec::new();
    for run in runs {
        match joined.last_mut() {
            Some(last) if run.start() - last.end() < options.min_silence_ms => *last = last.cover(run),
            _ => joined.push(run),
        }
    }
    joined.retain(|span| span.length() >= options.min_speech_ms);
    pad(&joined, options.speech_pad_ms, track)
}

/// Each span with up to `pad` more on both sides; where two come close they share what lies between and stay apart.
pub fn pad(spans: &[Span], pad: Millis, track: Millis) -> Vec<Span> {
    let mut padded = Vec::with_capacity(spans.len());
    for (place, span) in spans.iter().enumerate() {
        // One millisecond stays between neighbours: spans that touch would read as one.
        let room_before = match place.checked_sub(1).and_then(|before| spans.get(before)) {
            Some(before) => Millis((span.start() - before.end()).0 / 2).saturating_sub(Millis(1)),
            None => span.start(),
        };
        let room_after = match spans.get(place + 1) {
            Some(after) => Millis((after.start() - span.end()).0 / 2),
            None => track.saturating_sub(span.end()),
        };
        padded.push(Span::between(span.start() - pad.min(room_before), span.end() + pad.min(room_after)));
    }
    padded
}

/// Runs of frames `[start, end)` that begin at the threshold and end below it by the hysteresis.
fn runs(likelihoods: &[f32], threshold: f32) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = None;
    for (place, likelihood) in likelihoods.iter().enumerate() {
        match start {
            None if *likelihood >= threshold => start = Some(place),
            Some(begin) if *likelihood < threshold - HYSTERESIS => {
                runs.push((begin, place));
                start = None;
            }
            _ => {}
        }
    }
    runs.extend(start.map(|begin| (begin, likelihoods.len())));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: usize = 160;

    fn spans(likelihoods: &[f32]) -> Vec<(u32, u32)> {
        let options = Options {
            min_speech_ms: Millis(50),
            min_silence_ms: Millis(100),
            speech_pad_ms: Millis(20),
            ..Options::default()
        };
        let spans = smooth(likelihoods, FRAME, likelihoods.len() * FRAME, &options);
        spans.into_iter().map(|span| (span.start().0, span.end().0)).collect()
    }

    /// Ten milliseconds a frame: `(frames, likelihood)`.
    fn row(parts: &[(usize, f32)]) -> Vec<f32> {
        parts.iter().flat_map(|(count, likelihood)| std::iter::repeat_n(*likelihood, *count)).collect()
    }

    #[test]
    fn likelihoods_become_spans() {
        let cases: [(&str, Vec<f32>, &[(u32, u32)]); 7] = [
            ("nothing", row(&[]), &[]),
            ("silence", row(&[(50, 0.0)]), &[]),
            ("speech is padded", row(&[(10, 0.0), (20, 1.0), (10, 0.0)]), &[(80, 320)]),
            ("padding stops at the track's ends", row(&[(20, 1.0)]), &[(0, 200)]),
            ("a click is no speech", row(&[(10, 0.0), (4, 1.0), (40, 0.0)]), &[]),
            ("a short silence is closed", row(&[(20, 1.0), (9, 0.0), (20, 1.0)]), &[(0, 490)]),
            ("a weak frame ends nothing", row(&[(20, 1.0), (20, 0.4), (20, 1.0)]), &[(0, 600)]),
        ];
        for (claim, likelihoods, expected) in cases {
            assert_eq!(spans(&likelihoods), expected, "{claim}");
        }
    }

    #[test]
    fn neighbours_stay_apart_however_much_is_padded() {
        let given = [Span::between(Millis(100), Millis(200)), Span::between(Millis(300), Millis(400))];
        let padded = pad(&given, Millis(500), Millis(450));
        assert_eq!(padded, [Span::between(Millis(0), Millis(250)), Span::between(Millis(251), Millis(450))]);
    }
}

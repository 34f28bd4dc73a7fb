//! The mel filter bank whisper was trained with, which a ggml file carries.
//!
//! Slaney's scale (Auditory Toolbox, Interval Research technical report 1998-010): linear below 1 kHz, logarithmic above,
//! triangles of equal area. Computed in f64 and rounded twice on the way, as librosa does it, so that the filters are the
//! very bits of the published files.

/// Samples a second that whisper hears.
const RATE: f64 = 16_000.0;
/// Samples in a Fourier window.
const WINDOW: f64 = 400.0;
/// Frequencies the window resolves, from 0 to half the rate.
pub const BINS: usize = 201;
/// Hertz a mel below the break.
const LINEAR_STEP: f64 = 200.0 / 3.0;
/// Where the scale turns logarithmic.
const BREAK_HZ: f64 = 1000.0;
/// Natural logarithm of the growth a mel above the break: 27 mels from 1 kHz to 6.4 kHz.
fn log_step() -> f64 {
    6.4f64.ln() / 27.0
}

/// `bands` filters of [`BINS`] weights each, one filter after the other.
pub fn filters(bands: usize) -> Vec<f32> {
    let edges = edges(bands);
    let bin_hz: Vec<f64> = (0..BINS).map(|k| k as f64 * (1.0 / (WINDOW * (1.0 / RATE)))).collect();
    let mut weights = Vec::with_capacity(bands * BINS);
    for edge in edges.windows(3) {
        let area = 2.0 / (edge[2] - edge[0]);
        for hz in &bin_hz {
            let rising = -(edge[0] - hz) / (edge[1] - edge[0]);
            let falling = (edge[2] - hz) / (edge[2] - edge[1]);
            let height = rising.min(falling);
            // Not `max(0.0)`: the first bin would be a negative zero.
            let height = if height > 0.0 { height as f32 } else { 0.0 };
            weights.push((f64::from(height) * area) as f32);
        }
    }
    weights
}

/// The corners of the triangles in hertz, evenly spaced in mels: filter `i` rises from `i` to `i + 1` and falls to `i + 2`.
fn edges(bands: usize) -> Vec<f64> {
    let top = mels(RATE / 2.0);
    let step = top / (bands + 1) as f64;
    (0..bands + 2).map(|i| hertz(if i == bands + 1 { top } else { i as f64 * step })).collect()
}

fn mels(hz: f64) -> f64 {
    match hz >= BREAK_HZ {
        true => BREAK_HZ / LINEAR_STEP + (hz / BREAK_HZ).ln() / log_step(),
        false => hz / LINEAR_STEP,
    }
}

fn hertz(mels: f64) -> f64 {
    let break_mels = BREAK_HZ / LINEAR_STEP;
    match mels >= break_mels {
        true => BREAK_HZ * (log_step() * (mels - break_mels)).exp(),
        false => LINEAR_STEP * mels,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::digest::sha256;

    fn bytes(filters: &[f32]) -> Vec<u8> {
        filters.iter().flat_map(|weight| weight.to_le_bytes()).collect()
    }

    #[test]
    fn eighty_bands_are_the_bits_of_the_published_files() {
        let filters = filters(80);
        assert_eq!(filters.len(), 80 * BINS);
        assert_eq!(sha256(&bytes(&filters)), "85818f156f7e189453901a515e4726d270d307f976e161cf9403e8caab405498");
    }

    #[test]
    fn each_triangle_has_the_same_area() {
        for bands in [80, 128] {
            for (i, filter) in filters(bands).chunks(BINS).enumerate().skip(bands / 2) {
                // 40 Hz a bin; narrow filters fall between the bins, wide ones add up.
                let area: f32 = filter.iter().sum::<f32>() * 40.0;
                assert!((area - 1.0).abs() < 0.1, "filter {i} of {bands}: {area}");
            }
        }
    }

    #[test]
    fn the_scale_turns_at_a_kilohertz() {
        for (hz, expected) in [(500.0, 7.5), (1000.0, 15.0), (6400.0, 42.0)] {
            assert!((mels(hz) - expected).abs() < 1e-9, "{hz} Hz");
        }
        assert!((hertz(mels(3456.7)) - 3456.7).abs() < 1e-9);
    }
}

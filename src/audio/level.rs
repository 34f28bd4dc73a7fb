//! How loud tracks are, and whether two of them carry the same sound.

use crate::audio::sound::RATE;
use crate::call::transcript::{LEVEL_FRAME, NO_LEVEL};

/// The level of silence: below one step of a 16-bit sample. Tenths of a decibel.
pub const SILENT: i32 = -1_000;

/// Below this mean square around the mean (some -66 dBFS) a track is taken to be silent: line noise is alike everywhere.
const HUSH: i128 = 256;
/// Two copies may differ by this factor in amplitude (12 dB), not more: an echo of the other party is quieter still.
const GAIN: i128 = 4;
/// Smallest squared correlation of two copies, in percent: a correlation of 0.985, left by two lossy codecs.
const ALIKE: i128 = 97;

/// The highest sample in tenths of a dBFS: 0 is full scale, [`SILENT`] is silence.
///
/// ```
/// assert_eq!(earwitness::audio::level::peak(&[0, -16_384, 3]), -60);
/// ```
pub fn peak(samples: &[i16]) -> i32 {
    let top = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0);
    tenths(f64::from(top))
}

/// The root of the mean square in tenths of a dBFS: 0 is a square wave at full scale, a full sine has -30.
pub fn rms(samples: &[i16]) -> i32 {
    let sum: i64 = samples.iter().map(|&sample| i64::from(sample) * i64::from(sample)).sum();
    tenths((sum as f64 / samples.len().max(1) as f64).sqrt())
}

/// The root of the mean square of each [`LEVEL_FRAME`] of a track at [`RATE`], in whole dBFS; the last may be shorter.
/// Digital silence is [`NO_LEVEL`].
pub fn levels(track: &[i16]) -> Vec<i8> {
    track.chunks(LEVEL_FRAME.samples(RATE)).map(whole).collect()
}

fn whole(frame: &[i16]) -> i8 {
    match rms(frame) {
        SILENT => NO_LEVEL,
        // Half a decibel rounds up. Nothing is louder than full scale, and nothing but silence is at -100.
        tenths => i8::try_from((tenths + 5).div_euclid(10).min(0)).unwrap_or(NO_LEVEL),
    }
}

fn tenths(amplitude: f64) -> i32 {
    match amplitude > 0.0 {
        true => ((amplitude / 32_768.0).log10() * 200.0).round().max(f64::from(SILENT)) as i32,
        false => SILENT,
    }
}

/// Whether both tracks carry the same sound, as recorders do that write mono twice: the shapes match within the noise of
/// a codec, up to a constant offset and 12 dB of gain. Two silent tracks are the same, a silent and a loud one are not.
/// A copy turned upside down is not taken for the same: mixed, both would vanish.
pub fn are_same(a: &[i16], b: &[i16]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    if a == b {
        return true;
    }
    let (mut sum_a, mut sum_b, mut aa, mut bb, mut ab) = (0i64, 0i64, 0i64, 0i64, 0i64);
    for (&a, &b) in a.iter().zip(b) {
        let (a, b) = (i64::from(a), i64::from(b));
        sum_a += a;
        sum_b += b;
        aa += a * a;
        bb += b * b;
        ab += a * b;
    }
    let count = a.len() as i128;
    // Around the mean, each times count squared: no rounding, so no order of channels can matter.
    let about = |squares: i64, x: i64, y: i64| i128::from(squares) * count - i128::from(x) * i128::from(y);
    let (aa, bb, ab) = (about(aa, sum_a, sum_a), about(bb, sum_b, sum_b), about(ab, sum_a, sum_b));
    let hush = HUSH * count * count;
    if aa < hush || bb < hush {
        return aa < hush && bb < hush;
    }
    if ab <= 0 || aa > bb * GAIN * GAIN || bb > aa * GAIN * GAIN {
        return false;
    }
    // Scaled down to 56 bits, so that the products stay within an i128.
    let shift = (i128::BITS - aa.max(bb).leading_zeros()).saturating_sub(56);
    let (aa, bb, ab) = (aa >> shift, bb >> shift, ab >> shift);
    ab * ab * 100 >= aa * bb * ALIKE
}

/// The mean of all tracks, sample by sample; shorter ones count as silent at the end.
pub fn mix(tracks: &[Vec<i16>]) -> Vec<i16> {
    let length = tracks.iter().map(Vec::len).max().unwrap_or(0);
    let count = tracks.len().max(1) as i32;
    let at = |i: usize| tracks.iter().map(|track| i32::from(track.get(i).copied().unwrap_or(0))).sum::<i32>();
    (0..length).map(|i| (at(i) / count) as i16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(seed: u64, loud: i32, count: usize) -> Vec<i16> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 48) as i16
        };
        (0..count).map(|_| (i32::from(next()) * loud / 32_768) as i16).collect()
    }

    #[test]
    fn copies_are_the_same_up_to_gain_offset_and_a_little_noise() {
        let voice = noise(1, 9_000, 20_000);
        let with = |change: &dyn Fn(i16, i16) -> i16| -> Vec<i16> {
            voice.iter().zip(noise(2, 500, 20_000)).map(|(&a, n)| change(a, n)).collect()
        };
        let table: [(&str, Vec<i16>, bool); 9] = [
            ("itself", voice.clone(), true),
            ("half as loud", with(&|a, _| a / 2), true),
            ("offset", with(&|a, _| a + 200), true),
            ("coded again", with(&|a, n| a + n), true),
            ("another voice", noise(3, 9_000, 20_000), false),
            ("upside down", with(&|a, _| -a), false),
            ("an echo", with(&|a, _| a / 16), false),
            ("silence", vec![0; 20_000], false),
            ("shorter", voice[1..].to_vec(), false),
        ];
        for (name, other, same) in table {
            assert_eq!(are_same(&voice, &other), same, "{name}");
            assert_eq!(are_same(&other, &voice), same, "{name}, the other way round");
        }
        assert!(are_same(&[0; 50], &noise(4, 10, 50)), "two silent tracks");
        assert!(are_same(&[], &[]));
    }

    #[test]
    fn loud_hours_do_not_overflow() {
        let (a, mut b) = (vec![i16::MIN; 2_000_000], vec![i16::MIN; 2_000_000]);
        b[..1_000_000].fill(i16::MAX);
        assert!(!are_same(&a, &b));
        let c: Vec<i16> = b.iter().map(|&sample| sample.saturating_sub(9)).collect();
        assert!(are_same(&c, &b));
    }

    #[test]
    fn levels_are_tenths_of_a_decibel() {
        assert_eq!(peak(&[i16::MIN]), 0);
        assert_eq!(rms(&[16_384, -16_384]), -60);
        assert_eq!((peak(&[]), rms(&[0, 0])), (SILENT, SILENT));
        assert_eq!(peak(&[1]), -903);
    }

    #[test]
    fn levels_are_whole_decibels_of_half_a_second() {
        let track: Vec<i16> = [vec![i16::MIN; 8_000], vec![0; 8_000], vec![1_036, -1_036]].concat();
        assert_eq!(levels(&track), [0, NO_LEVEL, -30]);
        assert_eq!(levels(&[]), [0i8; 0]);
    }

    #[test]
    fn a_mix_is_the_mean_and_never_clips() {
        assert_eq!(mix(&[vec![i16::MAX, 10], vec![i16::MAX]]), [i16::MAX, 5]);
        assert_eq!(mix(&[]), [0i16; 0]);
    }
}

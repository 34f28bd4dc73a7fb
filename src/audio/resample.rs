//! Brings one track of any sample rate to [`RATE`], block by block.
//!
//! rubato does the band-limited part. This wrapper removes its delay, gives exactly the number of samples the length
//! asks for, and always feeds it blocks of one size, so the sizes in which samples arrive do not change the result.

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{Fft, FixedSync, Resampler as _, WindowFunction};

use crate::audio::sound::RATE;

/// The lowest rate that still carries speech.
pub const LOWEST_RATE: u32 = 4_000;
/// The highest rate any recorder writes.
pub const HIGHEST_RATE: u32 = 192_000;

/// Samples a transform gives: 64 ms at [`RATE`]. It puts the filter's edge at 97 % of the band.
const BLOCK_OUT: u32 = 1_024;
/// Louder input is cut: a broken float stream may hold anything, and one infinity would spoil its whole block.
const LOUDEST: f32 = 2.0;

/// A sample rate outside [`LOWEST_RATE`] to [`HIGHEST_RATE`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("sample rate {rate} Hz cannot be used, {LOWEST_RATE} to {HIGHEST_RATE} Hz can")]
pub struct RateError {
    pub rate: u32,
}

/// A stream of samples from -1 to 1 on its way to 16-bit samples at [`RATE`].
pub struct Resampler {
    rate: u32,
    taken: u64,
    given: u64,
    /// `None` where the rate is already right.
    engine: Option<Engine>,
}

struct Engine {
    fft: Fft<f32>,
    /// Samples that wait for a full block, from the front.
    waiting: Vec<f32>,
    block_in: usize,
    block_out: Vec<f32>,
    /// What is left of the delay, to be dropped from the front of the output.
    delay: usize,
}

impl Resampler {
    /// Refuses rates that no recorder uses.
    pub fn new(rate: u32) -> Result<Resampler, RateError> {
        if !(LOWEST_RATE..=HIGHEST_RATE).contains(&rate) {
            return Err(RateError { rate });
        }
        let engine = match rate == RATE {
            true => None,
            false => Some(Engine::new(rate).ok_or(RateError { rate })?),
        };
        Ok(Resampler { rate, taken: 0, given: 0, engine })
    }

    /// How many samples `count` samples at `rate` become: rounded up, so that something never becomes nothing.
    pub fn length(count: u64, rate: u32) -> u64 {
        (u128::from(count) * u128::from(RATE)).div_ceil(u128::from(rate.max(1))) as u64
    }

    /// Takes the next samples and appends what is ready.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<i16>) {
        let before = out.len();
        self.taken += samples.len() as u64;
        match &mut self.engine {
            None => out.extend(samples.iter().map(|&sample| to_int(sane(sample)))),
            Some(engine) => engine.push(samples, out),
        }
        self.given += (out.len() - before) as u64;
    }

    /// Appends the rest: afterwards `out` holds [`Resampler::length`] of all that was pushed.
    pub fn finish(mut self, out: &mut Vec<i16>) {
        let due = Resampler::length(self.taken, self.rate);
        let Some(engine) = &mut self.engine else { return };
        while self.given < due {
            let before = out.len();
            engine.push(&vec![0.0; engine.block_in], out);
            self.given += (out.len() - before) as u64;
        }
        out.truncate(out.len() - (self.given - due) as usize);
    }
}

impl Engine {
    fn new(rate: u32) -> Option<Engine> {
        let size = block_size(rate);
        let window = WindowFunction::BlackmanHarris2;
        let fft = Fft::new_custom(rate as usize, RATE as usize, size, 1, 1, window, FixedSync::Both).ok()?;
        let block_in = fft.input_frames_next();
        let block_out = vec![0.0; fft.output_frames_next()];
        let delay = fft.output_delay();
        Some(Engine { fft, waiting: Vec::with_capacity(block_in), block_in, block_out, delay })
    }

    fn push(&mut self, mut samples: &[f32], out: &mut Vec<i16>) {
        while !samples.is_empty() {
            let (now, later) = samples.split_at(samples.len().min(self.block_in - self.waiting.len()));
            self.waiting.extend(now.iter().copied().map(sane));
            samples = later;
            if self.waiting.len() == self.block_in {
                self.transform(out);
            }
        }
    }

    fn transform(&mut self, out: &mut Vec<i16>) {
        let size = self.block_out.len();
        let input = SequentialSlice::new(&self.waiting, 1, self.block_in).expect("the block is full");
        let mut output = SequentialSlice::new_mut(&mut self.block_out, 1, size).expect("the block has this size");
        self.fft.process_into_buffer(&input, &mut output, None).expect("both blocks have the sizes it asked for");
        self.waiting.clear();
        let skip = self.delay.min(size);
        self.delay -= skip;
        out.extend(self.block_out[skip..].iter().map(|&sample| to_int(sample)));
    }
}

/// About [`BLOCK_OUT`] samples as counted at `rate`, in an even number of the smallest blocks that both rates share. With
/// an odd block rubato rounds its delay, and the track would lie half a sample beside its place.
fn block_size(rate: u32) -> usize {
    let smallest = rate / common_divisor(rate, RATE);
    let wanted = u64::from(rate) * u64::from(BLOCK_OUT) / u64::from(RATE);
    (wanted.div_ceil(2 * u64::from(smallest)) * 2 * u64::from(smallest)) as usize
}

fn common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// Not-a-number becomes silence, infinities become merely loud.
fn sane(sample: f32) -> f32 {
    let cut = sample.clamp(-LOUDEST, LOUDEST);
    if cut.is_nan() { 0.0 } else { cut }
}

/// The nearest 16-bit sample; exact for what came from 16 bits. Written so that the compiler can do eight at once: after
/// adding 1.5 x 2^23 the low bits of a float are the rounded integer.
fn to_int(sample: f32) -> i16 {
    const SHIFT: f32 = 12_582_912.0;
    let shifted = (sample * 32_768.0).clamp(-32_768.0, 32_767.0) + SHIFT;
    (shifted.to_bits() as i32).wrapping_sub(SHIFT.to_bits() as i32) as i16
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn resample(samples: &[f32], rate: u32, block: usize) -> Vec<i16> {
        let (mut resampler, mut out) = (Resampler::new(rate).unwrap(), Vec::new());
        samples.chunks(block.max(1)).for_each(|block| resampler.push(block, &mut out));
        resampler.finish(&mut out);
        out
    }

    fn tone(hz: f64, rate: u32, count: usize) -> Vec<f32> {
        let step = hz * std::f64::consts::TAU / f64::from(rate);
        (0..count).map(|i| (0.5 * (step * i as f64).sin()) as f32).collect()
    }

    /// The largest distance from the same tone made at [`RATE`], away from the ends.
    fn worst(hz: f64, found: &[i16]) -> f32 {
        let wanted = tone(hz, RATE, found.len());
        let middle = 2_000..found.len() - 2_000;
        middle.map(|i| (f32::from(found[i]) / 32_768.0 - wanted[i]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn a_tone_keeps_its_place_pitch_and_level_at_every_rate() {
        for rate in [4_000, 8_000, 11_025, 12_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000, 8_001] {
            let found = resample(&tone(1_000.0, rate, rate as usize), rate, 4_096);
            assert_eq!(found.len(), RATE as usize, "{rate}");
            assert!(worst(1_000.0, &found) < 0.001, "{rate}: off by {}", worst(1_000.0, &found));
        }
    }

    #[test]
    fn what_does_not_fit_the_band_is_removed() {
        let found = resample(&tone(12_000.0, 48_000, 48_000), 48_000, 4_096);
        let loudest = found[2_000..14_000].iter().map(|sample| sample.unsigned_abs()).max();
        assert!(loudest < Some(8), "{loudest:?}");
    }

    #[test]
    fn sixteen_kilohertz_passes_bit_for_bit() {
        let all: Vec<i16> = (i16::MIN..=i16::MAX).collect();
        let floats: Vec<f32> = all.iter().map(|&sample| f32::from(sample) / 32_768.0).collect();
        assert_eq!(resample(&floats, RATE, 1_000), all);
    }

    #[test]
    fn numbers_that_are_none_do_no_harm() {
        let mut samples = tone(500.0, 8_000, 8_000);
        samples[10..13].copy_from_slice(&[f32::NAN, f32::INFINITY, f32::NEG_INFINITY]);
        assert!(worst(500.0, &resample(&samples, 8_000, 512)) < 0.001);
        assert_eq!(resample(&[f32::NAN, 9.0, -9.0], RATE, 8), [0, i16::MAX, i16::MIN]);
    }

    #[test]
    fn odd_rates_are_refused() {
        assert_eq!(Resampler::new(0).err(), Some(RateError { rate: 0 }));
        assert!(Resampler::new(3_999).is_err() && Resampler::new(192_001).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn the_length_follows_from_the_rates(rate in 4_000u32..=48_000, count in 0usize..20_000) {
            let found = resample(&vec![0.1; count], rate, 777);
            prop_assert_eq!(found.len() as u64, Resampler::length(count as u64, rate));
        }

        #[test]
        fn silence_stays_silence(rate in 4_000u32..=48_000, count in 0usize..20_000) {
            prop_assert!(resample(&vec![0.0; count], rate, 777).iter().all(|&sample| sample == 0));
        }

        #[test]
        fn the_size_of_blocks_does_not_matter(
            rate in prop::sample::select(vec![8_000u32, 11_025, 16_000, 44_100]), a in 1usize..3_000, b in 1usize..3_000,
        ) {
            let samples = tone(440.0, rate, 12_345);
            prop_assert_eq!(resample(&samples, rate, a), resample(&samples, rate, b));
        }
    }
}

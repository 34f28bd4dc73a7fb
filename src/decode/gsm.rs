//! GSM 6.10 full rate: the decoder of ETSI EN 300 961 (GSM 06.10), in whole numbers and to the bit.
//!
//! Section numbers in the comments are those of the standard, names too where they are short: LAR are log-area ratios,
//! the eight numbers that shape the voice; a frame is 20 ms, cut into four parts that each carry a lag, a gain and
//! thirteen pulses.

/// Samples of a frame: 20 ms at 8 kHz.
pub const FRAME: usize = 160;

const PART: usize = 40;
/// How many reflection coefficients the filter has.
const ORDER: usize = 8;
/// The longest lag, and so how much of the past is kept.
const HISTORY: usize = 120;

/// Bits of each LAR code (§1.7, table 1.1).
pub const LAR_BITS: [u32; ORDER] = [6, 6, 5, 5, 4, 4, 3, 3];
/// Table 4.1: how the LARs are coded. `INVA` is 1/A in Q15, the others as they stand.
const B: [i16; ORDER] = [0, 0, 2048, -2560, 94, -1792, -341, -1144];
const MIC: [i16; ORDER] = [-32, -32, -16, -16, -8, -8, -4, -4];
const INVA: [i16; ORDER] = [13107, 13107, 13107, 13107, 19223, 17476, 31454, 29708];
/// Table 4.3b: the four gains of the long term.
const QLB: [i16; 4] = [3277, 11469, 21299, 32767];
/// Table 4.6: mantissas of the block amplitude.
const FAC: [i16; 8] = [18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767];

/// The codes of one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Codes {
    pub lar: [i16; ORDER],
    pub parts: [Part; 4],
}

/// The codes of a quarter of a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Nc, 7 bits.
    pub lag: i16,
    /// bc, 2 bits.
    pub gain: i16,
    /// Mc, 2 bits: which of the four grids the pulses stand on.
    pub grid: i16,
    /// xmaxc, 6 bits: how high the highest pulse is.
    pub amplitude: i16,
    /// xMc, 3 bits each.
    pub pulses: [i16; 13],
}

impl Codes {
    /// Reads the codes in the order of table 1.1; `take` gives the next number of so many bits.
    pub fn read(mut take: impl FnMut(u32) -> i16) -> Codes {
        let mut codes = Codes { lar: LAR_BITS.map(&mut take), ..Codes::default() };
        for part in &mut codes.parts {
            (part.lag, part.gain, part.grid, part.amplitude) = (take(7), take(2), take(2), take(6));
            part.pulses = part.pulses.map(|_| take(3));
        }
        codes
    }
}

/// What the decoder keeps from frame to frame.
#[derive(Clone, Debug)]
pub struct GsmDecoder {
    /// drp: the reconstructed residual of the past, the latest last.
    past: [i16; HISTORY],
    /// nrp: the last lag that made sense.
    lag: i16,
    /// LARpp of the frame before.
    lar: [i16; ORDER],
    /// v: the state of the synthesis lattice.
    lattice: [i16; ORDER + 1],
    /// msr: the state of the de-emphasis.
    tail: i16,
}

impl Default for GsmDecoder {
    fn default() -> GsmDecoder {
        GsmDecoder { past: [0; HISTORY], lag: 40, lar: [0; ORDER], lattice: [0; ORDER + 1], tail: 0 }
    }
}

impl GsmDecoder {
    /// The samples of the next frame.
    pub fn decode(&mut self, codes: &Codes) -> [i16; FRAME] {
        let mut residual = [0; FRAME];
        for (part, out) in codes.parts.iter().zip(residual.as_chunks_mut::<PART>().0) {
            *out = self.long_term(part);
        }
        let mut samples = self.short_term(codes, &residual);
        for sample in &mut samples {
            // §4.3.7: take back the pre-emphasis, double, and clear the three bits that carry nothing.
            self.tail = sample.saturating_add(mult_r(self.tail, 28_180));
            *sample = self.tail.saturating_add(self.tail) & !7;
        }
        samples
    }

    /// §4.3.2: adds the pulses to what was heard one lag ago.
    fn long_term(&mut self, part: &Part) -> [i16; PART] {
        let pulses = pulses(part);
        if (40..=120).contains(&part.lag) {
            self.lag = part.lag;
        }
        let gain = QLB[usize::from(part.gain as u16 & 3)];
        let mut out = [0; PART];
        for (k, sample) in out.iter_mut().enumerate() {
            // The lag is at least a part, so this never reaches into the part being made.
            let before = self.past[HISTORY + k - self.lag as usize];
            *sample = pulses[k].saturating_add(mult_r(gain, before));
        }
        self.past.copy_within(PART.., 0);
        self.past[HISTORY - PART..].copy_from_slice(&out);
        out
    }

    /// §4.3.4 and 4.3.5: the voice's filter, glided over from that of the frame before.
    fn short_term(&mut self, codes: &Codes, residual: &[i16; FRAME]) -> [i16; FRAME] {
        let new = lar_of(&codes.lar);
        let old = std::mem::replace(&mut self.lar, new);
        let mut samples = [0; FRAME];
        // §4.2.9.1: which samples use which mean of the two.
        for (range, step) in [(0..13, 0), (13..27, 1), (27..40, 2), (40..FRAME, 3)] {
            let reflections: [i16; ORDER] = std::array::from_fn(|i| reflection(glide(old[i], new[i], step)));
            for k in range {
                samples[k] = self.lattice_step(&reflections, residual[k]);
            }
        }
        samples
    }

    fn lattice_step(&mut self, reflections: &[i16; ORDER], residual: i16) -> i16 {
        let mut sample = residual;
        for i in (0..ORDER).rev() {
            sample = sample.saturating_sub(mult_r(reflections[i], self.lattice[i]));
            self.lattice[i + 1] = self.lattice[i].saturating_add(mult_r(reflections[i], sample));
        }
        self.lattice[0] = sample;
        sample
    }
}

/// §4.2.15 to 4.2.17: thirteen pulses at their heights, three samples apart.
fn pulses(part: &Part) -> [i16; PART] {
    // §4.2.15: the amplitude as exponent and mantissa.
    let mut exponent = if part.amplitude > 15 { (part.amplitude >> 3) - 1 } else { 0 };
    let mut mantissa = part.amplitude - (exponent << 3);
    if mantissa == 0 {
        (exponent, mantissa) = (-4, 7);
    } else {
        while mantissa <= 7 {
            mantissa = mantissa << 1 | 1;
            exponent -= 1;
        }
        mantissa -= 8;
    }
    // §4.2.16
    let factor = FAC[usize::from(mantissa as u16 & 7)];
    let shift = 6 - exponent;
    let rounding = if shift > 0 { 1i16 << (shift - 1) } else { 0 };
    let mut out = [0; PART];
    for (i, &code) in part.pulses.iter().enumerate() {
        let height = mult_r(factor, ((code << 1) - 7) << 12).saturating_add(rounding) >> shift;
        out[usize::from(part.grid as u16 & 3) + 3 * i] = height;
    }
    out
}

/// §4.2.8: the LARs that the codes stand for.
fn lar_of(codes: &[i16; ORDER]) -> [i16; ORDER] {
    std::array::from_fn(|i| {
        let scaled = (codes[i] + MIC[i]) << 10;
        let shifted = mult_r(INVA[i], scaled.saturating_sub(B[i] << 1));
        shifted.saturating_add(shifted)
    })
}

/// §4.2.9.1: quarter by quarter from the old to the new.
fn glide(old: i16, new: i16, step: usize) -> i16 {
    match step {
        0 => (old >> 2).saturating_add(new >> 2).saturating_add(old >> 1),
        1 => (old >> 1).saturating_add(new >> 1),
        2 => (old >> 2).saturating_add(new >> 2).saturating_add(new >> 1),
        _ => new,
    }
}

/// §4.2.9.2: a LAR as reflection coefficient, in three straight pieces.
fn reflection(lar: i16) -> i16 {
    let magnitude = lar.saturating_abs();
    let bent = match magnitude {
        ..11_059 => magnitude << 1,
        11_059..20_070 => magnitude + 11_059,
        _ => (magnitude >> 2).saturating_add(26_112),
    };
    if lar < 0 { -bent } else { bent }
}

/// §4.1: multiplies fractions in Q15, rounded.
fn mult_r(a: i16, b: i16) -> i16 {
    if a == i16::MIN && b == i16::MIN {
        return i16::MAX;
    }
    ((i32::from(a) * i32::from(b) + 16_384) >> 15) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_in_decodes_to_near_silence_and_any_codes_decode() {
        // The codes an encoder sends at rest: middle LARs, smallest amplitude.
        let rest = Codes { lar: MIC.map(|mic| -mic), parts: [Part { lag: 40, pulses: [4; 13], ..Part::default() }; 4] };
        let mut decoder = GsmDecoder::default();
        for _ in 0..50 {
            assert!(decoder.decode(&rest).iter().all(|sample| sample.abs() < 64));
        }
        let mut state = 7u32;
        for _ in 0..2_000 {
            let codes = Codes::read(|bits| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> (32 - bits)) as i16
            });
            assert!(decoder.decode(&codes).iter().all(|sample| sample & 7 == 0));
        }
    }
}

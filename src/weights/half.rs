//! 16-bit floats (IEEE 754 binary16), which weights are kept in and the stable compiler does not have.

/// The value of the binary16 with these bits; exact.
pub fn widen(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let (exponent, fraction) = (u32::from(bits >> 10 & 0x1f), u32::from(bits & 0x3ff));
    match (exponent, fraction) {
        // Subnormal: fraction × 2⁻²⁴, which is normal as an f32.
        (0, _) => f32::from_bits(sign | (fraction as f32 * 2f32.powi(-24)).to_bits()),
        (0x1f, _) => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

/// The bits of the nearest binary16, ties to even; too large becomes infinity.
pub fn narrow(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = (bits >> 16 & 0x8000) as u16;
    let (exponent, fraction) = ((bits >> 23 & 0xff) as i32, bits & 0x7f_ffff);
    if exponent == 0xff {
        return sign | 0x7c00 | if fraction == 0 { 0 } else { 0x200 };
    }
    let exponent = exponent - 112;
    if exponent >= 0x1f {
        return sign | 0x7c00;
    }
    // Below 2⁻²⁵ everything rounds to zero.
    if exponent < -10 {
        return sign;
    }
    // The bits of the result with those to be rounded off below them; a carry out of the fraction rightly raises the
    // exponent.
    let (kept, dropped) = match exponent {
        1.. => ((exponent as u32) << 23 | fraction, 13),
        _ => (fraction | 0x80_0000, (14 - exponent) as u32),
    };
    let half = 1 << (dropped - 1);
    let (mut result, rest) = (kept >> dropped, kept & ((1 << dropped) - 1));
    if rest > half || (rest == half && result & 1 == 1) {
        result += 1;
    }
    sign | result as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_survives_widening_and_narrowing() {
        for bits in 0..=u16::MAX {
            let value = widen(bits);
            match value.is_nan() {
                true => assert!(widen(narrow(value)).is_nan()),
                false => assert_eq!(narrow(value), bits, "{value}"),
            }
        }
    }

    #[test]
    fn narrowing_rounds_to_nearest_and_ties_to_even() {
        let ulp = 2f32.powi(-10);
        let cases = [
            (1.0 + ulp * 0.49, 0x3c00),
            (1.0 + ulp * 0.5, 0x3c00),
            (1.0 + ulp * 0.51, 0x3c01),
            (1.0 + ulp * 1.5, 0x3c02),
            (65504.0, 0x7bff),
            (65519.9, 0x7bff),
            (65520.0, 0x7c00),
            (1e9, 0x7c00),
            (-2f32.powi(-24), 0x8001),
            (2f32.powi(-25), 0),
            (2f32.powi(-25) * 1.001, 1),
            (1e-30, 0),
            (f32::NEG_INFINITY, 0xfc00),
        ];
        for (value, bits) in cases {
            assert_eq!(narrow(value), bits, "{value}");
        }
    }
}

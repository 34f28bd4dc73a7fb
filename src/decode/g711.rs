//! G.711: eight bits a sample on a logarithmic scale, as telephony has it.

use serde::{Deserialize, Serialize};

/// The two scales of ITU-T G.711.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Law {
    /// Europe, China and most of the world.
    #[serde(rename = "a-law")]
    A,
    /// North America and Japan.
    #[serde(rename = "mu-law")]
    Mu,
}

impl Law {
    pub fn name(self) -> &'static str {
        match self {
            Law::A => "A-law",
            Law::Mu => "mu-law",
        }
    }

    /// The 16-bit sample of every code.
    pub const fn table(self) -> [i16; 256] {
        let mut table = [0; 256];
        let mut code = 0;
        while code < 256 {
            table[code] = match self {
                Law::A => a_law(code as u8),
                Law::Mu => mu_law(code as u8),
            };
            code += 1;
        }
        table
    }
}

/// ITU-T G.711 table 1: 13 bits, here at the top of 16. Even bits are inverted on the line.
const fn a_law(code: u8) -> i16 {
    let code = code ^ 0x55;
    let (segment, step) = ((code >> 4) & 7, (code & 15) as i16);
    let magnitude = match segment {
        0 => (step << 4) + 8,
        _ => ((step << 4) + 0x108) << (segment - 1),
    };
    if code & 0x80 != 0 { magnitude } else { -magnitude }
}

/// ITU-T G.711 table 2: 14 bits, here at the top of 16, with a bias of 33 of its steps. All bits are inverted on the line.
const fn mu_law(code: u8) -> i16 {
    const BIAS: i16 = 33 << 2;
    let code = !code;
    let magnitude = ((((code & 15) as i16) << 3) + BIAS) << ((code >> 4) & 7);
    if code & 0x80 != 0 { BIAS - magnitude } else { magnitude - BIAS }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_the_values_of_the_standard() {
        let (a, mu) = (Law::A.table(), Law::Mu.table());
        // Decoder output values of G.711 tables 1a and 2a, scaled to 16 bits.
        for (code, value) in [(0xD5, 8), (0x55, -8), (0xAA, 32_256), (0x2A, -32_256), (0x80, 5_504)] {
            assert_eq!(a[code], value, "A-law {code:#x}");
        }
        for (code, value) in [(0xFF, 0), (0x7F, 0), (0x80, 32_124), (0x00, -32_124), (0xF0, 120)] {
            assert_eq!(mu[code], value, "mu-law {code:#x}");
        }
        for code in 0..128 {
            assert_eq!((a[code], mu[code]), (-a[code + 128], -mu[code + 128]), "the halves mirror at {code}");
        }
    }
}

//! AAC as a bare stream of ADTS frames, known by three frames in a row that fit each other.

use symphonia::default::formats::AdtsReader;

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::packets::{Family, Gapless, Packets, media};
use crate::decode::source::{Head, Source};

/// Reads ADTS.
pub struct Adts;

static FAMILY: Family = Family { name: "aac", known: "AAC-LC", guesses_length: true };
/// Frames that must follow each other.
const FRAMES: usize = 3;

impl Decoder for Adts {
    fn name(&self) -> &'static str {
        FAMILY.name
    }

    fn reads(&self) -> &'static str {
        "AAC (ADTS)"
    }

    fn recognises(&self, head: &Head) -> bool {
        let (mut at, mut seen) = (0, 0);
        while seen < FRAMES {
            let Some(rest) = head.bytes.get(at..).filter(|rest| rest.len() >= 7) else {
                return head.is_all && seen > 1;
            };
            match frame_length(rest) {
                Some(length) => at += length,
                None => return false,
            }
            seen += 1;
        }
        true
    }

    fn open(&self, source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        Packets::open(&FAMILY, AdtsReader::try_new(media(source), Default::default()), Gapless::BY_PACKET)
    }
}

/// ISO 13818-7 §6.2: twelve bits of ones, layer 0, a rate that exists, and a length of at least the header.
fn frame_length(bytes: &[u8]) -> Option<usize> {
    let &[0xFF, b, c, d, e, f, ..] = bytes.first_chunk::<7>()? else { return None };
    let is_header = b & 0xF6 == 0xF0 && c >> 2 & 15 < 13;
    let length = usize::from(d & 3) << 11 | usize::from(e) << 3 | usize::from(f) >> 5;
    (is_header && length >= 7).then_some(length)
}

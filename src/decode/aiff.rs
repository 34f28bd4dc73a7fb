//! AIFF and AIFF-C: Apple's plain format.

use symphonia::default::formats::AiffReader;

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::packets::{Family, Gapless, Packets, media};
use crate::decode::source::{Head, Source};

/// Reads AIFF.
pub struct Aiff;

static FAMILY: Family = Family { name: "aiff", known: "PCM, float, A-law, mu-law" };

impl Decoder for Aiff {
    fn name(&self) -> &'static str {
        FAMILY.name
    }

    fn reads(&self) -> &'static str {
        "AIFF (PCM, float, A-law, mu-law)"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.starts_with(b"FORM") && (head.has(8, b"AIFF") || head.has(8, b"AIFC"))
    }

    fn open(&self, source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        Packets::open(&FAMILY, AiffReader::try_new(media(source), Default::default()), Gapless::ByPacket)
    }
}

//! CAF: Apple's container for sound.

use symphonia::default::formats::CafReader;

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::packets::{Family, Gapless, Packets, media};
use crate::decode::source::{Head, Source};

/// Reads CAF.
pub struct Caf;

static FAMILY: Family = Family { name: "caf", known: "PCM, float, A-law, mu-law, AAC, ALAC" };

impl Decoder for Caf {
    fn name(&self) -> &'static str {
        FAMILY.name
    }

    fn reads(&self) -> &'static str {
        "CAF (PCM, float, A-law, mu-law, AAC, ALAC)"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.starts_with(b"caff")
    }

    fn open(&self, source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        Packets::open(&FAMILY, CafReader::try_new(media(source), Default::default()), Gapless::ByPacket)
    }
}

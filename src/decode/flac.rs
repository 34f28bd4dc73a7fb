//! FLAC: lossless, with a checksum on every frame.

use symphonia::default::formats::FlacReader;

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::packets::{Family, Gapless, Packets, media};
use crate::decode::source::{Head, Source};

/// Reads FLAC.
pub struct Flac;

static FAMILY: Family = Family { name: "flac", known: "FLAC", guesses_length: false };

impl Decoder for Flac {
    fn name(&self) -> &'static str {
        FAMILY.name
    }

    fn reads(&self) -> &'static str {
        "FLAC"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.starts_with(b"fLaC")
    }

    fn open(&self, source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        Packets::open(&FAMILY, FlacReader::try_new(media(source), Default::default()), Gapless::BY_PACKET)
    }
}

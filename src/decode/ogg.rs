//! Ogg: pages that carry Vorbis, Opus or FLAC.

use symphonia::default::formats::OggReader;

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::packets::{Family, Gapless, Packets, media};
use crate::decode::source::{Head, Source};

/// Reads Ogg.
pub struct Ogg;

static FAMILY: Family = Family { name: "ogg", known: "Vorbis, Opus, FLAC", guesses_length: false };
/// The first packet follows the page's header of 27 bytes and one length.
const FIRST_PACKET: usize = 28;

impl Decoder for Ogg {
    fn name(&self) -> &'static str {
        FAMILY.name
    }

    fn reads(&self) -> &'static str {
        "Ogg (Vorbis, Opus, FLAC)"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.starts_with(b"OggS")
    }

    fn open(&self, mut source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        let first = source.read_at(FIRST_PACKET as u64, 8)?;
        if first.starts_with(b"Speex   ") {
            return Err(FAMILY.unsupported("Speex"));
        }
        let source = source.part(0, u64::MAX)?;
        Packets::open(&FAMILY, OggReader::try_new(media(source), Default::default()), Gapless::BY_PACKET)
    }
}

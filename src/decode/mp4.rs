//! MP4 and M4A: AAC or ALAC in boxes.

use symphonia::default::formats::IsoMp4Reader;

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::packets::{Family, Gapless, Packets, media};
use crate::decode::source::{Head, Source};

/// Reads MP4.
pub struct Mp4;

static FAMILY: Family = Family { name: "m4a", known: "AAC-LC, ALAC, FLAC, Opus, MP3, PCM" };

impl Decoder for Mp4 {
    fn name(&self) -> &'static str {
        FAMILY.name
    }

    fn reads(&self) -> &'static str {
        "M4A and MP4 (AAC, ALAC, FLAC, Opus)"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(4, b"ftyp") || head.has(4, b"moov")
    }

    fn open(&self, source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        Packets::open(&FAMILY, IsoMp4Reader::try_new(media(source), Default::default()), Gapless::ByPacket)
    }
}

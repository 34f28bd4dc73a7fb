//! Matroska and WebM: what browsers record.

use symphonia::default::formats::MkvReader;

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::packets::{Family, Gapless, Packets, media};
use crate::decode::source::{Head, Source};

/// Reads Matroska.
pub struct Mkv;

static FAMILY: Family = Family { name: "webm", known: "Opus, Vorbis, FLAC, AAC, MP3, PCM", guesses_length: false };

impl Decoder for Mkv {
    fn name(&self) -> &'static str {
        FAMILY.name
    }

    fn reads(&self) -> &'static str {
        "WebM and Matroska (Opus, Vorbis, FLAC, AAC, MP3, PCM)"
    }

    fn recognises(&self, head: &Head) -> bool {
        // The identifier of an EBML header (RFC 8794 §11.2.1).
        head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3])
    }

    fn open(&self, source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        Packets::open(&FAMILY, MkvReader::try_new(media(source), Default::default()), Gapless::BY_PACKET)
    }
}

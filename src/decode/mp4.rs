//! MP4 and M4A: AAC or ALAC in boxes.

use symphonia::core::formats::{FormatReader, TrackType};
use symphonia::default::formats::IsoMp4Reader;

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::mp4_boxes::sound_track;
use crate::decode::packets::{Family, Gapless, Packets, media};
use crate::decode::source::{Head, Source};

/// Reads MP4.
pub struct Mp4;

static FAMILY: Family = Family { name: "m4a", known: "AAC-LC, ALAC, FLAC, Opus, MP3, PCM", guesses_length: false };

/// Codings by the name of their sample entry (mp4ra.org) that are known but not decoded.
const UNDECODED: &[(&[u8; 4], &str)] = &[
    (b"samr", "AMR-NB"),
    (b"sawb", "AMR-WB"),
    (b"sawp", "AMR-WB+"),
    (b"sqcp", "QCELP"),
    (b"sevc", "EVRC"),
    (b"ac-3", "AC-3"),
    (b"ec-3", "E-AC-3"),
    (b"enca", "encrypted sound"),
];
/// More than any encoder puts before the sound; beyond it an edit list is somebody's cut, and all is kept.
const MAX_PRIMING: u64 = 8_192;

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

    fn open(&self, mut source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        let boxes = sound_track(&mut source)?.unwrap_or_default();
        if let Some((_, name)) = UNDECODED.iter().find(|(coding, _)| boxes.coding == Some(**coding)) {
            return Err(FAMILY.unsupported(name));
        }
        let reader = IsoMp4Reader::try_new(media(source.part(0, u64::MAX)?), Default::default());
        let track = reader.as_ref().ok().and_then(|reader| reader.first_track_known_codec(TrackType::Audio));
        let rate = track.and_then(|track| track.codec_params.as_ref()?.audio()?.sample_rate);
        // The edit list counts in the track's units; only where those are samples is it known what to drop.
        let before = boxes.begins.filter(|begins| *begins <= MAX_PRIMING && rate == boxes.timescale).unwrap_or(0);
        Packets::open(&FAMILY, reader, Gapless { before: before as usize, ..Gapless::BY_PACKET })
    }
}

//! MP3, also inside of WAV. A file of frames without a header: known by three frames in a row that fit each other.

use symphonia::core::formats::FormatReader;
use symphonia::default::formats::MpaReader;

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::packets::{Family, Gapless, Packets, media};
use crate::decode::source::{Head, Source};

/// Reads MP3.
pub struct Mp3;

static FAMILY: Family = Family { name: "mp3", known: "MPEG layer 3", guesses_length: true };
static IN_WAV: Family = Family { name: "wav", known: "MP3", guesses_length: true };

/// Frames that must follow each other; random bytes hold one in every 16 KiB, and two in a row next to never.
const FRAMES: usize = 3;
/// Stray bytes before the first frame that are forgiven.
const JUNK: usize = 8 * 1024;

impl Decoder for Mp3 {
    fn name(&self) -> &'static str {
        FAMILY.name
    }

    fn reads(&self) -> &'static str {
        "MP3"
    }

    fn recognises(&self, head: &Head) -> bool {
        first_frame(head, 3).is_some()
            || (head.is_tagged && Frame::read(&head.bytes).is_some_and(|frame| frame.layer == 3))
    }

    fn open(&self, source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        open(source, FAMILY.name)
    }
}

/// Reads the frames of a source, on their own (`mp3`) or as the payload of a `wav`.
pub fn open(source: Source, family: &'static str) -> Result<Box<dyn Stream>, DecodeError> {
    let family = if family == IN_WAV.name { &IN_WAV } else { &FAMILY };
    let reader = MpaReader::try_new(media(source), Default::default());
    // Symphonia would cut where the Xing header or the bit rate say the end is; only the encoder's own padding is cut here.
    let track = reader.as_ref().ok().and_then(|reader| reader.tracks().first());
    let count = |samples: Option<u32>| samples.unwrap_or(0) as usize;
    let (before, behind) = (count(track.and_then(|track| track.delay)), count(track.and_then(|track| track.padding)));
    let gapless = Gapless { by_packet: false, before, behind };
    Packets::open(family, reader, gapless)
}

/// Where frames of an MPEG layer begin.
pub fn first_frame(head: &Head, layer: u8) -> Option<usize> {
    (0..head.bytes.len().min(JUNK)).find(|&at| {
        let rest = &head.bytes[at..];
        Frame::read(rest).is_some_and(|first| first.layer == layer && follows(rest, first, head.is_all))
    })
}

fn follows(bytes: &[u8], first: Frame, is_all: bool) -> bool {
    let (mut at, mut seen) = (first.length, 1);
    while seen < FRAMES {
        // A file may be shorter than three frames, but then it must end with one.
        let Some(rest) = bytes.get(at..).filter(|rest| rest.len() >= 4) else { return is_all && seen > 1 };
        match Frame::read(rest) {
            Some(frame) if frame.is_like(first) => at += frame.length,
            _ => return false,
        }
        seen += 1;
    }
    true
}

/// The header of an MPEG audio frame (ISO 11172-3 §2.4.1.3 and 13818-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    version: u8,
    pub layer: u8,
    rate: u32,
    length: usize,
}

impl Frame {
    fn read(bytes: &[u8]) -> Option<Frame> {
        const RATES: [u32; 3] = [44_100, 48_000, 32_000];
        // Bits a second in thousands: layers 2 and 3 of version 1, then both of version 2.
        const KILOBITS: [[usize; 14]; 3] = [
            [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
            [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
            [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
        ];
        let &[0xFF, b, c, _] = bytes.first_chunk::<4>()? else { return None };
        let (version, layer) = (b >> 3 & 3, 4 - (b >> 1 & 3));
        if b & 0xE0 != 0xE0 || version == 1 || !(2..=3).contains(&layer) {
            return None;
        }
        let halvings = [2, 0, 1, 0][usize::from(version)];
        let rate = RATES.get(usize::from(c >> 2 & 3))? >> halvings;
        let table = if halvings > 0 { 2 } else { usize::from(layer) - 2 };
        let kilobits = KILOBITS[table].get(usize::from(c >> 4).checked_sub(1)?)?;
        let samples = if layer == 3 && halvings > 0 { 576 } else { 1_152 };
        let length = samples / 8 * kilobits * 1_000 / rate as usize + usize::from(c >> 1 & 1);
        Some(Frame { version, layer, rate, length })
    }

    fn is_like(self, other: Frame) -> bool {
        (self.version, self.layer, self.rate) == (other.version, other.layer, other.rate)
    }
}

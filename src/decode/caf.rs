//! CAF: Apple's container for sound. Plain samples are read here, because their length may be unknown or wrong; the
//! compressed codings are Symphonia's.

use symphonia::default::formats::CafReader;

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::g711::Law;
use crate::decode::packets::{Family, Gapless, Packets, media};
use crate::decode::pcm::{Coding, Order, PcmStream};
use crate::decode::source::{Head, Source, believed};

/// Reads CAF.
pub struct Caf;

static FAMILY: Family = Family { name: "caf", known: "PCM, float, A-law, mu-law, AAC, ALAC", guesses_length: false };
/// Chunks of a file that is taken seriously.
const MAX_CHUNKS: usize = 1_024;
/// The length of sound that was still being recorded.
const UNKNOWN: u64 = u64::MAX;
/// Before the sound its chunk counts how often it was edited.
const EDITS: u64 = 4;

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

    fn open(&self, mut source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        // The description is the first chunk: 8 bytes of file header, 12 of chunk header, then its fields.
        let header = source.read_at(8, 44)?;
        let Some(fields) = header.strip_prefix(b"desc").and_then(|rest| rest.get(8..)?.first_chunk::<32>()) else {
            return Err(malformed("no desc chunk at the start"));
        };
        let number = |at: usize| fields[at..].first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
        let (flags, channels, bits) = (number(12), number(24), number(28));
        let rate = fields.first_chunk().map_or(0.0, |bytes| f64::from_be_bytes(*bytes)) as u32;
        let coding = match &fields[8..12] {
            b"lpcm" => pcm(flags, bits)?,
            b"alaw" => Coding::G711(Law::A),
            b"ulaw" => Coding::G711(Law::Mu),
            _ => {
                let reader = CafReader::try_new(media(source.part(0, u64::MAX)?), Default::default());
                return Packets::open(&FAMILY, reader, Gapless::BY_PACKET);
            }
        };
        let channels = u16::try_from(channels).ok().filter(|&count| count > 0);
        let channels = channels.ok_or_else(|| malformed("desc chunk says an impossible number of channels"))?;
        let (start, claimed) = data(&mut source)?;
        let claimed = Some(claimed.saturating_sub(EDITS)).filter(|_| claimed != UNKNOWN);
        let (length, warning) = believed("data chunk", claimed, source.len().saturating_sub(start));
        let source = source.part(start, start + length)?;
        let stream = PcmStream::new(source, FAMILY.name, coding, rate, channels);
        Ok(Box::new(stream.with_warnings(warning.into_iter().collect())))
    }
}

/// Where the sound starts, and how long its chunk claims to be.
fn data(source: &mut Source) -> Result<(u64, u64), DecodeError> {
    let mut at = 8u64;
    for _ in 0..MAX_CHUNKS {
        let head = source.read_at(at, 12)?;
        let Some((id, size)) = head.first_chunk::<4>().zip(head.last_chunk()) else { break };
        let (body, size) = (at + 12, u64::from_be_bytes(*size));
        if head.len() < 12 {
            break;
        }
        if id == b"data" {
            return Ok((body + EDITS, size));
        }
        at = body.saturating_add(size);
    }
    Err(malformed("no data chunk found"))
}

/// Bit 0 of the flags says float, bit 1 little-endian.
fn pcm(flags: u32, bits: u32) -> Result<Coding, DecodeError> {
    let order = if flags & 2 != 0 { Order::Little } else { Order::Big };
    match (flags & 1, bits) {
        (0, 8) => Ok(Coding::I8),
        (0, 16) => Ok(Coding::I16(order)),
        (0, 24) => Ok(Coding::I24(order)),
        (0, 32) => Ok(Coding::I32(order)),
        (1, 32) => Ok(Coding::F32(order)),
        (1, 64) => Ok(Coding::F64(order)),
        _ => Err(malformed(format!("PCM of {bits} bits makes no sense"))),
    }
}

fn malformed(reason: impl Into<String>) -> DecodeError {
    DecodeError::malformed(FAMILY.name, reason)
}

//! AIFF and AIFF-C: Apple's plain format.

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::g711::Law;
use crate::decode::pcm::{Coding, Order, PcmStream};
use crate::decode::source::{Head, Source, believed};

/// Reads AIFF.
pub struct Aiff;

/// What can be read out of an AIFF file.
const KNOWN: &str = "PCM, float, A-law, mu-law";
/// Chunks of a file that is taken seriously.
const MAX_CHUNKS: usize = 1_024;
/// The part of a `COMM` chunk that counts.
const COMMON: u64 = 22;
/// What a writer that streams puts for a length.
const UNKNOWN: u32 = u32::MAX;

impl Decoder for Aiff {
    fn name(&self) -> &'static str {
        "aiff"
    }

    fn reads(&self) -> &'static str {
        "AIFF (PCM, float, A-law, mu-law)"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.starts_with(b"FORM") && (head.has(8, b"AIFF") || head.has(8, b"AIFC"))
    }

    fn open(&self, mut source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        let (mut common, mut at) = (None, 12);
        for _ in 0..MAX_CHUNKS {
            let head = source.read_at(at, 16)?;
            let Some((id, claimed)) = head.first_chunk::<4>().zip(number(&head, 4)) else { break };
            let body = at + 8;
            match id {
                b"COMM" => common = Some(source.read_at(body, COMMON.min(claimed.into()))?),
                b"SSND" => {
                    let common = common.ok_or_else(|| malformed("no COMM chunk before the SSND chunk"))?;
                    // The sound may be set off from the start of its chunk, to align it.
                    let start = body + 8 + u64::from(number(&head, 8).unwrap_or(0));
                    let claimed = Some(u64::from(claimed).saturating_sub(start - body)).filter(|_| claimed != UNKNOWN);
                    let (length, warning) = believed("SSND chunk", claimed, source.len().saturating_sub(start));
                    let source = source.part(start, start + length)?;
                    return Ok(Box::new(stream(source, &common)?.with_warnings(warning.into_iter().collect())));
                }
                _ => {}
            }
            at = body + u64::from(claimed) + u64::from(claimed % 2);
        }
        Err(malformed("no SSND chunk found"))
    }
}

fn stream(source: Source, common: &[u8]) -> Result<PcmStream, DecodeError> {
    let short = |at: usize| Some(u16::from_be_bytes(*common.get(at..)?.first_chunk()?));
    let fields = short(0).zip(short(6)).zip(common.get(8..).and_then(|rest| rest.first_chunk()));
    let ((channels, bits), rate) = fields.ok_or_else(|| malformed("COMM chunk is too short"))?;
    if channels == 0 {
        return Err(malformed("COMM chunk says 0 channels"));
    }
    let coding = coding(common.get(18..).and_then(|rest| rest.first_chunk()).unwrap_or(b"NONE"), bits)?;
    Ok(PcmStream::new(source, "aiff", coding, extended(rate), channels))
}

fn coding(compression: &[u8; 4], bits: u16) -> Result<Coding, DecodeError> {
    use Order::{Big, Little};
    // Widths between stand at the top of whole bytes.
    match (compression, bits.div_ceil(8)) {
        (b"NONE" | b"twos", 1) => Ok(Coding::I8),
        (b"NONE" | b"twos", 2) => Ok(Coding::I16(Big)),
        (b"NONE" | b"twos", 3) | (b"in24", _) => Ok(Coding::I24(Big)),
        (b"NONE" | b"twos", 4) | (b"in32", _) => Ok(Coding::I32(Big)),
        (b"sowt", 1) => Ok(Coding::I8),
        (b"sowt", 2) => Ok(Coding::I16(Little)),
        (b"sowt", 3) | (b"42ni", _) => Ok(Coding::I24(Little)),
        (b"sowt", 4) | (b"23ni", _) => Ok(Coding::I32(Little)),
        (b"raw ", 1) => Ok(Coding::U8),
        (b"fl32" | b"FL32", _) => Ok(Coding::F32(Big)),
        (b"fl64" | b"FL64", _) => Ok(Coding::F64(Big)),
        (b"alaw" | b"ALAW", _) => Ok(Coding::G711(Law::A)),
        (b"ulaw" | b"ULAW", _) => Ok(Coding::G711(Law::Mu)),
        (b"NONE" | b"twos" | b"sowt" | b"raw ", _) => Err(malformed(format!("PCM of {bits} bits makes no sense"))),
        (other, _) => {
            let found = format!("compression {}", other.escape_ascii());
            Err(DecodeError::Unsupported { format: "aiff", found, known: KNOWN.to_owned() })
        }
    }
}

/// The whole part of an 80-bit float (IEEE 754 extended), as far as a sample rate can go; else 0.
fn extended(bytes: &[u8; 10]) -> u32 {
    let [a, b, mantissa @ ..] = bytes;
    let exponent = i32::from(u16::from_be_bytes([*a, *b])) - 16_383;
    match exponent {
        0..32 => (u64::from_be_bytes(*mantissa) >> (63 - exponent)) as u32,
        _ => 0,
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn malformed(reason: impl Into<String>) -> DecodeError {
    DecodeError::malformed("aiff", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_compressions_are_read() {
        assert_eq!(extended(&[0x40, 0x0B, 0xFA, 0, 0, 0, 0, 0, 0, 0]), 8_000);
        assert_eq!(extended(&[0x40, 0x0E, 0xAC, 0x44, 0, 0, 0, 0, 0, 0]), 44_100);
        assert_eq!([extended(&[0xFF; 10]), extended(&[0; 10])], [0, 0]);
        assert_eq!(coding(b"sowt", 16).unwrap(), Coding::I16(Order::Little));
        assert_eq!(coding(b"NONE", 12).unwrap(), Coding::I16(Order::Big));
        assert_eq!(coding(b"NONE", 40).unwrap_err().to_string(), "aiff: PCM of 40 bits makes no sense");
        let unsupported = "aiff: compression ima4 is unsupported; known are PCM, float, A-law, mu-law";
        assert_eq!(coding(b"ima4", 16).unwrap_err().to_string(), unsupported);
    }
}

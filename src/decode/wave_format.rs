//! What the `fmt ` chunk of a WAV file says: which coding, and how its bytes are grouped.

use crate::decode::decoder::DecodeError;
use crate::decode::g711::Law;
use crate::decode::pcm::{Coding, Order};

/// What can be read out of a WAV file.
pub const KNOWN: &str = "PCM, float, A-law, mu-law, IMA ADPCM, MS ADPCM, GSM 6.10, MP3";

/// The end of the identifier that turns a 16-bit tag into a GUID: KSDATAFORMAT_SUBTYPE.
const TAG_GUID: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
const EXTENSIBLE: u16 = 0xFFFE;
/// Bytes of a GSM block in WAV, two frames of 32.5 bytes, and the samples that come of it.
pub const GSM_BLOCK: (usize, usize) = (65, 320);

/// Codings that are known by name but not decoded (mmreg.h and what switches were seen to write).
const UNDECODED: &[(u16, &str)] = &[
    (0x0010, "OKI ADPCM"),
    (0x0014, "G.723 ADPCM"),
    (0x0017, "Dialogic OKI ADPCM"),
    (0x0022, "TrueSpeech"),
    (0x0038, "AMR-NB"),
    (0x0040, "G.721 ADPCM"),
    (0x0042, "G.723.1"),
    (0x0045, "G.726"),
    (0x0050, "MPEG layer 1 or 2"),
    (0x0057, "AMR-NB"),
    (0x0058, "AMR-WB"),
    (0x0064, "G.726"),
    (0x0065, "G.722"),
    (0x0083, "G.729"),
    (0x0092, "AC-3"),
    (0x00FF, "AAC"),
    (0x0111, "VivoActive G.723"),
    (0x0125, "Sanyo ADPCM"),
    (0x0130, "Sipro ACELP.net"),
    (0x0160, "WMA 1"),
    (0x0161, "WMA 2"),
    (0x0162, "WMA Pro"),
    (0x028F, "G.722"),
    (0x0215, "Lernout & Hauspie codec"),
    (0x1100, "Lernout & Hauspie codec"),
    (0x1600, "AAC"),
    (0x1610, "HE-AAC"),
    (0xA109, "Speex"),
    (0xF1AC, "FLAC"),
];

/// How the sound of a WAV file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    Plain(Coding),
    /// Blocks of `bytes` with `frames` samples a channel.
    Ima {
        bytes: usize,
        frames: usize,
    },
    Ms {
        bytes: usize,
        frames: usize,
    },
    Gsm,
    Mp3,
}

/// A `fmt ` chunk that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    pub payload: Payload,
    pub rate: u32,
    pub channels: u16,
    pub warnings: Vec<String>,
}

struct Fields {
    tag: u16,
    channels: u16,
    rate: u32,
    align: u16,
    bits: u16,
}

/// Reads the body of a `fmt ` chunk.
pub fn parse(bytes: &[u8]) -> Result<Format, DecodeError> {
    let fields =
        Fields::read(bytes).ok_or_else(|| malformed(format!("fmt chunk of {} bytes is too short", bytes.len())))?;
    if fields.channels == 0 {
        return Err(malformed("fmt chunk says 0 channels"));
    }
    let mut warnings = Vec::new();
    let payload = match fields.tag {
        1 => Payload::Plain(pcm(&fields)?),
        3 => Payload::Plain(float(&fields)?),
        6 => Payload::Plain(g711(&fields, Law::A)?),
        7 => Payload::Plain(g711(&fields, Law::Mu)?),
        2 => ms(&fields)?,
        0x11 => ima(&fields)?,
        0x31 => gsm(&fields)?,
        0x55 => Payload::Mp3,
        tag => return Err(unsupported(tag)),
    };
    if let Payload::Plain(coding) = payload {
        let frame = coding.bytes() * usize::from(fields.channels);
        if frame != usize::from(fields.align) {
            warnings.push(format!("fmt chunk says {} bytes a frame, {} has {frame}", fields.align, coding.name()));
        }
    }
    Ok(Format { payload, rate: fields.rate, channels: fields.channels, warnings })
}

impl Fields {
    fn read(bytes: &[u8]) -> Option<Fields> {
        let short = |at: usize| Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
        let rate = u32::from_le_bytes(*bytes.get(4..)?.first_chunk()?);
        // PCM from before WAVEFORMATEX has no more than this; for other codings the bits may be left out.
        let bits = short(14).unwrap_or(0);
        let mut fields = Fields { tag: short(0)?, channels: short(2)?, rate, align: short(12)?, bits };
        if fields.tag == EXTENSIBLE {
            let is_tag = bytes.get(26..40).is_some_and(|end| end == TAG_GUID);
            fields.tag = short(24).filter(|_| is_tag).unwrap_or(EXTENSIBLE);
        }
        Some(fields)
    }

    /// Bytes a sample if the frames were as long as the chunk says.
    fn container(&self) -> u16 {
        self.align / self.channels
    }
}

fn pcm(fields: &Fields) -> Result<Coding, DecodeError> {
    // Odd widths such as 20 bits stand at the top of whole bytes; believed only where the frame length agrees.
    let bytes = match fields.bits % 8 {
        0 => fields.bits / 8,
        _ if fields.container() == fields.bits.div_ceil(8) => fields.container(),
        _ => 0,
    };
    match bytes {
        1 => Ok(Coding::U8),
        2 => Ok(Coding::I16(Order::Little)),
        3 => Ok(Coding::I24(Order::Little)),
        4 => Ok(Coding::I32(Order::Little)),
        _ => Err(malformed(format!("PCM of {} bits in frames of {} bytes makes no sense", fields.bits, fields.align))),
    }
}

fn float(fields: &Fields) -> Result<Coding, DecodeError> {
    match fields.bits {
        32 => Ok(Coding::F32(Order::Little)),
        64 => Ok(Coding::F64(Order::Little)),
        bits => Err(malformed(format!("float of {bits} bits does not exist, 32 and 64 do"))),
    }
}

/// Old recorders give the 16 bits that a code stands for, or none: the frame length decides.
fn g711(fields: &Fields, law: Law) -> Result<Coding, DecodeError> {
    match fields.bits == 8 || fields.align == fields.channels {
        true => Ok(Coding::G711(law)),
        false => Err(malformed(format!(
            "{} of {} bits in frames of {} bytes makes no sense",
            law.name(),
            fields.bits,
            fields.align
        ))),
    }
}

/// Per channel a header of 4 bytes with the first sample, then two samples a byte, in groups of 4 bytes.
fn ima(fields: &Fields) -> Result<Payload, DecodeError> {
    let (bytes, channels) = (usize::from(fields.align), usize::from(fields.channels));
    let is_whole =
        channels <= 2 && bytes > 4 * channels && (bytes - 4 * channels).is_multiple_of(channels * 4 / channels.min(2));
    match is_whole {
        true => Ok(Payload::Ima { bytes, frames: (bytes - 4 * channels) * 2 / channels + 1 }),
        false => Err(blocks("IMA ADPCM", fields)),
    }
}

/// Per channel a header of 7 bytes with the first two samples, then two samples a byte.
fn ms(fields: &Fields) -> Result<Payload, DecodeError> {
    let (bytes, channels) = (usize::from(fields.align), usize::from(fields.channels));
    match channels <= 2 && bytes > 7 * channels {
        true => Ok(Payload::Ms { bytes, frames: (bytes - 7 * channels) * 2 / channels + 2 }),
        false => Err(blocks("MS ADPCM", fields)),
    }
}

fn gsm(fields: &Fields) -> Result<Payload, DecodeError> {
    match fields.channels == 1 && usize::from(fields.align) == GSM_BLOCK.0 {
        true => Ok(Payload::Gsm),
        false => Err(blocks("GSM 6.10", fields)),
    }
}

fn blocks(coding: &str, fields: &Fields) -> DecodeError {
    malformed(format!("{coding} in blocks of {} bytes for {} channels makes no sense", fields.align, fields.channels))
}

fn malformed(reason: impl Into<String>) -> DecodeError {
    DecodeError::malformed("wav", reason)
}

fn unsupported(tag: u16) -> DecodeError {
    let name = UNDECODED.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name);
    let found = name.map_or(format!("format tag {tag:#06x}"), |name| format!("{name} (format tag {tag:#06x})"));
    DecodeError::Unsupported { format: "wav", found, known: KNOWN.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(tag: u16, channels: u16, align: u16, bits: u16) -> Vec<u8> {
        let (tag, channels, align, bits) =
            (tag.to_le_bytes(), channels.to_le_bytes(), align.to_le_bytes(), bits.to_le_bytes());
        [&tag[..], &channels, &8_000u32.to_le_bytes(), &[0; 4], &align, &bits].concat()
    }

    #[test]
    fn every_coding_is_told_apart() {
        let plain = Payload::Plain;
        let table = [
            (chunk(1, 1, 1, 8), plain(Coding::U8)),
            (chunk(1, 2, 4, 16), plain(Coding::I16(Order::Little))),
            (chunk(1, 2, 6, 20), plain(Coding::I24(Order::Little))),
            (chunk(1, 1, 3, 24), plain(Coding::I24(Order::Little))),
            (chunk(1, 1, 4, 32), plain(Coding::I32(Order::Little))),
            (chunk(3, 1, 4, 32), plain(Coding::F32(Order::Little))),
            (chunk(3, 1, 8, 64), plain(Coding::F64(Order::Little))),
            (chunk(6, 2, 2, 8), plain(Coding::G711(Law::A))),
            (chunk(7, 2, 2, 16), plain(Coding::G711(Law::Mu))),
            (chunk(0x11, 1, 1_024, 4), Payload::Ima { bytes: 1_024, frames: 2_041 }),
            (chunk(0x11, 2, 2_048, 4), Payload::Ima { bytes: 2_048, frames: 2_041 }),
            (chunk(2, 1, 1_024, 4), Payload::Ms { bytes: 1_024, frames: 2_036 }),
            (chunk(0x31, 1, 65, 0), Payload::Gsm),
            (chunk(0x55, 1, 1, 0), Payload::Mp3),
        ];
        for (bytes, payload) in table {
            let format = parse(&bytes).unwrap();
            assert_eq!((format.payload, format.warnings.len()), (payload, 0), "{bytes:?}");
        }
        let extended = [&chunk(0xFFFE, 1, 2, 16)[..], &[22, 0, 16, 0, 4, 0, 0, 0], &[1, 0], &TAG_GUID].concat();
        assert_eq!(parse(&extended).unwrap().payload, plain(Coding::I16(Order::Little)));
        assert_eq!(parse(&chunk(1, 1, 0, 16)).unwrap().warnings, ["fmt chunk says 0 bytes a frame, PCM 16-bit has 2"]);
    }

    #[test]
    fn nonsense_is_named() {
        let table = [
            (vec![1, 0], "wav: fmt chunk of 2 bytes is too short"),
            (chunk(1, 0, 2, 16), "wav: fmt chunk says 0 channels"),
            (chunk(1, 1, 2, 0), "wav: PCM of 0 bits in frames of 2 bytes makes no sense"),
            (chunk(1, 1, 2, 31), "wav: PCM of 31 bits in frames of 2 bytes makes no sense"),
            (chunk(3, 1, 2, 16), "wav: float of 16 bits does not exist, 32 and 64 do"),
            (chunk(7, 1, 2, 16), "wav: mu-law of 16 bits in frames of 2 bytes makes no sense"),
            (chunk(0x11, 1, 4, 4), "wav: IMA ADPCM in blocks of 4 bytes for 1 channels makes no sense"),
            (chunk(2, 3, 1_024, 4), "wav: MS ADPCM in blocks of 1024 bytes for 3 channels makes no sense"),
            (chunk(0x31, 2, 65, 0), "wav: GSM 6.10 in blocks of 65 bytes for 2 channels makes no sense"),
        ];
        for (bytes, error) in table {
            assert_eq!(parse(&bytes).unwrap_err().to_string(), error);
        }
        let unsupported = |tag| parse(&chunk(tag, 1, 1, 8)).unwrap_err().to_string();
        assert_eq!(unsupported(0x45), format!("wav: G.726 (format tag 0x0045) is unsupported; known are {KNOWN}"));
        assert_eq!(unsupported(0xBEEF), format!("wav: format tag 0xbeef is unsupported; known are {KNOWN}"));
    }
}

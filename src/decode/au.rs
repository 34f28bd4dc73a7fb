//! AU, also called snd: the plain format of Sun and NeXT, with which mu-law came to computers.

use crate::decode::decoder::{DecodeError, Decoder, Stream};
use crate::decode::g711::Law;
use crate::decode::pcm::{Coding, Order, PcmStream};
use crate::decode::source::{Head, Source, believed};

/// What can be read out of an AU file.
const KNOWN: &str = "mu-law, A-law, PCM, float";
/// The length of a stream whose end was not known.
const UNKNOWN: u32 = u32::MAX;
/// The header's fixed part; the offset of the sound cannot be smaller.
const HEADER: u32 = 24;

/// Reads AU.
pub struct Au;

impl Decoder for Au {
    fn name(&self) -> &'static str {
        "au"
    }

    fn reads(&self) -> &'static str {
        "AU (mu-law, A-law, PCM, float)"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.starts_with(b".snd")
    }

    fn open(&self, mut source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        let header = source.read_at(4, 20)?;
        let mut fields = header.as_chunks().0.iter().map(|bytes| u32::from_be_bytes(*bytes));
        let mut field = || fields.next().ok_or_else(|| DecodeError::malformed("au", "header is cut off"));
        let (offset, claimed, encoding, rate, channels) = (field()?, field()?, field()?, field()?, field()?);
        if offset < HEADER || u64::from(offset) > source.len() {
            return Err(DecodeError::malformed("au", format!("sound at byte {offset} is outside of the file")));
        }
        let coding = coding(encoding)?;
        let channels = u16::try_from(channels).ok().filter(|&count| count > 0);
        let channels =
            channels.ok_or_else(|| DecodeError::malformed("au", "header says an impossible number of channels"))?;
        let left = source.len() - u64::from(offset);
        let claimed = Some(u64::from(claimed)).filter(|_| claimed != UNKNOWN);
        let (length, warning) = believed("header", claimed, left);
        let source = source.part(offset.into(), u64::from(offset) + length)?;
        Ok(Box::new(PcmStream::new(source, "au", coding, rate, channels).with_warnings(warning.into_iter().collect())))
    }
}

fn coding(encoding: u32) -> Result<Coding, DecodeError> {
    let found = match encoding {
        1 => return Ok(Coding::G711(Law::Mu)),
        2 => return Ok(Coding::I8),
        3 => return Ok(Coding::I16(Order::Big)),
        4 => return Ok(Coding::I24(Order::Big)),
        5 => return Ok(Coding::I32(Order::Big)),
        6 => return Ok(Coding::F32(Order::Big)),
        7 => return Ok(Coding::F64(Order::Big)),
        27 => return Ok(Coding::G711(Law::A)),
        23 => "G.721 ADPCM".to_owned(),
        24 => "G.722".to_owned(),
        25 | 26 => "G.723 ADPCM".to_owned(),
        other => format!("encoding {other}"),
    };
    Err(DecodeError::Unsupported { format: "au", found, known: KNOWN.to_owned() })
}

//! WAV: what most recorders write, in many codings and with many wrong lengths.

use crate::decode::adpcm::AdpcmStream;
use crate::decode::decoder::{Block, DecodeError, Decoder, Layout, Report, Stream};
use crate::decode::gsm_blocks::GsmBlocks;
use crate::decode::mp3;
use crate::decode::pcm::PcmStream;
use crate::decode::riff;
use crate::decode::source::{Head, Source};
use crate::decode::wave_format::{self, GSM_BLOCK, Payload};

/// Reads WAV.
pub struct Wav;

impl Decoder for Wav {
    fn name(&self) -> &'static str {
        "wav"
    }

    fn reads(&self) -> &'static str {
        "WAV (PCM, float, A-law, mu-law, IMA ADPCM, MS ADPCM, GSM 6.10, MP3)"
    }

    fn recognises(&self, head: &Head) -> bool {
        head.has(8, b"WAVE") && [b"RIFF", b"RF64", b"BW64"].iter().any(|magic| head.starts_with(*magic))
    }

    fn open(&self, mut source: Source) -> Result<Box<dyn Stream>, DecodeError> {
        let parts = riff::parts(&mut source)?;
        let format = wave_format::parse(&parts.format)?;
        let mut warnings = parts.warnings;
        warnings.extend(format.warnings.iter().cloned());
        let source = source.part(parts.data.0, parts.data.1)?;
        let (stream, padding): (Box<dyn Stream>, usize) = match format.payload {
            Payload::Plain(coding) => {
                let stream = PcmStream::new(source, "wav", coding, format.rate, format.channels);
                return Ok(Box::new(stream.with_warnings(warnings)));
            }
            Payload::Mp3 => (mp3::open(source, "wav")?, 0),
            Payload::Gsm => (Box::new(GsmBlocks::new(source, format.rate)), GSM_BLOCK.1),
            Payload::Ima { frames, .. } | Payload::Ms { frames, .. } => match AdpcmStream::new(source, &format)? {
                Some(stream) => (Box::new(stream), frames),
                None => return Err(DecodeError::malformed("wav", "no ADPCM after all")),
            },
        };
        let fact = parts.frames.filter(|&frames| frames > 0 && padding > 0).map(u64::from);
        Ok(Box::new(Trimmed { stream, fact, padding: padding as u64, given: 0, held: None, warnings }))
    }
}

/// Cuts the padding off the last block of a coding that has no shorter ones: the `fact` chunk knows where the sound ends.
/// It is believed only within the last block, because recorders that guess the length guess this one too.
struct Trimmed {
    stream: Box<dyn Stream>,
    fact: Option<u64>,
    padding: u64,
    given: u64,
    /// The block that may turn out to be the last.
    held: Option<Block>,
    warnings: Vec<String>,
}

impl Stream for Trimmed {
    fn layout(&self) -> &Layout {
        self.stream.layout()
    }

    fn next(&mut self, block: &mut Block) -> Result<bool, DecodeError> {
        let Some(fact) = self.fact else { return self.stream.next(block) };
        loop {
            let more = self.stream.next(block)?;
            let Some(mut ready) = (if more { self.held.replace(std::mem::take(block)) } else { self.held.take() })
            else {
                if more {
                    continue;
                }
                return Ok(false);
            };
            self.given += ready.frames() as u64;
            if !more && fact < self.given && self.given - fact < self.padding {
                ready.truncate(ready.frames().saturating_sub((self.given - fact) as usize));
            } else if !more && fact != self.given {
                self.warnings.push(format!("fact chunk claims {fact} samples, file has {}", self.given));
            }
            *block = ready;
            return Ok(block.frames() > 0);
        }
    }

    fn report(&self) -> Report {
        let mut report = self.stream.report();
        report.warnings.extend(self.warnings.iter().cloned());
        report
    }
}

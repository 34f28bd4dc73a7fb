//! GSM 6.10 as Microsoft packs it into WAV: two frames in 65 bytes, low bits first.

use crate::decode::decoder::{Block, DecodeError, Layout, Report, Stream};
use crate::decode::gsm::{Codes, FRAME, GsmDecoder};
use crate::decode::source::Source;
use crate::decode::wave_format::GSM_BLOCK;

/// Blocks decoded at a time: 2 s.
const READ: usize = 50;

/// Reads 65-byte blocks.
pub struct GsmBlocks {
    source: Source,
    decoder: GsmDecoder,
    layout: Layout,
}

impl GsmBlocks {
    pub fn new(source: Source, rate: u32) -> GsmBlocks {
        let frames = source.len() / GSM_BLOCK.0 as u64 * GSM_BLOCK.1 as u64;
        let layout = Layout { rate, channels: 1, coding: "wav, GSM 6.10".to_owned(), frames: Some(frames) };
        GsmBlocks { source, decoder: GsmDecoder::default(), layout }
    }
}

impl Stream for GsmBlocks {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn next(&mut self, block: &mut Block) -> Result<bool, DecodeError> {
        block.clear(1);
        let mut bytes = [0; READ * GSM_BLOCK.0];
        let count = self.source.fill(&mut bytes)?;
        for pair in bytes[..count].as_chunks::<{ GSM_BLOCK.0 }>().0 {
            let mut bits = Bits { bytes: pair, at: 0 };
            for _ in 0..GSM_BLOCK.1 / FRAME {
                let samples = self.decoder.decode(&Codes::read(|count| bits.take(count)));
                block.tracks[0].extend(samples.iter().map(|&sample| f32::from(sample) / 32_768.0));
            }
        }
        Ok(block.frames() > 0)
    }

    fn report(&self) -> Report {
        Report::default()
    }
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> i16 {
        let bit = |at: usize| i16::from(self.bytes.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1));
        let value = (0..count as usize).fold(0, |value, i| value | bit(self.at + i) << i);
        self.at += count as usize;
        value
    }
}

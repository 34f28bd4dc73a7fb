//! IMA and Microsoft ADPCM in WAV: Symphonia's codec over blocks that are cut here, because the last one may be short.

use symphonia::core::audio::Channels;
use symphonia::core::audio::layouts::{CHANNEL_LAYOUT_MONO, CHANNEL_LAYOUT_STEREO};
use symphonia::core::codecs::audio::well_known::{CODEC_ID_ADPCM_IMA_WAV, CODEC_ID_ADPCM_MS};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};
use symphonia::default::codecs::AdpcmDecoder;

use crate::decode::decoder::{Block, DecodeError, Layout, Report, Stream};
use crate::decode::source::Source;
use crate::decode::wave_format::{Format, Payload};

/// Reads blocks of either ADPCM.
pub struct AdpcmStream {
    source: Source,
    decoder: AdpcmDecoder,
    layout: Layout,
    /// Bytes and samples per channel of a block, bytes of its header and samples that stand in it.
    block: BlockShape,
    report: Report,
}

#[derive(Clone, Copy)]
struct BlockShape {
    bytes: usize,
    frames: usize,
    header_bytes: usize,
    header_frames: usize,
}

impl AdpcmStream {
    /// `None` where the payload is no ADPCM.
    pub fn new(source: Source, format: &Format) -> Result<Option<AdpcmStream>, DecodeError> {
        let channels = usize::from(format.channels);
        let (codec, name, block) = match format.payload {
            Payload::Ima { bytes, frames } => {
                let shape = BlockShape { bytes, frames, header_bytes: 4 * channels, header_frames: 1 };
                (CODEC_ID_ADPCM_IMA_WAV, "IMA ADPCM", shape)
            }
            Payload::Ms { bytes, frames } => {
                let shape = BlockShape { bytes, frames, header_bytes: 7 * channels, header_frames: 2 };
                (CODEC_ID_ADPCM_MS, "MS ADPCM", shape)
            }
            _ => return Ok(None),
        };
        let speakers = if channels == 1 { CHANNEL_LAYOUT_MONO } else { CHANNEL_LAYOUT_STEREO };
        let mut parameters = AudioCodecParameters::new();
        parameters.for_codec(codec).with_sample_rate(format.rate).with_channels(Channels::clone(&speakers));
        parameters.with_max_frames_per_packet(block.frames as u64).with_frames_per_block(block.frames as u64);
        let decoder = AdpcmDecoder::try_new(&parameters, &AudioDecoderOptions::default())
            .map_err(|error| DecodeError::malformed("wav", format!("{name}: {error}")))?;
        let frames = source.len().div_ceil(block.bytes as u64) * block.frames as u64;
        let layout = Layout { rate: format.rate, channels, coding: format!("wav, {name}"), frames: Some(frames) };
        Ok(Some(AdpcmStream { source, decoder, layout, block, report: Report::default() }))
    }
}

impl BlockShape {
    /// Samples per channel in the first `bytes` of a block.
    fn frames_in(self, bytes: usize, channels: usize) -> usize {
        match bytes.checked_sub(self.header_bytes) {
            None => 0,
            // The pairs of samples of both channels come in turn, in groups of four bytes with IMA.
            Some(rest) if channels == 2 && self.header_frames == 1 => (rest / 8 * 8 + 1).min(self.frames),
            Some(rest) => (rest * 2 / channels + self.header_frames).min(self.frames),
        }
    }
}

impl Stream for AdpcmStream {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn next(&mut self, block: &mut Block) -> Result<bool, DecodeError> {
        block.clear(self.layout.channels);
        let mut bytes = vec![0; self.block.bytes];
        let count = self.source.fill(&mut bytes)?;
        let frames = self.block.frames_in(count, self.layout.channels);
        if frames == 0 {
            return Ok(false);
        }
        self.report.packets += 1;
        let packet = Packet::new(0, Timestamp::ZERO, Duration::from(self.block.frames as u64), bytes);
        match self.decoder.decode(&packet) {
            Ok(decoded) => decoded.copy_to_vecs_planar(&mut block.tracks),
            Err(_) => {
                self.report.broken += 1;
                block.tracks.iter_mut().for_each(|track| track.resize(frames, 0.0));
            }
        }
        block.truncate(frames);
        Ok(true)
    }

    fn report(&self) -> Report {
        self.report.clone()
    }
}

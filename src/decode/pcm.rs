//! Plain samples one after the other: PCM, float and G.711, in either byte order.

use crate::decode::decoder::{Block, DecodeError, Layout, Report, Stream};
use crate::decode::g711::Law;
use crate::decode::source::Source;

/// Bytes read at a time; enough that reading costs nothing, and small enough to stay in the cache.
const READ: usize = 64 * 1024;

/// How one sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    U8,
    I8,
    I16(Order),
    I24(Order),
    I32(Order),
    F32(Order),
    F64(Order),
    G711(Law),
}

/// Which byte of a sample comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Little,
    Big,
}

impl Coding {
    pub fn bytes(self) -> usize {
        match self {
            Coding::U8 | Coding::I8 | Coding::G711(_) => 1,
            Coding::I16(_) => 2,
            Coding::I24(_) => 3,
            Coding::I32(_) | Coding::F32(_) => 4,
            Coding::F64(_) => 8,
        }
    }

    /// For people: `PCM 16-bit`.
    pub fn name(self) -> String {
        match self {
            Coding::G711(law) => law.name().to_owned(),
            Coding::F32(_) | Coding::F64(_) => format!("float {}-bit", self.bytes() * 8),
            _ => format!("PCM {}-bit", self.bytes() * 8),
        }
    }

    /// Appends what stands in `bytes`, whole frames of as many channels as there are tracks.
    fn spread(self, bytes: &[u8], law: &[f32; 256], tracks: &mut [Vec<f32>]) {
        use Order::{Big, Little};
        match self {
            Coding::U8 => each(bytes, tracks, |[a]| (f32::from(a) - 128.0) / 128.0),
            Coding::I8 => each(bytes, tracks, |[a]| f32::from(a as i8) / 128.0),
            Coding::I16(Little) => each(bytes, tracks, |a| f32::from(i16::from_le_bytes(a)) / 32_768.0),
            Coding::I16(Big) => each(bytes, tracks, |a| f32::from(i16::from_be_bytes(a)) / 32_768.0),
            Coding::I24(Little) => each(bytes, tracks, |[a, b, c]| whole(i32::from_le_bytes([0, a, b, c]))),
            Coding::I24(Big) => each(bytes, tracks, |[a, b, c]| whole(i32::from_be_bytes([a, b, c, 0]))),
            Coding::I32(Little) => each(bytes, tracks, |a| whole(i32::from_le_bytes(a))),
            Coding::I32(Big) => each(bytes, tracks, |a| whole(i32::from_be_bytes(a))),
            Coding::F32(Little) => each(bytes, tracks, f32::from_le_bytes),
            Coding::F32(Big) => each(bytes, tracks, f32::from_be_bytes),
            Coding::F64(Little) => each(bytes, tracks, |a| f64::from_le_bytes(a) as f32),
            Coding::F64(Big) => each(bytes, tracks, |a| f64::from_be_bytes(a) as f32),
            Coding::G711(_) => each(bytes, tracks, |[a]| law[usize::from(a)]),
        }
    }
}

fn whole(sample: i32) -> f32 {
    (f64::from(sample) / 2_147_483_648.0) as f32
}

fn each<const N: usize>(bytes: &[u8], tracks: &mut [Vec<f32>], value: impl Fn([u8; N]) -> f32) {
    if let [track] = tracks {
        track.extend(bytes.as_chunks().0.iter().map(|&sample| value(sample)));
        return;
    }
    let channels = tracks.len();
    for (channel, track) in tracks.iter_mut().enumerate() {
        track.extend(bytes.as_chunks().0.iter().skip(channel).step_by(channels).map(|&sample| value(sample)));
    }
}

/// Reads the samples of a source that holds nothing else.
pub struct PcmStream {
    source: Source,
    coding: Coding,
    law: Box<[f32; 256]>,
    layout: Layout,
    warnings: Vec<String>,
    buffer: Vec<u8>,
}

impl PcmStream {
    /// `family` is what the format is called by: `wav`. There is at least one channel.
    pub fn new(source: Source, family: &str, coding: Coding, rate: u32, channels: u16) -> PcmStream {
        let channels = usize::from(channels.max(1));
        let frame = coding.bytes() * channels;
        let law = match coding {
            Coding::G711(law) => law.table().map(|sample| f32::from(sample) / 32_768.0),
            _ => [0.0; 256],
        };
        let coding_name = format!("{family}, {}", coding.name());
        let frames = Some(source.len() / frame as u64);
        PcmStream {
            source,
            coding,
            law: Box::new(law),
            layout: Layout { rate, channels, coding: coding_name, frames },
            warnings: Vec::new(),
            buffer: vec![0; (READ / frame).max(1) * frame],
        }
    }

    /// Adds what was odd about the header.
    pub fn with_warnings(mut self, warnings: Vec<String>) -> PcmStream {
        self.warnings.extend(warnings);
        self
    }
}

impl Stream for PcmStream {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn next(&mut self, block: &mut Block) -> Result<bool, DecodeError> {
        block.clear(self.layout.channels);
        let count = self.source.fill(&mut self.buffer)?;
        let frame = self.coding.bytes() * self.layout.channels;
        // A file cut off in the middle of a sample loses that sample.
        let usable = count - count % frame;
        self.coding.spread(&self.buffer[..usable], &self.law, &mut block.tracks);
        Ok(usable > 0)
    }

    fn report(&self) -> Report {
        Report { warnings: self.warnings.clone(), ..Report::default() }
    }
}

//! What a decoder is: it knows its format by content, and turns a file into blocks of samples.

use crate::decode::source::{Head, Source};

/// Reads one family of formats. Never panics, and never believes a length or a count before the file shows it.
pub trait Decoder: Sync {
    /// One word, before every error and in every format: `wav`.
    fn name(&self) -> &'static str;

    /// What it reads, for people: `WAV (PCM, float, A-law, …)`.
    fn reads(&self) -> &'static str;

    /// Whether the file's first bytes are of this format, whatever its name.
    fn recognises(&self, head: &Head) -> bool;

    /// Reads what stands before the sound.
    fn open(&self, source: Source) -> Result<Box<dyn Stream>, DecodeError>;
}

/// A recording being decoded, block by block.
pub trait Stream {
    fn layout(&self) -> &Layout;

    /// Replaces `block` by the next samples; `false` at the end.
    fn next(&mut self, block: &mut Block) -> Result<bool, DecodeError>;

    /// What was odd; to be asked for after the end.
    fn report(&self) -> Report;
}

/// What is known of a stream before its samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Samples a second, as in the file.
    pub rate: u32,
    pub channels: usize,
    /// Family and coding, for people: `wav, mu-law`.
    pub coding: String,
    /// How many samples a channel has, where the size of the file shows it.
    pub frames: Option<u64>,
}

/// Samples from -1 to 1, one list per channel, all of one length.
#[derive(Debug, Default)]
pub struct Block {
    pub tracks: Vec<Vec<f32>>,
}

impl Block {
    /// Empties the block and makes it hold `channels` lists.
    pub fn clear(&mut self, channels: usize) {
        self.tracks.resize_with(channels, Vec::new);
        self.tracks.iter_mut().for_each(Vec::clear);
    }

    /// Samples per channel.
    pub fn frames(&self) -> usize {
        self.tracks.first().map_or(0, Vec::len)
    }

    /// Keeps the first `frames` samples of every channel.
    pub fn truncate(&mut self, frames: usize) {
        self.tracks.iter_mut().for_each(|track| track.truncate(frames));
    }
}

/// How the reading of a stream went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Packets read, where the format has any.
    pub packets: u64,
    /// Those of them that could not be decoded and count as silence.
    pub broken: u64,
    /// Without the format's name: `header claims 4 GiB, file has 1 MiB`.
    pub warnings: Vec<String>,
}

/// Why a recording cannot be decoded, told apart by who can help.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The file breaks its own format: whoever wrote or sent it.
    #[error("{format}: {reason}")]
    Malformed { format: &'static str, reason: String },
    /// Sound, but in a coding that is not decoded: convert it first.
    #[error("{format}: {found} is unsupported; known are {known}")]
    Unsupported { format: &'static str, found: String, known: String },
    /// Larger than the options allow.
    #[error("{format}: {reason}")]
    Limit { format: &'static str, reason: String },
    /// The file system failed.
    #[error("cannot read the recording: {0}")]
    Io(#[from] std::io::Error),
}

impl DecodeError {
    /// Shorthand for [`DecodeError::Malformed`].
    pub fn malformed(format: &'static str, reason: impl Into<String>) -> DecodeError {
        DecodeError::Malformed { format, reason: reason.into() }
    }
}

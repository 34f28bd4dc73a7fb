//! A recording as samples: one track per channel, all at one rate.

use crate::call::time::Millis;

/// Samples a second of every decoded track: what whisper and the speech detector listen to.
pub const RATE: u32 = 16_000;

/// A decoded recording. One minute of one track is 1.9 MB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    /// One per channel, all of the same length; mono 16-bit samples at [`RATE`].
    pub tracks: Vec<Vec<i16>>,
    pub duration: Millis,
    /// What was found in the file, for people: `wav, mu-law, 8000 Hz, 2 channels`.
    pub format: String,
    /// What was odd but could be read: `wav: header claims 4 GiB, file has 1 MiB`.
    pub warnings: Vec<String>,
}

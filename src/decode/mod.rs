//! Turns a recording file into one stream of samples per channel.
//!
//! By content, not by file name: [`DECODERS`] are asked in turn whether a file's first bytes are theirs. What the header
//! says is believed only as far as the file bears it out; the rest becomes a warning on the sound.

use std::path::Path;

use crate::audio::sound::Sound;
use crate::decode::decoder::{DecodeError, Decoder};
use crate::decode::options::Options;
use crate::decode::source::Source;

mod adpcm;
mod adts;
mod aiff;
mod au;
mod caf;
pub mod decoder;
mod flac;
mod foreign;
pub mod g711;
mod gather;
mod gsm;
mod gsm_blocks;
mod mkv;
mod mp3;
mod mp4;
mod mp4_boxes;
mod ogg;
pub mod options;
mod packets;
mod pcm;
mod raw;
mod riff;
pub mod source;
mod wav;
mod wave_format;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;

/// Every decoder. The order matters only for those known by their structure, which come last.
pub const DECODERS: &[&dyn Decoder] =
    &[&wav::Wav, &flac::Flac, &ogg::Ogg, &mp4::Mp4, &mkv::Mkv, &aiff::Aiff, &caf::Caf, &au::Au, &adts::Adts, &mp3::Mp3];

/// The whole sound of a recording: every channel as 16-bit samples at 16 kHz.
pub fn decode(path: &Path, options: &Options) -> Result<Sound, DecodeError> {
    let (source, head) = Source::open(path)?;
    if source.is_empty() {
        return Err(DecodeError::malformed("unknown", "the file is empty"));
    }
    if let Some(decoder) = DECODERS.iter().find(|decoder| decoder.recognises(&head)) {
        return gather::gather(decoder.name(), decoder.open(source)?, options);
    }
    let unsupported =
        |format, found: &str| DecodeError::Unsupported { format, found: found.to_owned(), known: known() };
    match (foreign::name(&head), options.raw) {
        (Some((word, found)), _) => Err(unsupported(word, found)),
        // A list of calls beside the recordings must not be listened to.
        (None, Some(raw)) if !foreign::is_text(&head) => gather::gather("raw", raw::open(source, raw), options),
        (None, _) => Err(unsupported("unknown", foreign::describe(&head))),
    }
}

/// What can be decoded, for people.
pub fn known() -> String {
    DECODERS.iter().map(|decoder| decoder.reads()).collect::<Vec<_>>().join(", ")
}

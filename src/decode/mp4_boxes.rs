//! The two things Symphonia does not tell of an MP4 file: which codings it holds, and where its edit list begins.

use std::io;

use crate::decode::source::Source;

/// Boxes looked at; a recording has some thirty, each fragment of a long one adds one at the top.
const MAX_BOXES: usize = 10_000;
/// The start of a box of interest.
const MAX_BODY: u64 = 64;
/// Boxes that hold the ones of interest.
const FOLDERS: [&[u8; 4]; 6] = [b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"];

/// What one sound track says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrackBoxes {
    /// The four characters of the coding: `mp4a`, `samr`.
    pub coding: Option<[u8; 4]>,
    /// Units a second of the times in this track.
    pub timescale: Option<u32>,
    /// Where in the track the sound begins, in those units: what stands before is the encoder's.
    pub begins: Option<u64>,
    is_sound: bool,
}

/// The first track with sound.
pub fn sound_track(source: &mut Source) -> io::Result<Option<TrackBoxes>> {
    let mut tracks: Vec<TrackBoxes> = Vec::new();
    let mut at = 0;
    for _ in 0..MAX_BOXES {
        let head = source.read_at(at, 16)?;
        let Some((size, name)) = head.first_chunk::<4>().map(|size| u32::from_be_bytes(*size)).zip(four(&head, 4))
        else {
            break;
        };
        let (header, size) = match size {
            0 => (8, u64::MAX),
            1 => (16, head.get(8..).and_then(|rest| rest.first_chunk()).map_or(0, |size| u64::from_be_bytes(*size))),
            size => (8, u64::from(size)),
        };
        if size < header {
            break;
        }
        if &name == b"trak" {
            tracks.push(TrackBoxes::default());
        }
        if FOLDERS.contains(&&name) {
            at += header;
            continue;
        }
        if let Some(track) = tracks.last_mut() {
            track.read(&name, &source.read_at(at + header, MAX_BODY)?);
        }
        at = at.saturating_add(size);
    }
    Ok(tracks.into_iter().find(|track| track.is_sound))
}

impl TrackBoxes {
    /// ISO 14496-12 §8.4.2, 8.4.3, 8.5.2 and 8.6.6; those with times come in a short and a long version.
    fn read(&mut self, name: &[u8; 4], body: &[u8]) {
        let is_long = body.first() == Some(&1);
        let number = |at: usize| four(body, at).map(u32::from_be_bytes);
        let long = |at: usize| Some(u64::from(number(at)?) << 32 | u64::from(number(at + 4)?));
        match name {
            b"hdlr" => self.is_sound |= four(body, 8) == Some(*b"soun"),
            b"mdhd" => self.timescale = number(if is_long { 20 } else { 12 }),
            b"stsd" => self.coding = four(body, 12),
            b"elst" => {
                let begins = if is_long { long(16) } else { number(12).filter(|&at| at != u32::MAX).map(u64::from) };
                self.begins = begins.filter(|_| number(4) > Some(0));
            }
            _ => {}
        }
    }
}

fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..)?.first_chunk().copied()
}

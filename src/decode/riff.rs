//! Finds the parts of a WAV file, also where its lengths lie: RIFF, RF64 and BW64.

use crate::decode::decoder::DecodeError;
use crate::decode::source::{Source, size_text};

/// Chunks of a file that is taken seriously; every recorder writes fewer than twenty.
const MAX_CHUNKS: usize = 1_024;
/// Bytes of a chunk before the sound that are kept: no `fmt `, `fact` or `ds64` is longer.
const MAX_BODY: u64 = 128;
/// How far behind a chunk with an impossible length the sound is looked for.
const RESCUE: u64 = 64 * 1024;
/// A recorder that streams cannot know the length: it writes one of these.
const UNKNOWN: [u64; 2] = [0, u32::MAX as u64];

/// What a WAV file is made of.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The body of the `fmt ` chunk.
    pub format: Vec<u8>,
    /// Samples per channel as the `fact` chunk has it; `None` where it is missing or as unreliable as the length.
    pub frames: Option<u32>,
    /// Where the sound begins and ends.
    pub data: (u64, u64),
    pub warnings: Vec<String>,
}

struct Chunk {
    id: [u8; 4],
    claimed: u64,
    body: u64,
}

impl Chunk {
    fn name(&self) -> String {
        self.id.escape_ascii().to_string().trim_end().to_owned()
    }
}

/// Walks the chunks up to the sound.
pub fn parts(source: &mut Source) -> Result<Parts, DecodeError> {
    let mut parts = Parts::default();
    let mut long_data = None;
    let mut at = 12;
    for _ in 0..MAX_CHUNKS {
        let Some(mut chunk) = chunk_at(source, at)? else { break };
        let mut end = chunk.body.saturating_add(chunk.claimed);
        if chunk.id != *b"data" && end > source.len() {
            let Some(found) = rescue(source, chunk.body)? else { break };
            parts.warnings.push(lie(&chunk, chunk.claimed, source));
            chunk = found;
            end = chunk.body.saturating_add(chunk.claimed);
        }
        match &chunk.id {
            b"fmt " => parts.format = source.read_at(chunk.body, chunk.claimed.min(MAX_BODY))?,
            b"fact" => parts.frames = number(&source.read_at(chunk.body, 4)?, 0),
            // EBU Tech 3306: sizes of the whole, the sound and the samples as 64 bits each.
            b"ds64" => long_data = long_number(&source.read_at(chunk.body, 28)?, 8),
            b"data" => {
                let claimed = long_data.filter(|_| chunk.claimed == UNKNOWN[1]).unwrap_or(chunk.claimed);
                return with_data(parts, source, &chunk, claimed);
            }
            _ => {}
        }
        at = next_chunk(source, end)?;
    }
    match parts.format.is_empty() {
        true => Err(DecodeError::malformed("wav", "no fmt chunk and no data chunk found")),
        false => Err(DecodeError::malformed("wav", "no data chunk found")),
    }
}

fn with_data(mut parts: Parts, source: &mut Source, chunk: &Chunk, claimed: u64) -> Result<Parts, DecodeError> {
    if parts.format.is_empty() {
        return Err(DecodeError::malformed("wav", "no fmt chunk before the data chunk"));
    }
    let (start, end) = (chunk.body, source.len());
    let left = end - start;
    let honest = match UNKNOWN.contains(&claimed) {
        // An empty data chunk with other chunks behind it is really empty.
        true => claimed == 0 && left > 0 && is_chunk(source, start)?,
        false => claimed <= left && ends_well(source, start + claimed)?,
    };
    if honest {
        parts.data = (start, start + claimed);
        return Ok(parts);
    }
    parts.frames = None;
    parts.data = (start, end);
    if claimed != left {
        parts.warnings.push(lie(chunk, claimed, source));
    }
    Ok(parts)
}

/// Behind the sound comes the end of the file, less than a chunk of padding, or another chunk.
fn ends_well(source: &mut Source, end: u64) -> Result<bool, DecodeError> {
    Ok(source.len() - end < 8 || is_chunk(source, end)? || is_chunk(source, end + 1)?)
}

fn lie(chunk: &Chunk, claimed: u64, source: &Source) -> String {
    let left = source.len() - chunk.body;
    format!("{} chunk claims {}, file has {}", chunk.name(), size_text(claimed), size_text(left))
}

/// Chunks begin at even places, but some writers forget the byte of padding behind an odd one.
fn next_chunk(source: &mut Source, end: u64) -> Result<u64, DecodeError> {
    let forgotten = end % 2 == 1 && !is_chunk(source, end + 1)? && is_chunk(source, end)?;
    Ok(if forgotten { end } else { end + end % 2 })
}

fn is_chunk(source: &mut Source, at: u64) -> Result<bool, DecodeError> {
    let Some(chunk) = chunk_at(source, at)? else { return Ok(false) };
    let is_name = chunk.id.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b' ' || *byte == b'_');
    let fits = chunk.body.saturating_add(chunk.claimed) <= source.len() || chunk.id == *b"data";
    Ok(is_name && chunk.id[0] != b' ' && fits)
}

fn chunk_at(source: &mut Source, at: u64) -> Result<Option<Chunk>, DecodeError> {
    let bytes = source.read_at(at, 8)?;
    let id = bytes.first_chunk().copied();
    Ok(id.zip(number(&bytes, 4)).map(|(id, claimed)| Chunk { id, claimed: claimed.into(), body: at + 8 }))
}

/// The `data` chunk behind one whose length leads out of the file.
fn rescue(source: &mut Source, from: u64) -> Result<Option<Chunk>, DecodeError> {
    let bytes = source.read_at(from, RESCUE)?;
    match bytes.windows(4).position(|window| window == b"data") {
        Some(offset) => chunk_at(source, from + offset as u64),
        None => Ok(None),
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn long_number(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(id: &str, claimed: u32, body: &[u8]) -> Vec<u8> {
        [id.as_bytes(), &claimed.to_le_bytes(), body].concat()
    }

    fn read(magic: &str, chunks: &[Vec<u8>]) -> Result<(Parts, Vec<u8>), String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        let bytes = [magic.as_bytes(), &[0; 4], b"WAVE", &chunks.concat()].concat();
        std::fs::write(&path, bytes).unwrap();
        let (mut source, _) = Source::open(&path).unwrap();
        let parts = parts(&mut source).map_err(|error| error.to_string())?;
        let data = source.read_at(parts.data.0, parts.data.1 - parts.data.0).unwrap();
        Ok((parts, data))
    }

    #[test]
    fn sound_is_found_whatever_the_lengths_say() {
        let sound = [255u8, 254, 253, 252, 251, 250, 249, 248, 247, 246];
        let format = || chunk("fmt ", 16, &[1; 16]);
        let list = |claimed, body: &[u8]| chunk("LIST", claimed, body);
        let wide = |data: u64| {
            chunk("ds64", 28, &[[0; 8], data.to_le_bytes(), [0; 8]].concat())
                .into_iter()
                .chain([0; 4])
                .collect::<Vec<_>>()
        };
        let data = |claimed| chunk("data", claimed, &sound);
        // name, magic, chunks, samples in fact, warnings
        type Case = (&'static str, &'static str, Vec<Vec<u8>>, Option<u32>, Vec<&'static str>);
        let fact = || chunk("fact", 4, &[9, 0, 0, 0]);
        let table: Vec<Case> = vec![
            ("honest", "RIFF", vec![format(), fact(), data(10)], Some(9), vec![]),
            ("chunks behind", "RIFF", vec![format(), data(10), list(4, b"INFO")], None, vec![]),
            ("padding behind", "RIFF", vec![format(), data(10), vec![0; 3]], None, vec![]),
            (
                "zero",
                "RIFF",
                vec![format(), fact(), data(0)],
                None,
                vec!["data chunk claims 0 bytes, file has 10 bytes"],
            ),
            (
                "unknown",
                "RIFF",
                vec![format(), data(u32::MAX)],
                None,
                vec!["data chunk claims 3.9 GiB, file has 10 bytes"],
            ),
            ("too long", "RIFF", vec![format(), data(11)], None, vec!["data chunk claims 11 bytes, file has 10 bytes"]),
            ("too short", "RIFF", vec![format(), data(1)], None, vec!["data chunk claims 1 bytes, file has 10 bytes"]),
            ("odd and padded", "RIFF", vec![format(), list(5, b"INFO\0\0"), data(10)], None, vec![]),
            ("odd, not padded", "RIFF", vec![format(), list(5, b"INFO\0"), data(10)], None, vec![]),
            (
                "huge list",
                "RIFF",
                vec![format(), list(1 << 31, b""), data(10)],
                None,
                vec!["LIST chunk claims 2 GiB, file has 18 bytes"],
            ),
            ("wide", "RF64", vec![wide(10), format(), data(u32::MAX)], None, vec![]),
            (
                "wide zero",
                "BW64",
                vec![wide(0), format(), data(u32::MAX)],
                None,
                vec!["data chunk claims 0 bytes, file has 10 bytes"],
            ),
        ];
        for (name, magic, chunks, frames, warnings) in table {
            let (parts, mut found) = read(magic, &chunks).unwrap();
            found.truncate(sound.len());
            assert_eq!((found.as_slice(), parts.frames), (&sound[..], frames), "{name}");
            assert_eq!(parts.warnings, warnings, "{name}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let format = chunk("fmt ", 16, &[1; 16]);
        let data = chunk("data", 4, &[200; 4]);
        let table: [(&[Vec<u8>], &str); 4] = [
            (&[], "wav: no fmt chunk and no data chunk found"),
            (std::slice::from_ref(&format), "wav: no data chunk found"),
            (&[format.clone(), chunk("LIST", 1 << 31, b"INFO")], "wav: no data chunk found"),
            (&[data, format.clone()], "wav: no fmt chunk before the data chunk"),
        ];
        for (chunks, error) in table {
            assert_eq!(read("RIFF", chunks).err().as_deref(), Some(error));
        }
        let (parts, found) = read("RIFF", &[format, chunk("data", 0, &[]), chunk("LIST", 4, b"INFO")]).unwrap();
        assert_eq!((found.len(), parts.warnings.len()), (0, 0), "an empty data chunk is empty");
    }
}

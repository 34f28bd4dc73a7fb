//! A recording file, or the part of it that holds one stream.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// How much of the beginning decoders see when they are asked whether it is theirs.
const HEAD: u64 = 64 * 1024;
/// Tags one after the other that are skipped before the sound. Some taggers add a second one instead of changing the first.
const MAX_TAGS: usize = 4;

/// The first bytes after any tags.
#[derive(Debug, Default)]
pub struct Head {
    pub bytes: Vec<u8>,
    /// Whether an ID3v2 tag stood before them, as is the custom with mp3 and rare elsewhere.
    pub is_tagged: bool,
    /// Whether the file ends with these bytes.
    pub is_all: bool,
}

impl Head {
    pub fn starts_with(&self, magic: &[u8]) -> bool {
        self.bytes.starts_with(magic)
    }

    /// Whether `magic` stands `at` bytes from the start.
    pub fn has(&self, at: usize, magic: &[u8]) -> bool {
        self.bytes.get(at..).is_some_and(|rest| rest.starts_with(magic))
    }
}

/// A stretch of a file as a stream of its own: position 0 is its start, and it ends where the stretch ends.
#[derive(Debug)]
pub struct Source {
    file: File,
    start: u64,
    end: u64,
    at: u64,
}

impl Source {
    /// Opens a file, skips ID3v2 tags, and looks at what follows. Refuses what is not a plain file: reading a pipe could
    /// wait forever.
    pub fn open(path: &Path) -> io::Result<(Source, Head)> {
        let metadata = std::fs::metadata(path)?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file"));
        }
        let mut source = Source { file: File::open(path)?, start: 0, end: metadata.len(), at: 0 };
        let mut head = Head::default();
        for _ in 0..MAX_TAGS {
            let Some(length) = tag_length(&source.read_at(0, 10)?) else { break };
            source = source.part(length, u64::MAX)?;
            head.is_tagged = true;
        }
        head.bytes = source.read_at(0, HEAD)?;
        head.is_all = source.len() <= HEAD;
        source.rewind()?;
        Ok((source, head))
    }

    /// Bytes in all.
    pub fn len(&self) -> u64 {
        self.end - self.start
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// From byte `from` to byte `to` of this source, cut off at its end; stands at its start.
    pub fn part(mut self, from: u64, to: u64) -> io::Result<Source> {
        let (from, to) = (self.start.saturating_add(from).min(self.end), self.start.saturating_add(to).min(self.end));
        (self.start, self.end) = (from, to.max(from));
        self.rewind()?;
        Ok(self)
    }

    /// Up to `count` bytes from byte `at` on, fewer at the end.
    pub fn read_at(&mut self, at: u64, count: u64) -> io::Result<Vec<u8>> {
        self.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::with_capacity(count.min(self.len().saturating_sub(at)) as usize);
        self.by_ref().take(count).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Fills `buffer` as far as the source goes.
    pub fn fill(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        Ok(filled)
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.len().saturating_sub(self.at).min(buffer.len() as u64) as usize;
        let count = self.file.read(&mut buffer[..left])?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(offset) => self.len().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        let outside = || io::Error::new(io::ErrorKind::InvalidInput, "seek out of the file");
        self.at = at.ok_or_else(outside)?;
        // Behind the end there is nothing to read; a place that a broken header made up may be too far for the system.
        self.file.seek(SeekFrom::Start(self.start + self.at.min(self.len())))?;
        Ok(self.at)
    }
}

/// The whole length of an ID3v2 tag that starts here (id3.org, ID3v2.4.0 §3.1): its size counts seven bits a byte.
fn tag_length(bytes: &[u8]) -> Option<u64> {
    const FOOTER: u8 = 0x10;
    let size = bytes.strip_prefix(b"ID3")?.get(3..7)?;
    if size.iter().any(|byte| byte & 0x80 != 0) {
        return None;
    }
    let body = size.iter().fold(0, |sum, &byte| sum << 7 | u64::from(byte));
    Some(10 + body + if bytes[5] & FOOTER != 0 { 10 } else { 0 })
}

/// How many bytes of sound to read where a header claims `claimed` and `left` follow it, and what to warn of. `None`: the
/// header says that it does not know. Too short a length is kept, because other parts may follow.
pub fn believed(part: &str, claimed: Option<u64>, left: u64) -> (u64, Option<String>) {
    match claimed {
        None => (left, None),
        Some(length) if (1..=left).contains(&length) => (length, None),
        Some(0) if left == 0 => (0, None),
        Some(length) => (left, Some(format!("{part} claims {}, file has {}", size_text(length), size_text(left)))),
    }
}

/// A number of bytes for people: `1.5 MiB`.
pub fn size_text(bytes: u64) -> String {
    for (unit, size) in [("GiB", 1u64 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] {
        if bytes >= size {
            let tenths = u128::from(bytes) * 10 / u128::from(size);
            let (whole, tenth) = (tenths / 10, tenths % 10);
            return if tenth == 0 { format!("{whole} {unit}") } else { format!("{whole}.{tenth} {unit}") };
        }
    }
    format!("{bytes} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_skipped_and_parts_are_streams_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tagged");
        std::fs::write(&path, b"ID3\x04\0\0\0\0\0\x03abcID3\x04\0\0\0\0\0\0fLaC and more").unwrap();
        let (source, head) = Source::open(&path).unwrap();
        assert!(head.is_tagged && head.is_all && head.starts_with(b"fLaC"));
        let mut part = source.part(5, 8).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), part.len()), ("and", 3));
        assert_eq!(part.seek(SeekFrom::End(-1)).unwrap(), 2);
        assert!(part.seek(SeekFrom::Current(-9)).is_err());
        assert_eq!(part.read_at(9, 4).unwrap(), b"");
        assert_eq!(part.read_at(u64::MAX, 4).unwrap(), b"");
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(
            [size_text(12), size_text(1 << 20), size_text(u64::from(u32::MAX))],
            ["12 bytes", "1 MiB", "3.9 GiB"]
        );
    }
}

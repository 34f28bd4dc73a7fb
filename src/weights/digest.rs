//! SHA-256 of files and of bytes on their way to a file.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Bytes read at once: large enough for the disk, small enough for the cache.
const BLOCK_BYTES: usize = 256 * 1024;

/// The lower-case hexadecimal SHA-256 of `bytes`.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The SHA-256 and the size of the file at `path`.
pub fn sha256_file(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut block = vec![0; BLOCK_BYTES];
    let mut hasher = Sha256::new();
    let mut size = 0;
    loop {
        match file.read(&mut block)? {
            0 => return Ok((hex(&hasher.finalize()), size)),
            n => {
                hasher.update(&block[..n]);
                size += n as u64;
            }
        }
    }
}

/// Hashes and counts what is written through it.
pub struct HashWriter<W> {
    inner: W,
    hasher: Sha256,
    written: u64,
}

impl<W: Write> HashWriter<W> {
    pub fn new(inner: W) -> HashWriter<W> {
        HashWriter { inner, hasher: Sha256::new(), written: 0 }
    }

    /// The writer, the SHA-256 and the number of bytes.
    pub fn finish(self) -> (W, String, u64) {
        (self.inner, hex(&self.hasher.finalize()), self.written)
    }
}

impl<W: Write> Write for HashWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.written += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The one-block message of FIPS 180-2, appendix B.1.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn bytes_files_and_writers_hash_alike() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let mut writer = HashWriter::new(Vec::new());
        writer.write_all(b"abc").unwrap();
        assert_eq!(sha256(b"abc"), ABC);
        assert_eq!(sha256_file(&path).unwrap(), (ABC.to_owned(), 3));
        assert_eq!(writer.finish(), (b"abc".to_vec(), ABC.to_owned(), 3));
    }
}

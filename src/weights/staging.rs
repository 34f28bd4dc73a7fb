//! Files that are on their way to a model's name: where they wait, and what they must be before they get it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::weights::digest::HashWriter;
use crate::weights::error::WeightsError;
use crate::weights::manifest::Entry;

/// What is there of a download; locked, so that no two pulls write one file.
pub struct Part {
    pub path: PathBuf,
    pub file: File,
}

impl Part {
    pub fn open(path: PathBuf) -> Result<Part, WeightsError> {
        let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path);
        let file = file.map_err(WeightsError::io(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Part { path, file }),
            Err(TryLockError::WouldBlock) => Err(WeightsError::Busy { path }),
            Err(TryLockError::Error(source)) => Err(WeightsError::Io { path, source }),
        }
    }

    /// Does nothing where it was renamed.
    pub fn remove(&self) {
        let _ = fs::remove_file(&self.path);
    }

    pub fn remove_if_empty(&self) {
        if self.file.metadata().is_ok_and(|metadata| metadata.len() == 0) {
            self.remove();
        }
    }
}

/// A file under construction: gone unless renamed.
pub struct Made(pub PathBuf);

impl Drop for Made {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Writes a file and holds it against the manifest; the error is a reason for a person.
pub fn write_checked(
    entry: &Entry,
    path: &Path,
    write: impl FnOnce(&mut HashWriter<BufWriter<File>>) -> Result<(), String>,
) -> Result<(), String> {
    let text = |error: io::Error| format!("{}: {error}", path.display());
    let mut out = HashWriter::new(BufWriter::new(File::create(path).map_err(text)?));
    write(&mut out)?;
    out.flush().map_err(text)?;
    let (file, found, size) = out.finish();
    file.into_inner().map_err(|error| text(error.into_error()))?.sync_all().map_err(text)?;
    check(entry, &found, size)
}

/// Holds a hash and a size against the manifest; the error is a reason for a person.
pub fn check(entry: &Entry, found: &str, size: u64) -> Result<(), String> {
    match found == entry.sha256 && size == entry.size {
        true => Ok(()),
        false => Err(format!(
            "the file has sha256 {found} and {size} bytes, the manifest says {} and {}",
            entry.sha256, entry.size
        )),
    }
}

/// The path with `.ending` after its file name.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

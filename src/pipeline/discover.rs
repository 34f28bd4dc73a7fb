//! Finds recordings in folders, and tells each by the hash of its bytes.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::call::recording::RecordingId;

/// Endings of files that lie beside recordings and hold none. Whatever else is found in a folder is tried.
const NOT_RECORDINGS: &[&str] = &[
    "csv",
    "db",
    "db-journal",
    "sqlite",
    "sqlite3",
    "db-shm",
    "db-wal",
    "htm",
    "html",
    "ini",
    "json",
    "jsonl",
    "log",
    "md",
    "pdf",
    "sha256",
    "srt",
    "tmp",
    "toml",
    "tsv",
    "txt",
    "vtt",
    "xls",
    "xlsx",
    "xml",
    "yaml",
    "yml",
];

/// A file that may hold a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    pub bytes: u64,
}

/// What a walk over paths gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// In order of path, each once.
    pub found: Vec<Found>,
    /// Files left out because their name says that they are no recordings.
    pub left_out: u64,
    /// Paths that could not be read, with why.
    pub unreadable: Vec<(PathBuf, String)>,
}

/// Walks folders; a file that is named itself is always taken. Hidden files are left out.
pub fn walk(paths: &[PathBuf]) -> Walk {
    let mut walk = Walk::default();
    for path in paths {
        if path.is_dir() {
            walk_folder(path, &mut walk);
            continue;
        }
        match std::fs::metadata(path) {
            // A pipe or a device has no end.
            Ok(metadata) if !metadata.is_file() => {
                walk.unreadable.push((path.clone(), "is no ordinary file".to_string()))
            }
            Ok(metadata) => walk.found.push(Found { path: path.clone(), bytes: metadata.len() }),
            Err(error) => walk.unreadable.push((path.clone(), error.to_string())),
        }
    }
    walk.found.sort_by(|a, b| a.path.cmp(&b.path));
    walk.found.dedup_by(|a, b| a.path == b.path);
    walk.unreadable.sort();
    walk
}

fn walk_folder(folder: &Path, walk: &mut Walk) {
    let is_hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(folder).follow_links(true).into_iter().filter_entry(|entry| !is_hidden(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                if is_named_otherwise(entry.path()) {
                    walk.left_out += 1;
                    continue;
                }
                let bytes = entry.metadata().map(|metadata| metadata.len()).unwrap_or(0);
                walk.found.push(Found { path: entry.into_path(), bytes });
            }
            Ok(_) => {}
            // A link back up leads only to what is walked anyway.
            Err(error) if error.loop_ancestor().is_some() => walk.left_out += 1,
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_path_buf();
                walk.unreadable.push((path, error.to_string()));
            }
        }
    }
}

fn is_named_otherwise(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| NOT_RECORDINGS.contains(&ending.as_str()))
}

/// What shows that somebody has written to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    pub fn of(path: &Path) -> io::Result<Stamp> {
        let metadata = std::fs::metadata(path)?;
        Ok(Stamp { bytes: metadata.len(), modified: metadata.modified().ok() })
    }
}

/// Why a file that is still being written cannot be inspected.
pub const CHANGED: &str = "the file was written to meanwhile; the next run takes it up as it is then";

/// The SHA-256 of a file's bytes, and what shows later that they have changed. A file that changes meanwhile is an error.
pub fn identify(path: &Path) -> io::Result<(RecordingId, Stamp)> {
    let stamp = Stamp::of(path)?;
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    // Large enough that reading, not calling, takes the time.
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            length => hasher.update(&buffer[..length]),
        }
    }
    if Stamp::of(path)? != stamp {
        return Err(io::Error::other(CHANGED));
    }
    Ok((RecordingId(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()), stamp))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::recording::{Call, Recording};
    use crate::pipeline::work::Job;

    #[test]
    fn a_file_that_grows_after_its_hash_is_a_failure_that_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("growing.wav");
        std::fs::write(&path, b"RIFF").unwrap();
        let (id, stamp) = identify(&path).unwrap();
        let recording = Recording { id, path: path.clone() };
        let job = Job { number: 0, recording, call: Call::default(), stamp: Some(stamp) };
        assert_eq!(job.check_unchanged(), Ok(()));
        std::fs::write(&path, b"RIFF and more").unwrap();
        assert_eq!(job.check_unchanged().unwrap_err().error, CHANGED);
    }
}

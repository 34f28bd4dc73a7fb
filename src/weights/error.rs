//! How fetching, checking or converting weights can fail, cut by who must act.

use std::io;
use std::path::{Path, PathBuf};

/// Why weights cannot be used or made.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    /// The operator has not fetched the file yet.
    #[error("model {name}: {} is not there; run: earwitness models pull {name}", path.display())]
    Missing { name: String, path: PathBuf },
    /// A file under a manifest name that is not the file the manifest means: cut, damaged or another one.
    #[error(
        "model {name}: {} has sha256 {found} and {found_size} bytes, the manifest says {expected} and {expected_size} bytes; \
         remove it and run: earwitness models pull {name}",
        path.display()
    )]
    Mismatch { name: String, path: PathBuf, found: String, found_size: u64, expected: String, expected_size: u64 },
    /// Neither a name in the manifest nor a file.
    #[error("model {name}: no such name and no such file; the names are: {known}")]
    Unknown { name: String, known: String },
    /// Whoever made the file must make it again.
    #[error("{}: {reason}", path.display())]
    Malformed { path: PathBuf, reason: String },
    /// A sound file of a kind this program does not read.
    #[error("{}: {reason}", path.display())]
    Unsupported { path: PathBuf, reason: String },
    /// No source of the manifest gave the file. The reasons stand one a line.
    #[error("model {name}: no source gave it{}", reasons.iter().map(|r| format!("\n  {r}")).collect::<String>())]
    Unobtainable { name: String, reasons: Vec<String> },
    /// What one source answered; becomes a line of [`WeightsError::Unobtainable`].
    #[error("{from}: {reason}")]
    Source { from: String, reason: String },
    /// Another process is pulling the same file.
    #[error("{}: another pull is writing it; wait for that one", path.display())]
    Busy { path: PathBuf },
    /// The manifest itself is wrong.
    #[error("manifest: {0}")]
    Manifest(String),
    /// The disk said no.
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

impl WeightsError {
    /// For `map_err`: an I/O error of the file at `path`.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> WeightsError + '_ {
        move |source| WeightsError::Io { path: path.to_owned(), source }
    }
}

/// What is wrong with some bytes, said where it is not known which file they are of.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("{0}")]
    Malformed(String),
    #[error("{0}")]
    Unsupported(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Fault {
    /// For `map_err`: the same fault, of the file at `path`.
    pub fn of(path: &Path) -> impl FnOnce(Fault) -> WeightsError + '_ {
        move |fault| match fault {
            Fault::Malformed(reason) => WeightsError::Malformed { path: path.to_owned(), reason },
            Fault::Unsupported(reason) => WeightsError::Unsupported { path: path.to_owned(), reason },
            Fault::Io(source) => WeightsError::Io { path: path.to_owned(), source },
        }
    }
}

/// Shorthand for a [`Fault::Malformed`].
pub fn malformed<T>(reason: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::Malformed(reason.into()))
}

//! What a store is told about a recording, and what it tells.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::call::evaluation::{Evaluation, Provenance};
use crate::call::finding::Finding;
use crate::call::recording::{Call, Failure, Recording, RecordingId};
use crate::call::transcript::Transcript;
use crate::store::ledger::State;

/// A recording that was found, before anything is done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovered {
    pub recording: Recording,
    pub size_bytes: u64,
    /// What the metadata says. Where the same bytes lie at several paths, the call of the first path (in byte order)
    /// counts, whichever was found first.
    pub call: Call,
}

/// All that came out of a recording that could be inspected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// What was found in the file, for people: `wav, mu-law, 8000 Hz, 2 channels`.
    pub format: String,
    pub warnings: Vec<String>,
    pub transcript: Transcript,
    pub evaluation: Evaluation,
    pub provenance: Provenance,
}

/// How a recording ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    Inspected(Box<Inspected>),
    Failed {
        failure: Failure,
        /// What it was tried with, so that the same attempt is not made again.
        provenance: Provenance,
    },
}

/// A recording that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub recording: RecordingId,
    pub ending: Ending,
}

/// A stored call judged anew, from its stored transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejudged {
    pub recording: RecordingId,
    pub evaluation: Evaluation,
    /// That of the stored call, with the new pack and program.
    pub provenance: Provenance,
}

/// Everything a store knows of one recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub recording: RecordingId,
    /// Every path it was ever seen at, in byte order; never empty.
    pub paths: Vec<PathBuf>,
    pub size_bytes: u64,
    pub call: Call,
    /// `None` while it is pending.
    pub ending: Option<Ending>,
}

/// What is left to do for a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything: it is pending, or was finished with another engine, model or settings.
    Due,
    /// Its transcript is current, but the rules or the call's metadata have changed: judge it from the transcript.
    Rejudge,
    /// Nothing.
    Inspected,
    /// Nothing: it failed, and the same attempt would fail again.
    Failed(Failure),
}

/// A stored call as judging needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub recording: RecordingId,
    pub call: Call,
    pub transcript: Transcript,
    pub provenance: Provenance,
}

/// One of the recordings that a name may stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub recording: RecordingId,
    pub call: Call,
    pub path: PathBuf,
    pub state: State,
}

/// A finding with the call it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub recording: RecordingId,
    pub call: Call,
    /// Every path the recording was seen at, in byte order.
    pub paths: Vec<PathBuf>,
    pub finding: Finding,
    pub transcript: Transcript,
}

/// The id of a file whose bytes could not be read, so that its failure has a place in the ledger.
///
/// It goes away as soon as a recording that could be read is discovered at the same path.
pub fn unread(path: &Path) -> RecordingId {
    let mut hash = Sha256::new();
    hash.update(b"unread\0");
    hash.update(path.as_os_str().as_encoded_bytes());
    RecordingId(hex(&hash.finalize()))
}

/// Lower-case hexadecimal digits.
pub(in crate::store) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

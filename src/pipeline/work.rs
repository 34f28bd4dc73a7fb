//! A recording on its way through the pipeline.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::audio::window::Window;
use crate::call::recording::{Call, Failure, Recording, Stage};
use crate::call::time::Millis;
use crate::call::transcript::{Activity, Transcript};
use crate::pipeline::budget::Permit;
use crate::pipeline::discover::{CHANGED, Stamp};
use crate::transcribe::engine::{Heard, TranscribeError};

/// A recording to be transcribed.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its place in the order the caller wants results in.
    pub number: usize,
    pub recording: Recording,
    /// What the metadata says about it.
    pub call: Call,
    /// Of the file when its bytes were hashed; `None` where that could not be done.
    pub stamp: Option<Stamp>,
}

/// What came of a recording.
#[derive(Debug)]
pub struct Finished {
    pub job: Job,
    pub result: Result<Transcribed, Failure>,
}

/// A recording turned into a transcript.
#[derive(Debug)]
pub struct Transcribed {
    pub transcript: Transcript,
    /// What was found in the file, for people.
    pub format: String,
    pub warnings: Vec<String>,
}

/// A decoded recording whose windows are heard one by one, by any worker.
pub struct Hearing {
    pub job: Job,
    pub duration: Millis,
    pub format: String,
    pub warnings: Vec<String>,
    pub activity: Vec<Activity>,
    pub windows: Vec<Window>,
    /// Detected once, by the first worker that needs it.
    pub language: OnceLock<Result<String, TranscribeError>>,
    results: Mutex<Results>,
    remaining: AtomicUsize,
    /// Held as long as the samples are.
    _permit: Permit,
}

#[derive(Default)]
struct Results {
    heard: Vec<Heard>,
    /// With the number of the window it came from.
    failure: Option<(usize, Failure)>,
}

impl Job {
    /// A failure where the file is no longer the one whose hash stands for it.
    pub fn check_unchanged(&self) -> Result<(), Failure> {
        match self.stamp {
            Some(stamp) if Stamp::of(&self.recording.path).ok() != Some(stamp) => Err(failure(Stage::Read, CHANGED)),
            _ => Ok(()),
        }
    }
}

impl Hearing {
    pub fn of(job: Job, decoded: Decoded, permit: Permit) -> Arc<Hearing> {
        let remaining = AtomicUsize::new(decoded.windows.len());
        let Decoded { duration, format, warnings, activity, windows } = decoded;
        let (language, results) = (OnceLock::new(), Mutex::default());
        Arc::new(Hearing {
            job,
            duration,
            format,
            warnings,
            activity,
            windows,
            language,
            results,
            remaining,
            _permit: permit,
        })
    }

    /// Keeps what came of one window; true for the window that was the last.
    pub fn keep(&self, window: usize, result: Result<Heard, Failure>) -> bool {
        let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(heard) => results.heard.push(heard),
            // That of the first window, so that it does not depend on which worker was quicker.
            Err(failure) => {
                let is_first = results.failure.as_ref().is_none_or(|(known, _)| window < *known);
                if is_first {
                    results.failure = Some((window, failure));
                }
            }
        }
        self.remaining.fetch_sub(1, Ordering::AcqRel) == 1
    }

    /// All that was heard, or why not.
    pub fn take_results(&self) -> Result<Vec<Heard>, Failure> {
        let mut results = self.results.lock().unwrap_or_else(PoisonError::into_inner);
        match results.failure.take() {
            Some((_, failure)) => Err(failure),
            None => Ok(std::mem::take(&mut results.heard)),
        }
    }
}

/// A recording decoded and cut into windows.
pub struct Decoded {
    pub duration: Millis,
    pub format: String,
    pub warnings: Vec<String>,
    pub activity: Vec<Activity>,
    pub windows: Vec<Window>,
}

/// A failure of a stage.
pub fn failure(stage: Stage, error: impl std::fmt::Display) -> Failure {
    Failure { stage, error: error.to_string() }
}

/// Runs a part of a job; a panic in it becomes a failure of that job instead of the end of the run.
pub fn caught<T>(stage: Stage, part: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // The payload is left alone: a text that was cut in the wrong place would be quoted in it.
    let fault = "the program has a fault; its place was printed on standard error, please report it";
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(part)).unwrap_or_else(|_| Err(failure(stage, fault)))
}

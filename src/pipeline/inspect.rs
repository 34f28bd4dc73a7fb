//! Inspects recordings: from paths to evaluations in a store.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Sender, bounded};

use crate::call::evaluation::Provenance;
use crate::call::recording::{Recording, RecordingId, Stage};
use crate::pipeline::discover::{Found, Stamp, Walk, identify};
use crate::pipeline::engines::Engines;
use crate::pipeline::flow::{self, Threads, is_stopped};
use crate::pipeline::judges::Judges;
use crate::pipeline::metadata::Metadata;
use crate::pipeline::progress::{Ended, Progress, Snapshot};
use crate::pipeline::work::{Finished, Job, failure};
use crate::pipeline::writer::{Message, write};
use crate::store::entry::{Discovered, Ending, Entry, Standing, Stored, unread};
use crate::store::store::{Mode, Store, StoreError};

/// What a run needs.
pub struct Inspection<'a> {
    pub engines: &'a Engines,
    pub judges: &'a Judges,
    pub metadata: &'a Metadata,
    pub threads: Threads,
    /// The store's URL.
    pub store: &'a str,
    /// Try again what failed before.
    pub retry_failed: bool,
    /// Set from outside to stop: what is in flight is finished and kept.
    pub stop: &'a AtomicBool,
}

/// Why a run was given up.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Recordings entered into the ledger in one transaction; with a thousand a second to hash it is never the bottleneck.
const DISCOVERED_AT_ONCE: usize = 128;
/// Jobs that may wait for a decoder. They hold a path each, no sound.
const JOBS_WAITING: usize = 16;
/// Results that may wait for the writer: a transcript each.
const RESULTS_WAITING: usize = 64;

/// Inspects what a walk found. Every recording ends once, in the store; `watch` is called a few times a second.
pub fn inspect(
    inspection: &Inspection<'_>,
    walk: Walk,
    watch: &mut dyn FnMut(&Snapshot),
) -> Result<Snapshot, InspectError> {
    let progress = Progress::default();
    walk.found.iter().for_each(|found| progress.found(found.bytes));
    walk.unreadable.iter().for_each(|_| progress.found(0));
    let mut writing = crate::store::open(inspection.store, Mode::Write)?;
    let mut reading = crate::store::open(inspection.store, Mode::Read)?;
    let provenance = inspection.engines.provenance();
    let (messages_in, messages) = bounded::<Message>(RESULTS_WAITING);
    let (jobs_in, jobs) = bounded::<Job>(JOBS_WAITING);
    let (finished_in, finished) = bounded::<Finished>(RESULTS_WAITING);
    let notes = Notes::default();
    let given_up = AtomicBool::new(false);
    let is_cancelled = || is_stopped(inspection.stop) || given_up.load(Ordering::Relaxed);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let written = write(writing.as_mut(), inspection.judges, &provenance, &messages, &progress);
            given_up.store(true, Ordering::Relaxed);
            // Whoever still sends finds the queue closed and ends, too.
            drop(messages);
            written
        });
        flow::start(scope, inspection.engines, inspection.threads, jobs, finished_in, &is_cancelled);
        let to_writer = messages_in.clone();
        scope.spawn(|| {
            let to_writer = to_writer;
            for finished in finished {
                let (warnings, bytes) = notes.take(finished.job.number);
                let _ = to_writer.send(Message::Finished { finished: Box::new(finished), warnings, bytes });
            }
        });
        let (inspection, progress, notes, given_up) = (&inspection, &progress, &notes, &given_up);
        let provenance = &provenance;
        let discoverer = scope.spawn(move || {
            let mut discovery = Discovery {
                inspection,
                provenance,
                store: reading.as_mut(),
                progress,
                notes,
                given_up,
                seen: HashSet::new(),
                jobs: jobs_in,
                messages: messages_in,
                number: 0,
            };
            discovery.run(&walk)
        });
        while !writer.is_finished() {
            watch(&progress.snapshot());
            std::thread::sleep(Duration::from_millis(100));
        }
        let written = join(writer.join());
        let discovered = join(discoverer.join());
        written.and(discovered)
    })?;
    let last = progress.snapshot();
    watch(&last);
    Ok(last)
}

/// A panic of a thread that is not caught per job is passed on.
fn join<T>(joined: std::thread::Result<T>) -> T {
    joined.unwrap_or_else(|payload| std::panic::resume_unwind(payload))
}

/// What is known of a job besides the job, until it has ended.
#[derive(Default)]
struct Notes(Mutex<HashMap<usize, (Vec<String>, u64)>>);

impl Notes {
    fn put(&self, number: usize, warnings: Vec<String>, bytes: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(number, (warnings, bytes));
    }

    fn take(&self, number: usize) -> (Vec<String>, u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&number).unwrap_or_default()
    }
}

/// The thread that tells recordings apart, enters them into the ledger and decides what is left to do for each.
struct Discovery<'a> {
    inspection: &'a Inspection<'a>,
    provenance: &'a Provenance,
    store: &'a mut dyn Store,
    progress: &'a Progress,
    notes: &'a Notes,
    given_up: &'a AtomicBool,
    /// Recordings of this run: the same bytes at two paths are one recording.
    seen: HashSet<RecordingId>,
    jobs: Sender<Job>,
    messages: Sender<Message>,
    number: usize,
}

/// A file that was read and hashed, or could not be.
struct Identified {
    discovered: Discovered,
    warnings: Vec<String>,
    unread: Option<String>,
    stamp: Option<Stamp>,
}

impl Discovery<'_> {
    fn run(&mut self, walk: &Walk) -> Result<(), StoreError> {
        for (path, why) in &walk.unreadable {
            self.enter(vec![self.unreadable(path, why.clone())])?;
        }
        for found in walk.found.chunks(DISCOVERED_AT_ONCE) {
            if is_stopped(self.inspection.stop) || self.given_up.load(Ordering::Relaxed) {
                break;
            }
            self.enter(found.iter().map(|found| self.identify(found)).collect())?;
        }
        Ok(())
    }

    fn identify(&self, found: &Found) -> Identified {
        // All empty files have the same bytes, and each is a call that was lost.
        if found.bytes == 0 {
            return self.unreadable(&found.path, "the file is empty".to_string());
        }
        match identify(&found.path) {
            Ok((id, stamp)) => {
                let (call, warnings) = self.inspection.metadata.call_of(&found.path);
                let recording = Recording { id, path: found.path.clone() };
                Identified {
                    discovered: Discovered { recording, size_bytes: found.bytes, call },
                    warnings,
                    unread: None,
                    stamp: Some(stamp),
                }
            }
            Err(error) => self.unreadable(&found.path, error.to_string()),
        }
    }

    fn unreadable(&self, path: &Path, why: String) -> Identified {
        let (call, warnings) = self.inspection.metadata.call_of(path);
        let recording = Recording { id: unread(path), path: path.to_path_buf() };
        Identified {
            discovered: Discovered { recording, size_bytes: 0, call },
            warnings,
            unread: Some(why),
            stamp: None,
        }
    }

    /// Enters a batch into the ledger, waits until it is there, then sends on what is due.
    fn enter(&mut self, batch: Vec<Identified>) -> Result<(), StoreError> {
        let discovered = batch.iter().map(|identified| identified.discovered.clone()).collect();
        let (entered_in, entered) = bounded(1);
        let sent = self.messages.send(Message::Discovered(discovered, entered_in));
        if sent.is_err() || entered.recv().is_err() {
            // The writer has given up; its error is the one that counts.
            return Ok(());
        }
        for identified in batch {
            if is_stopped(self.inspection.stop) || self.given_up.load(Ordering::Relaxed) {
                break;
            }
            self.route(identified)?;
        }
        Ok(())
    }

    fn route(&mut self, identified: Identified) -> Result<(), StoreError> {
        let Identified { discovered, warnings, unread, stamp } = identified;
        let Discovered { recording, size_bytes: bytes, call } = discovered;
        if !self.seen.insert(recording.id.clone()) {
            self.progress.ended(Ended::Duplicate, bytes);
            return Ok(());
        }
        self.number += 1;
        let job = Job { number: self.number, recording, call, stamp };
        if let Some(why) = unread {
            let finished = Finished { job, result: Err(failure(Stage::Read, why)) };
            let _ = self.messages.send(Message::Finished { finished: Box::new(finished), warnings, bytes });
            return Ok(());
        }
        match self.standing(&job.recording.id, &job.call)? {
            Next::Transcribe => {
                self.notes.put(job.number, warnings, bytes);
                let _ = self.jobs.send(job);
            }
            Next::Rejudge(stored) => {
                let _ = self.messages.send(Message::Rejudge { stored, bytes });
            }
            Next::Nothing(how) => self.progress.ended(how, bytes),
        }
        Ok(())
    }

    fn standing(&mut self, recording: &RecordingId, call: &crate::call::recording::Call) -> Result<Next, StoreError> {
        next(self.store, self.inspection, self.provenance, recording, call)
    }
}

/// What is to be done with a recording.
enum Next {
    Transcribe,
    Rejudge(Box<Stored>),
    Nothing(Ended),
}

fn next(
    store: &mut dyn Store,
    inspection: &Inspection<'_>,
    provenance: &Provenance,
    recording: &RecordingId,
    call: &crate::call::recording::Call,
) -> Result<Next, StoreError> {
    let judges = inspection.judges;
    let standing = store.standing(recording, provenance, &|language| judges.pack_hash(language))?;
    Ok(match standing {
        Standing::Due => Next::Transcribe,
        Standing::Failed(_) if inspection.retry_failed => Next::Transcribe,
        Standing::Failed(_) => Next::Nothing(Ended::Failed),
        Standing::Inspected => Next::Nothing(Ended::Current),
        Standing::Rejudge => match store.load(recording)? {
            Some(Entry { ending: Some(Ending::Inspected(inspected)), .. }) => {
                let (transcript, provenance) = (inspected.transcript, inspected.provenance);
                Next::Rejudge(Box::new(Stored {
                    recording: recording.clone(),
                    call: call.clone(),
                    transcript,
                    provenance,
                }))
            }
            _ => Next::Transcribe,
        },
    })
}

/// What a run would do, without doing it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub transcribe: Vec<PathBuf>,
    pub rejudge: u64,
    pub current: u64,
    pub failed_before: u64,
    pub duplicates: u64,
    pub unreadable: Vec<(PathBuf, String)>,
    pub bytes: u64,
}

/// Says what a run would do. Reads the recordings and the store, writes nothing.
pub fn plan(inspection: &Inspection<'_>, walk: &Walk) -> Result<Plan, StoreError> {
    let mut store = match crate::store::open(inspection.store, Mode::Read) {
        Ok(store) => Some(store),
        Err(StoreError::Missing { .. }) => None,
        Err(error) => return Err(error),
    };
    let provenance = inspection.engines.provenance();
    let mut plan = Plan { unreadable: walk.unreadable.clone(), ..Plan::default() };
    let mut seen = HashSet::new();
    for found in &walk.found {
        let id = match identify(&found.path) {
            Ok((id, _)) => id,
            Err(error) => {
                plan.unreadable.push((found.path.clone(), error.to_string()));
                continue;
            }
        };
        if !seen.insert(id.clone()) {
            plan.duplicates += 1;
            continue;
        }
        let (call, _) = inspection.metadata.call_of(&found.path);
        let next = match &mut store {
            Some(store) => next(store.as_mut(), inspection, &provenance, &id, &call)?,
            None => Next::Transcribe,
        };
        match next {
            Next::Transcribe => {
                plan.bytes += found.bytes;
                plan.transcribe.push(found.path.clone());
            }
            Next::Rejudge(_) => plan.rejudge += 1,
            Next::Nothing(Ended::Failed) => plan.failed_before += 1,
            Next::Nothing(_) => plan.current += 1,
        }
    }
    Ok(plan)
}

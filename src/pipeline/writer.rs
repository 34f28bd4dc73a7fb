//! The one thread that writes to the store: judges what was transcribed and keeps it in batches.

use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use crate::call::evaluation::{Provenance, Verdict};
use crate::call::recording::Stage;
use crate::pipeline::judges::Judges;
use crate::pipeline::progress::{Ended, Progress};
use crate::pipeline::work::{Finished, caught};
use crate::store::entry::{Discovered, Done, Ending, Inspected, Rejudged, Stored};
use crate::store::store::{Store, StoreError};

/// What the writer is told.
pub enum Message {
    /// Recordings that were found; always before anything else is said of them. What is sent back is only that it is done.
    Discovered(Vec<Discovered>, Sender<()>),
    /// A recording that was transcribed or failed, with what was warned of before and its size in bytes.
    Finished { finished: Box<Finished>, warnings: Vec<String>, bytes: u64 },
    /// A stored call to be judged anew.
    Rejudge { stored: Box<Stored>, bytes: u64 },
}

/// Calls in one transaction: enough that the disk is no bottleneck, few enough that a kill loses seconds.
const BATCH: usize = 64;
/// No finished call waits longer for its transaction.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// How often a busy store is tried before the run is given up, with growing pauses: about a minute in all.
const TRIES: u32 = 12;

/// Writes until all senders have gone. The first error that stays after retries ends it.
pub fn write(
    store: &mut dyn Store,
    judges: &Judges,
    provenance: &Provenance,
    messages: &Receiver<Message>,
    progress: &Progress,
) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    let mut since = Instant::now();
    loop {
        if batch.is_empty() {
            since = Instant::now();
        }
        let message = match messages.recv_timeout(LONGEST_WAIT.saturating_sub(since.elapsed())) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return batch.flush(store, progress),
        };
        match message {
            Some(Message::Discovered(found, entered)) => {
                batch.flush(store, progress)?;
                retried(|| store.discover(&found))?;
                let _ = entered.send(());
            }
            Some(Message::Finished { finished, warnings, bytes }) => {
                batch.add(*finished, warnings, bytes, judges, provenance, progress)
            }
            Some(Message::Rejudge { stored, bytes }) => batch.rejudge(*stored, bytes, judges),
            None => {}
        }
        if batch.len() >= BATCH || since.elapsed() >= LONGEST_WAIT {
            batch.flush(store, progress)?;
        }
    }
}

/// Tries again while somebody else holds the store.
pub fn retried(mut write: impl FnMut() -> Result<(), StoreError>) -> Result<(), StoreError> {
    let mut pause = Duration::from_millis(20);
    for _ in 1..TRIES {
        match write() {
            Err(error) if error.is_retryable() => std::thread::sleep(pause),
            result => return result,
        }
        pause = (pause * 2).min(Duration::from_secs(10));
    }
    write()
}

#[derive(Default)]
struct Batch {
    done: Vec<Done>,
    rejudged: Vec<Rejudged>,
    /// Counted when the batch is kept, not before.
    ended: Vec<(Ended, u64)>,
}

impl Batch {
    fn len(&self) -> usize {
        self.done.len() + self.rejudged.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn add(
        &mut self,
        finished: Finished,
        warnings: Vec<String>,
        bytes: u64,
        judges: &Judges,
        provenance: &Provenance,
        progress: &Progress,
    ) {
        let Finished { job, result } = finished;
        let (recording, call) = (job.recording.id, job.call);
        let provenance = Provenance { recording: recording.0.clone(), ..provenance.clone() };
        let inspected = result.and_then(|transcribed| {
            progress.heard(transcribed.transcript.duration_ms);
            let (evaluation, provenance) =
                caught(Stage::Judge, || Ok(judges.evaluate(&call, &transcribed.transcript, provenance.clone())))?;
            let warnings = warnings.into_iter().chain(transcribed.warnings).collect();
            let (format, transcript) = (transcribed.format, transcribed.transcript);
            Ok(Inspected { format, warnings, transcript, evaluation, provenance })
        });
        let (how, ending) = match inspected {
            Ok(inspected) => {
                let is_scored = inspected.evaluation.verdict != Verdict::Unscored;
                (if is_scored { Ended::Scored } else { Ended::Unscored }, Ending::Inspected(Box::new(inspected)))
            }
            Err(failure) => (Ended::Failed, Ending::Failed { failure, provenance }),
        };
        self.ended.push((how, bytes));
        self.done.push(Done { recording, ending });
    }

    fn rejudge(&mut self, stored: Stored, bytes: u64, judges: &Judges) {
        match judge_again(stored, judges) {
            Ok(rejudged) => {
                self.ended.push((Ended::Rejudged, bytes));
                self.rejudged.push(rejudged);
            }
            Err(done) => {
                self.ended.push((Ended::Failed, bytes));
                self.done.push(*done);
            }
        }
    }

    fn flush(&mut self, store: &mut dyn Store, progress: &Progress) -> Result<(), StoreError> {
        if !self.done.is_empty() {
            retried(|| store.finish(&self.done))?;
        }
        if !self.rejudged.is_empty() {
            retried(|| store.rejudge(&self.rejudged))?;
        }
        for (how, bytes) in self.ended.drain(..) {
            progress.ended(how, bytes);
        }
        self.done.clear();
        self.rejudged.clear();
        Ok(())
    }
}

/// Judges a stored call with the rules of today; a fault in judging is the call's failure.
pub fn judge_again(stored: Stored, judges: &Judges) -> Result<Rejudged, Box<Done>> {
    let Stored { recording, call, transcript, provenance } = stored;
    match caught(Stage::Judge, || Ok(judges.evaluate(&call, &transcript, provenance.clone()))) {
        Ok((evaluation, provenance)) => Ok(Rejudged { recording, evaluation, provenance }),
        Err(failure) => Err(Box::new(Done { recording, ending: Ending::Failed { failure, provenance } })),
    }
}

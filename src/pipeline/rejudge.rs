//! Judges stored calls anew with today's rules: neither audio nor model is needed.

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};

use crossbeam_channel::{Receiver, bounded};
use rayon::prelude::*;

use crate::pipeline::flow::is_stopped;
use crate::pipeline::judges::Judges;
use crate::pipeline::writer::{judge_again, retried};
use crate::store::entry::{Done, Rejudged, Stored};
use crate::store::query::Query;
use crate::store::store::{Page, Store, StoreError};

/// Calls read, judged and written at once.
const PAGE: u32 = 512;

/// What became of the calls that were asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rejudgement {
    pub judged: u64,
    /// Judged by today's rules already.
    pub left: u64,
    /// A fault in judging; they stand in the ledger as failed.
    pub failed: u64,
}

/// Judges the calls of a query that were not judged by today's rules yet; `all` judges the others again, too. Killed and
/// started again, it goes on where it was: a page of calls is kept whole or not at all, and what is kept is not read again.
pub fn rejudge(
    reading: &dyn Store,
    writing: &mut dyn Store,
    judges: &Judges,
    calls: &Query,
    all: bool,
    stop: &AtomicBool,
    watch: &mut dyn FnMut(&Rejudgement),
) -> Result<Rejudgement, StoreError> {
    let unless_judged_by = (!all).then(|| judges.pack_hashes());
    let page = Page { calls: calls.clone(), unless_judged_by, after: None, size: PAGE };
    let left = reading.count(calls)?.saturating_sub(reading.waiting(&page)?);
    let done = Mutex::new(Rejudgement { left, ..Rejudgement::default() });
    // One page waits while one is written: to judge takes less time than to write.
    let (pages_in, pages) = bounded(1);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| write(writing, pages, &done));
        let read = read(reading, page, stop, |stored| {
            let results: Vec<_> = stored.into_par_iter().map(|stored| judge_again(stored, judges)).collect();
            let sent = pages_in.send(results);
            watch(&done.lock().unwrap_or_else(PoisonError::into_inner));
            // A writer that has gone has failed, and says so below.
            sent.is_ok()
        });
        drop(pages_in);
        writer.join().expect("writing does not panic").and(read)
    })?;
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    watch(&done);
    Ok(done)
}

/// Reads page after page, until told to stop or none is left.
fn read(
    store: &dyn Store,
    mut page: Page,
    stop: &AtomicBool,
    mut take: impl FnMut(Vec<Stored>) -> bool,
) -> Result<(), StoreError> {
    while !is_stopped(stop) {
        let stored = store.stored(&page)?;
        let Some(last) = stored.last() else { break };
        page.after = Some(last.recording.clone());
        if !take(stored) {
            break;
        }
    }
    Ok(())
}

/// Keeps page after page.
fn write(
    store: &mut dyn Store,
    pages: Receiver<Vec<Result<Rejudged, Box<Done>>>>,
    done: &Mutex<Rejudgement>,
) -> Result<(), StoreError> {
    for results in pages {
        let (mut judged, mut failed) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(rejudged) => judged.push(rejudged),
                Err(done) => failed.push(*done),
            }
        }
        if !failed.is_empty() {
            retried(|| store.finish(&failed))?;
        }
        if !judged.is_empty() {
            retried(|| store.rejudge(&judged))?;
        }
        let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
        done.judged += judged.len() as u64;
        done.failed += failed.len() as u64;
    }
    Ok(())
}

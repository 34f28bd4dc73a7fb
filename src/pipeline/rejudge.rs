//! Judges stored calls anew with today's rules: neither audio nor model is needed.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use crate::pipeline::flow::is_stopped;
use crate::pipeline::judges::Judges;
use crate::pipeline::writer::{judge_again, retried};
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
/// started again, it goes on where it was.
pub fn rejudge(
    reading: &dyn Store,
    writing: &mut dyn Store,
    judges: &Judges,
    calls: &Query,
    all: bool,
    stop: &AtomicBool,
    watch: &mut dyn FnMut(&Rejudgement),
) -> Result<Rejudgement, StoreError> {
    let mut done = Rejudgement::default();
    let mut page = Page { calls: calls.clone(), unless_judged_by: None, after: None, size: PAGE };
    loop {
        let stored = reading.stored(&page)?;
        let Some(last) = stored.last() else { return Ok(done) };
        page.after = Some(last.recording.clone());
        let read = stored.len() as u64;
        let due: Vec<_> = stored
            .into_iter()
            .filter(|stored| all || stored.provenance.pack_hash != judges.pack_hash(&stored.transcript.language))
            .collect();
        let results: Vec<_> = due.into_par_iter().map(|stored| judge_again(stored, judges)).collect();
        let (mut judged, mut failed) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(rejudged) => judged.push(rejudged),
                Err(done) => failed.push(*done),
            }
        }
        if !failed.is_empty() {
            retried(|| writing.finish(&failed))?;
        }
        if !judged.is_empty() {
            retried(|| writing.rejudge(&judged))?;
        }
        done.judged += judged.len() as u64;
        done.failed += failed.len() as u64;
        done.left += read - (judged.len() + failed.len()) as u64;
        watch(&done);
        if is_stopped(stop) {
            return Ok(done);
        }
    }
}

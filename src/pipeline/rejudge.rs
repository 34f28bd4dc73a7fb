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

/// How many calls were judged anew, and how many of them came out otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rejudgement {
    pub judged: u64,
    /// No pack judges their language, and none did.
    pub left: u64,
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
        let judged: Vec<_> = due.into_par_iter().map(|stored| judge_again(stored, judges)).collect();
        if !judged.is_empty() {
            retried(|| writing.rejudge(&judged))?;
        }
        done.judged += judged.len() as u64;
        done.left += read - judged.len() as u64;
        watch(&done);
        if is_stopped(stop) {
            return Ok(done);
        }
    }
}

//! Reads a stored archive on several threads, each with a reader of its own.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crossbeam_channel::{Sender, bounded};

use crate::store::archive::{Judged, Part, Told};
use crate::store::query::Query;
use crate::store::store::{Store, StoreError};

/// Recordings in a part: a fraction of a second of work, so that no thread waits long for the last one.
const PART: u32 = 512;
/// Parts that may be reported and not yet looked at.
const REPORTS_WAITING: usize = 64;

/// Opens one more reader of a store.
pub type Open<'a> = dyn Fn() -> Result<Box<dyn Store>, StoreError> + Sync + 'a;

/// The calls that are read, and by how many threads.
pub struct Archive<'a> {
    pub open: &'a Open<'a>,
    pub calls: &'a Query,
    pub workers: usize,
}

impl Archive<'_> {
    /// Hands every call to `visit` with what its thread has gathered so far, and gives what all threads have gathered. Which
    /// thread sees which call is left to chance. `watch` is told how many calls were read.
    pub fn read<G: Send>(
        &self,
        told: Told,
        start: &(dyn Fn() -> G + Sync),
        visit: &(dyn Fn(&mut G, &Judged) + Sync),
        watch: &mut dyn FnMut(u64),
    ) -> Result<Vec<G>, StoreError> {
        let parts = (self.open)()?.parts(self.calls, PART)?;
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        let work = Work { archive: self, told, parts: &parts, next: &next, failed: &failed };
        std::thread::scope(|scope| {
            let (read_in, read) = bounded(REPORTS_WAITING);
            let threads = (0..self.workers.max(1)).map(|_| {
                let (read_in, work) = (read_in.clone(), &work);
                scope.spawn(move || {
                    let mut gathered = start();
                    work.run(&mut |judged| visit(&mut gathered, judged), &read_in).map(|()| gathered)
                })
            });
            let threads: Vec<_> = threads.collect();
            drop(read_in);
            let mut calls = 0;
            for more in read {
                calls += more;
                watch(calls);
            }
            let ends = threads.into_iter().map(|thread| thread.join().expect("a panic in judging is caught"));
            ends.collect()
        })
    }
}

/// What the threads share.
struct Work<'a> {
    archive: &'a Archive<'a>,
    told: Told,
    parts: &'a [Part],
    next: &'a AtomicUsize,
    failed: &'a AtomicBool,
}

impl Work<'_> {
    /// Reads parts until none is left, or another thread has failed.
    fn run(&self, visit: &mut dyn FnMut(&Judged), read: &Sender<u64>) -> Result<(), StoreError> {
        let result = self.read_parts(visit, read);
        if result.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        result
    }

    fn read_parts(&self, visit: &mut dyn FnMut(&Judged), read: &Sender<u64>) -> Result<(), StoreError> {
        let store = (self.archive.open)()?;
        while !self.failed.load(Ordering::Relaxed) {
            let Some(part) = self.parts.get(self.next.fetch_add(1, Ordering::Relaxed)) else { break };
            let mut calls = 0;
            store.each_judged(part, self.archive.calls, self.told, &mut |judged| {
                calls += 1;
                visit(judged);
                std::ops::ControlFlow::Continue(())
            })?;
            // Whoever listens is there as long as the threads are.
            let _ = read.send(calls);
        }
        Ok(())
    }
}

//! What a store can be told and asked.

use std::collections::BTreeMap;
use std::error::Error;
use std::ops::ControlFlow;

use crate::call::evaluation::Provenance;
use crate::call::recording::RecordingId;
use crate::store::archive::{Judged, Part, Told};
use crate::store::entry::{Candidate, Discovered, Done, Entry, Example, Rejudged, Standing, Stored};
use crate::store::ledger::{Failed, Ledger, Unscored};
use crate::store::query::{CallRow, ExampleQuery, Query};

/// What a store is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Asking only; the store must exist.
    Read,
    /// Telling and asking; the store is made where there is none.
    Write,
}

/// A place that keeps what came of every recording. Every batch is kept whole or not at all.
pub trait Store: Send {
    /// Enters recordings into the ledger. Those it knows keep their state and gain paths and newer metadata.
    fn discover(&mut self, batch: &[Discovered]) -> Result<(), StoreError>;

    /// Enters how recordings ended, in place of how they ended before. They must have been discovered.
    fn finish(&mut self, batch: &[Done]) -> Result<(), StoreError>;

    /// Replaces evaluations of calls whose transcript is kept.
    fn rejudge(&mut self, batch: &[Rejudged]) -> Result<(), StoreError>;

    /// What is left to do for a recording, given what it would be inspected with.
    ///
    /// Of `wanted`, engine, model and settings count. The program's version does not: a new version that transcribes
    /// otherwise has other settings. `pack_hash` tells the hash of the pack that would judge a call in a language.
    fn standing(
        &self,
        recording: &RecordingId,
        wanted: &Provenance,
        pack_hash: &dyn Fn(&str) -> String,
    ) -> Result<Standing, StoreError>;

    /// Everything about one recording; `None` where it was never seen.
    fn load(&self, recording: &RecordingId) -> Result<Option<Entry>, StoreError>;

    /// The recordings a person can mean by a call id, or else by the first six or more digits of a recording id; in order
    /// of recording id. More than one: the name is ambiguous.
    fn find_call(&self, name: &str) -> Result<Vec<Candidate>, StoreError>;

    /// Hands over the calls that are asked for, one by one, until told to stop. The store may be asked in between, and
    /// answers as of the first call.
    fn each_call(&self, query: &Query, visit: &mut dyn FnMut(CallRow) -> ControlFlow<()>) -> Result<(), StoreError>;

    /// How many calls are asked for, leaving `limit` and `offset` aside.
    fn count(&self, query: &Query) -> Result<u64, StoreError>;

    /// How many calls a page and all that follow it hold.
    fn waiting(&self, page: &Page) -> Result<u64, StoreError>;

    /// A page of stored calls to judge again.
    fn stored(&self, page: &Page) -> Result<Vec<Stored>, StoreError>;

    /// Cuts the judged calls of a query into parts of about so many recordings, for readers that work at the same time.
    /// With a limit it is a sample, the same every time; order and offset are not looked at.
    fn parts(&self, calls: &Query, size: u32) -> Result<Vec<Part>, StoreError>;

    /// Hands over the calls of a part that meet the query it was cut for, one by one, until told to stop.
    fn each_judged(
        &self,
        part: &Part,
        calls: &Query,
        told: Told,
        visit: &mut dyn FnMut(&Judged) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Hands over findings with their calls, one by one, until told to stop.
    fn each_example(
        &self,
        query: &ExampleQuery,
        visit: &mut dyn FnMut(Example) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Ids of the rules that any stored call has a finding of, in order.
    fn rules(&self) -> Result<Vec<String>, StoreError>;

    /// Every recording ever seen, counted.
    fn ledger(&self) -> Result<Ledger, StoreError>;

    /// Every recording that failed, in order of path.
    fn failures(&self) -> Result<Vec<Failed>, StoreError>;

    /// Every call that was judged and has no score, in order of path.
    fn unscored(&self) -> Result<Vec<Unscored>, StoreError>;

    /// SHA-256 over the whole content in an order of its own: equal for stores that know the same, however they came to.
    fn digest(&self) -> Result<String, StoreError>;

    /// The calls that are asked for.
    fn calls(&self, query: &Query) -> Result<Vec<CallRow>, StoreError> {
        let mut rows = Vec::new();
        self.each_call(query, &mut |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

    /// The findings that are asked for, with their calls.
    fn examples(&self, query: &ExampleQuery) -> Result<Vec<Example>, StoreError> {
        let mut examples = Vec::new();
        self.each_example(query, &mut |example| {
            examples.push(example);
            ControlFlow::Continue(())
        })?;
        Ok(examples)
    }
}

/// A page of stored calls, in order of recording id. Pages stay right while calls are judged in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// On which calls; its order, limit and offset are not looked at.
    pub calls: Query,
    /// Leave out calls that were judged by today's rules, with the metadata they have now.
    pub unless_judged_by: Option<PackHashes>,
    /// The last recording of the page before.
    pub after: Option<RecordingId>,
    /// At most so many calls.
    pub size: u32,
}

/// The hash of the pack that judges calls in a language, by language; those of any other are judged by none.
pub type PackHashes = BTreeMap<String, String>;

/// Why a store could not be opened, told or asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("store `{url}` is of no known kind, known are {known}")]
    Url { url: String, known: String },
    #[error("store `{url}` does not exist, `earwitness inspect PATH --store {url}` makes it")]
    Missing { url: String },
    #[error("store `{url}` cannot be opened: {why}; check its folder and its permissions")]
    Open { url: String, why: String },
    #[error("store `{url}` is no earwitness store: {why}; name another file")]
    Foreign { url: String, why: String },
    #[error("store `{url}` has schema {found}, this program knows {known}: use the newer earwitness that wrote it")]
    Newer { url: String, found: u32, known: u32 },
    #[error(
        "store `{url}` has schema {found}, this program reads {known}: any `earwitness inspect --store {url}` updates it"
    )]
    Older { url: String, found: u32, known: u32 },
    #[error("the store was opened for reading only")]
    ReadOnly,
    #[error("recording {0} was never discovered")]
    Undiscovered(RecordingId),
    #[error("recording {0} has no stored transcript to judge")]
    NotInspected(RecordingId),
    #[error("`{0}` holds no letter, digit or character to search for")]
    NothingSaid(String),
    #[error("{what} of recording {recording} cannot be read back: {why}")]
    Damaged { what: &'static str, recording: String, why: String },
    #[error("another program is writing to the store, try again when it has ended: {0}")]
    Busy(Box<dyn Error + Send + Sync>),
    #[error("the store cannot be used: {0}")]
    Backend(Box<dyn Error + Send + Sync>),
}

impl StoreError {
    /// Whether the same call may work a little later, as when somebody else is writing.
    pub fn is_retryable(&self) -> bool {
        matches!(self, StoreError::Busy(_))
    }
}

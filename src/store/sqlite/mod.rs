//! A store in one SQLite file.

mod archive;
mod bytes;
mod digest;
mod filter;
mod findings;
mod ledger;
mod outcomes;
mod packed;
mod read;
mod rejudge;
mod schema;
mod search;
mod spelled;
mod values;
mod words;
mod write;

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction};

use crate::call::evaluation::Provenance;
use crate::call::recording::RecordingId;
use crate::store::archive::{Judged, Part, Told};
use crate::store::entry::{Candidate, Discovered, Done, Entry, Example, Rejudged, Standing, Stored};
use crate::store::ledger::{Failed, Ledger, Unscored};
use crate::store::query::{CallRow, ExampleQuery, Query};
use crate::store::store::{Mode, Page, Store, StoreError};

/// How long a writer waits for another one. A batch takes a fraction of a second.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// More statements than one connection ever uses.
const STATEMENTS_KEPT: usize = 64;

/// One connection to a store.
pub struct Sqlite {
    connection: Connection,
}

/// Opens the store in a file; writing makes it where there is none.
pub fn open_file(path: &Path, mode: Mode) -> Result<Sqlite, StoreError> {
    let url = format!("sqlite:{}", path.display());
    if path.as_os_str().is_empty() {
        return Err(StoreError::Url { url, known: "sqlite:FILE".to_string() });
    }
    if mode == Mode::Read && !path.exists() {
        return Err(StoreError::Missing { url });
    }
    // Without SQLITE_OPEN_URI: a file may well be called `file:x?y`.
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX
        | match mode {
            Mode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Mode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
    let connection = Connection::open_with_flags(path, flags)
        .map_err(|error| StoreError::Open { url: url.clone(), why: error.to_string() })?;
    ready(connection, &url, mode)
}

/// Opens an empty store that is gone when it is dropped.
pub fn open_memory() -> Result<Sqlite, StoreError> {
    ready(Connection::open_in_memory()?, "memory:", Mode::Write)
}

fn ready(mut connection: Connection, url: &str, mode: Mode) -> Result<Sqlite, StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    schema::prepare(&mut connection, url, mode)?;
    Ok(Sqlite { connection })
}

impl Sqlite {
    /// Keeps what several statements read from changing in between. Nothing to do inside a visit, which has one already.
    fn snapshot(&self) -> Result<Option<Transaction<'_>>, StoreError> {
        let outermost = self.connection.is_autocommit();
        Ok(outermost.then(|| self.connection.unchecked_transaction()).transpose()?)
    }
}

impl Store for Sqlite {
    fn discover(&mut self, batch: &[Discovered]) -> Result<(), StoreError> {
        write::in_one_go(&mut self.connection, |at| batch.iter().try_for_each(|found| write::discover(at, found)))
    }

    fn finish(&mut self, batch: &[Done]) -> Result<(), StoreError> {
        write::in_one_go(&mut self.connection, |at| batch.iter().try_for_each(|done| write::finish(at, done)))
    }

    fn rejudge(&mut self, batch: &[Rejudged]) -> Result<(), StoreError> {
        write::in_one_go(&mut self.connection, |at| batch.iter().try_for_each(|judged| rejudge::replace(at, judged)))
    }

    fn standing(
        &self,
        recording: &RecordingId,
        wanted: &Provenance,
        pack_hash: &dyn Fn(&str) -> String,
    ) -> Result<Standing, StoreError> {
        read::standing(&self.connection, recording, wanted, pack_hash)
    }

    fn load(&self, recording: &RecordingId) -> Result<Option<Entry>, StoreError> {
        let _snapshot = self.snapshot()?;
        read::load(&self.connection, recording)
    }

    fn find_call(&self, name: &str) -> Result<Vec<Candidate>, StoreError> {
        let _snapshot = self.snapshot()?;
        read::find_call(&self.connection, name)
    }

    fn each_call(&self, query: &Query, visit: &mut dyn FnMut(CallRow) -> ControlFlow<()>) -> Result<(), StoreError> {
        let _snapshot = self.snapshot()?;
        search::each_call(&self.connection, query, visit)
    }

    fn count(&self, query: &Query) -> Result<u64, StoreError> {
        search::count(&self.connection, query)
    }

    fn waiting(&self, page: &Page) -> Result<u64, StoreError> {
        rejudge::waiting(&self.connection, page)
    }

    fn stored(&self, page: &Page) -> Result<Vec<Stored>, StoreError> {
        let _snapshot = self.snapshot()?;
        rejudge::stored(&self.connection, page)
    }

    fn parts(&self, calls: &Query, size: u32) -> Result<Vec<Part>, StoreError> {
        let _snapshot = self.snapshot()?;
        archive::parts(&self.connection, calls, size)
    }

    fn each_judged(
        &self,
        part: &Part,
        calls: &Query,
        told: Told,
        visit: &mut dyn FnMut(&Judged) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let _snapshot = self.snapshot()?;
        archive::each_judged(&self.connection, part, calls, told, visit)
    }

    fn each_example(
        &self,
        query: &ExampleQuery,
        visit: &mut dyn FnMut(Example) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let _snapshot = self.snapshot()?;
        search::each_example(&self.connection, query, visit)
    }

    fn rules(&self) -> Result<Vec<String>, StoreError> {
        let _snapshot = self.snapshot()?;
        outcomes::rules(&self.connection)
    }

    fn ledger(&self) -> Result<Ledger, StoreError> {
        let _snapshot = self.snapshot()?;
        ledger::ledger(&self.connection)
    }

    fn failures(&self) -> Result<Vec<Failed>, StoreError> {
        ledger::failures(&self.connection)
    }

    fn unscored(&self) -> Result<Vec<Unscored>, StoreError> {
        ledger::unscored(&self.connection)
    }

    fn digest(&self) -> Result<String, StoreError> {
        let _snapshot = self.snapshot()?;
        digest::digest(&self.connection)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(Box::new(error)),
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly,
            _ => StoreError::Backend(Box::new(error)),
        }
    }
}

impl From<rusqlite::types::FromSqlError> for StoreError {
    fn from(error: rusqlite::types::FromSqlError) -> StoreError {
        StoreError::from(rusqlite::Error::from(error))
    }
}

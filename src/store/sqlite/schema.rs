//! The tables, and how an older store becomes a newer one.
//!
//! `recordings.key` and the row ids of `words` follow the order of arrival; they are no content and never leave a store.
//! Everything else is content: it depends on what was discovered and how it ended alone, and counts in the digest.

use std::sync::LazyLock;

use rusqlite::{Connection, Transaction, params};
use rusqlite_migration::{HookError, HookResult, M, Migrations};

use crate::store::sqlite::{packed, spelled};
use crate::store::store::{Mode, StoreError};

/// Marks a SQLite file as ours (`EARW`), in the place that `file` and SQLite keep for it.
const APPLICATION_ID: i64 = 0x4541_5257;

/// One step for each version; a step that was released never changes.
static STEPS: LazyLock<[M<'static>; VERSION as usize]> =
    LazyLock::new(|| [M::up(VERSION_1), M::up_with_hook(VERSION_2, pack_transcripts), M::up(VERSION_3)]);

/// The schema this program writes.
pub const VERSION: u32 = 3;

/// Dates and times are text (`2026-11-16`, `2026-11-16T09:30:00`) by the call's own clock, scores tenths of a point,
/// lists and nested values JSON. A path is text, or a blob where it is not UTF-8.
const VERSION_1: &str = "
PRAGMA application_id = 0x45415257;

CREATE TABLE recordings (
    key          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    size_bytes   INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('scored', 'unscored', 'failed', 'pending')),
    call         TEXT NOT NULL,
    call_id      TEXT NOT NULL,
    agent        TEXT,
    team         TEXT,
    queue        TEXT,
    direction    TEXT,
    customer_ref TEXT,
    start        TEXT,
    day          TEXT,
    stage        TEXT,
    error        TEXT,
    provenance   TEXT,
    pack_hash    TEXT
) STRICT;
CREATE INDEX recordings_by_start ON recordings (start, call_id, id);
CREATE INDEX recordings_by_agent ON recordings (agent, start);

CREATE TABLE sightings (
    recording INTEGER NOT NULL REFERENCES recordings (key) ON DELETE CASCADE,
    path      ANY NOT NULL,
    call_id   TEXT NOT NULL,
    call      TEXT NOT NULL,
    PRIMARY KEY (recording, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX sightings_by_call ON sightings (call_id);

CREATE TABLE evaluations (
    recording   INTEGER PRIMARY KEY REFERENCES recordings (key) ON DELETE CASCADE,
    score       INTEGER,
    verdict     TEXT NOT NULL,
    unscored    TEXT,
    language    TEXT NOT NULL,
    duration_ms INTEGER NOT NULL,
    format      TEXT NOT NULL,
    warnings    TEXT NOT NULL,
    sheet       TEXT NOT NULL,
    judged_as   TEXT NOT NULL
) STRICT;

CREATE TABLE transcripts (
    recording  INTEGER PRIMARY KEY REFERENCES recordings (key) ON DELETE CASCADE,
    transcript TEXT NOT NULL
) STRICT;

CREATE TABLE findings (
    recording INTEGER NOT NULL REFERENCES recordings (key) ON DELETE CASCADE,
    place     INTEGER NOT NULL,
    rule      TEXT NOT NULL,
    title     TEXT NOT NULL,
    kind      TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    severity  TEXT NOT NULL,
    first_ms  INTEGER,
    evidence  TEXT NOT NULL,
    PRIMARY KEY (recording, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX findings_by_rule ON findings (rule, outcome);

CREATE VIRTUAL TABLE words USING fts5 (agent, customer, unknown, content = '', contentless_delete = 1);
";

/// Transcripts become bytes that are read many times faster than JSON.
const VERSION_2: &str = "
ALTER TABLE transcripts RENAME TO spelled;
CREATE TABLE transcripts (
    recording  INTEGER PRIMARY KEY REFERENCES recordings (key) ON DELETE CASCADE,
    transcript BLOB NOT NULL
) STRICT;
";

/// Counting the calls of a language needs no evaluation, which carries its sheet, any more.
const VERSION_3: &str = "
CREATE INDEX evaluations_by_language ON evaluations (language);
";

/// Packs the transcripts that version 1 kept as JSON.
fn pack_transcripts(at: &Transaction) -> HookResult {
    let mut spelled = at.prepare("SELECT recording, id, transcript FROM spelled JOIN recordings ON key = recording")?;
    let mut packing = at.prepare("INSERT INTO transcripts (recording, transcript) VALUES (?, ?)")?;
    let mut rows = spelled.query([])?;
    while let Some(row) = rows.next()? {
        let (key, id): (i64, String) = (row.get(0)?, row.get(1)?);
        let transcript = spelled::read(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?, &id);
        let transcript = transcript.map_err(|error| HookError::Hook(error.to_string()))?;
        packing.execute(params![key, packed::pack(&transcript)])?;
    }
    drop(rows);
    at.execute_batch("DROP TABLE spelled")?;
    Ok(())
}

/// Makes sure that an open file is a store of ours with the schema that this program knows.
pub fn prepare(connection: &mut Connection, url: &str, mode: Mode) -> Result<(), StoreError> {
    let found = identify(connection, url)?;
    if found > VERSION {
        return Err(StoreError::Newer { url: url.to_string(), found, known: VERSION });
    }
    if mode == Mode::Read {
        return match found {
            0 => Err(StoreError::Missing { url: url.to_string() }),
            VERSION => Ok(()),
            _ => Err(StoreError::Older { url: url.to_string(), found, known: VERSION }),
        };
    }
    // Readers go on while somebody writes. What is committed survives a kill of the program at any moment; a power cut
    // may take back the last commits, never half of one.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Migrations::from_slice(&*STEPS).to_latest(connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => StoreError::from(err),
        error => StoreError::Backend(Box::new(error)),
    })
}

/// The schema version of a file, 0 where it is still empty; refuses what others have made.
fn identify(connection: &Connection, url: &str) -> Result<u32, StoreError> {
    let foreign = |why: &str| StoreError::Foreign { url: url.to_string(), why: why.to_string() };
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let application = match number("PRAGMA application_id") {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            return Err(foreign("it is no SQLite file"));
        }
        result => result?,
    };
    if application == APPLICATION_ID {
        let version = number("PRAGMA user_version")?;
        return u32::try_from(version).map_err(|_| foreign("its schema version is negative"));
    }
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    if application != 0 || tables != 0 {
        return Err(foreign("it is a SQLite file of another program"));
    }
    Ok(0)
}

//! Judging stored calls again: what judging needs, page by page, and what came of it.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, params_from_iter};

use crate::call::recording::RecordingId;
use crate::store::entry::{Rejudged, Stored};
use crate::store::sqlite::filter::Filter;
use crate::store::sqlite::values::from_json;
use crate::store::sqlite::{read, write};
use crate::store::store::{Page, StoreError};

/// A page of stored calls, in order of recording id.
pub fn stored(connection: &Connection, page: &Page) -> Result<Vec<Stored>, StoreError> {
    let mut filter = Filter::of(&page.calls)?;
    if let Some(pack_hash) = &page.unless_judged_by {
        filter.and("(r.pack_hash IS NOT ? OR e.judged_as <> r.call)", [pack_hash.clone().into()]);
    }
    if let Some(after) = &page.after {
        filter.and("r.id > ?", [after.0.clone().into()]);
    }
    let sql = format!(
        "SELECT r.key, r.id, r.call, r.provenance FROM recordings r JOIN evaluations e ON e.recording = r.key
         WHERE {} ORDER BY r.id LIMIT ?",
        filter.sql()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.with([Value::from(page.size)])))?;
    let mut calls = Vec::new();
    while let Some(row) = rows.next()? {
        let recording = RecordingId(row.get(1)?);
        calls.push(Stored {
            call: from_json(row.get_ref(2)?.as_str()?, "the call", &recording.0)?,
            provenance: from_json(row.get_ref(3)?.as_str()?, "the provenance", &recording.0)?,
            // Read one by one: sorting would carry every transcript along.
            transcript: read::transcript(connection, row.get(0)?, &recording)?,
            recording,
        });
    }
    Ok(calls)
}

/// Replaces one evaluation.
pub fn replace(at: &Transaction, judged: &Rejudged) -> Result<(), StoreError> {
    let key: Option<i64> = at
        .prepare_cached("SELECT key FROM recordings JOIN evaluations ON recording = key WHERE id = ?")?
        .query_row([&judged.recording.0], |row| row.get(0))
        .optional()?;
    let key = key.ok_or_else(|| StoreError::NotInspected(judged.recording.clone()))?;
    write::keep_evaluation(at, key, &judged.evaluation, &judged.provenance)
}

//! Judging stored calls again: what judging needs, page by page, and what came of it.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, params_from_iter};

use crate::call::recording::RecordingId;
use crate::store::entry::{Rejudged, Stored};
use crate::store::sqlite::filter::Filter;
use crate::store::sqlite::values::from_json;
use crate::store::sqlite::{read, write};
use crate::store::store::{Page, StoreError};

/// Which calls a page and all that follow it hold.
fn waiting_calls(page: &Page) -> Result<Filter, StoreError> {
    let mut filter = Filter::of(&page.calls)?;
    if let Some(hashes) = &page.unless_judged_by {
        let cases: String = hashes.keys().map(|_| " WHEN ? THEN ?").collect();
        let today = if hashes.is_empty() { "''".to_string() } else { format!("CASE e.language{cases} ELSE '' END") };
        let values = hashes.iter().flat_map(|(language, hash)| [language.clone().into(), hash.clone().into()]);
        filter.and(&format!("(r.pack_hash IS NOT {today} OR e.judged_as <> r.call)"), values);
    }
    if let Some(after) = &page.after {
        filter.and("r.id > ?", [after.0.clone().into()]);
    }
    Ok(filter)
}

/// How many calls a page and all that follow it hold.
pub fn waiting(connection: &Connection, page: &Page) -> Result<u64, StoreError> {
    let filter = waiting_calls(page)?;
    let sql =
        format!("SELECT count(*) FROM recordings r JOIN evaluations e ON e.recording = r.key WHERE {}", filter.sql());
    let count: i64 = connection.prepare_cached(&sql)?.query_row(params_from_iter(filter.with([])), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// A page of stored calls, in order of recording id.
pub fn stored(connection: &Connection, page: &Page) -> Result<Vec<Stored>, StoreError> {
    let filter = waiting_calls(page)?;
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

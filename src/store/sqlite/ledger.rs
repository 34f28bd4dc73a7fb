//! The ledger: every recording counted once by state, by day and by folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;
use rusqlite::Connection;

use crate::call::recording::{RecordingId, Stage};
use crate::store::ledger::{Counts, Failed, Ledger, State, Unscored};
use crate::store::sqlite::read::{FIRST_PATH, failure};
use crate::store::sqlite::values::{SqlPath, from_json, named};
use crate::store::store::StoreError;

/// Counts every recording. Memory grows with days and folders, not with recordings.
pub fn ledger(connection: &Connection) -> Result<Ledger, StoreError> {
    let mut total = Counts::default();
    let mut days: BTreeMap<(bool, Option<Date>), Counts> = BTreeMap::new();
    let mut folders: BTreeMap<PathBuf, Counts> = BTreeMap::new();
    let sql = format!("SELECT r.id, r.state, r.day, {FIRST_PATH} FROM recordings r");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get_ref(0)?.as_str()?;
        let state = named(State::named(row.get_ref(1)?.as_str()?), "the state", id)?;
        let day = row.get_ref(2)?.as_str_or_null()?.map(|day| named(day.parse().ok(), "the day", id)).transpose()?;
        let path: PathBuf = row.get::<_, SqlPath<_>>(3)?.0;
        total.add(state);
        days.entry((day.is_none(), day)).or_default().add(state);
        folders.entry(path.parent().map_or_else(PathBuf::new, PathBuf::from)).or_default().add(state);
    }
    Ok(Ledger {
        total,
        days: days.into_iter().map(|((_, day), counts)| (day, counts)).collect(),
        folders: folders.into_iter().collect(),
        failures: stages(connection)?,
        unscored: reasons(connection)?,
    })
}

/// Every recording that failed.
pub fn failures(connection: &Connection) -> Result<Vec<Failed>, StoreError> {
    let sql = format!(
        "SELECT r.id, {FIRST_PATH} AS path, r.call_id, r.stage, r.error
         FROM recordings r WHERE r.state = 'failed' ORDER BY path, r.id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut failures = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        failures.push(Failed {
            path: row.get::<_, SqlPath<_>>(1)?.0,
            call_id: row.get(2)?,
            failure: named(failure(row, 3, &id)?, "the failure", &id)?,
            recording: RecordingId(id),
        });
    }
    Ok(failures)
}

/// Every call that was judged and has no score.
pub fn unscored(connection: &Connection) -> Result<Vec<Unscored>, StoreError> {
    let sql = format!(
        "SELECT r.id, {FIRST_PATH} AS path, r.call_id, coalesce(e.unscored, 'no reason given')
         FROM recordings r JOIN evaluations e ON e.recording = r.key WHERE r.state = 'unscored' ORDER BY path, r.id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Unscored {
            recording: RecordingId(row.get(0)?),
            path: row.get::<_, SqlPath<_>>(1)?.0,
            call_id: row.get(2)?,
            reason: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn stages(connection: &Connection) -> Result<Vec<(Stage, u64)>, StoreError> {
    let sql = "SELECT stage, count(*) FROM recordings WHERE state = 'failed' GROUP BY stage ORDER BY 2 DESC, 1";
    let stage = |(name, count): (String, u64)| Ok((from_json(&format!("\"{name}\""), "a stage", "a failure")?, count));
    counted(connection, sql)?.into_iter().map(stage).collect()
}

fn reasons(connection: &Connection) -> Result<Vec<(String, u64)>, StoreError> {
    let sql = "SELECT coalesce(unscored, 'no reason given'), count(*) FROM evaluations WHERE verdict = 'unscored'
               GROUP BY 1 ORDER BY 2 DESC, 1";
    counted(connection, sql)
}

fn counted(connection: &Connection, sql: &str) -> Result<Vec<(String, u64)>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

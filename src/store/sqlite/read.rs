//! One recording: all that is known of it, what is left to do, and who it is.

use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension, Row};

use crate::call::evaluation::{Evaluation, Points, Provenance, Verdict};
use crate::call::finding::{Finding, Kind, Outcome, Severity};
use crate::call::recording::{Failure, RecordingId, Stage};
use crate::call::transcript::Transcript;
use crate::store::entry::{Candidate, Ending, Entry, Inspected, Standing};
use crate::store::ledger::State;
use crate::store::sqlite::packed;
use crate::store::sqlite::values::{SqlPath, from_json, named};
use crate::store::store::StoreError;

/// How many digits of a recording id name it. Fewer would be taken for a call id that was mistyped.
const LEAST_DIGITS: usize = 6;

/// SQL for the first path (in byte order) of a recording `r`.
pub const FIRST_PATH: &str = "(SELECT s.path FROM sightings s WHERE s.recording = r.key ORDER BY s.path LIMIT 1)";

/// What is left to do for a recording.
pub fn standing(
    connection: &Connection,
    id: &RecordingId,
    wanted: &Provenance,
    pack_hash: &dyn Fn(&str) -> String,
) -> Result<Standing, StoreError> {
    type Found = (Option<String>, Option<Failure>, bool, Option<String>);
    let found: Option<Result<Found, StoreError>> = connection
        .prepare_cached(
            "SELECT r.provenance, r.stage, r.error, coalesce(e.judged_as = r.call, FALSE), e.language
             FROM recordings r LEFT JOIN evaluations e ON e.recording = r.key WHERE r.id = ?",
        )?
        .query_row([&id.0], |row| {
            let (provenance, same_call, language) = (row.get(0)?, row.get(3)?, row.get(4)?);
            Ok(failure(row, 1, &id.0).map(|failure| (provenance, failure, same_call, language)))
        })
        .optional()?;
    let Some((Some(provenance), failure, same_call, language)) = found.transpose()? else {
        return Ok(Standing::Due);
    };
    let made: Provenance = from_json(&provenance, "the provenance", &id.0)?;
    let same_words = (&made.engine, &made.model, &made.settings) == (&wanted.engine, &wanted.model, &wanted.settings);
    let same_rules = language.is_some_and(|language| made.pack_hash == pack_hash(&language));
    Ok(match failure {
        _ if !same_words => Standing::Due,
        // What could not be read may be readable by now.
        Some(failure) if failure.stage == Stage::Read => Standing::Due,
        // A fault in judging may be mended by other rules or a newer program, and no transcript was kept to tell.
        Some(failure) if failure.stage == Stage::Judge => Standing::Due,
        Some(failure) => Standing::Failed(failure),
        None if same_rules && same_call => Standing::Inspected,
        None => Standing::Rejudge,
    })
}

/// Everything about one recording.
pub fn load(connection: &Connection, id: &RecordingId) -> Result<Option<Entry>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT key, size_bytes, call, state, stage, error, provenance FROM recordings WHERE id = ?")?;
    let mut rows = statement.query([&id.0])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let key = row.get(0)?;
    let provenance =
        || -> Result<Provenance, StoreError> { from_json(row.get_ref(6)?.as_str()?, "the provenance", &id.0) };
    let ending = match state(row, 3, &id.0)? {
        State::Pending => None,
        State::Failed => {
            let failure = named(failure(row, 4, &id.0)?, "the failure", &id.0)?;
            Some(Ending::Failed { failure, provenance: provenance()? })
        }
        State::Scored | State::Unscored => {
            Some(Ending::Inspected(Box::new(inspected(connection, key, id, provenance()?)?)))
        }
    };
    Ok(Some(Entry {
        recording: id.clone(),
        paths: paths(connection, key)?,
        size_bytes: row.get::<_, i64>(1)?.unsigned_abs(),
        call: from_json(row.get_ref(2)?.as_str()?, "the call", &id.0)?,
        ending,
    }))
}

/// The recordings that a name can stand for.
pub fn find_call(connection: &Connection, name: &str) -> Result<Vec<Candidate>, StoreError> {
    let by_call = "r.key IN (SELECT recording FROM sightings WHERE call_id = ?1)";
    let candidates = candidates(connection, by_call, name)?;
    let digits = name.to_ascii_lowercase();
    let is_id = digits.len() >= LEAST_DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    match candidates.is_empty() && is_id {
        // `g` is the first character behind all hexadecimal digits.
        true => self::candidates(connection, "r.id >= ?1 AND r.id < ?1 || 'g'", &digits),
        false => Ok(candidates),
    }
}

fn candidates(connection: &Connection, condition: &str, name: &str) -> Result<Vec<Candidate>, StoreError> {
    let sql = format!(
        "SELECT r.id, r.call, r.state, {FIRST_PATH}
         FROM recordings r WHERE {condition} ORDER BY r.id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([name])?;
    let mut candidates = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        candidates.push(Candidate {
            call: from_json(row.get_ref(1)?.as_str()?, "the call", &id)?,
            state: state(row, 2, &id)?,
            path: row.get::<_, SqlPath<_>>(3)?.0,
            recording: RecordingId(id),
        });
    }
    Ok(candidates)
}

/// The transcript of a recording that was inspected.
pub fn transcript(connection: &Connection, key: i64, id: &RecordingId) -> Result<Transcript, StoreError> {
    let mut statement = connection.prepare_cached("SELECT transcript FROM transcripts WHERE recording = ?")?;
    let mut rows = statement.query([key])?;
    let row = rows.next()?.ok_or_else(|| StoreError::NotInspected(id.clone()))?;
    packed::unpack(row.get_ref(0)?.as_blob()?, &id.0)
}

/// Every path a recording was seen at.
pub fn paths(connection: &Connection, key: i64) -> Result<Vec<PathBuf>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT path FROM sightings WHERE recording = ? ORDER BY path")?;
    let paths = statement.query_map([key], |row| row.get::<_, SqlPath<_>>(0).map(|path| path.0))?;
    Ok(paths.collect::<Result<_, _>>()?)
}

/// A finding from columns 0 to 5: rule, title, kind, outcome, severity, evidence.
pub fn finding(row: &Row, id: &str) -> Result<Finding, StoreError> {
    let name = |column: usize| -> Result<&str, StoreError> { Ok(row.get_ref(column)?.as_str()?) };
    Ok(Finding {
        rule: row.get(0)?,
        title: row.get(1)?,
        kind: named(Kind::named(name(2)?), "the kind of a finding", id)?,
        outcome: named(Outcome::named(name(3)?), "the outcome of a finding", id)?,
        severity: named(Severity::named(name(4)?), "the severity of a finding", id)?,
        evidence: from_json(name(5)?, "the evidence", id)?,
    })
}

/// A failure from two columns, stage and error; `None` where there is none.
pub fn failure(row: &Row, column: usize, id: &str) -> Result<Option<Failure>, StoreError> {
    let Some(stage) = row.get_ref(column)?.as_str_or_null()? else { return Ok(None) };
    // The stage has no list of its names, but reads them as serde does.
    let stage: Stage = from_json(&format!("\"{stage}\""), "the stage of the failure", id)?;
    Ok(Some(Failure { stage, error: row.get(column + 1)? }))
}

fn state(row: &Row, column: usize, id: &str) -> Result<State, StoreError> {
    named(State::named(row.get_ref(column)?.as_str()?), "the state", id)
}

fn inspected(
    connection: &Connection,
    key: i64,
    id: &RecordingId,
    provenance: Provenance,
) -> Result<Inspected, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT score, verdict, sheet, format, warnings FROM evaluations WHERE recording = ?")?;
    let mut rows = statement.query([key])?;
    let Some(row) = rows.next()? else { return Err(StoreError::NotInspected(id.clone())) };
    let evaluation = Evaluation {
        score: row.get::<_, Option<i32>>(0)?.map(Points),
        verdict: named(Verdict::named(row.get_ref(1)?.as_str()?), "the verdict", &id.0)?,
        findings: findings(connection, key, id)?,
        sheet: from_json(row.get_ref(2)?.as_str()?, "the sheet", &id.0)?,
    };
    Ok(Inspected {
        format: row.get(3)?,
        warnings: from_json(row.get_ref(4)?.as_str()?, "the warnings", &id.0)?,
        transcript: transcript(connection, key, id)?,
        evaluation,
        provenance,
    })
}

fn findings(connection: &Connection, key: i64, id: &RecordingId) -> Result<Vec<Finding>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT rule, title, kind, outcome, severity, evidence FROM findings WHERE recording = ? ORDER BY place",
    )?;
    let mut rows = statement.query([key])?;
    let mut findings = Vec::new();
    while let Some(row) = rows.next()? {
        findings.push(finding(row, &id.0)?);
    }
    Ok(findings)
}

//! Judged calls with their transcripts, part by part in the order they came in: the order in which they lie on the disk.

use std::ops::ControlFlow;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use crate::call::evaluation::{Points, Provenance, Verdict};
use crate::call::finding::Outcome;
use crate::call::judgement::Judgement;
use crate::call::recording::RecordingId;
use crate::store::archive::{Judged, Part, Told};
use crate::store::query::Query;
use crate::store::sqlite::filter::Filter;
use crate::store::sqlite::packed;
use crate::store::sqlite::values::{from_json, named};
use crate::store::store::StoreError;

/// Cuts the calls of a query into parts of at most so many recordings. Where the query has a limit, it takes the first by
/// recording id: as good as drawn by lot, and the same every time.
pub fn parts(connection: &Connection, calls: &Query, size: u32) -> Result<Vec<Part>, StoreError> {
    let until = match calls.limit {
        None => None,
        Some(0) => return Ok(Vec::new()),
        Some(limit) => last_of_sample(connection, calls, limit)?,
    };
    let ends: (Option<i64>, Option<i64>) =
        connection.query_row("SELECT min(recording), max(recording) FROM evaluations", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let (Some(first), Some(last)) = ends else { return Ok(Vec::new()) };
    let step = i64::from(size.max(1));
    let starts = (first..=last).step_by(step as usize);
    Ok(starts.map(|start| Part { keys: (start, (start + step - 1).min(last)), until: until.clone() }).collect())
}

/// The last recording of a sample of so many; `None` where there are no more than that.
fn last_of_sample(connection: &Connection, calls: &Query, limit: u32) -> Result<Option<RecordingId>, StoreError> {
    let filter = Filter::of(calls)?;
    let sql = format!(
        "SELECT r.id FROM recordings r JOIN evaluations e ON e.recording = r.key WHERE {} ORDER BY r.id LIMIT 1 OFFSET ?",
        filter.sql()
    );
    let values = filter.with([Value::from(limit - 1)]);
    let id = connection.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0)).optional()?;
    Ok(id.map(RecordingId))
}

/// Hands over the calls of a part.
pub fn each_judged(
    connection: &Connection,
    part: &Part,
    calls: &Query,
    told: Told,
    visit: &mut dyn FnMut(Judged) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut filter = Filter::of(calls)?;
    filter.and("r.key BETWEEN ? AND ?", [part.keys.0.into(), part.keys.1.into()]);
    if let Some(until) = &part.until {
        filter.and("r.id <= ?", [until.0.clone().into()]);
    }
    let sql = format!(
        "SELECT r.key, r.id, r.call, t.transcript, r.provenance, e.verdict, e.score
         FROM recordings r JOIN evaluations e ON e.recording = r.key JOIN transcripts t ON t.recording = r.key
         WHERE {} ORDER BY r.key",
        filter.sql()
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.with([])))?;
    while let Some(row) = rows.next()? {
        let recording = RecordingId(row.get(1)?);
        let judgement = match told {
            Told::Transcripts => None,
            Told::Outcomes => Some(judgement(connection, row, &recording)?),
        };
        let judged = Judged {
            call: from_json(row.get_ref(2)?.as_str()?, "the call", &recording.0)?,
            transcript: packed::unpack(row.get_ref(3)?.as_str()?, &recording.0)?,
            recording,
            judgement,
        };
        if visit(judged).is_break() {
            break;
        }
    }
    Ok(())
}

fn judgement(connection: &Connection, row: &Row, recording: &RecordingId) -> Result<Judgement, StoreError> {
    let provenance: Provenance = from_json(row.get_ref(4)?.as_str()?, "the provenance", &recording.0)?;
    Ok(Judgement {
        pack: provenance.pack,
        verdict: named(Verdict::named(row.get_ref(5)?.as_str()?), "the verdict", &recording.0)?,
        score: row.get::<_, Option<i32>>(6)?.map(Points),
        outcomes: outcomes(connection, row.get(0)?, recording)?,
    })
}

fn outcomes(connection: &Connection, key: i64, recording: &RecordingId) -> Result<Vec<(String, Outcome)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT rule, outcome FROM findings WHERE recording = ? ORDER BY rule")?;
    let mut rows = statement.query([key])?;
    let mut outcomes = Vec::new();
    while let Some(row) = rows.next()? {
        let outcome = Outcome::named(row.get_ref(1)?.as_str()?);
        outcomes.push((row.get(0)?, named(outcome, "the outcome of a finding", &recording.0)?));
    }
    Ok(outcomes)
}

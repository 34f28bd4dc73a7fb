//! Judged calls with their transcripts, part by part in the order they came in: the order in which they lie on the disk.

use std::ops::ControlFlow;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use crate::call::evaluation::{Points, Provenance, Verdict};
use crate::call::judgement::Judgement;
use crate::call::recording::{Call, RecordingId};
use crate::store::archive::{Judged, Part, Told};
use crate::store::query::Query;
use crate::store::sqlite::filter::Filter;
use crate::store::sqlite::outcomes::Outcomes;
use crate::store::sqlite::packed::Unpacker;
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

/// Hands over the calls of a part. The call that is handed over is used again for the next: most of its memory is words.
pub fn each_judged(
    connection: &Connection,
    part: &Part,
    calls: &Query,
    told: Told,
    visit: &mut dyn FnMut(&Judged) -> ControlFlow<()>,
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
    let outcomes = match told {
        Told::Transcripts => None,
        Told::Outcomes => Some(Outcomes::of(connection, part.keys)?),
    };
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.with([])))?;
    let mut unpacker = Unpacker::default();
    let mut judged = Judged {
        recording: RecordingId(String::new()),
        call: Call::default(),
        transcript: unpacker.empty(),
        judgement: None,
    };
    while let Some(row) = rows.next()? {
        judged.recording = RecordingId(row.get(1)?);
        let id = &judged.recording.0;
        judged.call = from_json(row.get_ref(2)?.as_str()?, "the call", id)?;
        unpacker.unpack(row.get_ref(3)?.as_blob()?, id, &mut judged.transcript)?;
        judged.judgement = outcomes.as_ref().map(|outcomes| judgement(row, id, outcomes)).transpose()?;
        if visit(&judged).is_break() {
            break;
        }
    }
    Ok(())
}

fn judgement(row: &Row, id: &str, outcomes: &Outcomes) -> Result<Judgement, StoreError> {
    let provenance: Provenance = from_json(row.get_ref(4)?.as_str()?, "the provenance", id)?;
    Ok(Judgement {
        pack: provenance.pack,
        verdict: named(Verdict::named(row.get_ref(5)?.as_str()?), "the verdict", id)?,
        score: row.get::<_, Option<i32>>(6)?.map(Points),
        outcomes: outcomes.call(row.get(0)?),
    })
}

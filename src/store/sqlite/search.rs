//! Calls and findings that are asked for.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use rusqlite::{Connection, Row, params, params_from_iter};

use crate::call::evaluation::{Points, Verdict};
use crate::call::recording::RecordingId;
use crate::call::time::Millis;
use crate::store::entry::Example;
use crate::store::query::{CATEGORY_PREFIX, CallRow, ExampleQuery, Query, Said, WordHit};
use crate::store::sqlite::filter::{Filter, limits, order, outcome_condition};
use crate::store::sqlite::read::{FIRST_PATH, finding, paths, transcript};
use crate::store::sqlite::values::{SqlPath, from_json, named, number};
use crate::store::sqlite::words;
use crate::store::store::StoreError;

/// SQL for the rules of a call whose finding meets a condition, as a JSON list in order of rule id.
fn rules_where(condition: &str) -> String {
    format!(
        "(SELECT json_group_array(rule) FROM
            (SELECT rule FROM findings f WHERE f.recording = r.key AND {condition} ORDER BY rule))"
    )
}

/// Hands over the calls that are asked for.
pub fn each_call(
    connection: &Connection,
    query: &Query,
    visit: &mut dyn FnMut(CallRow) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let filter = Filter::of(query)?;
    // The page is cut before its columns are put together, and neither order survives a join by itself.
    let sql = format!(
        "SELECT r.key, r.id, r.call, e.duration_ms, e.language, e.score, e.verdict, e.unscored, {violated}, {noted},
            {FIRST_PATH}
         FROM (SELECT r.key AS of FROM recordings r JOIN evaluations e ON e.recording = r.key
               WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?) page
         JOIN recordings r ON r.key = page.of JOIN evaluations e ON e.recording = r.key ORDER BY {order}",
        violated = rules_where("f.outcome = 'violated'"),
        noted = rules_where(&format!("f.outcome = 'noted' AND f.rule GLOB '{CATEGORY_PREFIX}*'")),
        where = filter.sql(),
        order = order(query),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.with(limits(query))))?;
    while let Some(row) = rows.next()? {
        let mut call = call_row(row)?;
        call.hits = hits(connection, row.get(0)?, &call.recording, &query.said)?;
        if visit(call).is_break() {
            break;
        }
    }
    Ok(())
}

/// How many calls are asked for.
pub fn count(connection: &Connection, query: &Query) -> Result<u64, StoreError> {
    let filter = Filter::of(query)?;
    // Every evaluation has its recording.
    let from = match filter.is_of_evaluations() {
        true => "evaluations e",
        false => "recordings r JOIN evaluations e ON e.recording = r.key",
    };
    let sql = format!("SELECT count(*) FROM {from} WHERE {}", filter.sql());
    let count: i64 = connection.prepare_cached(&sql)?.query_row(params_from_iter(filter.with([])), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Hands over findings with their calls.
pub fn each_example(
    connection: &Connection,
    query: &ExampleQuery,
    visit: &mut dyn FnMut(Example) -> ControlFlow<()>,
) -> Result<(), StoreError> {
    let mut filter = Filter::of(&query.calls)?;
    filter.and("f.rule = ?", [query.rule.clone().into()]);
    let sql = format!(
        "SELECT f.rule, f.title, f.kind, f.outcome, f.severity, f.evidence, r.key, r.id, r.call
         FROM findings f JOIN recordings r ON r.key = f.recording JOIN evaluations e ON e.recording = r.key
         WHERE {where} AND {outcome} ORDER BY {order}, f.place LIMIT ? OFFSET ?",
        where = filter.sql(),
        outcome = outcome_condition("f.outcome", &query.outcomes),
        order = order(&query.calls),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(filter.with(limits(&query.calls))))?;
    while let Some(row) = rows.next()? {
        let (key, recording) = (row.get(6)?, RecordingId(row.get(7)?));
        let example = Example {
            call: from_json(row.get_ref(8)?.as_str()?, "the call", &recording.0)?,
            paths: paths(connection, key)?,
            finding: finding(row, &recording.0)?,
            // Read one by one: sorting would carry every transcript along.
            transcript: transcript(connection, key, &recording)?,
            recording,
        };
        if visit(example).is_break() {
            break;
        }
    }
    Ok(())
}

fn call_row(row: &Row) -> Result<CallRow, StoreError> {
    let id: String = row.get(1)?;
    let verdict: String = row.get(6)?;
    Ok(CallRow {
        call: from_json(row.get_ref(2)?.as_str()?, "the call", &id)?,
        path: row.get::<_, SqlPath<_>>(10)?.0,
        duration: Millis(number(row.get(3)?, "the duration", &id)?),
        language: row.get(4)?,
        score: row.get::<_, Option<i32>>(5)?.map(Points),
        verdict: named(Verdict::named(&verdict), "the verdict", &id)?,
        unscored: row.get(7)?,
        violated: from_json(row.get_ref(8)?.as_str()?, "the violated rules", &id)?,
        categories: from_json(row.get_ref(9)?.as_str()?, "the categories", &id)?,
        hits: Vec::new(),
        recording: RecordingId(id),
    })
}

fn hits(connection: &Connection, key: i64, id: &RecordingId, said: &[Said]) -> Result<Vec<WordHit>, StoreError> {
    if said.is_empty() {
        return Ok(Vec::new());
    }
    let mut places = BTreeSet::new();
    let (first, last) = words::rows(key);
    let mut statement =
        connection.prepare_cached("SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?")?;
    for said in said {
        let mut rows = statement.query(params![words::question(said)?, first, last])?;
        while let Some(row) = rows.next()? {
            places.insert(words::utterance(row.get(0)?));
        }
    }
    let transcript = transcript(connection, key, id)?;
    let hit = |place: u32| {
        let utterance = transcript.utterances.get(place as usize)?;
        let (party, span, text) = (utterance.party, utterance.span, utterance.text.clone());
        Some(WordHit { utterance: place, party, span, text })
    };
    Ok(places.into_iter().filter_map(hit).collect())
}

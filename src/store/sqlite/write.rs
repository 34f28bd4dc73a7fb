//! The writing side: what was discovered and how it ended.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, named_params, params};

use crate::call::evaluation::{Evaluation, Provenance, Verdict};
use crate::call::recording::{Call, Failure, RecordingId};
use crate::call::transcript::Transcript;
use crate::store::entry::{Discovered, Done, Ending, Inspected, unread};
use crate::store::ledger::State;
use crate::store::sqlite::values::{SqlPath, from_json, json, local_start};
use crate::store::sqlite::{findings, packed, words};
use crate::store::store::StoreError;

/// Runs `write` in one transaction: all of it is kept, or none.
pub fn in_one_go(
    connection: &mut Connection,
    write: impl FnOnce(&Transaction) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    // Immediate: a transaction that reads first and writes then cannot wait for another writer, it only fails.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    write(&transaction)?;
    Ok(transaction.commit()?)
}

/// Enters one recording into the ledger, or one more path and newer metadata of a known one.
pub fn discover(at: &Transaction, found: &Discovered) -> Result<(), StoreError> {
    let Discovered { recording, size_bytes, call } = found;
    let could_not_be_read = unread(&recording.path);
    if recording.id != could_not_be_read {
        at.prepare_cached("DELETE FROM recordings WHERE id = ?")?.execute([&could_not_be_read.0])?;
    }
    let call = json(call)?;
    at.prepare_cached(
        "INSERT INTO recordings (id, size_bytes, state, call, call_id) VALUES (?, ?, 'pending', '', '')
         ON CONFLICT (id) DO NOTHING",
    )?
    .execute(params![recording.id.0, i64::try_from(*size_bytes).unwrap_or(i64::MAX)])?;
    let key = key_of(at, &recording.id)?;
    at.prepare_cached(
        "INSERT INTO sightings (recording, path, call_id, call) VALUES (?, ?, ?, ?)
         ON CONFLICT (recording, path) DO UPDATE SET call_id = excluded.call_id, call = excluded.call",
    )?
    .execute(params![key, SqlPath(recording.path.as_path()), found.call.id, call])?;
    take_call_of_first_path(at, key, &recording.id)
}

fn take_call_of_first_path(at: &Transaction, key: i64, recording: &RecordingId) -> Result<(), StoreError> {
    let (first, known): (String, String) = at
        .prepare_cached(
            "SELECT s.call, r.call FROM sightings s JOIN recordings r ON r.key = s.recording
             WHERE s.recording = ? ORDER BY s.path LIMIT 1",
        )?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if first == known {
        return Ok(());
    }
    let call: Call = from_json(&first, "the call", &recording.0)?;
    let start = call.start.as_deref().and_then(local_start);
    at.prepare_cached(
        "UPDATE recordings SET call = :call, call_id = :call_id, agent = :agent, team = :team, queue = :queue,
            direction = :direction, customer_ref = :customer_ref, start = :start, day = :day
         WHERE key = :key",
    )?
    .execute(named_params! {
        ":key": key,
        ":call": first,
        ":call_id": call.id,
        ":agent": call.agent,
        ":team": call.team,
        ":queue": call.queue,
        ":direction": call.direction,
        ":customer_ref": call.customer_ref,
        ":start": start.map(|start| start.to_string()),
        ":day": start.map(|start| start.date().to_string()),
    })?;
    Ok(())
}

/// Enters how one recording ended, in place of how it ended before.
pub fn finish(at: &Transaction, done: &Done) -> Result<(), StoreError> {
    let key = key_of(at, &done.recording)?;
    forget_ending(at, key)?;
    match &done.ending {
        Ending::Inspected(inspected) => keep_inspected(at, key, inspected),
        Ending::Failed { failure, provenance } => keep_failure(at, key, failure, provenance),
    }
}

fn key_of(at: &Transaction, recording: &RecordingId) -> Result<i64, StoreError> {
    let key = at
        .prepare_cached("SELECT key FROM recordings WHERE id = ?")?
        .query_row([&recording.0], |row| row.get(0))
        .optional()?;
    key.ok_or_else(|| StoreError::Undiscovered(recording.clone()))
}

fn forget_ending(at: &Transaction, key: i64) -> Result<(), StoreError> {
    let evaluated = at.prepare_cached("DELETE FROM evaluations WHERE recording = ?")?.execute([key])?;
    if evaluated > 0 {
        at.prepare_cached("DELETE FROM transcripts WHERE recording = ?")?.execute([key])?;
        at.prepare_cached("DELETE FROM findings WHERE recording = ?")?.execute([key])?;
        at.prepare_cached("DELETE FROM words WHERE rowid BETWEEN ? AND ?")?.execute(words::rows(key))?;
    }
    Ok(())
}

fn keep_failure(at: &Transaction, key: i64, failure: &Failure, provenance: &Provenance) -> Result<(), StoreError> {
    keep_state(at, key, State::Failed, provenance)?;
    at.prepare_cached("UPDATE recordings SET stage = ?, error = ? WHERE key = ?")?.execute(params![
        failure.stage.name(),
        failure.error,
        key
    ])?;
    Ok(())
}

fn keep_inspected(at: &Transaction, key: i64, inspected: &Inspected) -> Result<(), StoreError> {
    let Inspected { format, warnings, transcript, evaluation, provenance } = inspected;
    at.prepare_cached(
        "INSERT INTO evaluations (recording, language, duration_ms, format, warnings, verdict, sheet, judged_as)
         VALUES (?, ?, ?, ?, ?, '', '', '')",
    )?
    .execute(params![key, transcript.language, transcript.duration_ms.0, format, json(warnings)?])?;
    at.prepare_cached("INSERT INTO transcripts (recording, transcript) VALUES (?, ?)")?
        .execute(params![key, packed::pack(transcript)])?;
    keep_words(at, key, transcript)?;
    keep_evaluation(at, key, evaluation, provenance)
}

/// Keeps an evaluation in the place of another, of a call whose transcript is kept.
pub fn keep_evaluation(
    at: &Transaction,
    key: i64,
    evaluation: &Evaluation,
    provenance: &Provenance,
) -> Result<(), StoreError> {
    let state = match evaluation.verdict {
        Verdict::Unscored => State::Unscored,
        Verdict::Pass | Verdict::Fail | Verdict::AutoFail => State::Scored,
    };
    keep_state(at, key, state, provenance)?;
    at.prepare_cached(
        "UPDATE evaluations SET score = :score, verdict = :verdict, unscored = :unscored, sheet = :sheet,
            judged_as = (SELECT call FROM recordings WHERE key = :key)
         WHERE recording = :key",
    )?
    .execute(named_params! {
        ":key": key,
        ":score": evaluation.score.map(|score| score.0),
        ":verdict": evaluation.verdict.name(),
        ":unscored": evaluation.sheet.unscored,
        ":sheet": json(&evaluation.sheet)?,
    })?;
    findings::keep(at, key, &evaluation.findings)
}

fn keep_state(at: &Transaction, key: i64, state: State, provenance: &Provenance) -> Result<(), StoreError> {
    at.prepare_cached(
        "UPDATE recordings SET state = ?, provenance = ?, pack_hash = ?, stage = NULL, error = NULL WHERE key = ?",
    )?
    .execute(params![state.name(), json(provenance)?, provenance.pack_hash, key])?;
    Ok(())
}

fn keep_words(at: &Transaction, key: i64, transcript: &Transcript) -> Result<(), StoreError> {
    for (place, utterance) in transcript.utterances.iter().take(words::MAX_UTTERANCES).enumerate() {
        let column = words::column(utterance.party);
        at.prepare_cached(&format!("INSERT INTO words (rowid, {column}) VALUES (?, ?)"))?
            .execute(params![words::row(key, place), words::cut(&utterance.text)])?;
    }
    Ok(())
}

//! One hash over the whole content of a store.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use sha2::{Digest, Sha256};

use crate::store::entry::hex;
use crate::store::sqlite::{packed, spelled};
use crate::store::store::StoreError;

/// Every table's content, in an order that does not depend on how it came in. The index of words cannot be read back;
/// how many utterances of each recording it holds tells whether one is missing or doubled.
const CONTENT: &[&str] = &[
    "SELECT id, size_bytes, state, call, call_id, agent, team, queue, direction, customer_ref, start, day, stage, error,
        provenance, pack_hash FROM recordings ORDER BY id",
    "SELECT id, path, s.call_id, s.call FROM sightings s JOIN recordings ON key = recording ORDER BY id, path",
    "SELECT id, score, verdict, unscored, language, duration_ms, format, warnings, sheet, judged_as
     FROM evaluations JOIN recordings ON key = recording ORDER BY id",
    TRANSCRIPTS,
    "SELECT id, place, rule, title, kind, outcome, severity, first_ms, evidence
     FROM findings JOIN recordings ON key = recording ORDER BY id, place",
    "SELECT id, count(*) FROM (SELECT (rowid >> 20) AS recording FROM words) JOIN recordings ON key = recording
     GROUP BY id ORDER BY id",
    "SELECT count(*) FROM words",
];

/// Transcripts count as they are spelled out, however they are stored: the digest outlives the schema.
const TRANSCRIPTS: &str = "SELECT id, transcript FROM transcripts JOIN recordings ON key = recording ORDER BY id";

/// SHA-256 over all content, as 64 hexadecimal digits.
pub fn digest(connection: &Connection) -> Result<String, StoreError> {
    let mut hash = Sha256::new();
    for sql in CONTENT {
        hash.update(b"table");
        let mut statement = connection.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if *sql == TRANSCRIPTS {
                add_transcript(&mut hash, row)?;
                continue;
            }
            for column in 0..columns {
                add(&mut hash, row.get_ref(column)?);
            }
        }
    }
    Ok(hex(&hash.finalize()))
}

fn add_transcript(hash: &mut Sha256, row: &Row) -> Result<(), StoreError> {
    let (id, transcript) = (row.get_ref(0)?, row.get_ref(1)?.as_blob()?);
    let spelled = spelled::spell(&packed::unpack(transcript, id.as_str()?)?)?;
    add(hash, id);
    add(hash, ValueRef::Text(spelled.as_bytes()));
    Ok(())
}

/// Adds a value with its kind and its length, so that no two rows of values read the same.
fn add(hash: &mut Sha256, value: ValueRef) {
    let (kind, bytes): (u8, &[u8]) = match value {
        ValueRef::Null => (b'n', &[]),
        ValueRef::Integer(number) => return hash.update([&b"i"[..], &number.to_le_bytes()[..]].concat()),
        ValueRef::Real(number) => return hash.update([&b"r"[..], &number.to_le_bytes()[..]].concat()),
        ValueRef::Text(bytes) => (b't', bytes),
        ValueRef::Blob(bytes) => (b'b', bytes),
    };
    hash.update([kind]);
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

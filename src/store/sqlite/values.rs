//! How values of ours become values of SQLite, and back.

use std::ffi::OsStr;
use std::fmt::Display;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::store::StoreError;

/// A path: text, or a blob where it is not UTF-8, so that every path comes back as it went in.
pub struct SqlPath<P>(pub P);

impl ToSql for SqlPath<&Path> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let bytes = self.0.as_os_str().as_bytes();
        Ok(match std::str::from_utf8(bytes) {
            Ok(_) => ToSqlOutput::Borrowed(ValueRef::Text(bytes)),
            Err(_) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

impl FromSql for SqlPath<PathBuf> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<SqlPath<PathBuf>> {
        match value {
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Ok(SqlPath(PathBuf::from(OsStr::from_bytes(bytes)))),
            _ => Err(FromSqlError::InvalidType),
        }
    }
}

/// A value as JSON.
pub fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Backend(Box::new(error)))
}

/// A value from JSON; `what` and `recording` name it where it cannot be read.
pub fn from_json<T: DeserializeOwned>(text: &str, what: &'static str, recording: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| damaged(what, recording, &error))
}

/// A name from one of our own lists, such as a verdict's.
pub fn named<T>(found: Option<T>, what: &'static str, recording: &str) -> Result<T, StoreError> {
    found.ok_or_else(|| damaged(what, recording, &"unknown name"))
}

/// A number that went in as one of 32 bits.
pub fn number(value: i64, what: &'static str, recording: &str) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|error| damaged(what, recording, &error))
}

/// Something that was stored cannot be read back.
pub fn damaged(what: &'static str, recording: &str, why: &dyn Display) -> StoreError {
    StoreError::Damaged { what, recording: recording.to_string(), why: why.to_string() }
}

/// When a call began by its own clock: what was given, without its offset. `None` where it is no date and time.
pub fn local_start(start: &str) -> Option<DateTime> {
    let start = start.trim();
    let time = start.find(['T', 't', ' '])?;
    let offset = start[time..].find(['Z', 'z', '+', '-', '[']).map_or(start.len(), |at| time + at);
    let start: DateTime = start[..offset].trim_end().parse().ok()?;
    // Text of one length sorts as time does.
    start.with().subsec_nanosecond(0).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_read_as_its_own_clock_had_it() {
        let cases = [
            ("2026-11-16T23:30:00+08:00", Some("2026-11-16T23:30:00")),
            ("2026-11-16T23:30:00Z", Some("2026-11-16T23:30:00")),
            ("2026-11-16T23:30:00.25-05:00", Some("2026-11-16T23:30:00")),
            ("2026-11-16 23:30:00", Some("2026-11-16T23:30:00")),
            ("2026-11-16 23:30 +0800", Some("2026-11-16T23:30:00")),
            ("2026-11-16", None),
            ("2026-13-16T00:00:00", None),
            ("yesterday", None),
            ("", None),
            ("Tag 投诉", None),
        ];
        for (given, want) in cases {
            assert_eq!(local_start(given).map(|start| start.to_string()).as_deref(), want, "{given:?}");
        }
    }
}

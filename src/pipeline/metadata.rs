//! What is known of calls besides their sound: from a table, a file beside the recording, or the file's name.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime::BrokenDownTime;
use regex::Regex;

use crate::call::recording::Call;

/// Where metadata comes from. A later source overrides an earlier one, field by field: file name, file beside the
/// recording, table.
#[derive(Debug, Default)]
pub struct Metadata {
    pattern: Option<Regex>,
    rows: HashMap<String, Row>,
}

/// Why metadata cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MetadataError {
    #[error("{}: {error}; it has to be CSV in UTF-8", path.display())]
    Read { path: PathBuf, error: csv::Error },
    #[error("{}: has no column that says which recording a row is about; name one of its columns `file` or `call_id`", path.display())]
    NoKey { path: PathBuf },
    #[error("{}: line {line}: {why}", path.display())]
    Row { path: PathBuf, line: u64, why: String },
    #[error("file name pattern cannot be used: {0}")]
    Pattern(#[from] regex::Error),
    #[error("file name pattern has no named group; write `(?<agent>[^_]+)_(?<start>[0-9]{{14}})`")]
    NoGroups,
}

#[derive(Debug)]
struct Row {
    line: u64,
    fields: Fields,
    /// Whether a recording was found for it.
    matched: AtomicBool,
}

/// Values by field name. Known fields have their own names, others those of their column.
type Fields = BTreeMap<String, String>;

/// What columns of common recorders and exports are called.
const NAMES: &[(&str, &[&str])] = &[
    ("file", &["file", "path", "filename", "file_name", "recording", "录音文件", "文件名", "录音"]),
    ("call_id", &["call_id", "callid", "id", "通话编号", "流水号", "通话id"]),
    ("agent", &["agent", "agent_id", "agent_name", "坐席", "座席", "工号", "客服"]),
    ("team", &["team", "group", "班组", "团队"]),
    ("queue", &["queue", "skill", "技能组", "队列"]),
    ("direction", &["direction", "呼叫方向", "方向"]),
    ("start", &["start", "start_time", "started_at", "date", "开始时间", "通话时间"]),
    ("customer_ref", &["customer_ref", "customer", "customer_id", "客户编号", "客户号码"]),
];

fn field_of(column: &str) -> String {
    let column = column.trim().trim_start_matches('\u{feff}');
    let lower = column.to_lowercase().replace([' ', '-'], "_");
    let known = NAMES.iter().find(|(_, names)| names.contains(&lower.as_str()));
    known.map_or(lower.clone(), |(field, _)| field.to_string())
}

impl Metadata {
    /// Reads a table (CSV with a header) and compiles a pattern for file names, each where given.
    pub fn open(table: Option<&Path>, pattern: Option<&str>) -> Result<Metadata, MetadataError> {
        let pattern = match pattern {
            Some(pattern) => Some(Regex::new(pattern)?),
            None => None,
        };
        if pattern.as_ref().is_some_and(|pattern| pattern.capture_names().flatten().next().is_none()) {
            return Err(MetadataError::NoGroups);
        }
        let rows = match table {
            Some(path) => read_table(path)?,
            None => HashMap::new(),
        };
        Ok(Metadata { pattern, rows })
    }

    /// The call a recording holds, and what was wrong with what stands beside it.
    pub fn call_of(&self, path: &Path) -> (Call, Vec<String>) {
        let mut warnings = Vec::new();
        let mut fields = Fields::new();
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(captures) =
            self.pattern.as_ref().and_then(|pattern| pattern.captures(&stem).map(|captures| (pattern, captures)))
        {
            let (pattern, captures) = captures;
            for name in pattern.capture_names().flatten() {
                if let Some(value) = captures.name(name) {
                    fields.insert(field_of(name), value.as_str().to_string());
                }
            }
        }
        match read_beside(path) {
            Ok(beside) => fields.extend(beside),
            Err(why) => warnings.push(why),
        }
        if let Some(row) = self.row_of(path, &stem) {
            row.matched.store(true, Ordering::Relaxed);
            fields.extend(row.fields.iter().map(|(field, value)| (field.clone(), value.clone())));
        }
        (call_from(fields, stem, &mut warnings), warnings)
    }

    /// The lines of the table's rows that no recording was asked about yet, in order.
    pub fn unmatched(&self) -> Vec<u64> {
        let rows = self.rows.values().filter(|row| !row.matched.load(Ordering::Relaxed));
        let mut lines: Vec<u64> = rows.map(|row| row.line).collect();
        lines.sort_unstable();
        lines
    }

    fn row_of(&self, path: &Path, stem: &str) -> Option<&Row> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // The longest key that fits: a path tells more than a name, a name more than a stem.
        let whole = path.to_string_lossy().replace('\\', "/");
        let tails = whole.char_indices().filter(|(_, c)| *c == '/').map(|(at, _)| &whole[at + 1..]);
        let keys = std::iter::once(whole.as_str()).chain(tails).chain([name.as_str(), stem]);
        keys.filter_map(|key| self.rows.get(key)).next()
    }
}

fn read_table(path: &Path) -> Result<HashMap<String, Row>, MetadataError> {
    let read_error = |error| MetadataError::Read { path: path.to_path_buf(), error };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(read_error)?;
    let columns: Vec<String> = reader.headers().map_err(read_error)?.iter().map(field_of).collect();
    if !columns.iter().any(|column| column == "file" || column == "call_id") {
        return Err(MetadataError::NoKey { path: path.to_path_buf() });
    }
    let mut rows: HashMap<String, Row> = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(read_error)?;
        let line = record.position().map_or(0, csv::Position::line);
        let refuse = |why: String| MetadataError::Row { path: path.to_path_buf(), line, why };
        let mut fields: Fields = columns
            .iter()
            .zip(record.iter())
            .filter(|(_, value)| !value.is_empty())
            .map(|(column, value)| (column.clone(), value.to_string()))
            .collect();
        let Some(key) = fields.remove("file").or_else(|| fields.get("call_id").cloned()) else {
            return Err(refuse("says neither `file` nor `call_id`".to_string()));
        };
        if let Some(start) = fields.get("start").filter(|start| read_start(start).is_none()) {
            return Err(refuse(format!(
                "`start` is `{start}`, write it as 2026-11-16T09:30:00+08:00 or 2026-11-16 09:30:00"
            )));
        }
        let key = key.replace('\\', "/").trim_start_matches("./").to_string();
        if let Some(first) = rows.get(&key) {
            return Err(refuse(format!("`{key}` stands at line {} already", first.line)));
        }
        rows.insert(key, Row { line, fields, matched: AtomicBool::new(false) });
    }
    Ok(rows)
}

/// The scalars of a JSON object that lies beside a recording under the same name; none where there is no such file or it
/// is a transcript.
fn read_beside(path: &Path) -> Result<Fields, String> {
    let beside = path.with_extension("json");
    let text = match std::fs::read_to_string(&beside) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Fields::new()),
        Err(error) => return Err(format!("metadata: {}: {error}", beside.display())),
    };
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&text).map_err(|error| format!("metadata: {}: {error}", beside.display()))?;
    if object.contains_key("utterances") {
        return Ok(Fields::new());
    }
    let scalars = object.into_iter().filter_map(|(key, value)| {
        let value = match value {
            serde_json::Value::String(text) => text,
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::Bool(value) => value.to_string(),
            _ => return None,
        };
        Some((field_of(&key), value))
    });
    Ok(scalars.collect())
}

fn call_from(mut fields: Fields, stem: String, warnings: &mut Vec<String>) -> Call {
    fields.remove("file");
    let start = fields.remove("start").and_then(|text| {
        let start = read_start(&text);
        if start.is_none() {
            warnings.push(format!("metadata: start `{text}` cannot be read"));
        }
        start
    });
    Call {
        id: fields.remove("call_id").unwrap_or(stem),
        agent: fields.remove("agent"),
        team: fields.remove("team"),
        queue: fields.remove("queue"),
        direction: fields.remove("direction"),
        start,
        customer_ref: fields.remove("customer_ref"),
        extra: fields,
    }
}

/// A time with its offset (`2026-11-16T09:30:00+08:00`) or without one, in the few ways recorders write it.
fn read_start(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(parsed) = BrokenDownTime::parse("%Y-%m-%dT%H:%M:%S%:z", text) {
        let (local, offset) = (parsed.to_datetime().ok()?, parsed.offset()?);
        let seconds = offset.seconds().abs();
        let sign = if offset.is_negative() { '-' } else { '+' };
        return Some(format!("{}{sign}{:02}:{:02}", written(local), seconds / 3600, seconds % 3600 / 60));
    }
    if let Some(instant) = text.strip_suffix('Z').and_then(|_| text.parse::<Timestamp>().ok()) {
        return Some(instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    }
    const LOCAL: &[&str] = &[
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y/%m/%d %H:%M:%S",
        "%Y/%m/%d %H:%M",
        "%Y%m%dT%H%M%S",
        "%Y%m%d_%H%M%S",
        "%Y%m%d-%H%M%S",
        "%Y%m%d%H%M%S",
    ];
    LOCAL.iter().find_map(|format| DateTime::strptime(format, text).ok()).map(written)
}

fn written(time: DateTime) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Metadata, MetadataError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.csv");
        std::fs::write(&path, text).unwrap();
        Metadata::open(Some(&path), None)
    }

    #[test]
    fn starts_are_read_as_recorders_write_them() {
        let cases = [
            ("2026-11-16T09:30:00+08:00", Some("2026-11-16T09:30:00+08:00")),
            ("2026-11-16T09:30:00-03:30", Some("2026-11-16T09:30:00-03:30")),
            ("2026-11-16T01:30:00Z", Some("2026-11-16T01:30:00Z")),
            ("2026-11-16 09:30:00", Some("2026-11-16T09:30:00")),
            ("2026/11/16 09:30", Some("2026-11-16T09:30:00")),
            ("20261116093000", Some("2026-11-16T09:30:00")),
            ("yesterday", None),
            ("2026-13-16 09:30:00", None),
        ];
        for (text, start) in cases {
            assert_eq!(read_start(text).as_deref(), start, "{text}");
        }
    }

    #[test]
    fn a_row_is_found_by_path_name_or_stem_and_keeps_unknown_columns() {
        let metadata = table("录音文件,工号,region\na/001.wav,A1,south\n002.wav,A2,\n003,A3,north\n").unwrap();
        let call = |path: &str| metadata.call_of(Path::new(path)).0;
        assert_eq!(call("x/a/001.wav").agent.as_deref(), Some("A1"));
        assert_eq!(call("x/b/001.wav").agent, None);
        assert_eq!(call("x/002.wav").agent.as_deref(), Some("A2"));
        assert_eq!(call("x/003.mp3").agent.as_deref(), Some("A3"));
        assert_eq!(call("x/a/001.wav").extra.get("region").map(String::as_str), Some("south"));
        assert_eq!(call("x/002.wav").id, "002");
        assert!(metadata.unmatched().is_empty());
        let metadata = table("file,agent\na.wav,1\nb.wav,2\n").unwrap();
        metadata.call_of(Path::new("in/a.wav"));
        assert_eq!(metadata.unmatched(), [3], "by its line in the table");
    }

    #[test]
    fn a_table_that_cannot_be_used_is_refused_with_its_line() {
        let cases = [
            ("agent\nA1\n", "has no column that says which recording"),
            ("file,start\na.wav,soon\n", "line 2: `start` is `soon`"),
            ("file,agent\na.wav,1\na.wav,2\n", "line 3: `a.wav` stands at line 2 already"),
        ];
        for (text, wanted) in cases {
            let error = table(text).unwrap_err().to_string();
            assert!(error.contains(wanted), "{error}");
        }
    }

    #[test]
    fn a_file_name_pattern_fills_fields() {
        let metadata = Metadata::open(None, Some(r"^(?<agent>[^_]+)_(?<start>\d{14})$")).unwrap();
        let (call, warnings) = metadata.call_of(Path::new("in/A7_20261116093000.wav"));
        assert_eq!((call.agent.as_deref(), call.start.as_deref()), (Some("A7"), Some("2026-11-16T09:30:00")));
        assert!(warnings.is_empty());
        assert!(matches!(Metadata::open(None, Some("x")), Err(MetadataError::NoGroups)));
    }
}

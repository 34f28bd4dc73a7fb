//! Keeps the findings of a call in the place of others.

use rusqlite::types::ValueRef;
use rusqlite::{Row, Transaction, named_params, params};

use crate::call::finding::Finding;
use crate::call::time::Millis;
use crate::store::sqlite::values::json;
use crate::store::store::StoreError;

/// Keeps findings in the place of those that are there. What is the same is left alone: a pack of which one rule has
/// changed finds nearly the same again, and to compare takes a fraction of the time that writing does.
pub fn keep(at: &Transaction, key: i64, findings: &[Finding]) -> Result<(), StoreError> {
    let rows = findings.iter().map(Written::of).collect::<Result<Vec<_>, _>>()?;
    let mut is_there = vec![false; rows.len()];
    let mut is_more = false;
    let mut stored = at.prepare_cached(
        "SELECT place, rule, title, kind, outcome, severity, first_ms, evidence FROM findings WHERE recording = ?",
    )?;
    let mut there = stored.query([key])?;
    while let Some(row) = there.next()? {
        let place = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
        match rows.get(place) {
            Some(written) => is_there[place] = written.is(row)?,
            None => is_more = true,
        }
    }
    for (place, row) in rows.iter().enumerate().filter(|(place, _)| !is_there[*place]) {
        row.keep(at, key, place)?;
    }
    if is_more {
        at.prepare_cached("DELETE FROM findings WHERE recording = ? AND place >= ?")?
            .execute(params![key, rows.len() as i64])?;
    }
    Ok(())
}

/// A finding as it stands in its row.
struct Written<'f> {
    finding: &'f Finding,
    first_ms: Option<u32>,
    evidence: String,
}

impl Written<'_> {
    fn of(finding: &Finding) -> Result<Written<'_>, StoreError> {
        let first = finding.evidence.first().map(|evidence| evidence.start()).filter(|start| *start != Millis::MAX);
        Ok(Written { finding, first_ms: first.map(|first| first.0), evidence: json(&finding.evidence)? })
    }

    /// Whether a row says just this.
    fn is(&self, row: &Row) -> Result<bool, StoreError> {
        let Finding { rule, title, kind, outcome, severity, .. } = self.finding;
        let texts = [rule, title, kind.name(), outcome.name(), severity.name()];
        for (column, text) in texts.into_iter().enumerate() {
            if row.get_ref(column + 1)? != ValueRef::Text(text.as_bytes()) {
                return Ok(false);
            }
        }
        let first_ms: Option<u32> = row.get(6)?;
        Ok(first_ms == self.first_ms && row.get_ref(7)? == ValueRef::Text(self.evidence.as_bytes()))
    }

    fn keep(&self, at: &Transaction, key: i64, place: usize) -> Result<(), StoreError> {
        at.prepare_cached(
            "INSERT OR REPLACE INTO findings
                (recording, place, rule, title, kind, outcome, severity, first_ms, evidence)
             VALUES (:key, :place, :rule, :title, :kind, :outcome, :severity, :first_ms, :evidence)",
        )?
        .execute(named_params! {
            ":key": key,
            ":place": place as i64,
            ":rule": self.finding.rule,
            ":title": self.finding.title,
            ":kind": self.finding.kind.name(),
            ":outcome": self.finding.outcome.name(),
            ":severity": self.finding.severity.name(),
            ":first_ms": self.first_ms,
            ":evidence": self.evidence,
        })?;
        Ok(())
    }
}

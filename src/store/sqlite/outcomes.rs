//! What rules said of the calls of a part, read from the index alone: the findings themselves carry their evidence, and
//! are twenty times as large.

use rusqlite::{Connection, OptionalExtension, params};

use crate::call::finding::Outcome;
use crate::store::store::StoreError;

/// What rules said of some calls.
#[derive(Debug, Default)]
pub struct Outcomes {
    rules: Vec<String>,
    first: i64,
    /// By key from `first` on: the number of the rule and what it said, in order of rule id.
    of: Vec<Vec<(usize, Outcome)>>,
}

impl Outcomes {
    /// Of the calls with these keys.
    pub fn of(connection: &Connection, keys: (i64, i64)) -> Result<Outcomes, StoreError> {
        let (first, last) = keys;
        let calls = usize::try_from(last - first + 1).unwrap_or(0);
        let mut outcomes = Outcomes { rules: Vec::new(), first, of: vec![Vec::new(); calls] };
        let mut list = connection.prepare_cached(
            "SELECT recording FROM findings WHERE rule = ? AND outcome = ? AND recording BETWEEN ? AND ?",
        )?;
        while let Some(rule) = next_rule(connection, outcomes.rules.last().map_or("", String::as_str))? {
            let number = outcomes.rules.len();
            for outcome in Outcome::ALL {
                let mut rows = list.query(params![rule, outcome.name(), first, last])?;
                while let Some(row) = rows.next()? {
                    let place = usize::try_from(row.get::<_, i64>(0)? - first).unwrap_or(usize::MAX);
                    if let Some(said) = outcomes.of.get_mut(place) {
                        said.push((number, *outcome));
                    }
                }
            }
            outcomes.rules.push(rule);
        }
        Ok(outcomes)
    }

    /// Of the call with this key, in order of rule id.
    pub fn call(&self, key: i64) -> Vec<(String, Outcome)> {
        let place = usize::try_from(key - self.first).unwrap_or(usize::MAX);
        let said = self.of.get(place).map_or(&[][..], Vec::as_slice);
        said.iter().map(|(rule, outcome)| (self.rules[*rule].clone(), *outcome)).collect()
    }
}

/// Every rule that has a finding, in order of id.
pub fn rules(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut rules: Vec<String> = Vec::new();
    while let Some(rule) = next_rule(connection, rules.last().map_or("", String::as_str))? {
        rules.push(rule);
    }
    Ok(rules)
}

/// The next rule that has a finding; found by a step in the index, not by reading it.
fn next_rule(connection: &Connection, after: &str) -> Result<Option<String>, StoreError> {
    let mut step = connection.prepare_cached("SELECT rule FROM findings WHERE rule > ? ORDER BY rule LIMIT 1")?;
    Ok(step.query_row([after], |row| row.get(0)).optional()?)
}

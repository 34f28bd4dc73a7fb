//! A query as SQL: conditions over `recordings r` and `evaluations e`, and the values for their question marks.

use rusqlite::types::Value;

use crate::call::finding::Outcome;
use crate::store::query::{CATEGORY_PREFIX, Query, RuleFilter, Sort};
use crate::store::sqlite::words;
use crate::store::store::StoreError;

/// Conditions that must all hold. What the user wrote is only ever among the values.
pub struct Filter {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Filter {
    pub fn of(query: &Query) -> Result<Filter, StoreError> {
        let mut filter = Filter { conditions: vec!["TRUE".to_string()], values: Vec::new() };
        // By the start, not the day: the index that sorts calls then finds them too. `T24` is behind every time of a day.
        filter.at_least("r.start", query.from.map(|day| day.to_string().into()));
        filter.at_most("r.start", query.until.map(|day| format!("{day}T24").into()));
        filter.any_of("r.agent", &query.agents);
        filter.any_of("r.team", &query.teams);
        filter.any_of("r.queue", &query.queues);
        filter.any_of("r.direction", &query.directions);
        filter.any_of("r.customer_ref", &query.customer_refs);
        filter.any_of("e.language", &query.languages);
        let verdicts: Vec<_> = query.verdicts.iter().map(|verdict| verdict.name().to_string()).collect();
        filter.any_of("e.verdict", &verdicts);
        filter.at_least("e.score", query.min_score.map(|score| score.0.into()));
        filter.at_most("e.score", query.max_score.map(|score| score.0.into()));
        filter.at_least("e.duration_ms", query.min_duration.map(|duration| duration.0.into()));
        filter.at_most("e.duration_ms", query.max_duration.map(|duration| duration.0.into()));
        query.rules.iter().for_each(|rule| filter.rule(rule));
        filter.categories(&query.categories);
        for said in &query.said {
            let question = words::question(said)?;
            let sql = format!("r.key IN (SELECT {} FROM words WHERE words MATCH ?)", words::KEY_OF_ROW);
            filter.and(&sql, [question.into()]);
        }
        for (column, value) in &query.columns {
            let sql = "EXISTS (SELECT 1 FROM json_each(r.call, '$.extra') x WHERE x.key = ? AND x.value = ?)";
            filter.and(sql, [column.clone().into(), value.clone().into()]);
        }
        Ok(filter)
    }

    /// One more condition, with a value for each of its question marks.
    pub fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.to_string());
        self.values.extend(values);
    }

    /// The conditions as they stand behind `WHERE`.
    pub fn sql(&self) -> String {
        self.conditions.join(" AND ")
    }

    /// Whether the evaluations alone tell which calls it lets through.
    pub fn is_of_evaluations(&self) -> bool {
        !self.conditions.iter().any(|condition| condition.contains("r."))
    }

    /// The values of the conditions, and behind them those of what follows.
    pub fn with(self, further: impl IntoIterator<Item = Value>) -> Vec<Value> {
        self.values.into_iter().chain(further).collect()
    }

    fn at_least(&mut self, column: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.and(&format!("{column} >= ?"), [value]);
        }
    }

    fn at_most(&mut self, column: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.and(&format!("{column} <= ?"), [value]);
        }
    }

    fn any_of(&mut self, column: &str, values: &[String]) {
        if !values.is_empty() {
            self.and(&format!("{column} IN ({})", marks(values.len())), values.iter().cloned().map(Value::from));
        }
    }

    fn rule(&mut self, rule: &RuleFilter) {
        let outcomes = outcome_condition("f.outcome", &rule.outcomes);
        let sql = format!("r.key IN (SELECT f.recording FROM findings f WHERE f.rule = ? AND {outcomes})");
        self.and(&sql, [rule.rule.clone().into()]);
    }

    fn categories(&mut self, categories: &[String]) {
        if categories.is_empty() {
            return;
        }
        let noted = outcome_condition("f.outcome", &[Outcome::Noted]);
        let marks = marks(categories.len());
        let sql = format!("r.key IN (SELECT f.recording FROM findings f WHERE f.rule IN ({marks}) AND {noted})");
        self.and(&sql, categories.iter().map(|category| category_rule(category).into()));
    }
}

/// SQL that holds where `column` is one of some outcomes; any, where none is given.
pub fn outcome_condition(column: &str, outcomes: &[Outcome]) -> String {
    if outcomes.is_empty() {
        return "TRUE".to_string();
    }
    // Names from our own list, so they may stand in the text.
    let names: Vec<_> = outcomes.iter().map(|outcome| format!("'{}'", outcome.name())).collect();
    format!("{column} IN ({})", names.join(", "))
}

/// What stands behind `ORDER BY`: calls that lack the value last, ties broken by call and recording.
pub fn order(query: &Query) -> String {
    let column = match query.sort {
        Sort::Start => "r.start",
        Sort::Score => "e.score",
        Sort::Duration => "e.duration_ms",
        Sort::Agent => "r.agent",
        Sort::Call => "r.call_id",
    };
    let direction = if query.descending { "DESC" } else { "ASC" };
    format!("{column} {direction} NULLS LAST, r.call_id, r.id")
}

/// The values for `LIMIT ? OFFSET ?`.
pub fn limits(query: &Query) -> [Value; 2] {
    // SQLite takes a negative limit for none.
    [query.limit.map_or(-1, i64::from).into(), query.offset.into()]
}

fn category_rule(category: &str) -> String {
    match category.starts_with(CATEGORY_PREFIX) {
        true => category.to_string(),
        false => format!("{CATEGORY_PREFIX}{category}"),
    }
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

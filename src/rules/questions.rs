//! Reads what a rule asks of a call besides what was said.

use regex::RegexBuilder;

use crate::call::time::Millis;
use crate::rules::call_test::{COLUMNS, CallTest, Column, Expression, Scalar, Test, stored_name};
use crate::rules::decimal::Decimal;
use crate::rules::diagnostic::{self, Code, Faults};
use crate::rules::extent;
use crate::rules::moment::Moment;
use crate::rules::value::{Located, Section, Value, known_are};

/// At most so many values in a list.
const MAX_VALUES: usize = 1_000;
/// Bytes of a compiled expression: values are short, and so is what is asked of them.
const SIZE_LIMIT: usize = 1 << 17;
/// Brackets in brackets.
const NEST_LIMIT: u32 = 20;

/// Reads a table of questions: `[call]` of a rule, `call = { … }` of a condition. Empty where there is none.
pub fn read(section: &mut Section, key: &str, faults: &mut Faults) -> Vec<CallTest> {
    let Some(mut table) = section.section(key, faults) else { return Vec::new() };
    let mut tests = Vec::new();
    for (name, column) in COLUMNS {
        if let Some(value) = table.take(name) {
            read_column(&mut tests, &column, value, faults);
        }
    }
    if let Some(extra) = table.section("extra", faults) {
        for (name, value) in extra.into_entries() {
            if COLUMNS.iter().any(|(known, _)| *known == name.value) {
                faults
                    .at(diagnostic::METADATA, name.place, format!("`{}` is no extra column", name.value), "here")
                    .help("write it without `extra.`");
                continue;
            }
            let stored = stored_name(&name.value);
            read_column(&mut tests, &Column::Extra { written: name.value, stored }, value, faults);
        }
    }
    if table.keys().next().is_none() {
        faults.at(diagnostic::METADATA, table.place.clone(), format!("`{key}` asks nothing"), "an empty table");
    }
    table.finish(faults);
    tests
}

fn read_column(tests: &mut Vec<CallTest>, column: &Column, value: Located<Value>, faults: &mut Faults) {
    let place = value.place.clone();
    let mut add = |test: Test| tests.push(CallTest { column: column.clone(), test });
    let Value::Table(entries) = value.value else {
        if matches!(column, Column::Start | Column::Duration) {
            let wanted = if *column == Column::Start {
                "{ from = \"2026-01-01\", until = \"2026-06-30\" }"
            } else {
                "{ min = \"30s\", max = \"10min\" }"
            };
            faults
                .at(diagnostic::METADATA, place, format!("`{}` is compared with bounds", column.name()), "one value")
                .help(format!("write `{} = {wanted}`", column.name()));
            return;
        }
        if let Some(values) = read_values(column.name(), value, faults) {
            add(Test::OneOf(values));
        }
        return;
    };
    if entries.is_empty() {
        faults.at(
            diagnostic::METADATA,
            place.clone(),
            format!("nothing is asked of `{}`", column.name()),
            "an empty table",
        );
    }
    let known: &[&str] = match column {
        Column::Start => &["from", "until"],
        Column::Duration => &["min", "max"],
        _ => &["equals", "one_of", "not", "matches", "min", "max", "from", "until"],
    };
    for (key, value) in entries {
        let name = key.value.as_str();
        if !known.contains(&name) {
            let title = format!("`{}` cannot be asked for `{name}`", column.name());
            faults.at(diagnostic::UNKNOWN_KEY, key.place, title, "means nothing here").help(known_are(name, known));
            continue;
        }
        let test = match name {
            "equals" | "one_of" => read_values(name, value, faults).map(Test::OneOf),
            "not" => read_values(name, value, faults).map(Test::NoneOf),
            "matches" => read_expression(value, faults).map(Test::Matches),
            "from" => read_moment(value, diagnostic::METADATA, faults).map(Test::From),
            "until" => read_moment(value, diagnostic::METADATA, faults).map(Test::Until),
            "min" if *column == Column::Duration => read_length(value, faults).map(Test::Longer),
            "max" if *column == Column::Duration => read_length(value, faults).map(Test::Shorter),
            "min" => read_number(value, faults).map(Test::AtLeast),
            _ => read_number(value, faults).map(Test::AtMost),
        };
        if let Some(test) = test {
            add(test);
        }
    }
    check_bounds(tests, column, place, faults);
}

/// Names bounds that nothing lies between.
fn check_bounds(tests: &[CallTest], column: &Column, place: std::ops::Range<usize>, faults: &mut Faults) {
    let own = || tests.iter().filter(|test| test.column == *column).map(|test| &test.test);
    let is_empty = own().any(|least| {
        own().any(|most| match (least, most) {
            (Test::AtLeast(least), Test::AtMost(most)) => least > most,
            (Test::Longer(least), Test::Shorter(most)) => least > most,
            (Test::From(from), Test::Until(until)) => until.is_from(*from) == Some(false),
            _ => false,
        })
    });
    if is_empty {
        let title = format!("no `{}` is between these bounds", column.name());
        faults.at(diagnostic::METADATA, place, title, "the first is beyond the second").help("swap them");
    }
}

fn read_values(key: &str, found: Located<Value>, faults: &mut Faults) -> Option<Vec<Scalar>> {
    let values = match found.value {
        Value::Array(values) => values,
        _ => vec![found.clone()],
    };
    if values.is_empty() || values.len() > MAX_VALUES {
        let label = format!("between 1 and {MAX_VALUES}");
        faults.at(diagnostic::METADATA, found.place, format!("`{key}` has {} values", values.len()), label);
        return None;
    }
    let mut scalars = Vec::with_capacity(values.len());
    for value in values {
        match scalar(&value.value) {
            Some(scalar) => scalars.push(scalar),
            None => {
                let title = format!("`{key}` is compared with text or numbers");
                faults.at(diagnostic::WRONG_TYPE, value.place, title, "this is neither");
            }
        }
    }
    (!scalars.is_empty()).then_some(scalars)
}

fn scalar(value: &Value) -> Option<Scalar> {
    let text = |written: String| Scalar::Text {
        lower: written.trim().chars().flat_map(char::to_lowercase).collect(),
        written,
    };
    match value {
        Value::Text(written) => Some(text(written.clone())),
        Value::Boolean(value) => Some(text(value.to_string())),
        Value::Integer(number) => Some(Scalar::Number(Decimal::from(*number))),
        Value::Float(number) => Decimal::from_float(*number).map(Scalar::Number),
        Value::Array(_) | Value::Table(_) => None,
    }
}

fn read_expression(found: Located<Value>, faults: &mut Faults) -> Option<Expression> {
    let Value::Text(text) = &found.value else {
        faults.at(diagnostic::WRONG_TYPE, found.place, "`matches` must be text", "a regular expression");
        return None;
    };
    let built = RegexBuilder::new(text).case_insensitive(true).size_limit(SIZE_LIMIT).nest_limit(NEST_LIMIT).build();
    match built {
        Ok(regex) => Some(Expression(regex)),
        Err(error) => {
            let reason = error.to_string();
            let last = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_string();
            faults.at(diagnostic::PATTERN, found.place, "expression cannot be used", last);
            None
        }
    }
}

/// Reads a day or a time of day, or both.
pub fn read_moment(found: Located<Value>, code: Code, faults: &mut Faults) -> Option<Moment> {
    let moment = match &found.value {
        Value::Text(text) => Moment::parse(text),
        _ => None,
    };
    if moment.is_none() {
        faults
            .at(code, found.place, "no date or time", "cannot be read")
            .help("write `2026-01-31`, `2026-01-31 09:30` or `09:30`");
    }
    moment
}

fn read_length(found: Located<Value>, faults: &mut Faults) -> Option<Millis> {
    let length = match &found.value {
        Value::Text(text) => extent::time(text),
        _ => None,
    };
    if length.is_none() {
        faults
            .at(diagnostic::METADATA, found.place, "no length of time", "cannot be read")
            .help("write `30s`, `1500ms` or `10min`");
    }
    length
}

fn read_number(found: Located<Value>, faults: &mut Faults) -> Option<Decimal> {
    let number = match &found.value {
        Value::Integer(number) => Some(Decimal::from(*number)),
        Value::Float(number) => Decimal::from_float(*number),
        _ => None,
    };
    if number.is_none() {
        faults
            .at(diagnostic::METADATA, found.place, "no number", "cannot be compared")
            .help("write a number without quotes; for dates use `from` and `until`");
    }
    number
}

//! Holds what is known of a call against what a rule asks of it.

use crate::call::finding::Evidence;
use crate::call::time::Millis;
use crate::rules::call_test::{CallTest, Column, Scalar, Test};
use crate::rules::decimal::Decimal;
use crate::rules::moment::Moment;
use crate::rules::validity::Validity;
use crate::scan::heard::Heard;

/// Whether a call is what a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    Holds,
    /// What was compared, for everything that does not fit.
    Fails(Vec<Evidence>),
    /// What is missing of the call's metadata.
    Unknown(String),
}

/// Checks all that is asked of a call. What does not fit decides, whatever is missing besides.
pub fn check(tests: &[CallTest], heard: &Heard<'_>) -> Checked {
    let mut failed = Vec::new();
    let mut missing: Option<String> = None;
    for test in tests {
        match check_one(test, heard) {
            Checked::Holds => {}
            Checked::Fails(compared) => failed.extend(compared),
            Checked::Unknown(why) => missing = missing.or(Some(why)),
        }
    }
    match missing {
        _ if !failed.is_empty() => Checked::Fails(failed),
        Some(why) => Checked::Unknown(why),
        None => Checked::Holds,
    }
}

/// Why a rule was not in force when the call began. A call whose start is not known, or cannot be read, is judged by all.
pub fn out_of_force(valid: &Validity, heard: &Heard<'_>) -> Option<Evidence> {
    let start = heard.call.start.as_deref()?;
    let holds = Moment::parse(start).is_none_or(|start| valid.holds(start));
    (!holds).then(|| compared("start", start, valid.to_string()))
}

fn check_one(CallTest { column, test }: &CallTest, heard: &Heard<'_>) -> Checked {
    if *column == Column::Duration {
        return check_length(test, heard.transcript.duration_ms);
    }
    let name = column.name();
    let Some(value) = value_of(column, heard) else {
        return Checked::Unknown(format!("`{name}` is missing in the call's metadata"));
    };
    match holds(test, value) {
        Some(true) => Checked::Holds,
        Some(false) => Checked::Fails(vec![compared(name, value, test.to_string())]),
        None => Checked::Unknown(format!("`{name}` of the call's metadata is “{value}”, which is {}", misfit(test))),
    }
}

fn check_length(test: &Test, duration: Millis) -> Checked {
    let holds = match test {
        Test::Longer(least) => duration >= *least,
        Test::Shorter(most) => duration <= *most,
        _ => true,
    };
    match holds {
        true => Checked::Holds,
        false => {
            let value = format!("{} s", duration.as_secs_f64());
            Checked::Fails(vec![compared(Column::Duration.name(), &value, test.to_string())])
        }
    }
}

fn value_of<'h>(column: &Column, heard: &'h Heard<'_>) -> Option<&'h str> {
    let call = heard.call;
    let value = match column {
        Column::Agent => call.agent.as_deref(),
        Column::Team => call.team.as_deref(),
        Column::Queue => call.queue.as_deref(),
        Column::Direction => call.direction.as_deref(),
        Column::CustomerRef => call.customer_ref.as_deref(),
        Column::Language => Some(heard.transcript.language.as_str()),
        Column::Start => call.start.as_deref(),
        Column::Duration => None,
        Column::Extra { written, stored } => {
            call.extra.get(written).or_else(|| call.extra.get(stored)).map(String::as_str)
        }
    };
    value.filter(|value| !value.trim().is_empty())
}

/// `None` where a value cannot be compared with what is asked for.
fn holds(test: &Test, value: &str) -> Option<bool> {
    match test {
        Test::OneOf(wanted) => Some(wanted.iter().any(|wanted| is(wanted, value))),
        Test::NoneOf(unwanted) => Some(!unwanted.iter().any(|unwanted| is(unwanted, value))),
        Test::Matches(expression) => Some(expression.0.is_match(value)),
        Test::AtLeast(least) => Decimal::parse(value).map(|number| number >= *least),
        Test::AtMost(most) => Decimal::parse(value).map(|number| number <= *most),
        Test::From(from) => Moment::parse(value)?.is_from(*from),
        Test::Until(until) => Moment::parse(value)?.is_until(*until),
        Test::Longer(_) | Test::Shorter(_) => None,
    }
}

fn is(wanted: &Scalar, value: &str) -> bool {
    match wanted {
        Scalar::Text { lower, .. } => value.trim().chars().flat_map(char::to_lowercase).eq(lower.chars()),
        Scalar::Number(number) => Decimal::parse(value) == Some(*number),
    }
}

fn misfit(test: &Test) -> &'static str {
    match test {
        Test::AtLeast(_) | Test::AtMost(_) => "no number",
        Test::From(Moment::Clock(_)) | Test::Until(Moment::Clock(_)) => "no time of day",
        _ => "no date or time that can be compared",
    }
}

fn compared(column: &str, value: &str, wanted: String) -> Evidence {
    Evidence::Compared { column: column.to_string(), value: value.to_string(), wanted }
}

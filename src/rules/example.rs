//! The examples in a rule file: small calls with what the rule has to say about them.

use crate::call::finding::Outcome;
use crate::call::recording::Call;
use crate::rules::call_test::stored_name;
use crate::rules::decimal::Decimal;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::moment::Moment;
use crate::rules::value::{Located, Section, Value};

/// An `[[examples]]` entry.
#[derive(Clone, Debug)]
pub struct Example {
    pub expect: Outcome,
    /// A transcript in the notation.
    pub call: Located<String>,
    /// What is known of the call besides.
    pub metadata: Call,
}

/// At most so many examples in a rule.
const MAX_EXAMPLES: usize = 200;

/// Reads all examples of a rule file.
pub fn read(file: &mut Section, faults: &mut Faults) -> Vec<Example> {
    let sections = file.sections("examples", faults);
    if sections.len() > MAX_EXAMPLES {
        faults.in_file(diagnostic::LIMIT, format!("more than {MAX_EXAMPLES} examples"));
    }
    let mut examples = Vec::new();
    for mut section in sections.into_iter().take(MAX_EXAMPLES) {
        let outcomes: Vec<&str> = Outcome::ALL.iter().map(|outcome| outcome.name()).collect();
        let expect = match section.needed("expect", faults) {
            true => section.one_of("expect", &outcomes, Outcome::named, faults),
            false => None,
        };
        let call = section.needed_text("call", faults);
        let metadata = section.section("metadata", faults).map(|table| metadata(table, faults)).unwrap_or_default();
        section.finish(faults);
        if let (Some(expect), Some(call)) = (expect, call) {
            examples.push(Example { expect, call, metadata });
        }
    }
    examples
}

/// `{ queue = "sales", tier = 3 }`: the columns as a table of metadata has them.
fn metadata(table: Section, faults: &mut Faults) -> Call {
    let mut call = Call::default();
    for (name, value) in table.into_entries() {
        let text = match value.value {
            Value::Text(text) => Some(text),
            Value::Integer(number) => Some(number.to_string()),
            Value::Boolean(value) => Some(value.to_string()),
            Value::Float(number) => Decimal::from_float(number).map(|number| number.to_string()),
            Value::Array(_) | Value::Table(_) => None,
        };
        let Some(text) = text else {
            let title = format!("`{}` must be one value", name.value);
            faults.at(diagnostic::WRONG_TYPE, value.place, title, "text, a number, true or false");
            continue;
        };
        match name.value.as_str() {
            "call_id" => call.id = text,
            "agent" => call.agent = Some(text),
            "team" => call.team = Some(text),
            "queue" => call.queue = Some(text),
            "direction" => call.direction = Some(text),
            "customer_ref" => call.customer_ref = Some(text),
            "start" if matches!(Moment::parse(&text), Some(Moment::Day(_) | Moment::At(_))) => call.start = Some(text),
            "start" => {
                faults
                    .at(diagnostic::METADATA, value.place, format!("`{text}` is no start of a call"), "cannot be read")
                    .help("write it as 2026-11-16T09:30:00+08:00 or 2026-11-16 09:30:00");
            }
            "duration" | "language" => {
                let title = format!("`{}` of an example is read from its call", name.value);
                let header = format!("write `# {}: …` in the call", name.value);
                faults.at(diagnostic::METADATA, name.place, title, "take it out").help(header);
            }
            name => _ = call.extra.insert(stored_name(name), text),
        }
    }
    call
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::diagnostic::Source;
    use crate::rules::value::parse;

    #[test]
    fn metadata_of_an_example_reads_as_from_a_table() {
        let text =
            "metadata = { queue = \"sales\", start = 2026-03-01T10:00:00, tier = 3, \"Hold Time\" = 1.5, vip = true }";
        let source = Arc::new(Source { name: "r.toml".to_string(), text: text.to_string() });
        let mut faults = Faults::of(source.clone());
        let table = parse(&source, &mut faults).section("metadata", &mut faults).unwrap();
        let call = metadata(table, &mut faults);
        assert!(faults.found.is_empty(), "{:?}", faults.found);
        assert_eq!((call.queue.as_deref(), call.start.as_deref()), (Some("sales"), Some("2026-03-01T10:00:00")));
        let extra: Vec<(&str, &str)> = call.extra.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(extra, [("hold_time", "1.5"), ("tier", "3"), ("vip", "true")]);
    }
}

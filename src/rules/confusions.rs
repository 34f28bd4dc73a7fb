//! Which sounds are easily taken for each other, as a pack's `confusions.toml` says it.
//!
//! ```toml
//! [initials]
//! "n/l" = 12          # how often the two were confused
//!
//! [finals]
//! "an/ang" = 30
//! ```
//! Which sounds there are is not known here.

use std::sync::Arc;

use crate::rules::diagnostic::{self, Faults, Source};
use crate::rules::value::{Located, Value, parse};

/// Its name in a pack's folder.
pub const FILE: &str = "confusions.toml";

/// A pack's own pairs; they stand in for those that come with the program.
#[derive(Clone, Debug)]
pub struct ConfusionsDocument {
    pub source: Arc<Source>,
    pub pairs: Vec<ConfusedPair>,
}

/// Two sounds that are easily taken for each other.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfusedPair {
    /// Which table it stands in, one of [`TABLES`].
    pub table: &'static str,
    pub one: String,
    pub other: String,
    /// Where the two stand.
    pub place: std::ops::Range<usize>,
}

/// The tables there may be.
pub const TABLES: [&str; 3] = ["initials", "finals", "consonants"];

/// Where half of all sounds are alike, everything sounds like everything, slowly.
const MAX_PAIRS: usize = 100;

impl ConfusionsDocument {
    /// Reads the file; every fault is added.
    pub fn read(source: Arc<Source>, faults: &mut Faults) -> ConfusionsDocument {
        let mut file = parse(&source, faults);
        let mut pairs = Vec::new();
        for table in TABLES {
            let Some(section) = file.section(table, faults) else { continue };
            for (name, times) in section.into_entries() {
                pairs.extend(read_pair(table, name, &times, faults));
            }
        }
        file.finish(faults);
        if let Some(pair) = pairs.get(MAX_PAIRS) {
            let title = format!("{} pairs of sounds", pairs.len());
            faults
                .at(diagnostic::LIMIT, pair.place.clone(), title, format!("at most {MAX_PAIRS} in a pack"))
                .help("keep those that were confused most often");
        }
        ConfusionsDocument { source, pairs }
    }
}

fn read_pair(
    table: &'static str,
    name: Located<String>,
    times: &Located<Value>,
    faults: &mut Faults,
) -> Option<ConfusedPair> {
    if !matches!(times.value, Value::Integer(1..)) {
        let title = format!("how often `{}` was confused is 1 or more", name.value);
        faults
            .at(diagnostic::VALUE, times.place.clone(), title, "a whole number")
            .help("take the pair out if the two are never confused");
    }
    match name.value.split_once('/') {
        Some((one, other)) if one != other => {
            Some(ConfusedPair { table, one: one.to_string(), other: other.to_string(), place: name.place })
        }
        _ => {
            let title = format!("`{}` is no pair of sounds", name.value);
            faults
                .at(diagnostic::VALUE, name.place, title, "two different ones with `/` between")
                .help("for example \"n/l\" = 12");
            None
        }
    }
}

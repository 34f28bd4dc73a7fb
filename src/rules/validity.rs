//! Between which days a rule is in force: `valid = { from = "2026-01-01", until = "2026-12-31" }`.

use std::fmt;

use crate::rules::diagnostic::{self, Faults};
use crate::rules::moment::Moment;
use crate::rules::questions::read_moment;
use crate::rules::value::{Located, Section, Value};

/// The days on which a rule is in force, both included; open where a side is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    from: Option<Moment>,
    until: Option<Moment>,
}

impl Validity {
    /// Reads `valid`.
    pub fn read(section: &mut Section, faults: &mut Faults) -> Option<Validity> {
        let mut table = section.section("valid", faults)?;
        let (from, until) = (table.take("from"), table.take("until"));
        if from.is_none() && until.is_none() {
            faults
                .at(diagnostic::DATES, table.place.clone(), "`valid` names no day", "neither `from` nor `until`")
                .help("write `valid = { from = \"2026-01-01\", until = \"2026-12-31\" }`, one of the two or both");
        }
        let mut read = |found: Option<Located<Value>>| {
            let found = found?;
            let place = found.place.clone();
            let moment = read_moment(found, diagnostic::DATES, faults)?;
            if let Moment::Clock(_) = moment {
                faults.at(diagnostic::DATES, place, "a time without a day", "name the day");
                return None;
            }
            Some(moment)
        };
        let (from, until) = (read(from), read(until));
        table.finish(faults);
        if let (Some(from), Some(until)) = (from, until)
            && until.is_from(from) == Some(false)
        {
            faults
                .at(diagnostic::DATES, table.place.clone(), "the rule ends before it begins", "never in force")
                .help("swap the two days");
        }
        Some(Validity { from, until })
    }

    /// Whether a rule is in force for a call that began then. What cannot be compared is in force.
    pub fn holds(&self, start: Moment) -> bool {
        let is_from = self.from.and_then(|from| start.is_from(from));
        let is_until = self.until.and_then(|until| start.is_until(until));
        is_from != Some(false) && is_until != Some(false)
    }
}

/// `from 2026-01-01 until 2026-12-31`.
impl fmt::Display for Validity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.until) {
            (Some(from), Some(until)) => write!(f, "from {from} until {until}"),
            (Some(from), None) => write!(f, "from {from}"),
            (None, Some(until)) => write!(f, "until {until}"),
            (None, None) => f.write_str("always"),
        }
    }
}

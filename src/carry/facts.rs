//! What a table says about a rule besides its words: who, what for, how bad, how many points.

use crate::call::evaluation::Points;
use crate::call::finding::{Kind, Severity};
use crate::call::party::Party;
use crate::carry::columns::{self, Column};
use crate::carry::remark::{self, Remarks, quoted};
use crate::carry::source::Cell;
use crate::carry::table::Table;
use crate::carry::tree::Within;

/// What is said about a rule besides its words; `None` for what is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub party: Option<Party>,
    pub kind: Option<Kind>,
    pub severity: Option<Severity>,
    /// What it costs.
    pub points: Option<Points>,
    /// The heading it stands under.
    pub section: Option<String>,
    pub why: Option<String>,
    pub within: Option<Within>,
}

/// A heading or a reason is cut to so many characters.
const MAX_TEXT: usize = 300;

impl Facts {
    /// Reads a row of a table; values that are not known become remarks.
    pub fn of(table: &Table, row: &[Cell], remarks: &mut Remarks<'_>) -> Facts {
        let text = |column| table.field(row, column).map(|cell| one_line(&cell.text));
        Facts {
            party: read(table, row, Column::Party, columns::party, remarks).flatten(),
            kind: read(table, row, Column::Kind, columns::kind, remarks),
            severity: read(table, row, Column::Severity, columns::severity, remarks),
            points: read(table, row, Column::Points, columns::points, remarks),
            section: text(Column::Section),
            why: text(Column::Why),
            within: read(table, row, Column::Within, columns::within, remarks),
        }
    }

    /// Keeps what is said first, and fills in what another row of the same rule says.
    pub fn or(self, other: Facts) -> Facts {
        Facts {
            party: self.party.or(other.party),
            kind: self.kind.or(other.kind),
            severity: self.severity.or(other.severity),
            points: self.points.or(other.points),
            section: self.section.or(other.section),
            why: self.why.or(other.why),
            within: self.within.or(other.within),
        }
    }

    /// The names of what another row says otherwise; who speaks may differ from row to row.
    pub fn differs_from(&self, other: &Facts) -> Vec<&'static str> {
        let differs = |one: bool, name: &'static str| one.then_some(name);
        [
            differs(self.kind.is_some() && other.kind.is_some() && self.kind != other.kind, "kind"),
            differs(self.severity.is_some() && other.severity.is_some() && self.severity != other.severity, "severity"),
            differs(self.points.is_some() && other.points.is_some() && self.points != other.points, "points"),
            differs(self.section.is_some() && other.section.is_some() && self.section != other.section, "section"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn read<T>(
    table: &Table,
    row: &[Cell],
    column: Column,
    named: impl Fn(&str) -> Option<T>,
    remarks: &mut Remarks<'_>,
) -> Option<T> {
    let cell = table.field(row, column)?;
    let value = named(&cell.text);
    if value.is_none() {
        let what = format!("{} is no {} that is known", quoted(&cell.text), format!("{column:?}").to_lowercase());
        remarks.add(cell.place(0), remark::VALUE, what, "left out");
    }
    value
}

/// Text on one line, cut where it is long.
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ").chars().take(MAX_TEXT).collect()
}

//! Near which hits of another condition a condition looks.

use crate::rules::diagnostic::{self, Faults};
use crate::rules::extent::Extent;
use crate::rules::value::{Located, Section, Value, known_are};

/// Near the hits of another condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    pub condition: Located<String>,
    pub before: Option<Extent>,
    pub after: Option<Extent>,
    pub which: Which,
}

/// Near which hits of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// One of them, whichever.
    Any,
    /// Every single one: each needs its own.
    Each,
    /// So many after the first, in the order of the call.
    FromFirst(u32),
    /// So many before the last.
    FromLast(u32),
}

const NAMES: [&str; 4] = ["any", "each", "first", "last"];

impl Anchor {
    /// Reads `around` or `unless_near`.
    pub fn read(section: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Anchor> {
        let mut table = section.section(key, faults)?;
        let condition = table.needed_text("condition", faults);
        let before = Extent::read(&mut table, "before", faults);
        let after = Extent::read(&mut table, "after", faults);
        let which = read_which(&mut table, key, faults).unwrap_or(Which::Any);
        if before.is_none() && after.is_none() {
            let place = section.place_of(key);
            faults
                .at(diagnostic::MISSING_KEY, place, format!("`{key}` reaches nowhere"), "neither `before` nor `after`")
                .help("say how far: `before = \"20s\"`, `after = \"3 utterances\"`");
        }
        for extent in [before, after].into_iter().flatten() {
            if matches!(extent, Extent::Percent(_)) {
                let place = section.place_of(key);
                faults.at(
                    diagnostic::EXTENT,
                    place,
                    "an anchor cannot reach a percentage",
                    "use seconds, utterances or turns",
                );
            }
        }
        table.finish(faults);
        Some(Anchor { condition: condition?, before, after, which })
    }

    pub fn is_for_each(&self) -> bool {
        self.which == Which::Each
    }
}

fn read_which(table: &mut Section, key: &str, faults: &mut Faults) -> Option<Which> {
    let found = table.take("which")?;
    let which = match &found.value {
        Value::Text(name) => match name.as_str() {
            "any" => Which::Any,
            "each" => Which::Each,
            "first" => Which::FromFirst(0),
            "last" => Which::FromLast(0),
            name => {
                let fault =
                    faults.at(diagnostic::UNKNOWN_VALUE, found.place, format!("`{name}` is no `which`"), "not known");
                fault.help(format!("{}, or a number: 2 is the second, -1 the last", known_are(name, &NAMES)));
                return None;
            }
        },
        Value::Integer(number) => match (u32::try_from(number.unsigned_abs()), *number > 0) {
            (Ok(number @ 1..), true) => Which::FromFirst(number - 1),
            (Ok(number @ 1..), false) => Which::FromLast(number - 1),
            _ => {
                faults
                    .at(diagnostic::WHICH, found.place, format!("there is no hit {number}"), "here")
                    .help("1 is the first, 2 the second, -1 the last");
                return None;
            }
        },
        _ => {
            faults
                .at(diagnostic::WRONG_TYPE, found.place, "`which` must be a name or a whole number", "this is neither")
                .help("`any`, `each`, `first`, `last`, or a number: 2 is the second, -1 the last");
            return None;
        }
    };
    if which == Which::Each && key == "unless_near" {
        faults
            .at(diagnostic::WHICH, found.place, "`each` says nothing in `unless_near`", "here")
            .help("a hit near any of them is dropped: take it out");
        return None;
    }
    Some(which)
}

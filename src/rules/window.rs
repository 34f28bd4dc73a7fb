//! Which part of a call a condition looks in.

use crate::rules::diagnostic::{self, Faults};
use crate::rules::extent::{Extent, Position};
use crate::rules::value::{Located, Section};

/// A part of a call; from its start or to its end where a side is open.
///
/// `first = "30s"` is short for `to = "30s"`, and `last = "30s"` for `from = "-30s"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    pub from: Option<Position>,
    pub to: Option<Position>,
}

impl Window {
    /// Takes `first`, `last`, `from` and `to` out of a condition.
    pub fn read(section: &mut Section, faults: &mut Faults) -> Window {
        let first = Extent::read(section, "first", faults);
        let last = Extent::read(section, "last", faults);
        let from = Position::read(section, "from", faults);
        let to = Position::read(section, "to", faults);
        if first.is_some() && last.is_some() {
            let place = section.place_of("last");
            faults
                .at(diagnostic::VALUE, place, "`first` and `last` together", "one of the two has to go")
                .help("use two conditions joined with `and` or `or`");
        }
        check(section, first.is_some() || last.is_some(), from.as_ref(), to.as_ref(), faults);
        let place = |position: Option<Located<Position>>| position.map(|position| position.value);
        Window {
            from: last.map(Position::BeforeEnd).or(place(from)),
            to: first.map(Position::AfterStart).or(place(to)),
        }
    }
}

fn check(
    section: &Section,
    is_short: bool,
    from: Option<&Located<Position>>,
    to: Option<&Located<Position>>,
    faults: &mut Faults,
) {
    if is_short && let Some(other) = from.or(to) {
        let short = if section.keys().any(|key| key.value == "first") { "first" } else { "last" };
        let title = format!("a window is written with `{short}`, or with `from` and `to`");
        faults
            .at(diagnostic::WINDOW, other.place.clone(), title, "and here")
            .also(section.place_of(short), "here")
            .help("`first = X` is short for `to = X`, `last = X` for `from = -X`");
    }
    if let (Some(from), Some(to)) = (from, to)
        && from.value.is_before(to.value) == Some(false)
    {
        faults
            .at(diagnostic::WINDOW, to.place.clone(), "nothing lies in this window", "ends here")
            .also(from.place.clone(), "begins here")
            .help("`from` says how much is left out before it; a minus counts from the end of the call");
    }
}

//! A length of time or of talk, as rules write it: `30s`, `3 utterances`, `2 turns`, `20%`; and a place in a call, which is
//! such a length from its start or, behind a minus, from its end: `-30s`.

use std::fmt;
use std::ops::Range;

use crate::call::time::Millis;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::value::{Located, Section};

/// How far a window or an anchor reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    Time(Millis),
    Utterances(u32),
    Turns(u32),
    /// Hundredths of the call.
    Percent(u32),
}

/// A place in a call: so far from where talk begins, or from where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    AfterStart(Extent),
    BeforeEnd(Extent),
}

const WAYS_OUT: &str = "write a time (`30s`, `1500ms`, `2min`), `3 utterances`, `2 turns` or `20%`";
/// More utterances or turns than a call has.
const MAX_NUMBER: u32 = 1_000_000;
/// No call is longer than a day.
const MAX_TIME: u64 = 24 * 60 * 60 * 1000;

impl Extent {
    /// `None` where the text is no extent.
    pub fn parse(text: &str) -> Option<Extent> {
        let text = text.trim();
        let split = text.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) =
            (text[..split].parse::<u32>().ok().filter(|number| *number <= MAX_NUMBER)?, text[split..].trim());
        match unit {
            "utterance" | "utterances" => Some(Extent::Utterances(number)),
            "turn" | "turns" => Some(Extent::Turns(number)),
            "%" => (number <= 100).then_some(Extent::Percent(number)),
            _ => time(text).map(Extent::Time),
        }
    }

    /// Reads an entry; anything that is no extent is a fault.
    pub fn read(section: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Extent> {
        let text = section.text(key, faults)?;
        let extent = Extent::parse(&text.value);
        if extent.is_none() {
            unreadable(&text, faults);
        }
        extent
    }
}

impl Position {
    /// `None` where the text is no extent, with or without a minus in front.
    pub fn parse(text: &str) -> Option<Position> {
        match text.trim().strip_prefix('-') {
            Some(extent) => Extent::parse(extent).map(Position::BeforeEnd),
            None => Extent::parse(text).map(Position::AfterStart),
        }
    }

    /// Reads an entry; anything that is no place is a fault.
    pub fn read(section: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Located<Position>> {
        let text = section.text(key, faults)?;
        match Position::parse(&text.value) {
            Some(position) => Some(Located::new(position, text.place)),
            None => {
                unreadable(&text, faults);
                None
            }
        }
    }

    /// Whether it lies before another in whatever call; `None` where that depends on the call.
    pub fn is_before(self, other: Position) -> Option<bool> {
        use Extent::{Percent, Time, Turns, Utterances};
        use Position::{AfterStart, BeforeEnd};
        match (self, other) {
            (AfterStart(a), AfterStart(b)) | (BeforeEnd(b), BeforeEnd(a)) => match (a, b) {
                (Time(a), Time(b)) => Some(a < b),
                (Utterances(a), Utterances(b)) | (Turns(a), Turns(b)) | (Percent(a), Percent(b)) => Some(a < b),
                _ => None,
            },
            (AfterStart(Percent(a)), BeforeEnd(Percent(b))) => Some(a + b < 100),
            (BeforeEnd(Percent(a)), AfterStart(Percent(b))) => Some(a + b > 100),
            _ => None,
        }
    }
}

/// `30s`, `1.5s`, `1500ms`, `2min`; `None` for anything else or more than a day.
pub fn time(text: &str) -> Option<Millis> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = (&text[..split], text[split..].trim());
    let unit = match unit {
        "ms" => 1,
        "s" => 1000,
        "min" => 60_000,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.len() > 3 || (number.contains('.') && fraction.is_empty()) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse::<u64>().ok()?;
    let ms = whole.parse::<u64>().ok()?.checked_mul(unit)? + thousandths * unit / 1000;
    (ms <= MAX_TIME).then_some(Millis(ms as u32))
}

/// Reads a time; anything else is a fault.
pub fn read_time(section: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Located<Millis>> {
    let text = section.text(key, faults)?;
    match time(&text.value) {
        Some(time) => Some(Located::new(time, text.place)),
        None => {
            unreadable(&text, faults);
            None
        }
    }
}

fn unreadable(text: &Located<String>, faults: &mut Faults) {
    let place: Range<usize> = text.place.clone();
    faults
        .at(diagnostic::EXTENT, place, format!("`{}` is no time or distance", text.value), "cannot be read")
        .help(WAYS_OUT);
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Extent::Time(time) => write!(f, "{} s", time.as_secs_f64()),
            Extent::Utterances(count) => write!(f, "{count} utterances"),
            Extent::Turns(count) => write!(f, "{count} turns"),
            Extent::Percent(percent) => write!(f, "{percent} %"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extents_read_as_people_write_them() {
        let cases = [
            ("30s", Some(Extent::Time(Millis(30_000)))),
            ("1.5s", Some(Extent::Time(Millis(1_500)))),
            ("1500ms", Some(Extent::Time(Millis(1_500)))),
            ("2min", Some(Extent::Time(Millis(120_000)))),
            ("3 utterances", Some(Extent::Utterances(3))),
            ("1 turn", Some(Extent::Turns(1))),
            ("20%", Some(Extent::Percent(20))),
            ("120%", None),
            ("30", None),
            ("s", None),
            ("-3s", None),
            ("1.s", None),
            ("99999999min", None),
            ("4294967295 utterances", None),
        ];
        for (text, extent) in cases {
            assert_eq!(Extent::parse(text), extent, "{text}");
        }
    }

    #[test]
    fn a_minus_counts_from_the_end() {
        let cases = [
            ("30s", Some(Position::AfterStart(Extent::Time(Millis(30_000))))),
            ("-3 utterances", Some(Position::BeforeEnd(Extent::Utterances(3)))),
            (" -20% ", Some(Position::BeforeEnd(Extent::Percent(20)))),
            ("--3s", None),
            ("-", None),
        ];
        for (text, position) in cases {
            assert_eq!(Position::parse(text), position, "{text}");
        }
    }

    #[test]
    fn places_are_ordered_where_the_call_does_not_matter() {
        let cases = [
            ("20%", "80%", Some(true)),
            ("20%", "20%", Some(false)),
            ("-30s", "-10s", Some(true)),
            ("-10s", "-30s", Some(false)),
            ("2 turns", "1 turn", Some(false)),
            ("-40%", "50%", Some(false)),
            ("70%", "-20%", Some(true)),
            ("10s", "-10s", None),
            ("10s", "2 turns", None),
        ];
        for (a, b, before) in cases {
            let read = |text: &str| Position::parse(text).unwrap();
            assert_eq!(read(a).is_before(read(b)), before, "{a} {b}");
        }
    }
}

//! How far apart two things may be said, as rules write it: `5 words`, `8 characters`, `3s`, `2 utterances`, `1 turn`.

use std::fmt;

use crate::call::time::Millis;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::extent::Extent;
use crate::rules::value::{Located, Section};

/// How far apart two things may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// Characters in Mandarin, words in English, in one utterance or turn.
    Units(u32),
    Time(Millis),
    Utterances(u32),
    Turns(u32),
}

/// More than one party says in a turn.
const MAX_UNITS: u32 = 10_000;

impl Distance {
    /// `None` where the text is no distance.
    pub fn parse(text: &str) -> Option<Distance> {
        match Extent::parse(text) {
            Some(Extent::Time(time)) => return Some(Distance::Time(time)),
            Some(Extent::Utterances(count)) => return Some(Distance::Utterances(count)),
            Some(Extent::Turns(count)) => return Some(Distance::Turns(count)),
            _ => {}
        }
        let (number, unit) = text.trim().split_once(' ')?;
        let is_unit = matches!(unit.trim(), "word" | "words" | "character" | "characters");
        let number = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok()).flatten();
        number.filter(|number| is_unit && *number <= MAX_UNITS).map(Distance::Units)
    }

    /// Reads an entry; anything that is no distance is a fault.
    pub fn read(section: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Located<Distance>> {
        let text = section.text(key, faults)?;
        let distance = Distance::parse(&text.value);
        if distance.is_none() {
            let title = format!("`{}` is no distance", text.value);
            faults
                .at(diagnostic::DISTANCE, text.place.clone(), title, "cannot be read")
                .help("write `5 words`, `8 characters`, a time (`3s`, `500ms`), `2 utterances` or `1 turn`");
        }
        distance.map(|distance| Located::new(distance, text.place))
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Distance::Units(count) => write!(f, "{count} words or characters"),
            Distance::Time(time) => write!(f, "{} s", time.as_secs_f64()),
            Distance::Utterances(count) => write!(f, "{count} utterances"),
            Distance::Turns(count) => write!(f, "{count} turns"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_read_as_people_write_them() {
        let cases = [
            ("5 words", Some(Distance::Units(5))),
            ("1 character", Some(Distance::Units(1))),
            ("3s", Some(Distance::Time(Millis(3_000)))),
            ("500ms", Some(Distance::Time(Millis(500)))),
            ("2 utterances", Some(Distance::Utterances(2))),
            ("1 turn", Some(Distance::Turns(1))),
            ("20%", None),
            ("5", None),
            ("+5 words", None),
            ("five words", None),
            ("5 sentences", None),
            ("99999 words", None),
        ];
        for (text, distance) in cases {
            assert_eq!(Distance::parse(text), distance, "{text}");
        }
    }
}

//! Reads the numbers that operators share.

use std::ops::RangeInclusive;

use crate::rules::diagnostic::{self, Code, Faults};
use crate::rules::value::{Located, Section};
use crate::text::likeness::SAME;

/// Reads a whole number; one outside the range is a fault with this code.
pub fn whole(
    section: &mut Section,
    key: &'static str,
    range: RangeInclusive<u32>,
    code: Code,
    faults: &mut Faults,
) -> Option<Located<u32>> {
    let number = section.integer(key, faults)?;
    match u32::try_from(number.value).ok().filter(|value| range.contains(value)) {
        Some(value) => Some(Located::new(value, number.place)),
        None => {
            let title = format!("`{key}` must be from {} to {}", range.start(), range.end());
            faults.at(code, number.place, title, format!("this is {}", number.value));
            None
        }
    }
}

/// Reads a likeness from 0 to 1 as thousandths; anything else is a fault.
pub fn likeness(section: &mut Section, key: &'static str, faults: &mut Faults) -> Option<u16> {
    let number = section.number(key, faults)?;
    if number.value > 0.0 && number.value <= 1.0 {
        return Some(((number.value * f64::from(SAME)).round() as u16).max(1));
    }
    let title = format!("`{key}` must be more than 0 and at most 1");
    faults
        .at(diagnostic::LIKENESS, number.place, title, format!("this is {}", number.value))
        .help("1 takes only what is said in the same words; 0.65 is a good start");
    None
}

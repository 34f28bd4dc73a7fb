//! Points as a scorecard writes them.

use crate::call::evaluation::Points;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::scorecard::FULL_MARKS;
use crate::rules::value::{Located, Section};

/// From 0 to 100 with at most one digit after the point; anything else is a fault.
pub fn read_points(section: &mut Section, key: &'static str, faults: &mut Faults) -> Option<Located<Points>> {
    let number = section.number(key, faults)?;
    let points = Points::from_decimal(number.value).filter(|points| (Points::ZERO..=FULL_MARKS).contains(points));
    if points.is_none() {
        let title = format!("`{key}` must be from 0 to 100, in tenths");
        faults.at(diagnostic::VALUE, number.place.clone(), title, format!("this is {}", number.value));
    }
    points.map(|points| Located::new(points, number.place))
}

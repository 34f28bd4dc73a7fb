//! Makes one score of the points of sections.
//!
//! Points are whole tenths. A share is rounded once, half up to a tenth: when a section with a weight is brought to its
//! weight, and when the sum is brought to 100. So every number on a sheet adds up to the next one as it is printed.

use crate::call::evaluation::{Method, Points, SectionScore};
use crate::rules::scorecard::FULL_MARKS;

/// `part` of `whole` on a scale that goes to `full`, rounded half up to a tenth; `None` where the whole is nothing.
pub fn share(part: Points, whole: Points, full: Points) -> Option<Points> {
    let (part, whole, full) = (i64::from(part.0), i64::from(whole.0), i64::from(full.0));
    let scaled = (2 * part * full + whole).checked_div(2 * whole)?;
    i32::try_from(scaled).ok().map(Points)
}

/// The score that sections give together, bonuses with it, from 0 to 100; `None` where nothing in them was judged.
pub fn total(method: Method, sections: &mut dyn Iterator<Item = &SectionScore>) -> Option<Points> {
    let (mut possible, mut earned, mut bonus) = (Points::ZERO, Points::ZERO, Points::ZERO);
    for section in sections {
        possible.0 += section.possible.0;
        earned.0 += section.earned.0;
        bonus.0 += section.bonus.0;
    }
    let earned = share(earned, possible, FULL_MARKS).map(|shared| match method {
        Method::Add => shared,
        Method::Deduct => Points(FULL_MARKS.0 - (possible.0 - earned.0)),
    })?;
    Some(Points(earned.0 + bonus.0).clamp(Points::ZERO, FULL_MARKS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(points: &[(i32, i32, i32)]) -> Vec<SectionScore> {
        let section = |&(earned, possible, bonus)| SectionScore {
            earned: Points(earned),
            possible: Points(possible),
            bonus: Points(bonus),
            ..SectionScore::default()
        };
        points.iter().map(section).collect()
    }

    #[test]
    fn a_total_is_what_its_method_says() {
        use Method::{Add, Deduct};
        let cases: [(Method, &[(i32, i32, i32)], Option<i32>); 9] = [
            (Add, &[(200, 300, 0), (100, 100, 0)], Some(750)),
            (Deduct, &[(200, 300, 0), (100, 100, 0)], Some(900)),
            // Two thirds are 66.66…, one in 2000 is exactly half a tenth.
            (Add, &[(2, 3, 0)], Some(667)),
            (Add, &[(1, 2000, 0)], Some(1)),
            (Add, &[(900, 1000, 200)], Some(1000)),
            (Deduct, &[(0, 1500, 0)], Some(0)),
            (Deduct, &[(0, 900, 50)], Some(150)),
            (Add, &[(0, 0, 50)], None),
            (Deduct, &[], None),
        ];
        for (method, points, wanted) in cases {
            assert_eq!(total(method, &mut sections(points).iter()), wanted.map(Points), "{method:?} {points:?}");
        }
    }
}

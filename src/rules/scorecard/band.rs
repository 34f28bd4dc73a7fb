//! Names for stretches of the score: excellent, good, poor.

use crate::call::evaluation::Points;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::scorecard::points::read_points;
use crate::rules::value::{Located, Section};

/// A name for scores from here up to the band above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    pub title: String,
    pub from: Points,
}

/// The first band that a score reaches.
pub fn band_of(bands: &[Band], score: Points) -> Option<&Band> {
    bands.iter().find(|band| score >= band.from)
}

/// Reads `[[bands]]`: the highest first, each below the one before, the last from 0.
pub fn read_bands(file: &mut Section, faults: &mut Faults) -> Vec<Band> {
    let mut bands: Vec<(Band, Located<Points>)> = Vec::new();
    let sections = file.sections("bands", faults);
    let written = sections.len();
    for mut section in sections {
        let title = section.needed_text("title", faults);
        let from = match section.needed("from", faults) {
            true => read_points(&mut section, "from", faults),
            false => None,
        };
        section.finish(faults);
        if let (Some(title), Some(from)) = (title, from) {
            bands.push((Band { title: title.value, from: from.value }, from));
        }
    }
    for pair in bands.windows(2) {
        let ((above, first), (below, second)) = (&pair[0], &pair[1]);
        if below.from >= above.from {
            let title = format!("`{}` does not lie below `{}`", below.title, above.title);
            faults
                .at(diagnostic::BANDS, second.place.clone(), title, format!("from {}", below.from))
                .also(first.place.clone(), format!("from {}", above.from))
                .help("write the highest band first, and let each begin below the one before");
        }
    }
    if let Some((last, from)) = bands.last().filter(|(last, _)| last.from != Points::ZERO && bands.len() == written) {
        let title = format!("scores below {} lie in no band", last.from);
        faults
            .at(diagnostic::BANDS, from.place.clone(), title, "the last band begins here")
            .help("let the last band begin at 0");
    }
    bands.into_iter().map(|(band, _)| band).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_lies_in_the_first_band_that_it_reaches() {
        let band = |title: &str, from| Band { title: title.to_string(), from: Points(from) };
        let bands = [band("excellent", 900), band("good", 755), band("poor", 0)];
        for (score, wanted) in [(1000, "excellent"), (900, "excellent"), (899, "good"), (754, "poor"), (0, "poor")] {
            assert_eq!(band_of(&bands, Points(score)).unwrap().title, wanted, "{score}");
        }
        assert_eq!(band_of(&[], Points::whole(50)), None);
    }
}

//! Finds the place in a text that comes closest to a phrase.

use std::ops::Range;

/// A longer phrase has no near-misses: cost is length by length.
pub const MAX_NEEDLE: usize = 200;

/// Characters of a text that are searched; a single utterance is far shorter.
pub const MAX_HAY: usize = 100_000;

/// A row of the table: what it costs to match a prefix of the needle so that it ends here, and where such a match began.
#[derive(Clone, Copy)]
struct Cell {
    cost: u16,
    start: u32,
}

/// The place in `hay` that takes the fewest changes of a character (one put in, left out or exchanged) to become `needle`,
/// with how many it takes, as a byte range of `hay`. Both should be folded. The first of several equal places wins, and
/// the shortest of those that end there.
///
/// `None` where nothing is alike, that is, where every character of the needle would have to change; and for an empty
/// needle or one longer than [`MAX_NEEDLE`]. Only the first [`MAX_HAY`] characters are searched.
///
/// After P. Sellers, "The theory and computation of evolutionary distances: pattern recognition" (1980), one column at a
/// time.
pub fn nearest(needle: &str, hay: &str) -> Option<(usize, Range<usize>)> {
    let needle: Vec<char> = needle.chars().take(MAX_NEEDLE + 1).collect();
    if needle.is_empty() || needle.len() > MAX_NEEDLE {
        return None;
    }
    let mut column: Vec<Cell> = (0..=needle.len()).map(|cost| Cell { cost: cost as u16, start: 0 }).collect();
    let mut best: Option<(u16, Range<usize>)> = None;
    for (at, c) in hay.char_indices().take(MAX_HAY) {
        let Ok(start) = u32::try_from(at) else { break };
        let mut diagonal = Cell { cost: 0, start };
        let mut above = Cell { cost: 0, start: start + c.len_utf8() as u32 };
        for (cell, wanted) in column[1..].iter_mut().zip(&needle) {
            let exchanged = Cell { cost: diagonal.cost + u16::from(c != *wanted), ..diagonal };
            let left_out = Cell { cost: above.cost + 1, ..above };
            let put_in = Cell { cost: cell.cost + 1, ..*cell };
            diagonal = *cell;
            // On a tie the later start: the shortest place.
            let better =
                |a: Cell, b: Cell| if (b.cost, u32::MAX - b.start) < (a.cost, u32::MAX - a.start) { b } else { a };
            *cell = better(better(exchanged, left_out), put_in);
            above = *cell;
        }
        let end = column[needle.len()];
        if usize::from(end.cost) < needle.len() && best.as_ref().is_none_or(|(cost, _)| end.cost < *cost) {
            best = Some((end.cost, end.start as usize..at + c.len_utf8()));
            if end.cost == 0 {
                break;
            }
        }
    }
    best.map(|(cost, range)| (usize::from(cost), range))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_closest_place_is_found() {
        for (needle, hay, expected) in [
            ("违约金", "提前解约要付违约金", Some((0, "违约金"))),
            ("违约金", "提前解约要付为约金", Some((1, "约金"))),
            ("套餐", "您的泡餐是", Some((1, "餐"))),
            ("termination fee", "an early terminating fee applies", Some((2, "terminating fee"))),
            ("abc", "xxabxcxx", Some((1, "ab"))),
            ("abc", "xyz", None),
            ("", "abc", None),
            ("abc", "", None),
            ("abcd", "bc", Some((2, "bc"))),
        ] {
            let found = nearest(needle, hay).map(|(distance, range)| (distance, &hay[range]));
            assert_eq!(found, expected, "{needle} in {hay}");
        }
    }

    #[test]
    fn limits_hold() {
        assert_eq!(nearest(&"a".repeat(MAX_NEEDLE + 1), "a"), None);
        assert_eq!(nearest("b", &format!("{}b", "a".repeat(MAX_HAY))), None);
    }

    proptest! {
        #[test]
        fn it_is_as_near_as_the_best_of_all_substrings(needle in "[ab一]{1,5}", hay in "[abc一二]{0,9}") {
            let places: Vec<usize> = (0..=hay.len()).filter(|at| hay.is_char_boundary(*at)).collect();
            let ranges = places.iter().flat_map(|from| places.iter().map(move |to| (*from, *to))).filter(|(from, to)| from <= to);
            let best = ranges.map(|(from, to)| strsim::levenshtein(&needle, &hay[from..to])).min();
            match nearest(&needle, &hay) {
                Some((distance, range)) => {
                    prop_assert_eq!(Some(distance), best);
                    prop_assert_eq!(strsim::levenshtein(&needle, &hay[range]), distance);
                }
                None => prop_assert_eq!(best, Some(needle.chars().count())),
            }
        }
    }
}

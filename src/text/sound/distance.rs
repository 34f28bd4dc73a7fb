//! Compares rows of sounds, in thirds of a syllable.
//!
//! | thirds | between |
//! |---|---|
//! | 0 | the same syllable, whatever its tone; of characters with several readings, any |
//! | 1 | syllables that differ in an initial or a final that is easily confused; two English vowels, two consonants that are easily confused |
//! | 2 | syllables of which the initial or the final is the same, or of which both are easily confused; two other consonants, a consonant left out or put in |
//! | 3 | any other two; a syllable, a vowel left out or put in |
//!
//! The middle step is what makes short phrases usable: where one syllable of three may be any other, seven times as much of
//! ordinary talk sounds like a given phrase as where half of that syllable has to stay, and little more of what was
//! misheard is found.

use std::ops::Range;

use crate::text::sound::confusable::{Confusables, Part};
use crate::text::sound::sounds::{Said, Sound, Sounds};

/// One sound for another that is easily taken for it.
pub(crate) const CONFUSED: u16 = 1;
/// One sound for another that has something of it. What costs less does not move anything.
pub(crate) const PARTLY: u16 = 2;
/// One sound for any other.
pub(crate) const WHOLE: u16 = 3;

/// How far two sounds are from each other: the least of all their readings.
pub(crate) fn cost(one: &Said, other: &Said, confusables: &Confusables) -> u16 {
    let mut least = WHOLE;
    for a in one.readings() {
        for b in other.readings() {
            least = least.min(cost_of(*a, *b, confusables));
        }
    }
    least
}

fn cost_of(one: Sound, other: Sound, confusables: &Confusables) -> u16 {
    match (one, other) {
        _ if one == other => 0,
        (Sound::Syllable(a), Sound::Syllable(b)) => {
            let initial = confusables.alike(Part::Initial, a.initial, b.initial);
            let rhyme = confusables.alike(Part::Final, a.rhyme, b.rhyme);
            let is_half_same = a.initial == b.initial || a.rhyme == b.rhyme;
            match (initial && rhyme, is_half_same) {
                (true, true) => CONFUSED,
                (true, false) | (false, true) => PARTLY,
                (false, false) => WHOLE,
            }
        }
        (Sound::Consonant(a), Sound::Consonant(b)) if confusables.alike(Part::Consonant, a, b) => CONFUSED,
        (Sound::Consonant(_), Sound::Consonant(_)) => PARTLY,
        (Sound::Vowel(_), Sound::Vowel(_)) => CONFUSED,
        _ => WHOLE,
    }
}

/// What it costs to leave a sound out, or to put one in.
fn loss(said: &Said) -> u16 {
    match said.readings() {
        [Sound::Consonant(_)] => PARTLY,
        _ => WHOLE,
    }
}

/// The fewest thirds of a syllable by which two texts differ.
///
/// ```
/// use earwitness::text::sound::{confusable::Confusables, distance::distance, sounds::Sounds};
///
/// let thirds = |one, other| distance(&Sounds::of(one), &Sounds::of(other), &Confusables::built_in());
/// assert_eq!([thirds("话费", "花费"), thirds("你好", "李好"), thirds("套餐", "晚餐")], [0, 1, 3]);
/// ```
pub fn distance(one: &Sounds, other: &Sounds, confusables: &Confusables) -> u32 {
    let mut row = vec![0];
    for said in other.said() {
        row.push(row[row.len() - 1] + u32::from(loss(said)));
    }
    for a in one.said() {
        let mut diagonal = row[0];
        row[0] += u32::from(loss(a));
        for (at, b) in other.said().iter().enumerate() {
            let exchanged = diagonal + u32::from(cost(a, b, confusables));
            diagonal = row[at + 1];
            let (left_out, put_in) = (diagonal + u32::from(loss(a)), row[at] + u32::from(loss(b)));
            row[at + 1] = exchanged.min(left_out).min(put_in);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// A place that sounds like a phrase. In order of how well: the nearest first, then the one with most of the phrase's
/// sounds, then the one with the fewest sounds put in or left out, then the earliest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) distance: u16,
    missed: u16,
    uneven: u16,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A cell of the table: the best way to match a beginning of the phrase so that it ends here, as distance, missed, uneven
/// and start.
type Cell = (u16, u16, u16, u32);

/// Cannot be part of a match. Far from the largest number, since costs are added to it.
const NEVER: Cell = (u16::MAX / 2, 0, 0, 0);

/// For each sound of `window` in `text` where a match of `phrase` may end, the best that does, if it is no further than
/// `budget`. No match begins before the window.
///
/// After P. Sellers, "The theory and computation of evolutionary distances: pattern recognition" (1980), one column at a
/// time.
pub(crate) fn places(
    phrase: &[Said],
    text: &[Said],
    window: Range<usize>,
    budget: u8,
    confusables: &Confusables,
) -> Vec<Place> {
    let left_out =
        |(distance, missed, uneven, start): Cell, wanted| (distance + loss(wanted), missed + 1, uneven + 1, start);
    let put_in = |(distance, missed, uneven, start): Cell, said| (distance + loss(said), missed, uneven + 1, start);
    let mut places = Vec::new();
    let first = |at: usize| if text.get(at).is_some_and(|said| said.begins) { (0, 0, 0, at as u32) } else { NEVER };
    // One cell per beginning of the phrase, the empty one first.
    let mut column: Vec<Cell> = Vec::with_capacity(phrase.len() + 1);
    column.push(first(window.start));
    for at in 0..phrase.len() {
        column.push(left_out(column[at], &phrase[at]));
    }
    for at in window {
        let mut diagonal = column[0];
        column[0] = first(at + 1);
        for (number, wanted) in phrase.iter().enumerate() {
            let (distance, missed, uneven, start) = diagonal;
            let cost = cost(wanted, &text[at], confusables);
            let exchanged = (distance + cost, missed + u16::from(cost >= PARTLY), uneven, start);
            diagonal = column[number + 1];
            column[number + 1] = exchanged.min(put_in(diagonal, &text[at])).min(left_out(column[number], wanted));
        }
        let (distance, missed, uneven, start) = column[phrase.len()];
        let end = at as u32 + 1;
        if distance <= u16::from(budget) && text[at].ends && start < end {
            places.push(Place { distance, missed, uneven, start, end });
        }
    }
    places
}

/// Of places that overlap, the best; in order of start.
pub(crate) fn apart(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable();
    let mut taken: std::collections::BTreeMap<u32, Place> = std::collections::BTreeMap::new();
    for place in places {
        // Those taken lie apart, so only the last that begins before this one ends can overlap it.
        let near = taken.range(..place.end).next_back();
        if near.is_none_or(|(_, near)| near.end <= place.start) {
            taken.insert(place.start, place);
        }
    }
    taken.into_values().collect()
}

/// A distance in words: `1/3 syllable`, `1 syllable`, `1 1/3 syllables`.
pub fn syllables(thirds: u32) -> String {
    let (whole, part) = (thirds / 3, thirds % 3);
    match (whole, part) {
        (1, 0) => "1 syllable".to_string(),
        (whole, 0) => format!("{whole} syllables"),
        (0, part) => format!("{part}/3 syllable"),
        (whole, part) => format!("{whole} {part}/3 syllables"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fold::fold;

    fn thirds(one: &str, other: &str) -> u32 {
        let sounds = |text: &str| Sounds::of(fold(text).text());
        distance(&sounds(one), &sounds(other), &Confusables::built_in())
    }

    #[test]
    fn what_sounds_alike_is_near() {
        for (one, other, expected) in [
            ("工信部", "公信部", 0),
            ("话费", "花费", 0),
            ("返还", "反还", 0),
            ("银行", "因航", 0),
            ("二零二", "两零二", 0),
            ("幺三八", "要三八", 0),
            ("四川", "是川", 1),
            ("你好", "李好", 1),
            ("联通", "联工", 2),
            ("上网", "三王", 2),
            ("套餐", "晚餐", 3),
            ("套餐", "餐", 3),
            ("", "套餐", 6),
            ("late fee", "late v", 1),
            ("early termination fee", "early termination v", 1),
            ("early termination fee", "early termination feet", 2),
            ("thank you", "sank you", 1),
            ("cancel my plan", "council my plan", 1),
            ("late fee", "lot of", 6),
        ] {
            assert_eq!(thirds(one, other), expected, "{one} / {other}");
        }
    }

    #[test]
    fn the_best_of_places_that_overlap_is_kept() {
        let text = Sounds::of("您的泡餐和套餐");
        let found = places(Sounds::of("套餐").said(), text.said(), 0..text.len(), 3, &Confusables::built_in());
        let kept: Vec<(u16, u32, u32)> =
            apart(found).into_iter().map(|place| (place.distance, place.start, place.end)).collect();
        assert_eq!(kept, [(1, 2, 4), (0, 5, 7)]);
    }

    proptest! {
        #[test]
        fn distance_is_symmetric_and_bounded(one in "[您李你套泡餐还行a-c ]{0,8}", other in "[您李你套泡餐还行a-c ]{0,8}") {
            let (a, b) = (Sounds::of(&one), Sounds::of(&other));
            let far = distance(&a, &b, &Confusables::built_in());
            prop_assert_eq!(far, distance(&b, &a, &Confusables::built_in()));
            prop_assert_eq!(distance(&a, &a, &Confusables::built_in()), 0);
            let longest = a.len().max(b.len());
            prop_assert!(far as usize <= 3 * longest && far as usize >= 2 * a.len().abs_diff(b.len()), "{far}");
        }

        /// Only of characters with one reading: 还 is as near to 海 as to 环.
        #[test]
        fn a_way_round_is_never_shorter(texts in prop::array::uniform3("[套泡餐商伤山三李你方黄晃晚]{0,6}")) {
            let [a, b, c] = texts.map(|text| Sounds::of(&text));
            let far = |one, other| distance(one, other, &Confusables::built_in());
            prop_assert!(far(&a, &c) <= far(&a, &b) + far(&b, &c));
        }

        #[test]
        fn homophones_are_no_distance_apart(swaps in prop::collection::vec(0usize..4, 1..8)) {
            let pairs = [("工", "公"), ("话", "花"), ("返", "反"), ("金", "斤")];
            let one: String = swaps.iter().map(|at| pairs[*at].0).collect();
            let other: String = swaps.iter().map(|at| pairs[*at].1).collect();
            prop_assert_eq!(distance(&Sounds::of(&one), &Sounds::of(&other), &Confusables::none()), 0);
        }
    }
}

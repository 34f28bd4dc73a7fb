//! Says how far from a phrase something may be and still be taken for it.

use crate::text::sound::sounds::Sounds;

/// The largest allowance, in syllables: with more, anything of that length could be meant.
pub const MAX_ALLOWANCE: u8 = 3;

/// A shorter phrase sounds like something in every sentence.
pub const MIN_SYLLABLES: usize = 2;

/// How many thirds of a syllable a place may differ from `phrase` where `allowance` whole syllables are allowed; `None`
/// where the phrase is too short to be known by its sound.
///
/// Never more than a third of the phrase, and with an allowance of one still a little less: two syllables may only be
/// confused, of three one has to keep its initial or its final, and only of four one may be any other.
pub fn budget(phrase: &Sounds, allowance: u8) -> Option<u8> {
    let syllables = phrase.syllables();
    if syllables < MIN_SYLLABLES {
        return None;
    }
    let spared = usize::from(allowance < 2);
    Some((3 * allowance.min(MAX_ALLOWANCE)).min(u8::try_from(syllables - spared).unwrap_or(u8::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_phrases_are_allowed_less() {
        for (phrase, budgets) in [
            ("费", [None; 4]),
            ("fee", [None; 4]),
            ("套餐", [Some(0), Some(1), Some(2), Some(2)]),
            ("late fee", [Some(0), Some(1), Some(2), Some(2)]),
            ("违约金", [Some(0), Some(2), Some(3), Some(3)]),
            ("提前解约", [Some(0), Some(3), Some(4), Some(4)]),
            ("提前解约违约金", [Some(0), Some(3), Some(6), Some(7)]),
        ] {
            let sounds = Sounds::of(phrase);
            assert_eq!([0, 1, 2, 3].map(|allowance| budget(&sounds, allowance)), budgets, "{phrase}");
        }
    }
}

//! Counts which sounds an engine takes for which others.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::Serialize;

use crate::text::fold::fold;
use crate::text::sound::confusable::{Confusables, Part};
use crate::text::sound::sounds::{Said, Sound, Sounds};

/// The longest text that is compared, in sounds: some twenty minutes of talk, and 64 MB for the table.
pub const MAX_ALIGNED: usize = 8_000;

/// A text is too long to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} syllables in one text, at most {MAX_ALIGNED} are compared; split it")]
pub struct TooLong(pub usize);

/// Which sounds came out as others. Counts of several texts are added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusions {
    /// Sounds of the references.
    pub sounds: u32,
    /// Sounds that came out as another.
    pub replaced: u32,
    pub left_out: u32,
    pub put_in: u32,
    /// Every pair of sounds that were taken for each other, in both directions together.
    pub pairs: BTreeMap<Pair, Seen>,
}

/// Two sounds that were taken for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    pub part: Part,
    one: u8,
    other: u8,
}

impl Pair {
    fn of(part: Part, one: u8, other: u8) -> Pair {
        Pair { part, one: one.min(other), other: one.max(other) }
    }

    /// `n/l`, as files have it.
    pub fn name(self) -> String {
        let name = |number: u8| self.part.sounds()[usize::from(number)];
        format!("{}/{}", name(self.one), name(self.other))
    }

    /// Whether the two count as easily confused already.
    pub fn is_known(self, confusables: &Confusables) -> bool {
        confusables.alike(self.part, self.one, self.other)
    }
}

/// How often a pair was seen, and once where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub times: u32,
    /// What was said and what was written, with what stands beside it.
    pub example: (String, String),
}

impl AddAssign for Confusions {
    fn add_assign(&mut self, other: Confusions) {
        self.sounds += other.sounds;
        self.replaced += other.replaced;
        self.left_out += other.left_out;
        self.put_in += other.put_in;
        for (pair, seen) in other.pairs {
            self.saw(pair, seen);
        }
    }
}

/// How often each pair was confused, by the names it has in files: what a pack's `confusions.toml` holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ConfusionTable {
    pub initials: BTreeMap<String, u32>,
    pub finals: BTreeMap<String, u32>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub consonants: BTreeMap<String, u32>,
}

impl Confusions {
    /// The pairs that were seen at least so often.
    pub fn table(&self, least: u32) -> ConfusionTable {
        let mut table = ConfusionTable::default();
        for (pair, seen) in self.pairs.iter().filter(|(_, seen)| seen.times >= least) {
            let part = match pair.part {
                Part::Initial => &mut table.initials,
                Part::Final => &mut table.finals,
                Part::Consonant => &mut table.consonants,
            };
            part.insert(pair.name(), seen.times);
        }
        table
    }

    fn saw(&mut self, pair: Pair, seen: Seen) {
        let times = seen.times;
        self.pairs.entry(pair).and_modify(|known| known.times += times).or_insert(seen);
    }
}

/// Compares what was said with what an engine wrote, both folded first.
///
/// A syllable that came out as another counts for its initial or its final only where the other half is the same, and one
/// of the sounds beside it was understood: `套餐` written `泡餐` says that t is taken for p, `您好` written `谢谢` says
/// nothing.
///
/// ```
/// use earwitness::text::sound::confusions::compare;
///
/// let table = compare("您的套餐", "您的泡餐").unwrap().table(1);
/// assert_eq!((table.initials["p/t"], table.finals.len()), (1, 0));
/// ```
pub fn compare(reference: &str, written: &str) -> Result<Confusions, TooLong> {
    let (reference, written) = (Side::of(reference)?, Side::of(written)?);
    let steps = align(reference.sounds.said(), written.sounds.said());
    let mut confusions = Confusions { sounds: reference.sounds.len() as u32, ..Confusions::default() };
    let mut at = (0, 0);
    for (number, step) in steps.iter().enumerate() {
        match step {
            Step::LeftOut => confusions.left_out += 1,
            Step::PutIn => confusions.put_in += 1,
            Step::Same => {}
            Step::Replaced => {
                confusions.replaced += 1;
                let is_same = |beside: Option<usize>| beside.and_then(|at| steps.get(at)) == Some(&Step::Same);
                let is_certain = is_same(number.checked_sub(1)) || is_same(Some(number + 1));
                let pair = half_same(&reference.sounds.said()[at.0], &written.sounds.said()[at.1]);
                if let Some(pair) = pair.filter(|_| is_certain) {
                    let example = (reference.around(at.0), written.around(at.1));
                    confusions.saw(pair, Seen { times: 1, example });
                }
            }
        }
        at.0 += usize::from(*step != Step::PutIn);
        at.1 += usize::from(*step != Step::LeftOut);
    }
    Ok(confusions)
}

/// A text with its sounds.
struct Side {
    text: String,
    sounds: Sounds,
}

impl Side {
    fn of(text: &str) -> Result<Side, TooLong> {
        let text = fold(text).text().to_string();
        let sounds = Sounds::of(&text);
        if sounds.len() > MAX_ALIGNED { Err(TooLong(sounds.len())) } else { Ok(Side { text, sounds }) }
    }

    /// What was said at a place, with the sound before and the one after it.
    fn around(&self, at: usize) -> String {
        let range = self.sounds.range(at.saturating_sub(1)..(at + 2).min(self.sounds.len()));
        self.text[range].to_string()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Same,
    Replaced,
    LeftOut,
    PutIn,
}

/// The cheapest way from one row of sounds to the other. What is half the same is more likely to be meant for each other
/// than what is not, whatever counts as easily confused: that is to be found out here.
fn align(reference: &[Said], written: &[Said]) -> Vec<Step> {
    const HALF: u32 = 1;
    const WHOLE: u32 = 2;
    let width = written.len() + 1;
    let mut steps = vec![Step::PutIn; width * (reference.len() + 1)];
    let mut row: Vec<u32> = (0..width as u32).map(|put_in| put_in * WHOLE).collect();
    for (line, said) in reference.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] += WHOLE;
        let line = &mut steps[width * (line + 1)..][..width];
        line[0] = Step::LeftOut;
        for (at, wrote) in written.iter().enumerate() {
            let is_same = said.readings().iter().any(|sound| wrote.readings().contains(sound));
            let exchanged = match is_same {
                true => (diagonal, Step::Same),
                false if half_same(said, wrote).is_some() || are_vowels(said, wrote) => {
                    (diagonal + HALF, Step::Replaced)
                }
                false => (diagonal + WHOLE, Step::Replaced),
            };
            diagonal = row[at + 1];
            let cheaper = |best: (u32, Step), other: (u32, Step)| if other.0 < best.0 { other } else { best };
            let best = cheaper(exchanged, (diagonal + WHOLE, Step::LeftOut));
            (row[at + 1], line[at + 1]) = cheaper(best, (row[at] + WHOLE, Step::PutIn));
        }
    }
    let (mut line, mut at, mut way) = (reference.len(), written.len(), Vec::new());
    while line > 0 || at > 0 {
        let step = steps[width * line + at];
        way.push(step);
        line -= usize::from(step != Step::PutIn);
        at -= usize::from(step != Step::LeftOut);
    }
    way.reverse();
    way
}

/// The pair that makes two different sounds differ, where it is one of one part: two initials before the same final, two
/// finals behind the same initial, two consonants.
fn half_same(said: &Said, wrote: &Said) -> Option<Pair> {
    let pairs = said.readings().iter().flat_map(|one| wrote.readings().iter().map(move |other| (*one, *other)));
    pairs.into_iter().find_map(|pair| match pair {
        (Sound::Syllable(a), Sound::Syllable(b)) if a.rhyme == b.rhyme => {
            Some(Pair::of(Part::Initial, a.initial, b.initial))
        }
        (Sound::Syllable(a), Sound::Syllable(b)) if a.initial == b.initial => {
            Some(Pair::of(Part::Final, a.rhyme, b.rhyme))
        }
        (Sound::Consonant(a), Sound::Consonant(b)) => Some(Pair::of(Part::Consonant, a, b)),
        _ => None,
    })
}

fn are_vowels(said: &Said, wrote: &Said) -> bool {
    matches!((said.readings(), wrote.readings()), ([Sound::Vowel(_)], [Sound::Vowel(_)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(reference: &str, written: &str) -> Vec<String> {
        compare(reference, written)
            .unwrap()
            .pairs
            .into_keys()
            .map(|pair| format!("{} {}", pair.part.name(), pair.name()))
            .collect()
    }

    #[test]
    fn pairs_are_counted_where_the_other_half_is_the_same() {
        for (reference, written, expected) in [
            ("您的套餐", "您的泡餐", vec!["initials p/t"]),
            ("电话费", "电花费", vec![]),
            ("年金", "拟金", vec!["finals i/ian"]),
            ("您好", "谢谢", vec![]),
            ("通过系统", "通过系", vec![]),
            ("上网很慢", "上王很忙", vec!["finals an/ang"]),
            // 大 is also dai: nothing was confused.
            ("办理宽带", "办里宽大", vec![]),
            ("late fee", "late v", vec!["consonants v/f"]),
        ] {
            assert_eq!(pairs(reference, written), expected, "{reference} / {written}");
        }
    }

    #[test]
    fn every_sound_is_accounted_for() {
        let mut all = compare("请问您的套餐", "请问你套餐吗").unwrap();
        assert_eq!((all.sounds, all.replaced, all.left_out, all.put_in), (6, 1, 1, 1));
        all += compare("套餐", "泡餐").unwrap();
        all += compare("套餐", "泡餐啊").unwrap();
        let seen = all.pairs.iter().find(|(pair, _)| pair.name() == "p/t").map(|(_, seen)| seen.clone());
        assert_eq!(seen, Some(Seen { times: 2, example: ("套餐".to_string(), "泡餐".to_string()) }));
        assert_eq!((all.table(2).initials.len(), all.table(3).initials.len()), (1, 0));
    }

    #[test]
    fn a_text_that_is_too_long_is_refused() {
        assert_eq!(compare(&"好".repeat(MAX_ALIGNED + 1), ""), Err(TooLong(MAX_ALIGNED + 1)));
    }

    proptest::proptest! {
        #[test]
        fn what_is_the_same_is_not_confused(text in "[您李你套泡餐还行海a-d ]{0,20}") {
            let found = compare(&text, &text).unwrap();
            proptest::prop_assert_eq!((found.replaced, found.left_out, found.put_in, found.pairs.len()), (0, 0, 0, 0));
        }
    }
}

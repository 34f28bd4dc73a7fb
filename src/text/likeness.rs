//! How much two texts are about the same, by the words they share: in thousandths, without a model.
//!
//! A text is a bag of grams: its units (a Han character, the stem of an English word, a number) and its pairs of
//! neighbouring units, so that order counts, but only a little. What is mostly grammar weighs an eighth. The likeness of a
//! text to a sample is Tversky's index: what they share, over the whole sample and a quarter of what is foreign to it
//! (A. Tversky, "Features of similarity", 1977). A sample is held against every stretch of a text and the best one counts, so
//! what is said before and after it takes nothing away, a word put in costs little, and half of it said is half alike.
//!
//! Weights by rarity (tf-idf) would depend on what else is in the pack: a new rule would change what an old one finds.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::text::function_words::is_function_word;
use crate::text::units;

/// All that is shared.
pub const SAME: u16 = 1000;

/// What a unit weighs that says what a sentence is about.
const MATTER: u32 = 16;
/// What a unit weighs that holds it together.
const GRAMMAR: u32 = 2;
/// The two units of a pair weigh so many times as much as the pair: 套餐取消 is about the same as 取消套餐.
const PAIR: u32 = 8;
/// What is missing of a sample costs so many times as much as something foreign of the same weight.
const MISSING: u32 = 4;

/// A unit of a folded text.
#[derive(Clone, Copy, Debug)]
struct Unit<'t> {
    /// Where it begins and ends in the text.
    start: usize,
    end: usize,
    /// What it is compared by.
    stem: &'t str,
    weight: u32,
    /// See [`bit`].
    bit: u8,
}

/// A folded text cut into its units, to be held against samples.
#[derive(Clone, Debug)]
pub struct Cut<'t> {
    units: Vec<Unit<'t>>,
    bits: Bits,
    /// What it weighs as a sample.
    weight: u32,
}

impl<'t> Cut<'t> {
    pub fn of(folded: &'t str) -> Cut<'t> {
        let whole = 0..folded.len();
        Cut::of_parts(folded, std::slice::from_ref(&whole))
    }

    /// Only the units inside these parts of the text, which are in order and apart.
    pub fn of_parts(folded: &'t str, parts: &[Range<usize>]) -> Cut<'t> {
        let starts: Vec<usize> = units::starts(folded).collect();
        let ends = starts.iter().skip(1).copied().chain([folded.len()]);
        let mut cut = Vec::with_capacity(starts.len());
        let mut parts = parts.iter().peekable();
        for (start, next) in starts.iter().copied().zip(ends) {
            while parts.next_if(|part| part.end <= start).is_some() {}
            if parts.peek().is_none_or(|part| part.start > start) {
                continue;
            }
            let text = folded[start..next].trim_end_matches([' ', ',']);
            let weight = if is_function_word(text) { GRAMMAR } else { MATTER };
            let stem = stem(text);
            cut.push(Unit { start, end: start + text.len(), stem, weight, bit: bit(stem) });
        }
        Cut::of_units(cut)
    }

    fn of_units(units: Vec<Unit<'t>>) -> Cut<'t> {
        let mut bits = Bits::default();
        units.iter().for_each(|unit| bits.add(unit.bit));
        let weight = weight_of(units.iter().map(|unit| unit.weight));
        Cut { units, bits, weight }
    }

    /// Only the units inside a range of the text.
    pub fn within(&self, range: &Range<usize>) -> Cut<'t> {
        let from = self.units.partition_point(|unit| unit.start < range.start);
        let to = self.units.partition_point(|unit| unit.end <= range.end);
        Cut::of_units(self.units.get(from..to).unwrap_or_default().to_vec())
    }

    /// What the likeness of any stretch of a text to this one, as a sample, cannot exceed: told by bits alone.
    pub fn at_most_in(&self, text: &Cut<'_>) -> u16 {
        at_most(self.units.iter().map(|unit| (unit.bit, unit.weight)), self.weight, &text.bits)
    }

    /// How many units it has.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// How many of them, inside a range of the text, say what it is about.
    pub fn matter(&self, range: &Range<usize>) -> usize {
        let inside = self.units.iter().filter(|unit| range.start <= unit.start && unit.end <= range.end);
        inside.filter(|unit| unit.weight == MATTER).count()
    }

    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// From its first to its last unit.
    pub fn range(&self) -> Range<usize> {
        let ends = self.units.first().zip(self.units.last());
        ends.map_or(0..0, |(first, last)| first.start..last.end)
    }
}

/// A text to find the like of.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    stems: FxHashMap<String, u32>,
    /// How often each stem is in it, by number.
    counts: Vec<u32>,
    /// The number of each pair, and how often it is in it.
    pairs: FxHashMap<(u32, u32), u32>,
    pair_counts: Vec<u32>,
    weight: u32,
    /// Each unit's bit with its weight, in order.
    bits: Vec<(u8, u32)>,
}

impl Sample {
    pub fn of(cut: &Cut<'_>) -> Sample {
        let mut sample = Sample { weight: cut.weight, ..Sample::default() };
        let mut before: Option<u32> = None;
        for unit in &cut.units {
            let next = sample.counts.len() as u32;
            let number = *sample.stems.entry(unit.stem.to_string()).or_insert(next);
            if number == next {
                sample.counts.push(0);
            }
            sample.counts[number as usize] += 1;
            sample.bits.push((unit.bit, unit.weight));
            if let Some(other) = before {
                let next = sample.pair_counts.len() as u32;
                let pair = *sample.pairs.entry((other, number)).or_insert(next);
                if pair == next {
                    sample.pair_counts.push(0);
                }
                sample.pair_counts[pair as usize] += 1;
            }
            before = Some(number);
        }
        sample
    }

    /// The stretch of a text that is most like it and how like, if that is `least` thousandths or more. Of equals the first,
    /// and of those the shortest.
    pub fn best_in(&self, text: &Cut<'_>, least: u16) -> Option<(u16, Range<usize>)> {
        if at_most(self.bits.iter().copied(), self.weight, &text.bits) < least.max(1) {
            return None;
        }
        let numbers: Vec<Option<u32>> = text.units.iter().map(|unit| self.stems.get(unit.stem).copied()).collect();
        if self.most(text, &numbers) < least.max(1) {
            return None;
        }
        let mut best: Option<(u16, Range<usize>)> = None;
        // A stretch that begins or ends with something foreign is never the best one.
        for start in (0..numbers.len()).filter(|at| numbers[*at].is_some()) {
            let mut tally = Tally::of(self);
            for at in start..numbers.len() {
                let needed = best.as_ref().map_or(least.max(1), |(likeness, _)| likeness + 1);
                tally.add(text, &numbers, at, at > start);
                if tally.at_most() < needed {
                    break;
                }
                let likeness = tally.likeness();
                if numbers[at].is_some() && likeness >= needed {
                    best = Some((likeness, text.units[start].start..text.units[at].end));
                }
            }
        }
        best
    }

    /// What no stretch of a text can exceed: all that it shares, and nothing foreign.
    fn most(&self, text: &Cut<'_>, numbers: &[Option<u32>]) -> u16 {
        let mut tally = Tally::of(self);
        for at in 0..numbers.len() {
            tally.add(text, numbers, at, at > 0);
        }
        likeness(tally.shared, self.weight, 0)
    }
}

/// A stretch that grows unit by unit, held against a sample.
struct Tally<'s> {
    sample: &'s Sample,
    counts: Vec<u32>,
    pair_counts: Vec<u32>,
    shared: u32,
    foreign: u32,
}

impl<'s> Tally<'s> {
    fn of(sample: &'s Sample) -> Tally<'s> {
        let (counts, pair_counts) = (sample.counts.clone(), sample.pair_counts.clone());
        Tally { sample, counts, pair_counts, shared: 0, foreign: 0 }
    }

    /// Takes the unit at `at` in, with the pair it makes with the one before.
    fn add(&mut self, text: &Cut<'_>, numbers: &[Option<u32>], at: usize, has_pair: bool) {
        let weight = text.units[at].weight;
        let is_shared = take(&mut self.counts, numbers[at]);
        self.count(is_shared, weight);
        if has_pair {
            let pair = numbers[at - 1].zip(numbers[at]).and_then(|pair| self.sample.pairs.get(&pair).copied());
            let is_shared = take(&mut self.pair_counts, pair);
            self.count(is_shared, pair_weight(text.units[at - 1].weight, weight));
        }
    }

    fn count(&mut self, is_shared: bool, weight: u32) {
        match is_shared {
            true => self.shared += weight,
            false => self.foreign += weight,
        }
    }

    fn likeness(&self) -> u16 {
        likeness(self.shared, self.sample.weight, self.foreign)
    }

    /// What it comes to if all that is still missing follows at once.
    fn at_most(&self) -> u16 {
        likeness(self.sample.weight, self.sample.weight, self.foreign)
    }
}

/// Whether the sample has a gram left to share.
fn take(counts: &mut [u32], number: Option<u32>) -> bool {
    match number.and_then(|number| counts.get_mut(number as usize)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    }
}

fn pair_weight(one: u32, other: u32) -> u32 {
    (one + other) / PAIR
}

/// What units and the pairs of neighbours weigh together.
fn weight_of(units: impl Iterator<Item = u32>) -> u32 {
    let (mut sum, mut before) = (0u32, None);
    for weight in units {
        let pair = before.map_or(0, |before| pair_weight(before, weight));
        sum = sum.saturating_add(weight + pair);
        before = Some(weight);
    }
    sum
}

/// What no stretch of a text can exceed, told by bits alone: most texts have next to nothing of a sample. `sample` holds its
/// units' bits and weights, `text` the bits of the text.
fn at_most(sample: impl Iterator<Item = (u8, u32)>, whole: u32, text: &Bits) -> u16 {
    let (mut shared, mut before) = (0, None);
    for (bit, weight) in sample {
        let is_there = text.has(bit);
        shared += if is_there { weight } else { 0 };
        // A pair is shared only where both of its units are.
        shared += before.filter(|_| is_there).map_or(0, |before| pair_weight(before, weight));
        before = is_there.then_some(weight);
    }
    likeness(shared, whole, 0)
}

fn likeness(shared: u32, sample: u32, foreign: u32) -> u16 {
    let whole = u64::from(MISSING) * u64::from(sample) + u64::from(foreign);
    let likeness = (u64::from(SAME) * u64::from(MISSING) * u64::from(shared)).checked_div(whole).unwrap_or(0);
    likeness.min(u64::from(SAME)) as u16
}

/// The bits of some units.
#[derive(Clone, Copy, Debug, Default)]
struct Bits([u128; 2]);

impl Bits {
    fn add(&mut self, bit: u8) {
        self.0[usize::from(bit >> 7)] |= 1 << (bit & 127);
    }

    fn has(&self, bit: u8) -> bool {
        self.0[usize::from(bit >> 7)] >> (bit & 127) & 1 == 1
    }
}

/// Which of 256 bits is a unit's, by the FNV-1a hash of its stem: a text without a unit's bit has not the unit.
fn bit(stem: &str) -> u8 {
    let hash = stem
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    (hash >> 56) as u8
}

/// What the units of a folded text are compared by, in order.
pub fn stems(folded: &str) -> impl Iterator<Item = &str> {
    let mut starts = units::starts(folded).peekable();
    std::iter::from_fn(move || {
        let start = starts.next()?;
        let end = starts.peek().copied().unwrap_or(folded.len());
        Some(stem(folded[start..end].trim_end_matches([' ', ','])))
    })
}

/// Endings that English words take on and lose, the longer first.
const ENDINGS: [&str; 8] = ["ing", "ies", "ied", "es", "ed", "s", "e", "y"];
/// Letters that have to be left before an ending.
const LEAST_STEM: usize = 3;

/// The word without its ending: `charge`, `charges`, `charged` and `charging` are one. Cruder than Porter's, but it only has
/// to treat both sides alike.
fn stem(word: &str) -> &str {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word;
    }
    let cut = |ending: &&str| word.strip_suffix(ending).filter(|stem| stem.len() >= LEAST_STEM);
    let is_whole = word.ends_with("ss");
    let stem = ENDINGS.iter().find_map(cut).filter(|_| !is_whole).unwrap_or(word);
    match stem.as_bytes() {
        // cancelled, stopped: the last letter was doubled for the ending.
        [.., before, last] if before == last && stem.len() > LEAST_STEM => &stem[..stem.len() - 1],
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fold::fold;

    fn best(sample: &str, text: &str) -> (u16, String) {
        let (sample, text) = (fold(sample), fold(text));
        let found = Sample::of(&Cut::of(sample.text())).best_in(&Cut::of(text.text()), 1);
        found.map_or((0, String::new()), |(likeness, range)| (likeness, text.text()[range].to_string()))
    }

    #[test]
    fn endings_change_nothing() {
        for (one, other) in [
            ("charge", "charging"),
            ("charges", "charged"),
            ("cancel", "cancelled"),
            ("bill", "billing"),
            ("fee", "fees"),
            ("company", "companies"),
            ("process", "processes"),
            ("plan", "planned"),
            ("pay", "pays"),
        ] {
            assert_eq!(stem(one), stem(other));
        }
        assert_ne!(stem("bill"), stem("bell"));
    }

    /// What `similar_to` and `repeats` take where a rule does not say, rounded down.
    const ENOUGH: u16 = 650;

    #[test]
    fn what_is_about_the_same_is_like_it() {
        for (sample, text) in [
            ("我要取消这个流量包", "我想把那个流量包取消掉"),
            ("你们乱扣我的话费", "你们怎么又乱扣我话费啊"),
            ("我要取消流量包", "我刚才不是说了吗我要取消那个流量包"),
            ("我这个宽带都三天上不了网了", "宽带三天都上不了网你们到底管不管"),
            ("帮我把这个套餐改成八十八的", "你帮我改成八十八的套餐就行了"),
            ("我要转人工投诉", "给我转人工我要投诉"),
            ("师傅什么时候能上门", "我就问师傅到底什么时候上门"),
            ("I want to cancel my contract", "please can you cancel the contract for me"),
            ("you have overcharged me on my bill", "I was overcharged on this bill again"),
            ("my internet keeps dropping out", "like I said the internet keeps dropping"),
            ("I want a refund for the last month", "as I already told you I want a refund for last month"),
            ("when is the engineer coming", "I asked you when the engineer is coming"),
        ] {
            let (found, place) = best(sample, text);
            assert!(found >= ENOUGH, "{sample} / {text}: {found} for {place}");
        }
    }

    #[test]
    fn what_only_sounds_alike_in_its_grammar_is_not() {
        for (sample, text) in [
            ("我要取消这个流量包", "我想问一下这个月的话费"),
            ("你们乱扣我的话费", "我的话费还有多少"),
            ("网速太慢了根本用不了", "这个太贵了我用不起"),
            ("我的宽带坏了要修", "我的宽带什么时候到期"),
            ("我没有办过这个业务", "你们有没有什么优惠业务"),
            ("师傅什么时候能上门", "什么时候能退钱"),
            ("I want to cancel my contract", "I want to know when you are open"),
            ("I want to cancel my contract", "how long is my contract"),
            ("you have overcharged me on my bill", "you have been very kind to me"),
            ("I want a refund for the last month", "what did I pay last month"),
        ] {
            let (found, place) = best(sample, text);
            assert!(found < ENOUGH, "{sample} / {text}: {found} for {place}");
        }
    }

    #[test]
    fn what_stands_around_it_takes_nothing_away() {
        let (found, place) = best("我要取消流量包", "我刚才跟你们那个同事说了我要取消流量包你们一直没办");
        assert_eq!((found, place.as_str()), (SAME, "我要取消流量包"));
        assert_eq!(best("取消流量包", "您好很高兴为您服务"), (0, String::new()));
    }

    proptest! {
        /// A text is like itself, and nothing is more like it.
        #[test]
        fn a_text_is_the_same_as_itself(text in "[的我取消套餐ab ]{1,20}") {
            let folded = fold(&text);
            prop_assume!(!Cut::of(folded.text()).is_empty());
            prop_assert_eq!(best(&text, &text).0, SAME);
        }

        /// The search skips stretches that cannot win; it finds what trying all of them finds.
        #[test]
        fn no_stretch_is_more_like_it_than_the_one_found(sample in "[的我取消套餐]{1,8}", text in "[的我取消套餐大]{0,12}") {
            let sample = Sample::of(&Cut::of(&sample));
            let cut = Cut::of(&text);
            let whole = |from: usize, to: usize| {
                let part = Cut::of_units(cut.units[from..to].to_vec());
                let numbers: Vec<Option<u32>> = part.units.iter().map(|unit| sample.stems.get(unit.stem).copied()).collect();
                let mut tally = Tally::of(&sample);
                (0..numbers.len()).for_each(|at| tally.add(&part, &numbers, at, at > 0));
                tally.likeness()
            };
            let all = (0..cut.len()).flat_map(|from| (from + 1..=cut.len()).map(move |to| (from, to)));
            let best = all.map(|(from, to)| whole(from, to)).max().unwrap_or(0);
            prop_assert_eq!(sample.best_in(&cut, 1).map_or(0, |(likeness, _)| likeness), best);
        }
    }
}

//! What a text is about, as examples tell.
//!
//! Every topic has a linear function that tells its examples from those of the others; the topic whose function gives most is
//! what a text is about. A function of its own tells whatever is about a topic from ordinary talk. Functions read units (a Han
//! character, the stem of an English word, a number) and pairs of neighbours that at least two examples have, by how rare they
//! are (tf-idf), and the length of a text counts for nothing. Sums over a text are whole numbers: the same on every machine.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::text::likeness::stems;
use crate::text::linear::{Example, Separator, Sparse};

/// What an error on one example costs against simple weights: chosen on dialogues that are not among the examples.
const COST: f64 = 0.3;
/// Examples that a feature has to be in: what only one has says nothing of the next text.
const LEAST_EXAMPLES: u32 = 2;
/// Weights are kept as whole numbers of this part of one.
const PARTS: f64 = 65_536.0;
/// What is said beside a text counts so many times less: an agent's answer often names what a customer tells a story about.
const BESIDE: i64 = 3;
/// Logarithms are whole numbers of this part of one.
const LOG: u32 = 64;

/// Functions learnt from the examples of several topics.
#[derive(Clone, Debug)]
pub struct Topics {
    features: Features,
    /// How rare each feature is, in [`LOG`] parts.
    rarity: Vec<u32>,
    /// What each function adds to every sum. The last tells ordinary talk, where there are examples of it.
    biases: Vec<i32>,
    /// Feature by feature, the weights it has in all functions: a text asks for all of them at once.
    weights: Vec<i32>,
    topics: usize,
}

/// A text held against all topics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The topic it is about; `None` for ordinary talk, and where nothing in it is known.
    pub topic: Option<usize>,
    /// How much more it is about it than about the next, in thousandths.
    pub lead: u16,
    /// What each line says for that topic and against the next.
    pub lines: Vec<i64>,
}

impl Topics {
    /// Learns from examples, each the number of its topic and a folded text. `None` stands for ordinary talk.
    pub fn learn(topics: usize, examples: &[(Option<usize>, String)]) -> Topics {
        let told: Vec<BTreeSet<String>> = examples.iter().map(|(_, text)| features(text)).collect();
        let mut common: BTreeMap<&str, u32> = BTreeMap::new();
        for feature in told.iter().flatten() {
            *common.entry(feature).or_default() += 1;
        }
        common.retain(|_, examples| *examples >= LEAST_EXAMPLES);
        let rarity = |in_examples: u32| LOG + log(1 + examples.len() as u32) - log(1 + in_examples);
        let mut learnt = Topics {
            features: Features::of(common.keys().copied()),
            rarity: common.values().map(|in_examples| rarity(*in_examples)).collect(),
            biases: Vec::new(),
            weights: Vec::new(),
            topics,
        };
        let values: Vec<Sparse> = examples.iter().map(|(_, text)| learnt.normed(text)).collect();
        let told: Vec<(Option<usize>, &Sparse)> = examples.iter().map(|(topic, _)| *topic).zip(&values).collect();
        let mut functions = Vec::new();
        for topic in 0..topics {
            let about = told.iter().filter(|(about, _)| about.is_some());
            let examples: Vec<Example<'_>> =
                about.map(|(about, values)| Example { values, is_inside: *about == Some(topic), cost: COST }).collect();
            functions.push(Separator::learn(&examples, learnt.rarity.len()));
        }
        let ordinary = told.iter().filter(|(about, _)| about.is_none()).count();
        if ordinary > 0 {
            // Both sides cost the same together, however many examples each has.
            let cost = |count: usize| COST * told.len() as f64 / (2.0 * count.max(1) as f64);
            let (inside, outside) = (cost(told.len() - ordinary), cost(ordinary));
            let examples: Vec<Example<'_>> = told
                .iter()
                .map(|(about, values)| {
                    let is_inside = about.is_some();
                    Example { values, is_inside, cost: if is_inside { inside } else { outside } }
                })
                .collect();
            functions.push(Separator::learn(&examples, learnt.rarity.len()));
        }
        let part = |weight: f64| (weight * PARTS).round() as i32;
        learnt.biases = functions.iter().map(|function| part(function.bias)).collect();
        let rows = (0..learnt.rarity.len()).flat_map(|at| functions.iter().map(move |function| function.weights[at]));
        learnt.weights = rows.map(part).collect();
        learnt
    }

    /// The values of a text's features, of length one together.
    fn normed(&self, text: &str) -> Sparse {
        let Vector { values, length } = self.vector(&[text]);
        values.into_iter().map(|(feature, value)| (feature, value as f64 / length as f64)).collect()
    }

    /// Holds a text, line by line, against all topics; what is said `beside` it, by the other party, counts less. Lines are
    /// folded.
    pub fn weigh(&self, lines: &[&str], beside: &[&str]) -> Weighed {
        let own = self.vector(lines);
        let nothing = || Weighed { topic: None, lead: 0, lines: vec![0; lines.len()] };
        if own.values.is_empty() {
            return nothing();
        }
        let own_sums = self.sums(&own);
        let sum = |function: usize| own_sums[function] + i64::from(self.biases[function]);
        if self.biases.len() > self.topics && sum(self.topics) <= 0 {
            return nothing();
        }
        let beside = self.sums(&self.vector(beside));
        let mut sums: Vec<(i64, usize)> =
            (0..self.topics).map(|topic| (sum(topic) + beside[topic] / BESIDE, topic)).collect();
        // The most first; of equals the topic that is named first.
        sums.sort_by_key(|(sum, topic)| (-sum, *topic));
        let [(most, topic), rest @ ..] = sums.as_slice() else { return nothing() };
        let (next, other) = rest.first().map_or((0, None), |(next, other)| (*next, Some(*other)));
        let lead = ((most - next) * 1000 / PARTS as i64).clamp(0, i64::from(u16::MAX)) as u16;
        let says = |line: &&str| {
            let sums = self.sums(&Vector { length: own.length, ..self.vector(&[*line]) });
            sums[*topic] - other.map_or(0, |other| sums[other])
        };
        Weighed { topic: Some(*topic), lead, lines: lines.iter().map(says).collect() }
    }

    /// What every function makes of a text, without its bias.
    fn sums(&self, text: &Vector) -> Vec<i64> {
        let width = self.biases.len();
        let mut sums = vec![0; width];
        for (feature, value) in &text.values {
            let weights = &self.weights[*feature as usize * width..][..width];
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += i64::from(*weight) * value);
        }
        sums.iter_mut().for_each(|sum| *sum /= text.length);
        sums
    }

    fn vector(&self, lines: &[&str]) -> Vector {
        let mut found: Vec<u32> = Vec::new();
        lines.iter().for_each(|line| self.features.find(line, &mut found));
        found.sort_unstable();
        let value = |same: &[u32]| {
            let rarity = i64::from(self.rarity[same[0] as usize]);
            (same[0], rarity * i64::from(LOG + log(same.len() as u32)) / i64::from(LOG))
        };
        let values: Vec<(u32, i64)> = found.chunk_by(u32::eq).map(value).collect();
        Vector { length: norm(&values), values }
    }
}

/// The features that are known: units, and pairs of units.
#[derive(Clone, Debug, Default)]
struct Features {
    /// The number of each unit that is a feature or a part of one.
    units: FxHashMap<String, u32>,
    /// The feature that a unit is by itself.
    single: Vec<Option<u32>>,
    pairs: FxHashMap<(u32, u32), u32>,
}

impl Features {
    /// Numbers features as they come; a pair is two units with a blank between them.
    fn of<'f>(names: impl Iterator<Item = &'f str>) -> Features {
        let mut features = Features::default();
        for (name, number) in names.zip(0..) {
            match name.split_once(' ') {
                Some((one, other)) => {
                    let pair = (features.unit(one), features.unit(other));
                    features.pairs.insert(pair, number);
                }
                None => {
                    let unit = features.unit(name);
                    features.single[unit as usize] = Some(number);
                }
            }
        }
        features
    }

    fn unit(&mut self, name: &str) -> u32 {
        let next = self.single.len() as u32;
        let number = *self.units.entry(name.to_string()).or_insert(next);
        if number == next {
            self.single.push(None);
        }
        number
    }

    /// Adds every feature of a folded text, as often as it is there.
    fn find(&self, text: &str, found: &mut Vec<u32>) {
        let mut before = None;
        for stem in stems(text) {
            let unit = self.units.get(stem).copied();
            found.extend(unit.and_then(|unit| self.single[unit as usize]));
            found.extend(before.zip(unit).and_then(|pair| self.pairs.get(&pair)));
            before = unit;
        }
    }
}

/// A text as its known features.
struct Vector {
    values: Vec<(u32, i64)>,
    length: i64,
}

/// The features of a folded text, each once.
fn features(text: &str) -> BTreeSet<String> {
    let mut features = BTreeSet::new();
    let mut before: Option<&str> = None;
    for stem in stems(text) {
        features.insert(stem.to_string());
        features.extend(before.map(|before| format!("{before} {stem}")));
        before = Some(stem);
    }
    features
}

/// The length of a vector, at least one.
fn norm(values: &[(u32, i64)]) -> i64 {
    values.iter().map(|(_, value)| value * value).sum::<i64>().isqrt().max(1)
}

/// About 64 times the binary logarithm of a number from 1 on, straight between powers of two.
fn log(number: u32) -> u32 {
    let whole = number.max(1).ilog2();
    let part = ((u64::from(number.max(1)) * u64::from(LOG)) >> whole) as u32 - LOG;
    whole * LOG + part
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fold::fold;

    /// Two topics and ordinary talk.
    fn learnt() -> Topics {
        let examples = [
            (Some(0), "地下车库里手机一点信号都没有"),
            (Some(0), "在家里信号一格都没有，电话打不出去"),
            (Some(0), "电梯里没有信号，电话老断"),
            (Some(1), "这个月账单多扣了我二十块钱"),
            (Some(1), "账单不对，怎么多扣了钱"),
            (Some(1), "话费多扣了，把钱退给我"),
            (None, "我想查一下话费余额，谢谢"),
            (None, "请问怎么查账单，好的谢谢"),
            (None, "我想问一下营业厅几点开门，谢谢"),
            (None, "帮我查一下流量还剩多少，好的谢谢"),
            (None, "请问营业厅在哪里，好的谢谢你"),
            (None, "我想办一个流量包，好的谢谢"),
        ];
        let folded = |text: &str| fold(text).text().to_string();
        let examples: Vec<_> = examples.iter().map(|(topic, text)| (*topic, folded(text))).collect();
        Topics::learn(2, &examples)
    }

    fn about(topics: &Topics, lines: &[&str]) -> Option<usize> {
        topics.weigh(lines, &[]).topic
    }

    #[test]
    fn a_text_is_about_what_its_examples_are_about() {
        let topics = learnt();
        assert_eq!(about(&topics, &["我在电梯里手机没有信号"]), Some(0));
        assert_eq!(about(&topics, &["喂", "你们这个月多扣了钱"]), Some(1));
        assert_eq!(about(&topics, &["请问一下营业厅几点开门，好的谢谢"]), None);
        assert_eq!(about(&topics, &["哦"]), None);
        assert_eq!(about(&topics, &[]), None);
    }

    #[test]
    fn the_line_that_says_most_for_it_is_told() {
        let weighed = learnt().weigh(&["你好啊", "手机一点信号都没有", "这个月"], &[]);
        let most = weighed.lines.iter().enumerate().max_by_key(|(_, says)| **says).map(|(line, _)| line);
        assert_eq!((weighed.topic, most), (Some(0), Some(1)));
        assert!(weighed.lead > 0);
    }

    #[test]
    fn logarithms_rise_and_are_right_at_powers_of_two() {
        assert_eq!([1, 2, 4, 1024].map(log), [0, 64, 128, 640]);
        assert!((1..5_000).all(|number| log(number) <= log(number + 1)));
    }

    proptest! {
        #[test]
        fn the_order_of_lines_changes_nothing(lines in proptest::collection::vec("[手机信号账单扣钱谢查]{0,6}", 0..6)) {
            let topics = learnt();
            let mut lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let weighed = topics.weigh(&lines, &[]);
            lines.reverse();
            let reversed = topics.weigh(&lines, &[]);
            prop_assert_eq!((weighed.topic, weighed.lead), (reversed.topic, reversed.lead));
            prop_assert_eq!(weighed.lines, reversed.lines.into_iter().rev().collect::<Vec<_>>());
        }
    }
}

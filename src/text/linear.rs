//! Separates examples by a linear function: a support vector machine with squared hinge loss, trained by dual coordinate
//! descent (C.-J. Hsieh et al., "A dual coordinate descent method for large-scale linear SVM", 2008).
//!
//! Only additions, multiplications and divisions in a fixed order: the same weights on every machine.

/// A sparse vector: features with their values, in order of feature.
pub type Sparse = Vec<(u32, f64)>;

/// An example, on which side it belongs, and what an error on it costs.
#[derive(Clone, Copy, Debug)]
pub struct Example<'x> {
    pub values: &'x Sparse,
    pub is_inside: bool,
    pub cost: f64,
}

/// How often every example is looked at. After so many rounds weights change in the third digit.
const ROUNDS: usize = 20;

/// Weights of a separating function, and what it adds to every sum.
#[derive(Clone, Debug)]
pub struct Separator {
    pub weights: Vec<f64>,
    pub bias: f64,
}

impl Separator {
    /// Learns to tell the examples that are inside from the others. `features` is how many there are.
    pub fn learn(examples: &[Example<'_>], features: usize) -> Separator {
        let mut separator = Separator { weights: vec![0.0; features], bias: 0.0 };
        let mut duals = vec![0.0; examples.len()];
        let squares: Vec<f64> = examples.iter().map(|example| 1.0 + square(example.values)).collect();
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
        for _ in 0..ROUNDS {
            dice.shuffle(&mut order);
            for at in order.iter().copied() {
                let example = &examples[at];
                let side = if example.is_inside { 1.0 } else { -1.0 };
                // The loss is the square of what is short of the margin: its dual has this diagonal and no upper bound.
                let diagonal = 1.0 / (2.0 * example.cost);
                let gradient = side * separator.sum(example.values) - 1.0 + diagonal * duals[at];
                let step = (duals[at] - gradient / (squares[at] + diagonal)).max(0.0) - duals[at];
                duals[at] += step;
                for (feature, value) in example.values {
                    separator.weights[*feature as usize] += step * side * value;
                }
                separator.bias += step * side;
            }
        }
        separator
    }

    /// Positive for what is inside.
    pub fn sum(&self, values: &Sparse) -> f64 {
        values.iter().map(|(feature, value)| self.weights[*feature as usize] * value).sum::<f64>() + self.bias
    }
}

fn square(values: &Sparse) -> f64 {
    values.iter().map(|(_, value)| value * value).sum()
}

/// A small generator of numbers that look random (Marsaglia's xorshift): always the same ones.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            order.swap(last, (self.next() % (last as u64 + 1)) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_told_apart_is() {
        // Inside is whatever has more of the first feature than of the second.
        let points = [(0.9, 0.1), (0.8, 0.5), (0.7, 0.2), (0.1, 0.9), (0.4, 0.8), (0.3, 0.9)];
        let values: Vec<Sparse> = points.iter().map(|(one, other)| vec![(0, *one), (1, *other)]).collect();
        let examples: Vec<Example<'_>> = values
            .iter()
            .zip(points)
            .map(|(values, (one, other))| Example { values, is_inside: one > other, cost: 10.0 })
            .collect();
        let learnt = Separator::learn(&examples, 2);
        for example in &examples {
            assert_eq!(learnt.sum(example.values) > 0.0, example.is_inside, "{:?}", example.values);
        }
        assert!(learnt.weights[0] > 0.0 && learnt.weights[1] < 0.0);
        assert_eq!(learnt.weights, Separator::learn(&examples, 2).weights, "the same every time");
    }

    #[test]
    fn nothing_to_learn_from_is_no_weight() {
        let learnt = Separator::learn(&[], 3);
        assert_eq!((learnt.sum(&vec![(2, 1.0)]), learnt.bias), (0.0, 0.0));
    }
}

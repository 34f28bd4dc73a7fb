//! Which tensors a whisper has, in what order and shape.
//!
//! The order is that of OpenAI's checkpoints, which the published ggml files keep; written in it, a converted file is the
//! published one to the byte.

use crate::weights::ggml::Header;

/// A place for a tensor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    pub name: String,
    /// Outermost first.
    pub dims: Vec<u32>,
    /// Kept in f32 whatever the file's type is; the engine computes with it directly.
    pub full_precision: bool,
}

/// All tensors of the model with this header, in file order.
pub fn slots(header: &Header) -> Vec<Slot> {
    let state = header.text_state;
    let mut slots = Slots(Vec::new());
    slots.add("decoder.positional_embedding", &[header.text_context, state], true);
    slots.add("encoder.positional_embedding", &[header.audio_context, state], true);
    slots.add("decoder.token_embedding.weight", &[header.vocab, state], false);
    for layer in 0..header.text_layers {
        slots.add_block(&format!("decoder.blocks.{layer}"), state, &["attn", "cross_attn"]);
    }
    slots.add_pair("decoder.ln", &[state], true);
    for (conv, channels) in [("encoder.conv1", header.mel_bands), ("encoder.conv2", state)] {
        slots.add(&format!("{conv}.weight"), &[state, channels, 3], false);
        // A column, not a row, so that it is added along time.
        slots.add(&format!("{conv}.bias"), &[state, 1], true);
    }
    for layer in 0..header.audio_layers {
        slots.add_block(&format!("encoder.blocks.{layer}"), state, &["attn"]);
    }
    slots.add_pair("encoder.ln_post", &[state], true);
    slots.0
}

struct Slots(Vec<Slot>);

impl Slots {
    fn add(&mut self, name: &str, dims: &[u32], full_precision: bool) {
        self.0.push(Slot { name: name.to_owned(), dims: dims.to_vec(), full_precision });
    }

    /// A weight and its bias, which is as long as the weight has rows and always in full.
    fn add_pair(&mut self, name: &str, weight: &[u32], full_precision: bool) {
        self.add(&format!("{name}.weight"), weight, full_precision);
        self.add(&format!("{name}.bias"), &weight[..1], true);
    }

    fn add_block(&mut self, block: &str, state: u32, attentions: &[&str]) {
        let square = [state, state];
        self.add_pair(&format!("{block}.mlp_ln"), &[state], true);
        self.add_pair(&format!("{block}.mlp.0"), &[4 * state, state], false);
        self.add_pair(&format!("{block}.mlp.2"), &[state, 4 * state], false);
        for attention in attentions {
            self.add_pair(&format!("{block}.{attention}_ln"), &[state], true);
            self.add_pair(&format!("{block}.{attention}.query"), &square, false);
            // The key has no bias: it would add the same to every score.
            self.add(&format!("{block}.{attention}.key.weight"), &square, false);
            self.add_pair(&format!("{block}.{attention}.value"), &square, false);
            self.add_pair(&format!("{block}.{attention}.out"), &square, false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::toy;

    #[test]
    fn a_whisper_has_as_many_tensors_as_the_engine_expects() {
        let header = toy::preamble().header;
        let expected = 5 + 6 + 15 * header.audio_layers + 24 * header.text_layers;
        assert_eq!(slots(&header).len() as u32, expected);
    }

    #[test]
    fn no_name_comes_twice() {
        let mut names: Vec<String> = slots(&toy::preamble().header).into_iter().map(|slot| slot.name).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}

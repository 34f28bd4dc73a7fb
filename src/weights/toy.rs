//! A whisper of toy size in both formats, for the tests of this folder.

use crate::weights::ggml::{Header, Preamble};
use crate::weights::mel;

const STATE: u32 = 32;
const VOCAB: u32 = 6;

/// Two tokens and the end of text: an English vocabulary.
pub const TOKENIZER: &str = r#"{"model":{"vocab":{"a":0,"Ġb":1}},"added_tokens":[{"id":2,"content":"<|endoftext|>"},{"id":3,"content":"<|x|>"}]}"#;

/// A variable before it is bytes.
pub struct Variable {
    pub name: String,
    pub dims: Vec<u32>,
    pub numbers: Vec<f32>,
}

pub fn preamble() -> Preamble {
    let header = Header {
        vocab: VOCAB,
        audio_context: 5,
        audio_state: STATE,
        audio_heads: 2,
        audio_layers: 2,
        text_context: 4,
        text_state: STATE,
        text_heads: 2,
        text_layers: 1,
        mel_bands: 3,
        file_type: 1,
    };
    let tokens = vec![b"a".to_vec(), b" b".to_vec(), b"<|endoftext|>".to_vec()];
    Preamble { header, bins: mel::BINS as u32, filters: mel::filters(3), tokens }
}

/// The first number of the tensor that ggml calls `name`, if the converter took the right rows: rows of fused matrices
/// hold 1, 2 and 3 for query, key and value.
pub fn first_number(name: &str) -> f32 {
    match name {
        _ if name.contains("cross_attn.key") => 1.0,
        _ if name.contains("cross_attn.value") => 2.0,
        _ if name.contains("cross_attn.query") => number("linear_0"),
        _ if name.contains("attn.query") => 1.0,
        _ if name.contains("attn.key") => 2.0,
        _ if name.contains("attn.value") => 3.0,
        _ if name.contains("cross_attn.out") => number("linear_2"),
        _ if name.contains("attn.out") || name.contains("mlp.2") => number("linear_1"),
        _ if name.contains("mlp.0") => number("linear_0"),
        _ if name.contains("ln") => {
            if name.ends_with("weight") {
                number("gamma")
            } else {
                number("beta")
            }
        }
        _ if name.contains("conv1") => number("conv1"),
        _ if name.contains("conv2") => number("conv2"),
        _ if name.contains("positional") => number("encodings"),
        _ => number("embeddings"),
    }
}

fn number(word: &str) -> f32 {
    f32::from(word.bytes().map(u16::from).sum::<u16>()) / 8.0
}

/// The whole toy as a `model.bin`.
pub fn ctranslate2() -> Vec<u8> {
    ctranslate2_but(Some)
}

/// The toy with its variables edited or left out.
pub fn ctranslate2_but(edit: impl Fn(Variable) -> Option<Variable>) -> Vec<u8> {
    let variables: Vec<Variable> = variables().into_iter().filter_map(edit).collect();
    let mut file = head(variables.len() as u32);
    for variable in variables {
        file.extend(string(&variable.name));
        file.push(variable.dims.len() as u8);
        variable.dims.iter().for_each(|dim| file.extend(dim.to_le_bytes()));
        // Heads are i16, weights f32: both are in real files.
        let (kind, bytes): (u8, Vec<u8>) = match variable.name.ends_with("num_heads") {
            true => (2, (variable.numbers[0] as i16).to_le_bytes().to_vec()),
            false => (0, variable.numbers.iter().flat_map(|number| number.to_le_bytes()).collect()),
        };
        file.push(kind);
        file.extend((bytes.len() as u32).to_le_bytes());
        file.extend(bytes);
    }
    file.extend(1u32.to_le_bytes());
    file.extend(string("decoder/projection/weight"));
    file.extend(string("decoder/embeddings/weight"));
    file
}

/// A `model.bin` up to its first variable.
pub fn head(variables: u32) -> Vec<u8> {
    let numbers = |n: u32| n.to_le_bytes().to_vec();
    [numbers(6), string("WhisperSpec"), numbers(3), numbers(variables)].concat()
}

/// A string as CTranslate2 writes it.
pub fn string(text: &str) -> Vec<u8> {
    [&(text.len() as u16 + 1).to_le_bytes(), text.as_bytes(), &[0]].concat()
}

fn variables() -> Vec<Variable> {
    let mut all = Toy(Vec::new());
    let header = preamble().header;
    all.add("decoder/embeddings/weight", &[VOCAB, STATE], number("embeddings"));
    for (side, context, heads) in [("encoder", 5, header.audio_heads), ("decoder", 4, header.text_heads)] {
        all.add(&format!("{side}/position_encodings/encodings"), &[context, STATE], number("encodings"));
        all.add(&format!("{side}/num_heads"), &[], heads as f32);
        all.norm(&format!("{side}/layer_norm"));
    }
    all.add("encoder/conv1/weight", &[STATE, header.mel_bands, 3], number("conv1"));
    all.add("encoder/conv1/bias", &[STATE], number("conv1"));
    all.add("encoder/conv2/weight", &[STATE, STATE, 3], number("conv2"));
    all.add("encoder/conv2/bias", &[STATE], number("conv2"));
    for (side, layers) in [("encoder", header.audio_layers), ("decoder", header.text_layers)] {
        for layer in 0..layers {
            all.layer(&format!("{side}/layer_{layer}"), side == "decoder");
        }
    }
    all.0
}

struct Toy(Vec<Variable>);

impl Toy {
    fn add(&mut self, name: &str, dims: &[u32], number: f32) {
        let numbers = vec![number; dims.iter().product::<u32>() as usize];
        self.0.push(Variable { name: name.to_owned(), dims: dims.to_vec(), numbers });
    }

    fn norm(&mut self, name: &str) {
        self.add(&format!("{name}/gamma"), &[STATE], number("gamma"));
        self.add(&format!("{name}/beta"), &[STATE], number("beta"));
    }

    fn linear(&mut self, block: &str, name: &str, rows: u32, columns: u32) {
        self.add(&format!("{block}/{name}/weight"), &[rows, columns], number(name));
        self.add(&format!("{block}/{name}/bias"), &[rows], number(name));
    }

    /// `of` square matrices on top of each other, holding 1, 2, …; the bias of number `key` is zero.
    fn fused(&mut self, name: &str, of: u32, key: u32) {
        let rows = |from: u32, columns: u32| vec![(from + 1) as f32; (STATE * columns) as usize];
        let weights = (0..of).flat_map(|i| rows(i, STATE)).collect();
        let bias = (0..of).flat_map(|i| if i == key { vec![0.0; STATE as usize] } else { rows(i, 1) }).collect();
        self.0.push(Variable { name: format!("{name}/weight"), dims: vec![of * STATE, STATE], numbers: weights });
        self.0.push(Variable { name: format!("{name}/bias"), dims: vec![of * STATE], numbers: bias });
    }

    fn layer(&mut self, layer: &str, cross: bool) {
        let attention = format!("{layer}/self_attention");
        self.norm(&format!("{attention}/layer_norm"));
        self.fused(&format!("{attention}/linear_0"), 3, 1);
        self.linear(&attention, "linear_1", STATE, STATE);
        if cross {
            let attention = format!("{layer}/attention");
            self.norm(&format!("{attention}/layer_norm"));
            self.linear(&attention, "linear_0", STATE, STATE);
            self.fused(&format!("{attention}/linear_1"), 2, 0);
            self.linear(&attention, "linear_2", STATE, STATE);
        }
        let ffn = format!("{layer}/ffn");
        self.norm(&format!("{ffn}/layer_norm"));
        self.linear(&ffn, "linear_0", 4 * STATE, STATE);
        self.linear(&ffn, "linear_1", STATE, 4 * STATE);
    }
}

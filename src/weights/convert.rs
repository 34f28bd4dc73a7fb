//! Turns a CTranslate2 whisper into a ggml whisper of 16-bit floats, without loss where the source has them.
//!
//! Converted whisper base and tiny.en are the published ggml files to the byte, so one hash serves every source.

use std::io::Write;

use crate::weights::ctranslate2::{Model, Variable};
use crate::weights::error::{Fault, malformed};
use crate::weights::ggml::{Header, Preamble};
use crate::weights::layout::{Slot, slots};
use crate::weights::tensor::{Kind, Tensor};
use crate::weights::{mel, tokens};

/// ggml's number for files whose large tensors are f16.
const FILE_TYPE_F16: u32 = 1;

/// Writes the ggml file for `model.bin` and `tokenizer.json` to `out`.
pub fn convert(model: &[u8], tokenizer: &[u8], out: &mut impl Write) -> Result<Header, Fault> {
    let model = Model::read(model)?;
    let header = header(&model)?;
    let tokens = tokens::tokens(tokenizer, header.is_multilingual())?;
    if tokens.len() > header.vocab as usize {
        return malformed(format!("{} tokens for a vocabulary of {}: not its tokenizer", tokens.len(), header.vocab));
    }
    let filters = mel::filters(header.mel_bands as usize);
    Preamble { header: header.clone(), bins: mel::BINS as u32, filters, tokens }.write(out)?;
    for slot in slots(&header) {
        write_tensor(&model, slot, out)?;
    }
    Ok(header)
}

/// Reads the shape off the variables.
fn header(model: &Model) -> Result<Header, Fault> {
    let dims = |name: &str, rank: usize| {
        let dims = &model.get(name)?.dims;
        match dims.len() == rank {
            true => Ok(dims.clone()),
            false => malformed(format!("{name} has dims {dims:?}, expected are {rank}")),
        }
    };
    let heads = |name: &str| {
        let heads = model.get(name)?.scalar().and_then(|heads| u32::try_from(heads).ok());
        heads.ok_or_else(|| Fault::Malformed(format!("{name} is no whole number")))
    };
    let embeddings = dims("decoder/embeddings/weight", 2)?;
    let audio = dims("encoder/position_encodings/encodings", 2)?;
    let text = dims("decoder/position_encodings/encodings", 2)?;
    let header = Header {
        vocab: embeddings[0],
        audio_context: audio[0],
        audio_state: audio[1],
        audio_heads: heads("encoder/num_heads")?,
        audio_layers: model.layers("encoder"),
        text_context: text[0],
        text_state: text[1],
        text_heads: heads("decoder/num_heads")?,
        text_layers: model.layers("decoder"),
        mel_bands: dims("encoder/conv1/weight", 3)?[1],
        file_type: FILE_TYPE_F16,
    };
    header.check()?;
    Ok(header)
}

fn write_tensor(model: &Model, slot: Slot, out: &mut impl Write) -> Result<(), Fault> {
    let variable = find(model, &slot.name)?;
    // CTranslate2 keeps a convolution's bias as a row.
    let dims = match slot.dims.as_slice() {
        [rows, 1] => &[*rows],
        dims => dims,
    };
    if variable.dims != dims {
        return malformed(format!("{} has dims {:?}, expected are {dims:?}", slot.name, variable.dims));
    }
    let (kind, data) = match slot.full_precision {
        true => (Kind::F32, variable.to_f32()?),
        false => (Kind::F16, variable.to_f16()?),
    };
    Tensor { name: slot.name, kind, dims: slot.dims }.write(out)?;
    Ok(out.write_all(&data)?)
}

/// The variable, or the part of one, behind ggml's `name`. CTranslate2 fuses query, key and value of self-attention, and
/// key and value of cross-attention, into one matrix each.
fn find<'a>(model: &'a Model, name: &str) -> Result<Variable<'a>, Fault> {
    let (module, leaf) = name.rsplit_once('.').unwrap_or((name, ""));
    let (side, module) = module.split_once('.').unwrap_or((module, ""));
    let norm = match leaf {
        "weight" => "gamma",
        _ => "beta",
    };
    let whole = |path: String| model.get(&path).cloned();
    let Some((layer, module)) = module.strip_prefix("blocks.").and_then(|rest| rest.split_once('.')) else {
        return match (module, leaf) {
            ("", "positional_embedding") => whole(format!("{side}/position_encodings/encodings")),
            ("token_embedding", _) => whole(format!("{side}/embeddings/{leaf}")),
            ("ln_post" | "ln", _) => whole(format!("{side}/layer_norm/{norm}")),
            _ => whole(format!("{side}/{module}/{leaf}")),
        };
    };
    let layer = format!("{side}/layer_{layer}");
    match module {
        "attn_ln" => whole(format!("{layer}/self_attention/layer_norm/{norm}")),
        "cross_attn_ln" => whole(format!("{layer}/attention/layer_norm/{norm}")),
        "mlp_ln" => whole(format!("{layer}/ffn/layer_norm/{norm}")),
        "mlp.0" => whole(format!("{layer}/ffn/linear_0/{leaf}")),
        "mlp.2" => whole(format!("{layer}/ffn/linear_1/{leaf}")),
        "attn.query" => part(model, &format!("{layer}/self_attention/linear_0"), leaf, 0, 3),
        "attn.key" => key(model, &format!("{layer}/self_attention/linear_0"), 1, 3),
        "attn.value" => part(model, &format!("{layer}/self_attention/linear_0"), leaf, 2, 3),
        "attn.out" => whole(format!("{layer}/self_attention/linear_1/{leaf}")),
        "cross_attn.query" => whole(format!("{layer}/attention/linear_0/{leaf}")),
        "cross_attn.key" => key(model, &format!("{layer}/attention/linear_1"), 0, 2),
        "cross_attn.value" => part(model, &format!("{layer}/attention/linear_1"), leaf, 1, 2),
        "cross_attn.out" => whole(format!("{layer}/attention/linear_2/{leaf}")),
        _ => malformed(format!("no variable is known for {name}")),
    }
}

fn part<'a>(model: &'a Model, linear: &str, leaf: &str, index: u32, of: u32) -> Result<Variable<'a>, Fault> {
    model.get(&format!("{linear}/{leaf}"))?.part(index, of)
}

/// A key's weight. ggml has no place for its bias, which whisper does not have; a fused one must be zero.
fn key<'a>(model: &'a Model, linear: &str, index: u32, of: u32) -> Result<Variable<'a>, Fault> {
    match part(model, linear, "bias", index, of)?.is_zero()? {
        true => part(model, linear, "weight", index, of),
        false => malformed(format!("{linear}: the key has a bias, which whisper's has not")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::weights::half;
    use crate::weights::toy;

    fn converted() -> Vec<u8> {
        let mut out = Vec::new();
        convert(&toy::ctranslate2(), toy::TOKENIZER.as_bytes(), &mut out).unwrap();
        out
    }

    #[test]
    fn every_tensor_arrives_with_its_own_numbers() {
        let file = converted();
        let mut input = file.as_slice();
        let preamble = Preamble::read(&mut input).unwrap();
        assert_eq!(preamble.header, toy::preamble().header);
        assert_eq!(preamble.tokens, toy::preamble().tokens);
        for slot in slots(&preamble.header) {
            let tensor = Tensor::read(&mut input).unwrap().unwrap();
            assert_eq!((&tensor.name, &tensor.dims), (&slot.name, &slot.dims));
            let mut data = vec![0; tensor.bytes().unwrap() as usize];
            input.read_exact(&mut data).unwrap();
            let first = match tensor.kind {
                Kind::F32 => f32::from_le_bytes([data[0], data[1], data[2], data[3]]),
                _ => half::widen(u16::from_le_bytes([data[0], data[1]])),
            };
            assert_eq!(first, toy::first_number(&slot.name), "{}", slot.name);
        }
        assert!(input.is_empty());
    }

    #[test]
    fn converting_twice_gives_the_same_bytes() {
        assert_eq!(converted(), converted());
    }

    #[test]
    fn a_tokenizer_of_another_model_is_refused() {
        let many: Vec<String> = (0..99)
            .map(|id| format!(r#""{}":{id}"#, char::from(b'!' + id as u8 % 90).to_string().repeat(1 + id / 90)))
            .collect();
        let json = format!(
            r#"{{"model":{{"vocab":{{{}}}}},"added_tokens":[{{"id":99,"content":"<|endoftext|>"}}]}}"#,
            many.join(",")
        );
        assert!(matches!(convert(&toy::ctranslate2(), json.as_bytes(), &mut Vec::new()), Err(Fault::Malformed(_))));
    }

    #[test]
    fn a_model_with_a_lie_in_its_shape_is_refused() {
        for name in ["encoder/conv1/weight", "encoder/num_heads", "decoder/layer_0/attention/linear_1/bias"] {
            let without = toy::ctranslate2_but(|variable| (variable.name != name).then_some(variable));
            assert!(convert(&without, toy::TOKENIZER.as_bytes(), &mut Vec::new()).is_err(), "without {name}");
            let flat = toy::ctranslate2_but(|mut variable| {
                if variable.name == name {
                    variable.dims = vec![variable.dims.iter().product(), 1, 1, 1];
                }
                Some(variable)
            });
            // A scalar may be written with dims of one.
            let accepted = convert(&flat, toy::TOKENIZER.as_bytes(), &mut Vec::new()).is_ok();
            assert_eq!(accepted, name == "encoder/num_heads", "{name} flattened");
        }
    }

    #[test]
    fn a_key_with_a_bias_is_refused() {
        let biased = toy::ctranslate2_but(|mut variable| {
            if variable.name == "encoder/layer_0/self_attention/linear_0/bias" {
                variable.numbers.fill(1.0);
            }
            Some(variable)
        });
        let error = convert(&biased, toy::TOKENIZER.as_bytes(), &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("bias"), "{error}");
    }
}

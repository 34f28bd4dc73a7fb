//! Reads the head of a whisper model in ggml format, before whisper.cpp loads the rest.
//!
//! whisper.cpp says no more than that a file does not load; here a person learns why.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use whisper_rs::{DtwAhead, DtwMode, DtwModelPreset};

use crate::transcribe::engine::TranscribeError;

/// `ggml`, as a little-endian number.
const MAGIC: u32 = 0x6767_6d6c;

/// Tokens of a model that knows English only; multilingual ones have more.
const ENGLISH_VOCABULARY: u32 = 51_864;

/// Two of the eight heads OpenAI gives for the base model. whisper.cpp filters every head with one thread while three more
/// spin, a tenth of all time with eight heads; two place words as well (median 17 and 48 ms at a word's ends, not 26 and
/// 51, on spliced Mandarin).
const BASE_HEADS: &[DtwAhead] = &[DtwAhead { n_text_layer: 4, n_head: 2 }, DtwAhead { n_text_layer: 4, n_head: 7 }];

/// What the head says of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub vocabulary: u32,
    pub audio_layers: u32,
    pub text_layers: u32,
}

/// Reads and checks the head of a model file.
pub fn read(path: &Path) -> Result<Head, TranscribeError> {
    let refuse = |reason: String| TranscribeError::Model { path: path.to_path_buf(), reason };
    let mut bytes = [0; 48];
    File::open(path).and_then(|mut file| file.read_exact(&mut bytes)).map_err(|error| refuse(error.to_string()))?;
    head(&bytes).map_err(refuse)
}

fn head(bytes: &[u8; 48]) -> Result<Head, String> {
    let mut fields =
        bytes.chunks_exact(4).map(|field| field.iter().rev().fold(0, |sum, byte| sum << 8 | u32::from(*byte)));
    let mut next = || fields.next().unwrap_or_default();
    let magic = next();
    if magic != MAGIC {
        return Err(
            "not a whisper model in ggml format (files in gguf, CTranslate2 or PyTorch format do not load)".to_string()
        );
    }
    let (vocabulary, audio_context) = (next(), next());
    let (_audio_state, _audio_heads, audio_layers) = (next(), next(), next());
    let (text_context, _text_state, _text_heads, text_layers) = (next(), next(), next(), next());
    let mels = next();
    if audio_context != 1500 || text_context != 448 || !matches!(mels, 80 | 128) {
        return Err(format!(
            "not a whisper model: it has {audio_context} audio frames, {text_context} tokens, {mels} mels"
        ));
    }
    Ok(Head { vocabulary, audio_layers, text_layers })
}

impl Head {
    /// Which of the decoder's attention heads follow the sound, by the size of the model; `None` for sizes OpenAI did not
    /// publish (distilled ones): their words have no times of their own.
    pub fn alignment(self) -> Option<DtwMode<'static>> {
        let english = self.vocabulary == ENGLISH_VOCABULARY;
        let model_preset = match (self.audio_layers, self.text_layers, english) {
            (4, 4, false) => DtwModelPreset::Tiny,
            (4, 4, true) => DtwModelPreset::TinyEn,
            (6, 6, false) => return Some(DtwMode::Custom { aheads: BASE_HEADS }),
            (6, 6, true) => DtwModelPreset::BaseEn,
            (12, 12, false) => DtwModelPreset::Small,
            (12, 12, true) => DtwModelPreset::SmallEn,
            (24, 24, false) => DtwModelPreset::Medium,
            (24, 24, true) => DtwModelPreset::MediumEn,
            // v1 and v2 cannot be told apart by size; v3 has a token more.
            (32, 32, _) if self.vocabulary == 51_866 => DtwModelPreset::LargeV3,
            (32, 32, _) => DtwModelPreset::LargeV2,
            (32, 4, _) => DtwModelPreset::LargeV3Turbo,
            _ => return None,
        };
        Some(DtwMode::ModelPreset { model_preset })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(fields: [u32; 12]) -> [u8; 48] {
        let mut bytes = [0; 48];
        for (slot, field) in bytes.chunks_exact_mut(4).zip(fields) {
            slot.copy_from_slice(&field.to_le_bytes());
        }
        bytes
    }

    const BASE: [u32; 12] = [MAGIC, 51_865, 1500, 512, 8, 6, 448, 512, 8, 6, 80, 1];

    #[test]
    fn the_head_of_a_model_is_read() {
        let found = head(&bytes(BASE)).unwrap();
        assert_eq!(found, Head { vocabulary: 51_865, audio_layers: 6, text_layers: 6 });
        assert!(matches!(found.alignment(), Some(DtwMode::Custom { aheads }) if aheads.len() == 2));
    }

    #[test]
    fn what_is_no_model_is_refused() {
        let mut gguf = BASE;
        gguf[0] = u32::from_le_bytes(*b"GGUF");
        let mut other = BASE;
        other[2] = 7;
        assert!(head(&bytes(gguf)).unwrap_err().contains("not a whisper model in ggml format"));
        assert!(head(&bytes(other)).unwrap_err().contains("7 audio frames"));
        assert!(
            read(Path::new("missing.bin")).unwrap_err().to_string().starts_with("missing.bin: model does not load")
        );
    }
}

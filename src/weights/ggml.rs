//! Reads and writes what a ggml whisper file holds before its tensors.
//!
//! All numbers little endian: the magic, eleven `i32` of [`Header`], mel filters (`i32` bands, `i32` bins, `f32`s), tokens
//! (`i32` count, then `i32` length and bytes each); then tensors ([`crate::weights::tensor`]) to the end of the file.

use std::io::{self, Read, Write};

use crate::weights::error::{Fault, malformed};

/// `ggml` as a little-endian number.
pub const MAGIC: u32 = 0x6767_6d6c;
/// Factor that packs the version of the quantised format into the file type.
pub const QUANT_VERSION_FACTOR: u32 = 1000;

// Limits of what is believed of a header: well above the largest whisper, well below what a lie could cost.
const VOCAB_LIMIT: u32 = 1 << 18;
const STATE_LIMIT: u32 = 1 << 13;
const LAYER_LIMIT: u32 = 128;
const CONTEXT_LIMIT: u32 = 1 << 14;
const BANDS_LIMIT: u32 = 512;
const BINS_LIMIT: u32 = 1 << 12;
const TOKEN_LIMIT: u32 = 1 << 10;

/// The shape of a whisper model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub vocab: u32,
    pub audio_context: u32,
    pub audio_state: u32,
    pub audio_heads: u32,
    pub audio_layers: u32,
    pub text_context: u32,
    pub text_state: u32,
    pub text_heads: u32,
    pub text_layers: u32,
    pub mel_bands: u32,
    /// 0 f32, 1 f16, 7 q8_0 (and others), plus the quantisation version times [`QUANT_VERSION_FACTOR`].
    pub file_type: u32,
}

impl Header {
    /// whisper.cpp tells English-only models by their vocabulary: theirs lacks one entry.
    pub fn is_multilingual(&self) -> bool {
        self.vocab >= 51_865
    }

    /// Refuses what no whisper has, so that sizes computed from it stay small.
    pub fn check(&self) -> Result<(), Fault> {
        let bounds = [
            ("vocabulary", self.vocab, VOCAB_LIMIT),
            ("audio context", self.audio_context, CONTEXT_LIMIT),
            ("audio state", self.audio_state, STATE_LIMIT),
            ("audio heads", self.audio_heads, STATE_LIMIT),
            ("audio layers", self.audio_layers, LAYER_LIMIT),
            ("text context", self.text_context, CONTEXT_LIMIT),
            ("text state", self.text_state, STATE_LIMIT),
            ("text heads", self.text_heads, STATE_LIMIT),
            ("text layers", self.text_layers, LAYER_LIMIT),
            ("mel bands", self.mel_bands, BANDS_LIMIT),
        ];
        for (what, value, limit) in bounds {
            if value == 0 || value > limit {
                return malformed(format!("header: {what} is {value}, believable is 1 to {limit}"));
            }
        }
        if self.audio_state != self.text_state {
            return malformed(format!(
                "header: audio state {} is not text state {}",
                self.audio_state, self.text_state
            ));
        }
        if !self.audio_state.is_multiple_of(self.audio_heads) || !self.text_state.is_multiple_of(self.text_heads) {
            return malformed("header: the heads do not divide the state");
        }
        Ok(())
    }

    fn to_fields(&self) -> [u32; 11] {
        [
            self.vocab,
            self.audio_context,
            self.audio_state,
            self.audio_heads,
            self.audio_layers,
            self.text_context,
            self.text_state,
            self.text_heads,
            self.text_layers,
            self.mel_bands,
            self.file_type,
        ]
    }

    fn from_fields(f: [u32; 11]) -> Header {
        Header {
            vocab: f[0],
            audio_context: f[1],
            audio_state: f[2],
            audio_heads: f[3],
            audio_layers: f[4],
            text_context: f[5],
            text_state: f[6],
            text_heads: f[7],
            text_layers: f[8],
            mel_bands: f[9],
            file_type: f[10],
        }
    }
}

/// All of a file before its tensors.
#[derive(Clone, Debug, PartialEq)]
pub struct Preamble {
    pub header: Header,
    /// Weights of one mel filter.
    pub bins: u32,
    /// `mel_bands × bins` weights.
    pub filters: Vec<f32>,
    pub tokens: Vec<Vec<u8>>,
}

impl Preamble {
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        write_u32(out, MAGIC)?;
        for field in self.header.to_fields() {
            write_u32(out, field)?;
        }
        write_u32(out, self.header.mel_bands)?;
        write_u32(out, self.bins)?;
        for weight in &self.filters {
            out.write_all(&weight.to_le_bytes())?;
        }
        write_u32(out, self.tokens.len() as u32)?;
        for token in &self.tokens {
            write_u32(out, token.len() as u32)?;
            out.write_all(token)?;
        }
        Ok(())
    }

    pub fn read(input: &mut impl Read) -> Result<Preamble, Fault> {
        let magic = read_u32(input, "the magic")?;
        if magic != MAGIC {
            return malformed("not a ggml file: it does not begin with the ggml magic");
        }
        let mut fields = [0; 11];
        for field in &mut fields {
            *field = read_u32(input, "the header")?;
        }
        let header = Header::from_fields(fields);
        header.check()?;
        let (bands, bins) = (read_u32(input, "the mel filters")?, read_u32(input, "the mel filters")?);
        if bands != header.mel_bands || bins == 0 || bins > BINS_LIMIT {
            return malformed(format!("mel filters of {bands} × {bins}, the header says {} bands", header.mel_bands));
        }
        let mut filters = vec![0; (bands * bins) as usize * 4];
        fill(input, &mut filters, "the mel filters")?;
        let filters = filters.as_chunks().0.iter().map(|weight| f32::from_le_bytes(*weight)).collect();
        let tokens = read_tokens(input, header.vocab)?;
        Ok(Preamble { header, bins, filters, tokens })
    }
}

fn read_tokens(input: &mut impl Read, vocab: u32) -> Result<Vec<Vec<u8>>, Fault> {
    let count = read_u32(input, "the tokens")?;
    if count > vocab {
        return malformed(format!("{count} tokens in a vocabulary of {vocab}"));
    }
    let mut tokens = Vec::new();
    for id in 0..count {
        let length = read_u32(input, "the tokens")?;
        if length > TOKEN_LIMIT {
            return malformed(format!("token {id} claims {length} bytes, the limit is {TOKEN_LIMIT}"));
        }
        let mut token = vec![0; length as usize];
        fill(input, &mut token, "the tokens")?;
        tokens.push(token);
    }
    Ok(tokens)
}

/// The next `u32`; a file that ends before it ends in `place`.
pub fn read_u32(input: &mut impl Read, place: &str) -> Result<u32, Fault> {
    let mut bytes = [0; 4];
    fill(input, &mut bytes, place)?;
    Ok(u32::from_le_bytes(bytes))
}

/// Fills `bytes`; a file that ends before that ends in `place`.
pub fn fill(input: &mut impl Read, bytes: &mut [u8], place: &str) -> Result<(), Fault> {
    match input.read_exact(bytes) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => malformed(format!("cut off in {place}")),
        result => Ok(result?),
    }
}

/// Writes a little-endian number.
pub fn write_u32(out: &mut impl Write, number: u32) -> io::Result<()> {
    out.write_all(&number.to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::tensor::{Kind, Tensor};
    use crate::weights::toy;

    #[test]
    fn what_is_written_is_read_back() {
        let preamble = toy::preamble();
        let tensor = Tensor { name: "decoder.ln.bias".to_owned(), kind: Kind::F32, dims: vec![2, 3] };
        let mut file = Vec::new();
        preamble.write(&mut file).unwrap();
        tensor.write(&mut file).unwrap();
        let mut input = file.as_slice();
        assert_eq!(Preamble::read(&mut input).unwrap(), preamble);
        assert_eq!(Tensor::read(&mut input).unwrap(), Some(tensor));
        assert_eq!(Tensor::read(&mut input).unwrap(), None);
    }

    #[test]
    fn a_preamble_cut_anywhere_is_refused() {
        let mut file = Vec::new();
        toy::preamble().write(&mut file).unwrap();
        for length in 0..file.len() {
            assert!(matches!(Preamble::read(&mut &file[..length]), Err(Fault::Malformed(_))), "cut at {length}");
        }
    }

    #[test]
    fn a_header_that_no_whisper_has_is_refused() {
        let edits: [fn(&mut Header); 6] = [
            |h| h.vocab = u32::MAX,
            |h| h.audio_layers = 0,
            |h| h.text_context = 1 << 30,
            |h| h.audio_heads = 3,
            |h| h.text_state *= 2,
            |h| h.mel_bands = u32::MAX,
        ];
        for edit in edits {
            let mut header = toy::preamble().header;
            edit(&mut header);
            assert!(header.check().is_err(), "{header:?}");
        }
    }
}

//! Reads and writes ggml whisper files, as far as checking, converting and quantising need it.
//!
//! All numbers little endian: the magic, eleven `i32` of [`Header`], mel filters (`i32` bands, `i32` bins, `f32`s), tokens
//! (`i32` count, then `i32` length and bytes each), then tensors to the end of the file: `i32` rank, `i32` length of the
//! name, `i32` type, the dims innermost first, the name, the data.

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
const NAME_LIMIT: u32 = 128;
const RANK_LIMIT: u32 = 4;

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

/// How a tensor's numbers are stored; the discriminants are ggml's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q2K = 10,
    Q3K = 11,
    Q4K = 12,
    Q5K = 13,
    Q6K = 14,
}

impl Kind {
    const ALL: [Kind; 12] = [
        Kind::F32,
        Kind::F16,
        Kind::Q4_0,
        Kind::Q4_1,
        Kind::Q5_0,
        Kind::Q5_1,
        Kind::Q8_0,
        Kind::Q2K,
        Kind::Q3K,
        Kind::Q4K,
        Kind::Q5K,
        Kind::Q6K,
    ];

    fn from_number(number: u32) -> Result<Kind, Fault> {
        let kind = Kind::ALL.into_iter().find(|kind| *kind as u32 == number);
        kind.ok_or_else(|| Fault::Unsupported(format!("tensor type {number} is none that whisper files use")))
    }

    /// Numbers in a block, and its bytes (ggml-common.h).
    fn block(self) -> (u64, u64) {
        match self {
            Kind::F32 => (1, 4),
            Kind::F16 => (1, 2),
            Kind::Q4_0 => (32, 18),
            Kind::Q4_1 => (32, 20),
            Kind::Q5_0 => (32, 22),
            Kind::Q5_1 => (32, 24),
            Kind::Q8_0 => (32, 34),
            Kind::Q2K => (256, 84),
            Kind::Q3K => (256, 110),
            Kind::Q4K => (256, 144),
            Kind::Q5K => (256, 176),
            Kind::Q6K => (256, 210),
        }
    }
}

/// A tensor but for its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tensor {
    pub name: String,
    pub kind: Kind,
    /// Outermost first, as in PyTorch; the file has them the other way round.
    pub dims: Vec<u32>,
}

impl Tensor {
    /// The bytes of its data; an error where its blocks do not fill its rows.
    pub fn bytes(&self) -> Result<u64, Fault> {
        let (numbers, bytes) = self.kind.block();
        let row = u64::from(self.dims.last().copied().unwrap_or(1));
        if !row.is_multiple_of(numbers) {
            return malformed(format!("tensor {}: rows of {row} do not make blocks of {numbers}", self.name));
        }
        let count = self.dims.iter().try_fold(1u64, |count, dim| count.checked_mul(u64::from(*dim)));
        let bytes = count.and_then(|count| (count / numbers).checked_mul(bytes));
        bytes.ok_or_else(|| Fault::Malformed(format!("tensor {}: its size overflows", self.name)))
    }

    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        write_u32(out, self.dims.len() as u32)?;
        write_u32(out, self.name.len() as u32)?;
        write_u32(out, self.kind as u32)?;
        for dim in self.dims.iter().rev() {
            write_u32(out, *dim)?;
        }
        out.write_all(self.name.as_bytes())
    }

    /// `None` at the end of the file.
    pub fn read(input: &mut impl Read) -> Result<Option<Tensor>, Fault> {
        let mut first = [0; 4];
        match input.read(&mut first)? {
            0 => return Ok(None),
            n => fill(input, &mut first[n..], "a tensor's rank")?,
        }
        let rank = u32::from_le_bytes(first);
        let length = read_u32(input, "the length of a tensor's name")?;
        let kind = read_u32(input, "a tensor's type")?;
        if rank == 0 || rank > RANK_LIMIT || length == 0 || length > NAME_LIMIT {
            return malformed(format!("no tensor has rank {rank} and a name of {length} bytes"));
        }
        let mut dims = vec![0; rank as usize];
        for dim in dims.iter_mut().rev() {
            *dim = read_u32(input, "a tensor's dims")?;
        }
        let mut name = vec![0; length as usize];
        fill(input, &mut name, "a tensor's name")?;
        let name = String::from_utf8(name).map_err(|_| Fault::Malformed("a tensor's name is not text".to_owned()))?;
        if dims.contains(&0) {
            return malformed(format!("tensor {name}: a dim is zero"));
        }
        Ok(Some(Tensor { name, kind: Kind::from_number(kind)?, dims }))
    }
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

fn write_u32(out: &mut impl Write, number: u32) -> io::Result<()> {
    out.write_all(&number.to_le_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
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

    #[test]
    fn a_tensor_that_cannot_be_is_refused() {
        // rank, name length, type, dims, name
        let cases: [(&str, &[u32], &[u8]); 6] = [
            ("no rank", &[0, 1, 0], b"a"),
            ("huge rank", &[u32::MAX, 1, 0], b"a"),
            ("huge name", &[1, u32::MAX, 0, 1], b"a"),
            ("unknown type", &[1, 1, 99, 1], b"a"),
            ("zero dim", &[1, 1, 0, 0], b"a"),
            ("not text", &[1, 1, 0, 1], b"\xff"),
        ];
        for (case, numbers, name) in cases {
            let mut file: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
            file.extend(name);
            assert!(Tensor::read(&mut file.as_slice()).is_err(), "{case}");
        }
        let huge = Tensor { name: "a".to_owned(), kind: Kind::F32, dims: vec![u32::MAX; 4] };
        assert!(huge.bytes().is_err());
        let ragged = Tensor { name: "a".to_owned(), kind: Kind::Q8_0, dims: vec![2, 33] };
        assert!(ragged.bytes().is_err());
    }
}

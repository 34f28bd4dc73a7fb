//! Reads and writes the heads of the tensors in a ggml file.
//!
//! Little endian: `i32` rank, `i32` length of the name, `i32` type, the dims innermost first as `i32`, the name; the data
//! follow.

use std::io::{self, Read, Write};

use crate::weights::error::{Fault, malformed};
use crate::weights::ggml::{fill, read_u32, write_u32};

/// The longest name in a whisper is half of this.
const NAME_LIMIT: u32 = 128;
/// ggml's own limit.
const RANK_LIMIT: u32 = 4;

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

#[cfg(test)]
mod tests {
    use super::*;

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

//! Stores a ggml whisper's large matrices as 8-bit blocks (q8_0), as whisper.cpp's own tool does, to the byte.
//!
//! A block is 32 numbers of a row: a binary16 scale, then 32 signed bytes. Half the size of f16 and no worse in word
//! errors where it was measured.

use std::io::{Read, Write};

use crate::weights::error::{Fault, malformed};
use crate::weights::ggml::{Header, Preamble, QUANT_VERSION_FACTOR};
use crate::weights::half;
use crate::weights::tensor::{Kind, Tensor};

/// ggml's number for files whose large tensors are q8_0.
const FILE_TYPE_Q8_0: u32 = 7;
/// Version of the quantised format (GGML_QNT_VERSION).
const QUANT_VERSION: u32 = 2;
/// Numbers in a block.
const BLOCK: usize = 32;

/// Matrices the engine wants in full precision.
const LEFT_ALONE: [&str; 4] =
    ["encoder.conv1.bias", "encoder.conv2.bias", "encoder.positional_embedding", "decoder.positional_embedding"];

/// Writes the q8_0 form of the f16 or f32 file `input` to `out`.
pub fn quantize(input: &mut impl Read, out: &mut impl Write) -> Result<Header, Fault> {
    let mut preamble = Preamble::read(input)?;
    if preamble.header.file_type > 1 {
        let kind = preamble.header.file_type;
        return Err(Fault::Unsupported(format!("already quantised (file type {kind}); start from the f16 file")));
    }
    preamble.header.file_type = QUANT_VERSION * QUANT_VERSION_FACTOR + FILE_TYPE_Q8_0;
    preamble.write(out)?;
    while let Some(tensor) = Tensor::read(input)? {
        let data = read_data(input, &tensor)?;
        let is_matrix = tensor.dims.len() == 2 && !LEFT_ALONE.contains(&tensor.name.as_str());
        if !is_matrix {
            tensor.write(out)?;
            out.write_all(&data)?;
            continue;
        }
        let numbers = floats(&tensor, &data)?;
        let tensor = Tensor { kind: Kind::Q8_0, ..tensor };
        // Rows that are no whole blocks are refused here.
        tensor.bytes()?;
        tensor.write(out)?;
        out.write_all(&blocks(&numbers))?;
    }
    Ok(preamble.header)
}

/// A tensor's bytes. Its size may be a lie, so memory grows only as the file delivers.
fn read_data(input: &mut impl Read, tensor: &Tensor) -> Result<Vec<u8>, Fault> {
    let size = tensor.bytes()?;
    let mut data = Vec::new();
    input.take(size).read_to_end(&mut data)?;
    match data.len() as u64 == size {
        true => Ok(data),
        false => malformed(format!("tensor {}: cut off after {} of {size} bytes", tensor.name, data.len())),
    }
}

fn floats(tensor: &Tensor, data: &[u8]) -> Result<Vec<f32>, Fault> {
    match tensor.kind {
        Kind::F32 => Ok(data.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()),
        Kind::F16 => Ok(data.as_chunks().0.iter().map(|pair| half::widen(u16::from_le_bytes(*pair))).collect()),
        kind => Err(Fault::Unsupported(format!("tensor {}: {kind:?} is already quantised", tensor.name))),
    }
}

/// The q8_0 blocks of `numbers`, whose count is a multiple of 32. Numbers are within half a step of scale × byte, a step
/// being the largest magnitude of the block over 127.
fn blocks(numbers: &[f32]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(numbers.len() / BLOCK * (BLOCK + 2));
    for block in numbers.as_chunks::<BLOCK>().0 {
        let largest = block.iter().fold(0f32, |largest, number| largest.max(number.abs()));
        let scale = largest / 127.0;
        let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
        bytes.extend(half::narrow(scale).to_le_bytes());
        bytes.extend(block.iter().map(|number| (number * inverse).round() as i8 as u8));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::weights::convert::convert;
    use crate::weights::toy;

    fn toy_file() -> Vec<u8> {
        let mut file = Vec::new();
        convert(&toy::ctranslate2(), toy::TOKENIZER.as_bytes(), &mut file).unwrap();
        file
    }

    fn quantized(file: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut out = Vec::new();
        quantize(&mut &*file, &mut out).map(|_| out)
    }

    #[test]
    fn matrices_become_blocks_and_the_rest_stays() {
        let (file, small) = (toy_file(), quantized(&toy_file()).unwrap());
        let (mut before, mut after) = (file.as_slice(), small.as_slice());
        Preamble::read(&mut before).unwrap();
        assert_eq!(Preamble::read(&mut after).unwrap().header.file_type, 2007);
        while let Some(was) = Tensor::read(&mut before).unwrap() {
            let is = Tensor::read(&mut after).unwrap().unwrap();
            let (old, new) = (read_data(&mut before, &was).unwrap(), read_data(&mut after, &is).unwrap());
            assert_eq!((&is.name, &is.dims), (&was.name, &was.dims));
            match was.dims.len() == 2 && was.kind == Kind::F16 {
                true => assert_eq!(is.kind, Kind::Q8_0),
                false => assert_eq!((is.kind, new), (was.kind, old), "{}", was.name),
            }
        }
        assert_eq!(Tensor::read(&mut after).unwrap(), None);
    }

    #[test]
    fn a_quantized_file_is_not_quantized_again() {
        let small = quantized(&toy_file()).unwrap();
        assert!(matches!(quantized(&small), Err(Fault::Unsupported(_))));
    }

    #[test]
    fn a_file_cut_within_a_tensor_is_refused() {
        let file = toy_file();
        for cut in [1, 2, 100, 1000] {
            assert!(matches!(quantized(&file[..file.len() - cut]), Err(Fault::Malformed(_))), "{cut} bytes short");
        }
    }

    proptest! {
        #[test]
        fn no_number_moves_more_than_half_a_step(numbers in prop::array::uniform32(-1e3f32..1e3)) {
            let block = blocks(&numbers);
            prop_assert_eq!(block.len(), 34);
            let scale = half::widen(u16::from_le_bytes([block[0], block[1]]));
            let largest = numbers.iter().fold(0f32, |largest, number| largest.max(number.abs()));
            // Half a step of rounding, and what the scale lost as a binary16 (2⁻¹¹ of it, times up to 127).
            let bound = largest / 127.0 * (0.5 + 127.0 / 2048.0) + 1e-3;
            for (number, byte) in numbers.iter().zip(&block[2..]) {
                let back = scale * f32::from(*byte as i8);
                prop_assert!((number - back).abs() <= bound, "{} became {}", number, back);
            }
            let peak = block[2..].iter().map(|byte| (*byte as i8).unsigned_abs()).max();
            prop_assert!(largest == 0.0 || peak == Some(127), "the largest number takes the whole range");
        }

        #[test]
        fn blocks_do_not_depend_on_their_neighbours(
            a in prop::collection::vec(-1f32..1.0, 32),
            b in prop::collection::vec(-1f32..1.0, 32),
        ) {
            prop_assert_eq!(blocks(&[a.clone(), b.clone()].concat()), [blocks(&a), blocks(&b)].concat());
        }
    }
}

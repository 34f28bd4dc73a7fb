//! Checks that a file is a whole ggml model before an engine is trusted with it.
//!
//! whisper.cpp believes the sizes a file states; a cut file makes it print and give up, a lying one worse. Here every
//! tensor must be one the header calls for, be there once, and the last must end where the file does.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use crate::weights::error::{Fault, WeightsError, malformed};
use crate::weights::ggml::{MAGIC, Preamble, fill, read_u32};
use crate::weights::layout::slots;
use crate::weights::manifest::Kind;
use crate::weights::tensor::Tensor;

/// What a detector's file says after the magic; whisper's number there, its vocabulary, is far larger.
const DETECTOR_TYPE: &[u8] = b"silero-16k";
/// Numbers of a detector's header before its layers: version (three), window, context.
const DETECTOR_NUMBERS: u32 = 5;
/// The most encoder layers a detector is believed to have; Silero 6.2 has 4.
const DETECTOR_LAYERS_LIMIT: u32 = 64;

/// What kind of model the file at `path` is, if it is a whole one.
pub fn inspect(path: &Path) -> Result<Kind, WeightsError> {
    let file = File::open(path).map_err(WeightsError::io(path))?;
    let size = file.metadata().map_err(WeightsError::io(path))?.len();
    let mut input = BufReader::new(file);
    let kind = kind(&mut input).map_err(Fault::of(path))?;
    let checked = match kind {
        Kind::Whisper => whisper(&mut input, size),
        Kind::Detector => detector(&mut input, size),
    };
    checked.map(|()| kind).map_err(Fault::of(path))
}

/// Leaves `input` at its start.
fn kind(input: &mut (impl Read + Seek)) -> Result<Kind, Fault> {
    if read_u32(input, "the magic")? != MAGIC {
        return malformed("not a ggml file: it does not begin with the ggml magic");
    }
    let next = read_u32(input, "the header")?;
    input.rewind()?;
    match next as usize == DETECTOR_TYPE.len() {
        true => Ok(Kind::Detector),
        false => Ok(Kind::Whisper),
    }
}

fn whisper(input: &mut (impl Read + Seek), size: u64) -> Result<(), Fault> {
    let preamble = Preamble::read(input)?;
    let mut missing: HashMap<String, Vec<u32>> =
        slots(&preamble.header).into_iter().map(|slot| (slot.name, slot.dims)).collect();
    while let Some(tensor) = tensor(input, size)? {
        match missing.remove(&tensor.name) {
            None => return malformed(format!("tensor {} is twice in it, or none of this model's", tensor.name)),
            Some(dims) if dims != tensor.dims => {
                return malformed(format!("tensor {} has dims {:?}, expected are {dims:?}", tensor.name, tensor.dims));
            }
            Some(_) => {}
        }
    }
    match missing.keys().min() {
        None => Ok(()),
        Some(name) => malformed(format!("cut off: {} tensors are missing, one is {name}", missing.len())),
    }
}

fn detector(input: &mut (impl Read + Seek), size: u64) -> Result<(), Fault> {
    read_u32(input, "the magic")?;
    let mut text = vec![0; read_u32(input, "the header")? as usize];
    fill(input, &mut text, "the header")?;
    if text != DETECTOR_TYPE {
        return Err(Fault::Unsupported("neither whisper nor a Silero speech detector".to_owned()));
    }
    for _ in 0..DETECTOR_NUMBERS {
        read_u32(input, "the header")?;
    }
    let layers = read_u32(input, "the header")?;
    if layers > DETECTOR_LAYERS_LIMIT {
        return malformed(format!("{layers} layers, the limit is {DETECTOR_LAYERS_LIMIT}"));
    }
    // Channels in and out and the kernel of each layer, then the sizes of the memory and of the last convolution.
    for _ in 0..3 * layers + 4 {
        read_u32(input, "the header")?;
    }
    // The spectrum; weight and bias of each layer and of the last one; four of the memory.
    let expected = 1 + 2 * layers + 2 + 4;
    let mut found = 0;
    while tensor(input, size)?.is_some() {
        found += 1;
    }
    match found == expected {
        true => Ok(()),
        false => malformed(format!("cut off: {found} tensors of {expected}")),
    }
}

/// The next tensor, its data skipped if the file has all of it.
fn tensor(input: &mut (impl Read + Seek), size: u64) -> Result<Option<Tensor>, Fault> {
    let Some(tensor) = Tensor::read(input)? else {
        return Ok(None);
    };
    let (bytes, left) = (tensor.bytes()?, size.saturating_sub(input.stream_position()?));
    if bytes > left {
        return malformed(format!("cut off in tensor {}: it has {left} of {bytes} bytes", tensor.name));
    }
    let skip = i64::try_from(bytes).map_err(|_| Fault::Malformed(format!("tensor {}: too large", tensor.name)))?;
    input.seek_relative(skip)?;
    Ok(Some(tensor))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::weights::convert::convert;
    use crate::weights::quantize::quantize;
    use crate::weights::tensor::Kind as Numbers;
    use crate::weights::toy;

    fn toy_file() -> Vec<u8> {
        let mut file = Vec::new();
        convert(&toy::ctranslate2(), toy::TOKENIZER.as_bytes(), &mut file).unwrap();
        file
    }

    fn check(file: &[u8]) -> Result<(), Fault> {
        whisper(&mut Cursor::new(file), file.len() as u64)
    }

    #[test]
    fn whole_files_pass() {
        let file = toy_file();
        let mut small = Vec::new();
        quantize(&mut file.as_slice(), &mut small).unwrap();
        assert!(check(&file).is_ok());
        assert!(check(&small).is_ok());
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let file = toy_file();
        // Every place would take a minute; odd steps meet names, dims, data and the seams between tensors.
        let seams = (file.len() - 300)..file.len();
        for length in (0..file.len()).step_by(97).chain(seams) {
            assert!(matches!(check(&file[..length]), Err(Fault::Malformed(_))), "cut at {length}");
        }
    }

    #[test]
    fn a_tensor_too_many_is_refused() {
        let mut file = toy_file();
        let extra = Tensor { name: "decoder.ln.bias".to_owned(), kind: Numbers::F32, dims: vec![1] };
        extra.write(&mut file).unwrap();
        file.extend([0; 4]);
        assert!(check(&file).is_err());
    }

    #[test]
    fn a_detector_is_told_from_a_whisper() {
        let mut file = MAGIC.to_le_bytes().to_vec();
        file.extend((DETECTOR_TYPE.len() as u32).to_le_bytes());
        file.extend(DETECTOR_TYPE);
        let numbers = [6, 2, 0, 512, 64, 0, 1, 1, 1, 1];
        numbers.iter().for_each(|number: &u32| file.extend(number.to_le_bytes()));
        for name in 0..7 {
            Tensor { name: format!("t{name}"), kind: Numbers::F16, dims: vec![2] }.write(&mut file).unwrap();
            file.extend([0; 4]);
        }
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("detector.bin");
        std::fs::write(&path, &file).unwrap();
        assert_eq!(inspect(&path).unwrap(), Kind::Detector);
        for length in 0..file.len() {
            std::fs::write(&path, &file[..length]).unwrap();
            let error = inspect(&path).unwrap_err().to_string();
            assert!(error.contains("detector.bin"), "cut at {length}: {error}");
        }
        std::fs::write(&path, toy_file()).unwrap();
        assert_eq!(inspect(&path).unwrap(), Kind::Whisper);
        std::fs::write(&path, b"RIFF....WAVE").unwrap();
        assert!(inspect(&path).unwrap_err().to_string().contains("not a ggml file"));
    }
}

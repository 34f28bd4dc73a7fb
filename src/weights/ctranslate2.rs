//! Reads the `model.bin` of a CTranslate2 whisper folder, version 6.
//!
//! Little endian: `u32` version, string spec, `u32` revision, `u32` count and that many variables, `u32` count and that
//! many aliases (two strings: alias, target). A string is a `u16` length and that many bytes, the last a NUL. A variable is
//! a string name, `u8` rank, a `u32` a dim, `u8` type, `u32` size and that many bytes. Nothing is allocated on a file's word.

use std::collections::HashMap;

use crate::weights::error::{Fault, malformed};
use crate::weights::half;

const VERSION: u32 = 6;
const SPEC: &str = "WhisperSpec";
/// The highest rank CTranslate2 whisper files use is 3.
const RANK_LIMIT: u8 = 8;

/// A variable's numbers as the file has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable<'a> {
    /// Outermost first; empty for a scalar.
    pub dims: Vec<u32>,
    kind: Kind,
    bytes: &'a [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    F32,
    I8,
    I16,
    I32,
    F16,
    BF16,
}

impl Kind {
    fn from_number(number: u8) -> Option<Kind> {
        [Kind::F32, Kind::I8, Kind::I16, Kind::I32, Kind::F16, Kind::BF16].get(usize::from(number)).copied()
    }

    fn bytes(self) -> usize {
        match self {
            Kind::F32 | Kind::I32 => 4,
            Kind::I16 | Kind::F16 | Kind::BF16 => 2,
            Kind::I8 => 1,
        }
    }
}

/// A file's variables by name, aliases included.
#[derive(Debug)]
pub struct Model<'a> {
    variables: HashMap<&'a str, Variable<'a>>,
}

impl<'a> Model<'a> {
    pub fn read(file: &'a [u8]) -> Result<Model<'a>, Fault> {
        let mut cursor = Cursor { file, at: 0 };
        let version = cursor.u32("version")?;
        if version != VERSION {
            return Err(Fault::Unsupported(format!("CTranslate2 version {version}; only version {VERSION} is read")));
        }
        let spec = cursor.string("spec")?;
        if spec != SPEC {
            return Err(Fault::Unsupported(format!("CTranslate2 spec {spec:?}; only {SPEC} is read")));
        }
        cursor.u32("revision")?;
        let mut variables = HashMap::new();
        for _ in 0..cursor.u32("count of variables")? {
            let (name, variable) = cursor.variable()?;
            if variables.insert(name, variable).is_some() {
                return malformed(format!("variable {name} comes twice"));
            }
        }
        let mut aliases = Vec::new();
        for _ in 0..cursor.u32("count of aliases")? {
            aliases.push((cursor.string("alias")?, cursor.string("target of an alias")?));
        }
        if cursor.at != file.len() {
            return malformed(format!("{} bytes follow the last alias", file.len() - cursor.at));
        }
        // An alias names a variable, never another alias: so none can go in circles.
        let targets: Vec<_> = aliases.iter().map(|(_, target)| variables.get(target).cloned()).collect();
        for ((alias, target), variable) in aliases.into_iter().zip(targets) {
            let Some(variable) = variable else {
                return malformed(format!("alias {alias} means {target}, which is no variable"));
            };
            if variables.insert(alias, variable).is_some() {
                return malformed(format!("alias {alias} is a name already taken"));
            }
        }
        Ok(Model { variables })
    }

    pub fn get(&self, name: &str) -> Result<&Variable<'a>, Fault> {
        self.variables.get(name).ok_or_else(|| Fault::Malformed(format!("variable {name} is missing")))
    }

    /// How many layers `encoder` or `decoder` has: the names run on from `layer_0`.
    pub fn layers(&self, side: &str) -> u32 {
        let has =
            |layer: &u32| self.variables.contains_key(format!("{side}/layer_{layer}/ffn/layer_norm/gamma").as_str());
        (0..).take_while(has).count() as u32
    }
}

impl Variable<'_> {
    /// A scalar whole number, such as the number of heads.
    pub fn scalar(&self) -> Option<i64> {
        if self.dims.iter().any(|dim| *dim != 1) {
            return None;
        }
        match (self.kind, self.bytes) {
            (Kind::I8, &[a]) => Some(i64::from(a as i8)),
            (Kind::I16, &[a, b]) => Some(i64::from(i16::from_le_bytes([a, b]))),
            (Kind::I32, &[a, b, c, d]) => Some(i64::from(i32::from_le_bytes([a, b, c, d]))),
            _ => None,
        }
    }

    /// Part `index` of `of` equal parts along the outermost dim.
    pub fn part(&self, index: u32, of: u32) -> Result<Variable<'_>, Fault> {
        let Some(rows) = self.dims.first().filter(|rows| rows.is_multiple_of(of)) else {
            return malformed(format!("dims {:?} do not split into {of}", self.dims));
        };
        let mut dims = self.dims.clone();
        dims[0] = rows / of;
        let length = self.bytes.len() / of as usize;
        let bytes = &self.bytes[length * index as usize..][..length];
        Ok(Variable { dims, kind: self.kind, bytes })
    }

    /// Little-endian binary16 numbers; without loss where the file has them so.
    pub fn to_f16(&self) -> Result<Vec<u8>, Fault> {
        match self.kind {
            Kind::F16 => Ok(self.bytes.to_vec()),
            _ => Ok(self.floats()?.flat_map(|value| half::narrow(value).to_le_bytes()).collect()),
        }
    }

    /// Little-endian binary32 numbers.
    pub fn to_f32(&self) -> Result<Vec<u8>, Fault> {
        Ok(self.floats()?.flat_map(f32::to_le_bytes).collect())
    }

    pub fn is_zero(&self) -> Result<bool, Fault> {
        Ok(self.floats()?.all(|value| value == 0.0))
    }

    fn floats(&self) -> Result<Box<dyn Iterator<Item = f32> + '_>, Fault> {
        let pairs = || self.bytes.as_chunks().0.iter().map(|pair| u16::from_le_bytes(*pair));
        match self.kind {
            Kind::F32 => Ok(Box::new(self.bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)))),
            Kind::F16 => Ok(Box::new(pairs().map(half::widen))),
            Kind::BF16 => Ok(Box::new(pairs().map(|bits| f32::from_bits(u32::from(bits) << 16)))),
            Kind::I8 | Kind::I16 | Kind::I32 => Err(Fault::Unsupported(
                "the weights are quantised; convert the original to CTranslate2 with float16 instead".to_owned(),
            )),
        }
    }
}

struct Cursor<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize, place: &str) -> Result<&'a [u8], Fault> {
        let rest = &self.file[self.at..];
        match rest.get(..length) {
            Some(bytes) => {
                self.at += length;
                Ok(bytes)
            }
            None => malformed(format!("{place}: {length} bytes claimed at {}, {} are left", self.at, rest.len())),
        }
    }

    fn u8(&mut self, place: &str) -> Result<u8, Fault> {
        Ok(self.take(1, place)?[0])
    }

    fn u32(&mut self, place: &str) -> Result<u32, Fault> {
        let bytes = self.take(4, place)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn string(&mut self, place: &str) -> Result<&'a str, Fault> {
        let length = self.take(2, place)?;
        let bytes = self.take(usize::from(u16::from_le_bytes([length[0], length[1]])), place)?;
        match bytes.split_last() {
            Some((0, text)) => str::from_utf8(text).map_err(|_| Fault::Malformed(format!("{place}: not text"))),
            _ => malformed(format!("{place}: a string does not end in a NUL")),
        }
    }

    fn variable(&mut self) -> Result<(&'a str, Variable<'a>), Fault> {
        let name = self.string("name of a variable")?;
        let rank = self.u8(name)?;
        if rank > RANK_LIMIT {
            return malformed(format!("{name}: rank {rank}, the limit is {RANK_LIMIT}"));
        }
        let dims = (0..rank).map(|_| self.u32(name)).collect::<Result<Vec<_>, _>>()?;
        let number = self.u8(name)?;
        let Some(kind) = Kind::from_number(number) else {
            return malformed(format!("{name}: type {number} is unknown"));
        };
        let claimed = self.u32(name)?;
        let size = dims.iter().try_fold(kind.bytes() as u64, |size, dim| size.checked_mul(u64::from(*dim)));
        if size != Some(u64::from(claimed)) {
            return malformed(format!("{name}: {claimed} bytes do not make dims {dims:?} of {kind:?}"));
        }
        let bytes = self.take(claimed as usize, name)?;
        Ok((name, Variable { dims, kind, bytes }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::toy;

    /// The toy without its large variables: every byte of the rest can be tried.
    fn skeleton() -> Vec<u8> {
        toy::ctranslate2_but(|variable| {
            let kept = variable.dims.len() < 2 && variable.numbers.len() < 64;
            (kept || variable.name == "decoder/embeddings/weight").then_some(variable)
        })
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let file = skeleton();
        assert!(Model::read(&file).is_ok());
        for length in 0..file.len() {
            assert!(matches!(Model::read(&file[..length]), Err(Fault::Malformed(_))), "cut at {length}");
        }
    }

    #[test]
    fn any_byte_may_lie_without_a_panic() {
        let file = skeleton();
        for at in 0..file.len() {
            for lie in [0, 1, 0x7f, 0x80, 0xff] {
                let mut file = file.clone();
                file[at] = lie;
                // Either answer is right, as long as it is one.
                let _ = Model::read(&file);
            }
        }
    }

    /// A file of one variable `w` and the given aliases, with the pieces to lie in.
    fn file(rank: u8, dims: &[u32], kind: u8, size: u32, data: &[u8], aliases: &[(&str, &str)]) -> Vec<u8> {
        let mut file = toy::head(1);
        file.extend(toy::string("w"));
        file.push(rank);
        dims.iter().for_each(|dim| file.extend(dim.to_le_bytes()));
        file.push(kind);
        file.extend(size.to_le_bytes());
        file.extend(data);
        file.extend((aliases.len() as u32).to_le_bytes());
        for (alias, target) in aliases {
            file.extend(toy::string(alias));
            file.extend(toy::string(target));
        }
        file
    }

    #[test]
    fn lies_are_refused() {
        let max = u32::MAX;
        let endless = {
            let mut file = toy::head(max);
            file.extend(0u32.to_le_bytes());
            file
        };
        let cases = [
            ("size larger than the file", file(1, &[max], 1, max, &[], &[])),
            ("size smaller than the dims", file(1, &[2], 4, 2, &[0; 2], &[])),
            ("size larger than the dims", file(1, &[1], 4, 4, &[0; 4], &[])),
            ("dims that overflow", file(8, &[max; 8], 0, 4, &[0; 4], &[])),
            ("dims that overflow to zero", file(2, &[1 << 31, 1 << 31], 0, 0, &[], &[])),
            ("absurd rank", file(255, &[1; 255], 1, 1, &[0], &[])),
            ("unknown type", file(0, &[], 6, 1, &[0], &[])),
            ("endless count", endless),
            ("alias of itself", file(0, &[], 1, 1, &[0], &[("a", "a")])),
            ("aliases in a circle", file(0, &[], 1, 1, &[0], &[("a", "b"), ("b", "a")])),
            ("alias of an alias", file(0, &[], 1, 1, &[0], &[("a", "w"), ("b", "a")])),
            ("alias that hides a variable", file(0, &[], 1, 1, &[0], &[("w", "w")])),
            ("alias twice", file(0, &[], 1, 1, &[0], &[("a", "w"), ("a", "w")])),
            ("bytes after the end", [file(0, &[], 1, 1, &[0], &[]), vec![0]].concat()),
        ];
        for (case, file) in cases {
            assert!(matches!(Model::read(&file), Err(Fault::Malformed(_))), "{case}");
        }
        assert!(Model::read(&file(0, &[], 1, 1, &[0], &[("a", "w")])).is_ok());
    }

    #[test]
    fn another_version_or_model_is_unsupported() {
        let mut older = toy::ctranslate2();
        older[0] = 5;
        assert!(matches!(Model::read(&older), Err(Fault::Unsupported(_))));
        let other = [6u32.to_le_bytes().to_vec(), toy::string("TransformerSpec")].concat();
        assert!(matches!(Model::read(&other), Err(Fault::Unsupported(_))));
    }

    #[test]
    fn numbers_are_widened_and_split() {
        let file = file(2, &[2, 1], 4, 4, &[0x00, 0x3c, 0x00, 0xc0], &[]);
        let model = Model::read(&file).unwrap();
        let w = model.get("w").unwrap();
        assert_eq!(w.to_f32().unwrap(), [1f32.to_le_bytes(), (-2f32).to_le_bytes()].concat());
        assert_eq!(w.part(1, 2).unwrap().to_f16().unwrap(), [0x00, 0xc0]);
        assert!(w.part(0, 3).is_err());
        assert_eq!(w.scalar(), None);
    }
}

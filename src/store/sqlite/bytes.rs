//! Numbers and texts as bytes: small numbers in one byte (LEB128), and what lies near zero on either side, too (zigzag).

/// Bytes that cannot be read as what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken(pub &'static str);

/// Adds a number, seven bits a byte, the lowest first.
pub fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Adds how far it is from one number to another, in either direction.
pub fn put_step(bytes: &mut Vec<u8>, from: u32, to: u32) {
    // Wrapping: the step from 0 to the largest number is -1, and leads back all the same.
    let step = to.wrapping_sub(from) as i32;
    put(bytes, ((step << 1) ^ (step >> 31)) as u32);
}

/// Adds a text behind its length. Texts of 4 GiB do not exist: a transcript is far shorter.
pub fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put(bytes, text.len() as u32);
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads bytes from the front.
pub struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    pub fn of(bytes: &'b [u8]) -> Reader<'b> {
        Reader { rest: bytes }
    }

    pub fn byte(&mut self) -> Result<u8, Broken> {
        let (byte, rest) = self.rest.split_first().ok_or(Broken("it ends too early"))?;
        self.rest = rest;
        Ok(*byte)
    }

    pub fn number(&mut self) -> Result<u32, Broken> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Broken("a number has no end"))
    }

    /// The number that lies a step from another.
    pub fn step(&mut self, from: u32) -> Result<u32, Broken> {
        let step = self.number()?;
        Ok(from.wrapping_add((step >> 1) ^ (step & 1).wrapping_neg()))
    }

    /// A text behind its length.
    pub fn text(&mut self) -> Result<&'b str, Broken> {
        let length = self.number()? as usize;
        self.text_of(length)
    }

    /// A text of so many bytes.
    pub fn text_of(&mut self, length: usize) -> Result<&'b str, Broken> {
        let (text, rest) = self.rest.split_at_checked(length).ok_or(Broken("a text ends too early"))?;
        self.rest = rest;
        std::str::from_utf8(text).map_err(|_| Broken("a text is not UTF-8"))
    }

    /// How many things follow, each of at least one byte.
    pub fn count(&mut self) -> Result<usize, Broken> {
        let count = self.number()? as usize;
        if count > self.rest.len() { Err(Broken("it counts more than follows")) } else { Ok(count) }
    }

    /// Nothing may be left.
    pub fn end(&self) -> Result<(), Broken> {
        if self.rest.is_empty() { Ok(()) } else { Err(Broken("something follows its end")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_steps_and_texts_come_back() {
        let numbers = [0, 1, 127, 128, 300, 16_383, 16_384, u32::MAX - 1, u32::MAX];
        for from in numbers {
            for to in numbers {
                let mut bytes = Vec::new();
                put(&mut bytes, to);
                put_step(&mut bytes, from, to);
                put_text(&mut bytes, "投诉");
                let mut reader = Reader::of(&bytes);
                assert_eq!((reader.number(), reader.step(from), reader.text()), (Ok(to), Ok(to), Ok("投诉")));
                assert_eq!(reader.end(), Ok(()));
            }
        }
    }

    #[test]
    fn small_numbers_and_small_steps_take_one_byte() {
        let mut bytes = Vec::new();
        put(&mut bytes, 127);
        put_step(&mut bytes, 1_000_000, 1_000_063);
        put_step(&mut bytes, 1_000_000, 999_936);
        assert_eq!(bytes.len(), 3);
    }
}

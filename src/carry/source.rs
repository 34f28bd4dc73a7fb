//! Reads the bytes of a foreign file: its encoding, and the places in it.
//!
//! Spreadsheets in China save CSV as GBK more often than not, and "Unicode text" as UTF-16 with tabs. A byte order mark
//! decides; without one the bytes are UTF-8 where they are valid UTF-8, else GB18030, which holds all of GBK.

use encoding_rs::{Encoding, GB18030, UTF_8};
use serde::Serialize;

use crate::carry::remark::{self, Remarks};

/// Rules that people wrote; a larger file is something else.
pub const MAX_BYTES: usize = 8 << 20;

/// A longer field or line is no expression.
pub const MAX_CELL_BYTES: usize = 1 << 16;
/// Beyond so many bytes of one line, columns are counted in bytes: nobody counts them, and no file takes long.
const EXACT_COLUMNS: usize = 1 << 17;

/// A foreign file as text.
#[derive(Debug)]
pub struct Source {
    /// As shown to a person: the file's name without its folders.
    pub name: String,
    pub text: String,
    /// What the bytes were read as: `UTF-8`, `gb18030`.
    pub encoding: &'static str,
    /// Where bytes could not be read and stand as U+FFFD; the first of them.
    pub garbled: Option<usize>,
    line_starts: Vec<usize>,
}

/// A place in a file, counted from 1; the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Source {
    /// Reads a file. Any bytes can be read; what is no text is marked as such.
    pub fn read(name: &str, bytes: &[u8]) -> Source {
        let encoding = match Encoding::for_bom(bytes) {
            Some((encoding, _)) => encoding,
            None if std::str::from_utf8(bytes).is_ok() => UTF_8,
            None => GB18030,
        };
        let (text, has_errors) = encoding.decode_with_bom_removal(bytes);
        let garbled = has_errors.then(|| text.find('\u{fffd}').unwrap_or(0));
        let text = text.into_owned();
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(starts).collect();
        Source { name: name.to_string(), text, encoding: encoding.name(), garbled, line_starts }
    }

    /// The place of a byte of the text.
    pub fn place(&self, at: usize) -> Place {
        let at = self.text.floor_char_boundary(at);
        let line = self.line_starts.partition_point(|start| *start <= at);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let far = self.text.floor_char_boundary(start + at.saturating_sub(start + EXACT_COLUMNS)).max(start);
        Place { line: line.max(1), column: far - start + self.text[far..at].chars().count() + 1 }
    }

    /// The lines that hold anything, each with the byte it begins at, without the blanks around it.
    pub fn lines(&self) -> impl Iterator<Item = Cell> + '_ {
        let ends = self.line_starts.iter().skip(1).copied().chain([self.text.len()]);
        let lines =
            self.line_starts.iter().zip(ends).map(|(start, end)| Cell::trimmed(&self.text[*start..end], *start));
        lines.filter(|line| !line.text.is_empty())
    }
}

/// A piece of a file with the place it stands at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    /// Bytes of the source.
    at: usize,
    /// In a quoted field of a table a quote is written twice.
    has_doubled_quotes: bool,
}

impl Cell {
    /// Text that stands in the source as it is, without the blanks around it.
    pub fn trimmed(text: &str, at: usize) -> Cell {
        let start = at + text.len() - text.trim_start().len();
        Cell { text: text.trim().to_string(), at: start, has_doubled_quotes: false }
    }

    /// The text of a quoted field, whose first character stands at `at`.
    pub fn quoted(text: &str, at: usize) -> Cell {
        Cell { has_doubled_quotes: text.contains('"'), ..Cell::trimmed(text, at) }
    }

    /// As much of it as is read; what is too long is cut, which is a remark.
    pub fn cut(self, remarks: &mut Remarks<'_>) -> Cell {
        if self.text.len() <= MAX_CELL_BYTES {
            return self;
        }
        let what = format!("{} bytes in one piece, and at most {MAX_CELL_BYTES} are read", self.text.len());
        remarks.add(self.at, remark::LIMIT, what, "the rest was left out; split it");
        self.part(0, self.text.floor_char_boundary(MAX_CELL_BYTES))
    }

    /// Where a byte of the text stands in the source.
    pub fn place(&self, offset: usize) -> usize {
        let doubled = match self.has_doubled_quotes {
            true => self.text.bytes().take(offset).filter(|byte| *byte == b'"').count(),
            false => 0,
        };
        self.at + offset + doubled
    }

    /// The part from one byte to another; both must be character boundaries.
    pub fn part(&self, from: usize, to: usize) -> Cell {
        let text = self.text.get(from..to).unwrap_or_default();
        let part = Cell::trimmed(text, self.place(from));
        Cell { has_doubled_quotes: self.has_doubled_quotes, ..part }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_in_the_encodings_that_spreadsheets_write() {
        let text = "关键词,角色\n投诉,客户\n";
        let utf16: Vec<u8> = "\u{feff}关键词\t角色\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let cases: [(Vec<u8>, &str, &str); 4] = [
            (text.as_bytes().to_vec(), "UTF-8", text),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), "UTF-8", text),
            (GB18030.encode(text).0.into_owned(), "gb18030", text),
            (utf16, "UTF-16LE", "关键词\t角色\n"),
        ];
        for (bytes, encoding, wanted) in cases {
            let source = Source::read("f", &bytes);
            assert_eq!((source.encoding, source.text.as_str(), source.garbled), (encoding, wanted, None));
        }
        assert_eq!(Source::read("f", b"ab\xff\xff").garbled, Some(2));
    }

    #[test]
    fn places_are_counted_in_characters() {
        let source = Source::read("f", "投诉\r\n  退订|违约金\n".as_bytes());
        let lines: Vec<Cell> = source.lines().collect();
        assert_eq!(lines[1].text, "退订|违约金");
        assert_eq!(source.place(lines[1].place("退订|".len())), Place { line: 2, column: 6 });
        assert_eq!(source.place(10_000), Place { line: 3, column: 1 });
    }

    #[test]
    fn a_doubled_quote_in_a_field_counts_twice() {
        let cell = Cell::quoted(r#"say "hello" twice"#, 10);
        assert_eq!(cell.place(4), 14);
        assert_eq!(cell.place("say \"hello\" ".len()), 10 + "say \"\"hello\"\" ".len());
    }
}

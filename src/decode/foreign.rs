//! Files that are known by their first bytes but not decoded: naming them saves whoever sent them a guess.

use crate::decode::mp3::first_frame;
use crate::decode::source::Head;

/// Place, first bytes, a word for the format, and its name.
type Mark = (usize, &'static [u8], &'static str, &'static str);

const MARKS: &[Mark] = &[
    (0, b"#!AMR-WB_MC1.0\n", "amr", "AMR-WB with several channels"),
    (0, b"#!AMR_MC1.0\n", "amr", "AMR-NB with several channels"),
    (0, b"#!AMR-WB\n", "amr", "AMR-WB"),
    (0, b"#!AMR\n", "amr", "AMR-NB"),
    (0, &[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], "asf", "Windows Media (WMA)"),
    (0, b".RMF", "rm", "RealMedia"),
    (0, b".ra\xFD", "rm", "RealAudio"),
    (0, b"wvpk", "wv", "WavPack"),
    (0, b"MAC ", "ape", "Monkey's Audio"),
    (0, b"MPCK", "mpc", "Musepack"),
    (0, b"#!SILK_V3", "silk", "Skype SILK"),
    (1, b"#!SILK_V3", "silk", "WeChat SILK"),
    (0, b"FLV\x01", "flv", "Flash video"),
    (8, b"AVI ", "avi", "AVI"),
    (0, b"RIFX", "wav", "big-endian WAV"),
    (0, b"riff", "w64", "Sony Wave64"),
    (0, b"MThd", "midi", "MIDI"),
    (0, b"\x00\x00\x01\xBA", "mpeg", "MPEG program stream"),
    (0, b"PK\x03\x04", "zip", "a zip archive"),
    (0, b"\x1F\x8B", "gzip", "a gzip file"),
    (0, b"7z\xBC\xAF\x27\x1C", "7z", "a 7z archive"),
    (0, b"Rar!", "rar", "a rar archive"),
    (0, b"%PDF", "pdf", "a PDF document"),
    (0, b"\x7FELF", "elf", "a program"),
];
/// Bytes looked at to tell text: more than any binary format begins with letters.
const TEXT: usize = 512;
/// Different bytes that the shortest text has.
const LETTERS: usize = 4;

/// The word and the name of a format that is known only by name.
pub fn name(head: &Head) -> Option<(&'static str, &'static str)> {
    let mark = MARKS.iter().find(|(at, magic, ..)| head.has(*at, magic));
    mark.map(|(_, _, word, name)| (*word, *name)).or_else(|| first_frame(head, 2).map(|_| ("mp2", "MPEG layer 2")))
}

/// What to call a file of no known format.
pub fn describe(head: &Head) -> &'static str {
    if is_text(head) {
        return "text";
    }
    match head.bytes.iter().all(|byte| *byte == 0) {
        true => "a file of zeros",
        false => "a file of no known format (bare G.711 is read with `raw` set)",
    }
}

/// Whether a file begins as text. A few bytes over and over are none, even if they are letters: A-law's silence is `UUU`.
pub fn is_text(head: &Head) -> bool {
    let start = &head.bytes[..head.bytes.len().min(TEXT)];
    let is_printed = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace() || *byte >= 0x80;
    // The last character may be cut off.
    let is_utf8 = std::str::from_utf8(start).map_or_else(|error| error.error_len().is_none(), |_| true);
    let distinct = start.iter().collect::<std::collections::BTreeSet<_>>().len();
    is_utf8 && distinct >= LETTERS && start.iter().all(is_printed)
}

//! Sorts single characters, and brings each to its plain form: half width, lower case, simplified.

use crate::text::simplify::simplified;

/// What a character is to folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Han,
    /// A letter of any other script.
    Letter,
    /// `0` to `9`.
    Digit,
    Blank,
    /// Nothing that is seen: zero width, or an accent set over the character before.
    Unseen,
    Apostrophe,
    Hyphen,
    Percent,
    Currency,
    /// Any other punctuation or symbol.
    Mark,
}

/// Whether this is a Chinese character, which is a word of its own wherever it stands.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The plain form of a character.
pub(crate) fn plain(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        '\0'..='\x7f' => c,
        // Variants that OpenCC keeps apart, and that engines mix up.
        '妳' => '你',
        '著' => '着',
        '瞭' => '了',
        '藉' => '借',
        '甚' => '什',
        '\u{3400}'..='\u{9fff}' => simplified(c),
        '〇' => '零',
        '￥' => '¥',
        '￡' => '£',
        '\u{ff01}'..='\u{ff5e}' => half_width(c),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// What a character in its plain form is.
pub(crate) fn class(c: char) -> Class {
    match ASCII.get(c as usize) {
        Some(class) => *class,
        None if is_han(c) => Class::Han,
        None => rare_class(c),
    }
}

const ASCII: [Class; 128] = {
    let mut classes = [Class::Mark; 128];
    let mut at = 0;
    while at < classes.len() {
        classes[at] = match at as u8 {
            b'a'..=b'z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'%' => Class::Percent,
            b'$' => Class::Currency,
            b'\'' | b'`' => Class::Apostrophe,
            b'-' => Class::Hyphen,
            b' ' | b'\t'..=b'\r' => Class::Blank,
            _ => Class::Mark,
        };
        at += 1;
    }
    classes
};

fn rare_class(c: char) -> Class {
    match c {
        '¥' | '€' | '£' => Class::Currency,
        '’' | '‘' | 'ʼ' => Class::Apostrophe,
        '‐' | '‑' | '–' => Class::Hyphen,
        '\u{300}'..='\u{36f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2060}'
        | '\u{feff}'
        | '\u{ad}'
        | '\u{fe00}'..='\u{fe0f}' => Class::Unseen,
        _ if c.is_alphanumeric() => Class::Letter,
        _ if c.is_whitespace() => Class::Blank,
        _ => Class::Mark,
    }
}

fn half_width(c: char) -> char {
    // The block repeats ASCII from `!` to `~` (Unicode, Halfwidth and Fullwidth Forms).
    let ascii = char::from_u32(u32::from(c) - 0xff01 + 0x21).unwrap_or(c);
    ascii.to_ascii_lowercase()
}

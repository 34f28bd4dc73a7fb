//! How text is cut for the full-text index, and what is looked up in it.
//!
//! FTS5 takes a run of Han characters for one word, and its trigrams find nothing shorter than three. So every Han
//! character is made a word of its own, and what is searched is a phrase of such words: 投诉 becomes `投 诉`.

use crate::call::party::Party;
use crate::store::query::Said;
use crate::store::store::StoreError;

/// Where the number of the utterance ends and that of the recording begins in a row id of the index. Utterances after
/// the first million of a call are not indexed; a call of 49 days, the longest there can be, does not have them.
const UTTERANCE_BITS: u32 = 20;

/// How many utterances of a call are indexed.
pub const MAX_UTTERANCES: usize = 1 << UTTERANCE_BITS;

/// SQL for the key of the recording in a row id.
pub const KEY_OF_ROW: &str = "(rowid >> 20)";

/// The row of an utterance in the index.
pub fn row(key: i64, utterance: usize) -> i64 {
    (key << UTTERANCE_BITS) + utterance as i64
}

/// The first and last row that a recording can have.
pub fn rows(key: i64) -> (i64, i64) {
    (row(key, 0), row(key, MAX_UTTERANCES - 1))
}

/// The utterance of a row.
pub fn utterance(row: i64) -> u32 {
    (row & (MAX_UTTERANCES as i64 - 1)) as u32
}

/// The column of the index that holds what a party says. Announcements share the column of those who are not known, so
/// that stores need no other schema: a question for either finds both.
pub fn column(party: Party) -> &'static str {
    match party {
        Party::Ivr => Party::Unknown.name(),
        Party::Agent | Party::Customer | Party::Unknown => party.name(),
    }
}

/// The words of a text with one blank between: lower case, half width, Han and kana characters one by one.
pub fn cut(text: &str) -> String {
    let mut words = String::with_capacity(text.len() * 2);
    let mut in_word = false;
    for c in text.chars().map(half_width) {
        let alone = stands_alone(c);
        let joins = !alone && c.is_alphanumeric();
        if (alone || (joins && !in_word)) && !words.is_empty() {
            words.push(' ');
        }
        match (alone, joins) {
            (true, _) => words.push(c),
            (_, true) => words.extend(c.to_lowercase()),
            _ => {}
        }
        in_word = joins;
    }
    words
}

/// The question to the index for words that were said: one phrase, of letters, digits and characters alone, so that
/// nothing in it can be taken for an operator.
pub fn question(said: &Said) -> Result<String, StoreError> {
    let words = cut(&said.text);
    if words.is_empty() {
        return Err(StoreError::NothingSaid(said.text.clone()));
    }
    Ok(match said.party {
        Some(party) => format!("{} : \"{words}\"", column(party)),
        None => format!("\"{words}\""),
    })
}

/// Full-width forms of ASCII (ＡＢＣ１２３) as ASCII.
fn half_width(c: char) -> char {
    const FROM_ASCII: u32 = 0xFEE0;
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - FROM_ASCII).unwrap_or(c),
        _ => c,
    }
}

/// Whether a character is a word of its own: Han characters with 々 and 〇, and kana.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_into_words_and_single_characters() {
        let cases = [
            ("我要投诉", "我 要 投 诉"),
            ("Cancel MY line, please!", "cancel my line please"),
            ("办理100元5G套餐", "办 理 100 元 5g 套 餐"),
            ("ＶＩＰ１０", "vip10"),
            ("it's", "it s"),
            (" \"*\" (OR) NEAR", "or near"),
            ("...", ""),
            ("", ""),
        ];
        for (text, want) in cases {
            assert_eq!(cut(text), want, "{text:?}");
        }
    }

    #[test]
    fn announcements_share_the_column_of_the_unknown() {
        assert_eq!(Party::ALL.map(column), ["agent", "customer", "unknown", "unknown"]);
    }

    #[test]
    fn a_row_leads_back_to_its_utterance() {
        assert_eq!(KEY_OF_ROW, format!("(rowid >> {UTTERANCE_BITS})"));
        assert_eq!(utterance(row(7, 59)), 59);
        assert_eq!(rows(7).1 + 1, rows(8).0);
    }
}

//! Takes the tokens a ggml file carries out of a `tokenizer.json`.
//!
//! The texts there are written in GPT-2's byte alphabet: every byte is a printable character, so that text rules can run
//! over bytes. The 188 printable Latin-1 bytes stand for themselves, the other 68 in order for U+0100 onwards.

use std::collections::HashMap;

use serde::Deserialize;

use crate::weights::error::{Fault, malformed};

const END_OF_TEXT: &str = "<|endoftext|>";

#[derive(Deserialize)]
struct Tokenizer {
    model: Vocabulary,
    added_tokens: Vec<Added>,
}

#[derive(Deserialize)]
struct Vocabulary {
    vocab: HashMap<String, u32>,
}

#[derive(Deserialize)]
struct Added {
    id: u32,
    content: String,
}

/// The bytes of each token by id, from the JSON of a tokenizer.
///
/// These are GPT-2's own tokens; whisper.cpp makes up the special ones that follow. GPT-2's last entry is the end of text,
/// which English models use as such; in multilingual ones it is empty and the end of text is the first special token.
pub fn tokens(json: &[u8], multilingual: bool) -> Result<Vec<Vec<u8>>, Fault> {
    let tokenizer: Tokenizer =
        serde_json::from_slice(json).map_err(|error| Fault::Malformed(format!("not a tokenizer: {error}")))?;
    let Some(end) = tokenizer.added_tokens.iter().find(|added| added.content == END_OF_TEXT).map(|added| added.id)
    else {
        return malformed(format!("the tokenizer has no {END_OF_TEXT}"));
    };
    let mut texts: HashMap<u32, &str> =
        tokenizer.model.vocab.iter().filter(|(_, id)| **id < end).map(|(text, id)| (*id, text.as_str())).collect();
    let mut count = end;
    if !multilingual {
        texts.insert(end, END_OF_TEXT);
        count = count.saturating_add(1);
    }
    if texts.len() != count as usize {
        return malformed(format!("the tokenizer has {} tokens where {count} are needed", texts.len()));
    }
    let alphabet = alphabet();
    let mut tokens = Vec::with_capacity(texts.len());
    for id in 0..count {
        let Some(text) = texts.get(&id) else {
            return malformed(format!("the tokenizer has no token {id}"));
        };
        let bytes: Option<Vec<u8>> = text.chars().map(|char| alphabet.get(&char).copied()).collect();
        let Some(bytes) = bytes else {
            return malformed(format!("token {id}: {text:?} is not in the byte alphabet"));
        };
        tokens.push(bytes);
    }
    Ok(tokens)
}

/// The byte behind each character of GPT-2's alphabet.
fn alphabet() -> HashMap<char, u8> {
    let mut spare = '\u{100}'..;
    let stands_for_itself = |byte: u8| matches!(byte, b'!'..=b'~' | 0xa1..=0xac | 0xae..=0xff);
    let char_of = |byte: u8| match stands_for_itself(byte) {
        true => Some(char::from(byte)),
        false => spare.next(),
    };
    let chars: Vec<Option<char>> = (0..=u8::MAX).map(char_of).collect();
    chars.into_iter().zip(0..=u8::MAX).filter_map(|(char, byte)| Some((char?, byte))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_own_character() {
        let alphabet = alphabet();
        assert_eq!(alphabet.len(), 256);
        let cases =
            [('!', b'!'), ('~', b'~'), ('Ġ', b' '), ('Ċ', b'\n'), ('Ā', 0), ('ł', 0xa0), ('Ń', 0xad), ('ÿ', 0xff)];
        for (char, byte) in cases {
            assert_eq!(alphabet[&char], byte, "{char}");
        }
    }

    fn json(vocab: &str, end: u32) -> String {
        format!(r#"{{"model":{{"vocab":{vocab}}},"added_tokens":[{{"id":{end},"content":"<|endoftext|>"}}]}}"#)
    }

    #[test]
    fn tokens_are_bytes_in_the_order_of_their_ids() {
        let json = json(r#"{"ä½ł":1,"Ġthe":0,"":2,"<|zh|>":9}"#, 3);
        let tokens = tokens(json.as_bytes(), true).unwrap();
        assert_eq!(tokens, [b" the".as_slice(), "你".as_bytes(), b""]);
    }

    #[test]
    fn an_english_vocabulary_ends_with_the_end_of_text() {
        for vocab in [r#"{"a":0}"#, r#"{"a":0,"<|endoftext|>":1}"#] {
            assert_eq!(tokens(json(vocab, 1).as_bytes(), false).unwrap(), [b"a".as_slice(), b"<|endoftext|>"]);
        }
    }

    #[test]
    fn a_broken_tokenizer_is_refused() {
        let cases = [
            ("not JSON", "{".to_owned()),
            ("no vocabulary", "{}".to_owned()),
            ("no end of text", r#"{"model":{"vocab":{}},"added_tokens":[]}"#.to_owned()),
            ("a hole", json(r#"{"a":0,"b":2}"#, 3)),
            ("an id twice", json(r#"{"a":0,"b":0}"#, 2)),
            ("an endless count", json(r#"{"a":0}"#, u32::MAX)),
            ("a character outside the alphabet", json(r#"{"你":0}"#, 1)),
        ];
        for (case, json) in cases {
            for multilingual in [true, false] {
                assert!(tokens(json.as_bytes(), multilingual).is_err(), "{case}");
            }
        }
    }
}

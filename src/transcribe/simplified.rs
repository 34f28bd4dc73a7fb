//! Folds traditional characters to simplified ones, one for one.
//!
//! Whisper writes Mandarin in either by chance. A phrase-wise conversion would be a little better for the eye, but it
//! changes lengths, and every place in a text has to stay where it is.

use std::collections::HashMap;
use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// What the dictionary changes, among the characters in common use (CJK Extension A and the Unified Ideographs).
static TABLE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let opencc = OpenCC::from_config(BuiltinConfig::T2s).expect("the dictionaries are part of the program");
    ('\u{3400}'..='\u{9fff}').filter_map(|from| only(&opencc.convert(from.encode_utf8(&mut [0; 4])), from)).collect()
});

fn only(converted: &str, from: char) -> Option<(char, char)> {
    let mut chars = converted.chars();
    match (chars.next(), chars.next()) {
        (Some(to), None) if to != from => Some((from, to)),
        _ => None,
    }
}

/// Words in which 著 is `zhù` and stays; everywhere else it is how traditional writing has 着, which the dictionary knows
/// only phrase by phrase.
const KEPT_AFTER: &str = "显顯名原编編专專土论論巨拙遗遺译譯合卓昭";
const KEPT_BEFORE: &str = "名作称稱述者书書录錄有";

/// The text in simplified characters, with as many characters as before.
pub fn simplify(text: &str) -> String {
    let mut simple = String::with_capacity(text.len());
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let kept = before.is_some_and(|before| KEPT_AFTER.contains(before))
            || chars.peek().is_some_and(|after| KEPT_BEFORE.contains(*after));
        simple.push(match char {
            '著' if !kept => '着',
            _ => TABLE.get(&char).copied().unwrap_or(char),
        });
        before = Some(char);
    }
    simple
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_become_simplified_one_for_one() {
        let cases = [
            ("您的聯通話費已經返還。", "您的联通话费已经返还。"),
            ("套餐 ABC 30元", "套餐 ABC 30元"),
            ("看著你", "看着你"),
            ("著名的顯著特點", "著名的显著特点"),
            ("開通，謝謝", "开通，谢谢"),
            ("", ""),
        ];
        for (from, to) in cases {
            assert_eq!(simplify(from), to);
            assert_eq!(simplify(from).chars().count(), from.chars().count());
        }
    }
}

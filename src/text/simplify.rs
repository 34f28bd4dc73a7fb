//! Turns traditional characters into simplified ones, one for one.
//!
//! Word by word would be better Chinese (瞭解 is 了解, but 瞭望 stays), but one character for one keeps every offset, and
//! matching only asks that both sides are treated alike.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// The characters the table covers: the unified ideographs of the basic plane. Rarer ones are left as they are.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

/// A character that leads to another leads to a third at most; more would be a loop.
const LONGEST_CHAIN: usize = 4;

static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let all: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
    let Ok(opencc) = OpenCC::from_config(BuiltinConfig::T2s) else {
        // The dictionaries are part of the program; `common_characters_are_simplified` fails if they are not.
        return all;
    };
    // One character a line, so that no dictionary of words applies.
    let lines: String = all.iter().flat_map(|c| [*c, '\n']).collect();
    let converted = opencc.convert(&lines);
    let single = |(line, c): (&str, &char)| {
        let mut chars = line.chars();
        chars.next().filter(|_| chars.next().is_none()).unwrap_or(*c)
    };
    let once: Vec<char> = converted.lines().zip(&all).map(single).collect();
    let step = |c: char| position(c).and_then(|at| once.get(at).copied()).unwrap_or(c);
    all.into_iter().map(|c| (0..LONGEST_CHAIN).fold(c, |c, _| step(c))).collect()
});

/// The simplified form of a character; any other character is returned as it is.
///
/// ```
/// assert_eq!("聯繫客服".chars().map(earwitness::text::simplify::simplified).collect::<String>(), "联系客服");
/// ```
pub fn simplified(c: char) -> char {
    position(c).and_then(|at| SIMPLIFIED.get(at).copied()).unwrap_or(c)
}

fn position(c: char) -> Option<usize> {
    (u32::from(c)).checked_sub(FIRST).filter(|at| *at <= LAST - FIRST).map(|at| at as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_characters_are_simplified() {
        for (traditional, expected) in [
            ("電話費餘額不足", "电话费余额不足"),
            ("請問您的號碼是多少", "请问您的号码是多少"),
            ("違約金與套餐", "违约金与套餐"),
            ("已经是简体", "已经是简体"),
            ("abc，。〇", "abc，。〇"),
        ] {
            assert_eq!(traditional.chars().map(simplified).collect::<String>(), expected);
        }
    }

    #[test]
    fn a_simplified_character_stays() {
        for c in (FIRST..=LAST).filter_map(char::from_u32) {
            assert_eq!(simplified(simplified(c)), simplified(c), "{c}");
        }
    }
}

//! Phone numbers: Chinese mobiles, fixed lines and 400 numbers; those of the United States and the United Kingdom.

use crate::scan::entities::form::{Countries, Form, Found};
use crate::text::digits;

pub const FORM: Form = Form { name: "phone", spoken, written: None };

/// With the code of the country after 00.
const LONGEST: usize = 15;

fn spoken(text: &str, countries: Countries) -> Vec<Found> {
    let is_phone = |number: &str| {
        number.bytes().all(|byte| byte.is_ascii_digit())
            && (countries.china && is_chinese(number)
                || countries.english && (is_american(number) || is_british(number)))
    };
    let numbers = digits::find(text, LONGEST, is_phone);
    numbers.into_iter().map(|number| Found { range: number.range, value: national(number.digits) }).collect()
}

/// Without the code of the country, so that one number has one value.
fn national(number: String) -> String {
    for (code, length) in [("0086", 15), ("86", 13)] {
        if let Some(rest) = number.strip_prefix(code).filter(|_| number.len() == length) {
            return rest.to_string();
        }
    }
    for code in ["0044", "44"] {
        if let Some(rest) =
            number.strip_prefix(code).filter(|rest| (9..=10).contains(&rest.len()) && !rest.starts_with('0'))
        {
            return format!("0{rest}");
        }
    }
    match number.strip_prefix('1') {
        Some(rest) if number.len() == 11 && is_american(rest) => rest.to_string(),
        _ => number,
    }
}

/// Mobiles have eleven digits from 13 to 19 on; fixed lines an area code of three or four digits and seven or eight of their
/// own (Ministry of Industry and Information Technology, numbering plan of 2017).
fn is_chinese(number: &str) -> bool {
    let bytes = number.as_bytes();
    match bytes {
        [b'8', b'6', rest @ ..] | [b'0', b'0', b'8', b'6', rest @ ..] if is_mobile(rest) => true,
        [b'4' | b'8', b'0', b'0', _, _, _, _, _, _, _] => true,
        [b'0', b'1', b'0', local @ ..] => local.len() == 8 && is_local(local),
        [b'0', b'2', _, local @ ..] => local.len() == 8 && is_local(local),
        [b'0', b'3'..=b'9', _, _, local @ ..] => matches!(local.len(), 7 | 8) && is_local(local),
        _ => is_mobile(bytes),
    }
}

fn is_mobile(number: &[u8]) -> bool {
    number.len() == 11 && matches!(number, [b'1', b'3'..=b'9', ..])
}

fn is_local(number: &[u8]) -> bool {
    matches!(number.first(), Some(b'2'..=b'8'))
}

/// Area code and exchange begin with 2 to 9, and area codes do not end in 11 (North American Numbering Plan).
fn is_american(number: &str) -> bool {
    let number = number.strip_prefix('1').filter(|rest| rest.len() == 10).unwrap_or(number).as_bytes();
    matches!(number, [b'2'..=b'9', a, b, b'2'..=b'9', ..] if number.len() == 10 && (*a, *b) != (b'1', b'1'))
}

/// Ten digits behind the 0 or the code of the country, nine for some old exchanges (Ofcom, National Telephone Numbering Plan).
fn is_british(number: &str) -> bool {
    let national = match number.strip_prefix("0044").or_else(|| number.strip_prefix("44")) {
        Some(rest) => rest.strip_prefix('0').unwrap_or(rest),
        None => match number.strip_prefix('0') {
            Some(rest) => rest,
            None => return false,
        },
    };
    match national.as_bytes() {
        [b'1' | b'8', ..] => matches!(national.len(), 9 | 10),
        [b'2' | b'3' | b'5' | b'7' | b'9', ..] => national.len() == 10,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn phone_numbers_are_known_however_they_are_said() {
        let china = Countries { china: true, english: false };
        let english = Countries { china: false, english: true };
        for (countries, said, wanted) in [
            (china, "幺三八零零幺三八零零零", Some("13800138000")),
            (china, "138 0013 8000", Some("13800138000")),
            (china, "+86 138-0013-8000", Some("13800138000")),
            (china, "零一零，六二七八，八八九九", Some("01062788899")),
            (china, "0571-87654321", Some("057187654321")),
            (china, "四零零八零零八八八八", Some("4008008888")),
            (china, "12800138000", None),
            (china, "10086", None),
            (china, "138001380001", None),
            (china, "2025550123", None),
            (english, "five five five, two two two, oh one nine nine", Some("5552220199")),
            (english, "one eight hundred, double five five, oh one nine nine", Some("8005550199")),
            (english, "+1 (202) 555-0123", Some("2025550123")),
            (english, "oh seven seven double oh, nine hundred, one two three", Some("07700900123")),
            (english, "020 7946 0958", Some("02079460958")),
            (english, "+44 20 7946 0958", Some("02079460958")),
            (english, "13800138000", None),
            (english, "4111 1111 1111 1111", None),
        ] {
            let folded = fold(said);
            let found = spoken(folded.text(), countries);
            assert_eq!(found.first().map(|found| found.value.as_str()), wanted, "{said} as {}", folded.text());
        }
    }
}

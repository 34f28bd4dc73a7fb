//! Payment card numbers, with their check digit.

use crate::scan::entities::form::{Countries, Form, Found};
use crate::scan::entities::id_card::is_id_card;
use crate::text::digits;

pub const FORM: Form = Form { name: "bank_card", spoken, written: None };

/// ISO/IEC 7812-1: at most nineteen digits; no issuer here has fewer than thirteen.
const SHORTEST: usize = 13;
const LONGEST: usize = 19;

fn spoken(text: &str, _countries: Countries) -> Vec<Found> {
    // An identity card of Gansu begins with 62 like a UnionPay card, and one in ten has a fitting check digit.
    let numbers = digits::find(text, LONGEST, |number| is_bank_card(number) && !is_id_card(number));
    numbers.into_iter().map(|number| Found { range: number.range, value: number.digits }).collect()
}

fn is_bank_card(number: &str) -> bool {
    let is_long = (SHORTEST..=LONGEST).contains(&number.len());
    is_long && number.bytes().all(|byte| byte.is_ascii_digit()) && has_issuer(number) && checks(number)
}

/// The first digits of UnionPay, Visa, Mastercard, American Express, JCB, Diners Club and Discover, and of the debit cards
/// that a Chinese bank issued before UnionPay, each with the lengths they have.
fn has_issuer(number: &str) -> bool {
    let head = |digits: usize| number[..digits].parse::<u32>().unwrap_or(0);
    match number.len() {
        13 => head(1) == 4,
        14 => matches!(head(2), 36 | 38 | 39) || matches!(head(3), 300..=305),
        15 => matches!(head(2), 34 | 37),
        16 => {
            matches!(head(1), 4)
                || matches!(head(2), 51..=55 | 62 | 65 | 81)
                || matches!(head(4), 2221..=2720 | 3528..=3589 | 6011)
                || matches!(head(3), 644..=649)
        }
        19 => matches!(head(1), 4) || matches!(head(2), 62 | 81) || head(4) == 9558,
        _ => matches!(head(2), 62 | 81),
    }
}

/// ISO/IEC 7812-1, annex B: every second digit from the right is doubled, and all digits add up to tens (H. P. Luhn).
fn checks(number: &str) -> bool {
    let digit = |(place, byte): (usize, u8)| {
        let digit = u32::from(byte - b'0') * (1 + place as u32 % 2);
        if digit > 9 { digit - 9 } else { digit }
    };
    number.bytes().rev().enumerate().map(digit).sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn only_a_number_with_issuer_and_check_digit_is_a_card() {
        for (said, wanted) in [
            ("4111 1111 1111 1111", Some("4111111111111111")),
            ("four one one one, one one one one, one one one one, one one one one", Some("4111111111111111")),
            ("4111 1111 1111 1112", None),
            ("3782 822463 10005", Some("378282246310005")),
            ("5555 5555 5555 4444", Some("5555555555554444")),
            ("6222 0212 3456 7890 128", Some("6222021234567890128")),
            ("1111 1111 1111 1117", None),
            ("卡号六二二二，零二幺二，三四五六，七八九零，幺二八", Some("6222021234567890128")),
            ("62 11 1 1", None),
            ("620102199003070069", None),
        ] {
            let folded = fold(said);
            let found = spoken(folded.text(), Countries { china: true, english: true });
            assert_eq!(found.first().map(|found| found.value.as_str()), wanted, "{said} as {}", folded.text());
        }
    }
}

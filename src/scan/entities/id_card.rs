//! Chinese identity card numbers, with their check digit.

use crate::scan::entities::form::{Countries, Form, Found};
use crate::text::digits;

pub const FORM: Form = Form { name: "id_card", spoken, written: None };

/// GB 11643-1999: six digits of the place, eight of the birthday, three of the order, one check digit.
const LENGTH: usize = 18;

fn spoken(text: &str, _countries: Countries) -> Vec<Found> {
    let numbers = digits::find(text, LENGTH, is_id_card);
    numbers.into_iter().map(|number| Found { range: number.range, value: number.digits }).collect()
}

/// Whether place, birthday and check digit are possible. `x` stands for a check of ten.
pub fn is_id_card(number: &str) -> bool {
    let Some((body, check)) = number.split_at_checked(LENGTH - 1).filter(|(_, check)| check.len() == 1) else {
        return false;
    };
    if !body.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let part = |from: usize, to: usize| body[from..to].parse::<u32>().unwrap_or(0);
    is_province(part(0, 2)) && is_day(part(6, 10), part(10, 12), part(12, 14)) && check == check_of(body)
}

/// GB/T 2260: the first two digits of a place.
fn is_province(code: u32) -> bool {
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83)
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1900..=2099).contains(&year) && (1..=days).contains(&day)
}

/// ISO 7064, MOD 11-2.
fn check_of(body: &str) -> &'static str {
    const CHECKS: [&str; 11] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "x"];
    let sum = body.bytes().fold(0, |sum, byte| (sum + u32::from(byte - b'0')) * 2 % 11);
    CHECKS[((12 - sum) % 11) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn only_a_number_with_the_right_check_digit_is_an_identity_card() {
        for (said, wanted) in [
            // The example of GB 11643-1999.
            ("11010519491231002X", Some("11010519491231002x")),
            ("440524188001010014", None),
            ("110101199003078515", Some("110101199003078515")),
            ("110101199003078516", None),
            ("110101199013078515", None),
            ("010101199003078515", None),
            ("一一零一零一，一九九零零三零七，八五一五", Some("110101199003078515")),
            ("幺幺零幺零五 一九四九 一二三幺 零零二 叉", Some("11010519491231002x")),
            ("订单1101011990030785151", None),
        ] {
            let folded = fold(said);
            let found = spoken(folded.text(), Countries { china: true, english: false });
            assert_eq!(found.first().map(|found| found.value.as_str()), wanted, "{said} as {}", folded.text());
        }
    }
}

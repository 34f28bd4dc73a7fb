//! Numbers as people write them into tables, compared without rounding.

use std::fmt;

/// A number with at most nine digits behind its point, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal {
    billionths: i128,
}

/// Digits behind the point.
const FRACTION: usize = 9;
/// More digits before the point than any amount, count or identifier that is worth comparing as a number.
const WHOLE: usize = 20;
const ONE: i128 = 1_000_000_000;

impl Decimal {
    /// `12`, `-0.5`, `+3.250`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Decimal> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number =
            |digits: &str, most| (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole, WHOLE) || !is_number(fraction, FRACTION) {
            return None;
        }
        let size = whole.parse::<i128>().ok()? * ONE + format!("{fraction:0<FRACTION$}").parse::<i128>().ok()?;
        Some(Decimal { billionths: if negative { -size } else { size } })
    }

    /// As a TOML file has it; `None` where it has no end or more digits than are kept.
    pub fn from_float(number: f64) -> Option<Decimal> {
        // The shortest text that reads back as the same float: what was written.
        Decimal::parse(&number.to_string())
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Decimal {
        Decimal { billionths: i128::from(number) * ONE }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.billionths < 0 { "-" } else { "" };
        let (whole, fraction) = (self.billionths.abs() / ONE, self.billionths.abs() % ONE);
        let fraction = format!("{fraction:0FRACTION$}");
        match fraction.trim_end_matches('0') {
            "" => f.pad(&format!("{sign}{whole}")),
            fraction => f.pad(&format!("{sign}{whole}.{fraction}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly() {
        let cases = [
            ("12", Some("12")),
            (" -0.50 ", Some("-0.5")),
            ("+3.250", Some("3.25")),
            ("007", Some("7")),
            ("0.000000001", Some("0.000000001")),
            ("0.0000000001", None),
            ("1e3", None),
            ("1.", None),
            (".5", None),
            ("-", None),
            ("12 s", None),
            ("", None),
            ("100000000000000000000000", None),
        ];
        for (text, shown) in cases {
            assert_eq!(Decimal::parse(text).map(|number| number.to_string()).as_deref(), shown, "{text}");
        }
        assert_eq!(Decimal::from_float(0.1), Decimal::parse("0.1"));
        assert_eq!([f64::NAN, f64::INFINITY, 1e300].map(Decimal::from_float), [None; 3]);
    }

    #[test]
    fn numbers_are_ordered_as_numbers() {
        let sorted = ["-10", "-9.5", "0", "0.09", "0.1", "9", "10"].map(|text| Decimal::parse(text).unwrap());
        assert!(sorted.is_sorted());
        assert_eq!(Decimal::from(-3), Decimal::parse("-3.0").unwrap());
    }
}

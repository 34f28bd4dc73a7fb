//! Lengths as rules write them, made longer and shorter: `30s`, `-3 utterances`, `8 words`, `20%`.

use crate::rules::distance::Distance;
use crate::rules::extent::Position;

/// What a length of nothing becomes where it is made longer: enough to reach the next thing that is said.
const MORE_THAN_NOTHING: [(&str, &str); 2] = [("s", "5s"), ("ms", "5000ms")];

/// The text with its number `times` over `of`; where that changes nothing, one more or one less. `None` where the text is no
/// length, or cannot be changed so.
pub fn scaled(text: &str, times: u64, of: u64) -> Option<String> {
    if Position::parse(text).is_none() && Distance::parse(text).is_none() {
        return None;
    }
    let text = text.trim();
    let (minus, text) = text.strip_prefix('-').map_or(("", text), |text| ("-", text));
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = text.split_at(split);
    let thousandths = thousandths(number)?;
    if thousandths == 0 {
        let more = MORE_THAN_NOTHING.iter().find(|(known, _)| *known == unit.trim());
        let more = more.map_or(format!("1{unit}"), |(_, more)| (*more).to_string());
        return (times > of).then(|| format!("{minus}{more}"));
    }
    let changed = match unit.trim() {
        "s" | "min" => thousandths.checked_mul(times)? / of,
        "%" => 1000 * whole(thousandths / 1000, times, of).min(100),
        _ => 1000 * whole(thousandths / 1000, times, of),
    };
    (changed != thousandths).then(|| format!("{minus}{}{unit}", decimal(changed)))
}

/// The number `times` over `of`, at least one more or one less.
pub fn whole(number: u64, times: u64, of: u64) -> u64 {
    let changed = number.saturating_mul(times) / of;
    match (changed == number, times > of) {
        (false, _) => changed,
        (true, true) => number + 1,
        (true, false) => number.saturating_sub(1),
    }
}

fn thousandths(number: &str) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = format!("{fraction:0<3}").get(..3)?.parse::<u64>().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(fraction)
}

fn decimal(thousandths: u64) -> String {
    let text = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_keep_their_unit_and_always_change() {
        let cases = [
            ("30s", 2, 1, Some("60s")),
            ("15s", 1, 2, Some("7.5s")),
            ("1.5s", 6, 5, Some("1.8s")),
            ("1500ms", 4, 5, Some("1200ms")),
            ("-3 utterances", 2, 1, Some("-6 utterances")),
            ("1 turn", 6, 5, Some("2 turn")),
            ("1 turn", 1, 2, Some("0 turn")),
            ("0 utterances", 2, 1, Some("1 utterances")),
            ("0s", 2, 1, Some("5s")),
            ("0s", 1, 2, None),
            ("80%", 2, 1, Some("100%")),
            ("100%", 2, 1, None),
            ("8 words", 6, 5, Some("9 words")),
            ("agent", 2, 1, None),
            ("30", 2, 1, None),
        ];
        for (text, times, of, wanted) in cases {
            assert_eq!(scaled(text, times, of).as_deref(), wanted, "{text} × {times}/{of}");
        }
    }
}

//! Postal addresses: a street or an estate with a number.

use std::sync::LazyLock;

use regex::Regex;

use crate::scan::entities::form::{Countries, Form, Found, expression, matches};

pub const FORM: Form = Form { name: "address", spoken, written: None };

static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"(?x)
        \p{Han}{1,24}(?:路|街|大道|胡同|巷|弄|村|小区|花园|新城|公寓|大厦|广场|苑|家园)
        (?:[东西南北中]?(?:段|区|期|门))?
        \ ?[a-z]?\ ?[0-9]{1,5}\ ?[a-z]?\ ?(?:号楼|号院|号|弄|栋|幢|座|单元|室|楼|层|组|期)
        (?:\ ?[a-z]?\ ?[0-9]{1,5}\ ?[a-z]?\ ?(?:号楼|号院|号|弄|栋|幢|座|单元|室|楼|层|组|期)?)*",
    )
});

/// Said before an address, and no part of it.
const LEADS: [&str; 15] =
    ["我", "们", "家", "住", "在", "是", "的", "地址", "就", "您", "你", "那个", "这边", "寄到", "送到"];

static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"\b[0-9]{1,5}(?: [a-z])? (?:[a-z]{2,20} |[0-9]{1,3}(?:st|nd|rd|th) ){1,3}?(?:street|road|avenue|lane|drive|close|court|boulevard|terrace|crescent|gardens|square|grove|mews|rd|ave|blvd)\b",
    )
});

/// A number with one of these behind it is no house number: `20 minutes drive`.
const NO_STREETS: [&str; 22] = [
    "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years", "of",
    "or", "and", "to", "is", "percent", "times", "people", "miles", "the",
];

fn spoken(text: &str, countries: Countries) -> Vec<Found> {
    let mut found = if countries.china { chinese(text) } else { Vec::new() };
    found.extend(if countries.english { english(text) } else { Vec::new() });
    found.sort_by_key(|found| (found.range.start, found.range.end));
    found
}

fn chinese(text: &str) -> Vec<Found> {
    let mut found = matches(&CHINESE, text);
    for found in &mut found {
        let mut rest = found.value.as_str();
        while let Some(shorter) = LEADS.iter().find_map(|lead| rest.strip_prefix(lead)) {
            rest = shorter;
        }
        found.range.start = found.range.end - rest.len();
        found.value = rest.to_string();
    }
    found
}

fn english(text: &str) -> Vec<Found> {
    let is_street = |found: &Found| !found.value.split(' ').any(|word| NO_STREETS.contains(&word));
    matches(&ENGLISH, text).into_iter().filter(is_street).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn a_street_with_a_number_is_an_address() {
        for (said, wanted) in [
            ("我家住在朝阳区建国路八十八号三号楼五零二室", vec!["朝阳区建国路88号3号楼502室"]),
            ("地址是阳光花园3栋2单元501", vec!["阳光花园3栋2单元501"]),
            ("我在路上", vec![]),
            ("我们村六十户", vec![]),
            ("这条路怎么走", vec![]),
            ("I live at 221 B Baker Street", vec!["221 b baker street"]),
            ("ten Downing Street in London", vec!["10 downing street"]),
            ("it is a 20 minutes drive", vec![]),
            ("5 of us drive", vec![]),
            ("12 West 44th Street", vec!["12 west 44th street"]),
        ] {
            let folded = fold(said);
            let found = spoken(folded.text(), Countries { china: true, english: true });
            let values: Vec<&str> = found.iter().map(|found| found.value.as_str()).collect();
            assert_eq!(values, wanted, "{said} as {}", folded.text());
        }
    }

    #[test]
    fn long_texts_take_no_longer_than_their_length() {
        for piece in ["路", "我在", "1 号", "12 west ", "建国路8"] {
            let text = piece.repeat(20_000);
            assert!(spoken(&text, Countries { china: true, english: true }).len() <= text.len());
        }
    }
}

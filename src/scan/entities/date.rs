//! Days: a date, a day of the week, or a day named from today. Today itself is none: it is in every greeting.

use std::sync::LazyLock;

use regex::Regex;

use crate::scan::entities::form::{Countries, Form, Found, expression, matches};

pub const FORM: Form = Form { name: "date", spoken, written: None };

/// The first group is the date: what stands before keeps 一周两次 from being a Tuesday.
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"(?x)
        (?:^|[^0-9个])(
            (?:[0-9]{2,4}年)?(?:1[0-2]|[1-9])月(?:(?:[12][0-9]|3[01]|[1-9])[日号]?|份|初|底|末|[上中下]旬)
          | (?:19|20)[0-9]{2}年(?:初|底|末|中)?
          | (?:本|这个|这|下个|下|上个|上|每个|每|当|次)月(?:(?:[12][0-9]|3[01]|[1-9])[日号]|初|底|末)
          | (?:[12][0-9]|3[01]|[1-9])号(?:之?前|以前|之?后|以后|起|上午|下午|早上|晚上|那天|左右)
          | (?:下下|下个|下|上个|上|这个|这|本)?(?:周|星期|礼拜)[1-6日天末]
          | 大?[明后昨前]天 | [明昨]日
        )",
    )
});

const MONTHS: &str = "january|february|april|june|july|august|september|october|november|december";
const DAYS: &str = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";

/// `may` and `march` are words too: only a day beside them makes them months.
static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    let day = r"[0-9]{1,2}(?:st|nd|rd|th)";
    let year = r"(?:[\ ,](?:(?:19|20)[0-9]{2}|20\ [0-9]{2}))?";
    expression(&format!(
        r"(?x)\b(?:
            (?:(?:the\ )?{day}(?:\ of)?|[0-9]{{1,2}})\ (?:{MONTHS}|may|march){year}
          | (?:{MONTHS})\ (?:the\ )?[0-9]{{1,2}}(?:st|nd|rd|th)?\b{year}
          | (?:may|march)\ (?:the\ )?{day}{year}
          | (?:{MONTHS}|may|march)\ (?:19|20)[0-9]{{2}}
          | (?:on|by|until|before|from)\ the\ {day}
          | (?:19|20)[0-9]{{2}}[\ ,][01]?[0-9][\ ,][0-3]?[0-9]
          | [0-3]?[0-9][\ ,][0-3]?[0-9][\ ,](?:19|20)[0-9]{{2}}
          | (?:(?:next|last|this)\ )?(?:{DAYS})
          | tomorrow | yesterday
        )\b"
    ))
});

fn spoken(text: &str, countries: Countries) -> Vec<Found> {
    let mut found = if countries.china { matches(&CHINESE, text) } else { Vec::new() };
    found.extend(if countries.english { matches(&ENGLISH, text) } else { Vec::new() });
    found.sort_by_key(|found| (found.range.start, found.range.end));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn days_are_known_however_they_are_named() {
        for (said, wanted) in [
            ("二零二六年三月五号到期", vec!["2026年3月5号"]),
            ("十二月三十一日", vec!["12月31日"]),
            ("下个月一号生效", vec!["下个月1号"]),
            ("周一或者下星期三", vec!["周1", "下星期3"]),
            ("明天下午", vec!["明天"]),
            ("一周两次", vec![]),
            ("十二个月", vec![]),
            ("十五号之前", vec!["15号之前"]),
            ("三号楼", vec![]),
            ("how can I help you today", vec![]),
            ("it ends on March the 5th, 2026", vec!["march the 5th 2026"]),
            ("the twenty third of May", vec!["the 23rd of may"]),
            ("you may call 5 people", vec![]),
            ("next Tuesday or tomorrow", vec!["next tuesday", "tomorrow"]),
            ("2026-03-05", vec!["2026 03 05"]),
            ("05/03/2026", vec!["05 03 2026"]),
            ("december 12", vec!["december 12"]),
        ] {
            let folded = fold(said);
            let found = spoken(folded.text(), Countries { china: true, english: true });
            let values: Vec<&str> = found.iter().map(|found| found.value.as_str()).collect();
            assert_eq!(values, wanted, "{said} as {}", folded.text());
        }
    }
}

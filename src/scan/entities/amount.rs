//! Amounts of money.

use std::sync::LazyLock;

use regex::Regex;

use crate::scan::entities::form::{Countries, Form, Found, expression, matches};

pub const FORM: Form = Form { name: "amount", spoken, written: None };

/// The first group is 九块九; what stands behind keeps 十块一个月 from being 十块一.
static CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"(?x)
        ([0-9]+块[0-9])(?:$|[^0-9毛角个年月天次位条分小台张份号单元栋])
        | [0-9]+(?:\.[0-9]+)?(?:多|来)?(?:元|块|圆|美元|欧元|英镑|港币|人民币)(?:[0-9][毛角](?:[0-9]分?)?|[0-9]{1,2}分|钱)?
        | [0-9]+(?:\.[0-9]+)?[毛角分]钱",
    )
});

static ENGLISH: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"\b(?:[0-9]+(?:\.[0-9]+)?|half a|a few|a couple of|a|several) (?:(?:hundred|thousand|million) )*(?:dollars?|pounds?|euros?|bucks?|quid|cents?|pence|pennies)\b(?: (?:and )?[0-9]{1,2} (?:cents?|pence|p)\b)?",
    )
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
    fn amounts_are_numbers_with_a_currency() {
        for (said, wanted) in [
            ("每月九十九块九", vec!["99块9"]),
            ("一共一百二十元五角", vec!["120元5角"]),
            ("¥39，还有三十多块钱", vec!["39元", "30多块钱"]),
            ("五毛钱", vec!["5毛钱"]),
            ("十块一个月，三十元三百分钟", vec!["10块", "30元"]),
            ("是四块五，对吧", vec!["4块5"]),
            ("一万五千元", vec!["15000元"]),
            ("十二个月", vec![]),
            ("it's $9.99 a month", vec!["9.99 dollars"]),
            ("twenty pounds and fifty pence", vec!["20 pounds and 50 pence"]),
            ("a hundred quid", vec!["a hundred quid"]),
            ("twenty dollars, twelve months", vec!["20 dollars"]),
            ("nine months", vec![]),
        ] {
            let folded = fold(said);
            let found = spoken(folded.text(), Countries { china: true, english: true });
            let values: Vec<&str> = found.iter().map(|found| found.value.as_str()).collect();
            assert_eq!(values, wanted, "{said} as {}", folded.text());
        }
    }
}

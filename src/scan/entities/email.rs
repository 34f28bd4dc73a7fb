//! E-mail addresses, written or spelled out: `john dot smith at example dot com`.

use std::sync::LazyLock;

use regex::Regex;

use crate::scan::entities::form::{Countries, Form, Found, expression, matches};

pub const FORM: Form = Form { name: "email", spoken, written: Some(written) };

/// Folding drops the sign; so this one reads the text as it was written.
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    expression(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,62}){1,4}")
});

/// The name is one word, or words with `dot` and the like between them, or letters spelled one by one. Without a `dot` in it
/// a domain has to be one of those that many people have.
static SPOKEN: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"(?x)
        (?-u:\b)(?: [a-z0-9]{1,30}\ ?(?:dot|点|underscore|下划线|dash|hyphen|杠)\ ? | [a-z0-9]\  ){0,30}
        (?: [a-z]{1,30}\ [0-9]{1,12} | [a-z0-9]{1,40} )
        \ ?(?:at|艾特|爱特|圈a)\ ?
        (?:
            (?: [a-z0-9]{1,30}\ ?(?:dot|点)\ ? ){1,3} (?:com|net|org|edu|gov|cn|co|uk|us|io|hk|info)
          | (?: gmail|hotmail|outlook|yahoo|icloud|foxmail|live|aol|sina|qq|163|126|139|189 )\ (?:com|cn|co\ uk)
        )(?-u:\b)",
    )
});

fn written(text: &str) -> Vec<Found> {
    let mut found = matches(&WRITTEN, text);
    for found in &mut found {
        // A full stop at the end belongs to the sentence.
        let kept = found.value.trim_end_matches(['.', '-']).len();
        found.range.end = found.range.start + kept;
        found.value = found.value[..kept].to_lowercase();
    }
    found
}

fn spoken(text: &str, _countries: Countries) -> Vec<Found> {
    let mut found = matches(&SPOKEN, text);
    for found in &mut found {
        found.value = spelled(&found.value);
    }
    found
}

/// The address as one would write it.
fn spelled(said: &str) -> String {
    let mut address = said.to_string();
    for (word, sign) in [("点", "."), ("下划线", "_"), ("杠", "-"), ("艾特", " at "), ("爱特", " at "), ("圈a", " at ")]
    {
        address = address.replace(word, sign);
    }
    let (mut written, mut has_sign) = (String::with_capacity(address.len()), false);
    for word in address.split(' ').filter(|word| !word.is_empty()) {
        match word {
            "dot" => written.push('.'),
            "underscore" => written.push('_'),
            "dash" | "hyphen" => written.push('-'),
            "at" if !has_sign => {
                written.push('@');
                has_sign = true;
            }
            // Folding dropped the point: gmail com.
            word if has_sign && !written.ends_with(['@', '.']) && !word.starts_with('.') => {
                written.push('.');
                written.push_str(word);
            }
            word => written.push_str(word),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    #[test]
    fn addresses_are_known_written_and_spoken() {
        for (said, wanted) in [
            ("my email is john dot smith at example dot com", Some("john.smith@example.com")),
            ("it's j o h n at gmail dot com", Some("john@gmail.com")),
            ("john smith at gmail.com", Some("smith@gmail.com")),
            ("张三的邮箱是 zhangsan 艾特 qq 点 com", Some("zhangsan@qq.com")),
            ("mary underscore jones at mail dot example dot co dot uk", Some("mary_jones@mail.example.co.uk")),
            ("anna 99 at hotmail dot com", Some("anna99@hotmail.com")),
            ("look at the net", None),
            ("call me at nine", None),
            ("点一下那个com", None),
        ] {
            let folded = fold(said);
            let found = spoken(folded.text(), Countries { china: true, english: true });
            assert_eq!(found.first().map(|found| found.value.as_str()), wanted, "{said} as {}", folded.text());
        }
        for (text, wanted) in [
            ("Write to John.Smith@Example.com.", Some("john.smith@example.com")),
            ("我的邮箱是zhang_san@qq.com，谢谢", Some("zhang_san@qq.com")),
            ("@home", None),
        ] {
            assert_eq!(written(text).first().map(|found| found.value.as_str()), wanted, "{text}");
        }
    }
}

//! The pages about the codes of faults, for rule authors. Each is a file in `codes/`.
//!
//! A page says in its first paragraph what is wrong, then why it matters; it shows an example and the same put right, and
//! says how to get out. `**Wrong**, in a rule:` or ``in `scorecard.toml`:`` stands before each example, so that a test can
//! hold it to what it says. A page whose fault no text can show says so in its head.

use crate::rules::diagnostic::{CODES, Code, Listed};
use crate::rules::value::closest;

/// What the head of a page says whose fault lies in no text that could be shown.
pub const NOT_SHOWN: &str = "*This fault cannot be shown by an example:";

/// As many names as a person compares at a glance.
const SUGGESTED: usize = 3;

impl Listed {
    /// The page as it is printed, with a line above it that says which it is.
    pub fn explained(&self) -> String {
        format!("{}: {}\n\n{}\n", self.code, self.title, self.page.trim_end())
    }
}

/// The code of that name, however it is written: `E023`, `e23`, `23`.
pub fn named(name: &str) -> Result<&'static Listed, String> {
    let number = name.trim_start_matches(['E', 'e']).parse().ok().map(Code);
    if let Some(listed) = number.and_then(|code| CODES.iter().find(|listed| listed.code == code)) {
        return Ok(listed);
    }
    let known: Vec<String> = CODES.iter().map(|listed| listed.code.to_string()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let close = closest(&name.to_ascii_uppercase(), &known, SUGGESTED);
    let close = match close.is_empty() {
        true => String::new(),
        false => format!("did you mean {}? ", close.join(", ")),
    };
    Err(format!("there is no code `{name}`: {close}`earwitness rules check --codes` lists them"))
}

/// All pages as one: what `rules/DIAGNOSTICS.md` holds.
pub fn reference() -> String {
    let mut text = "# Diagnostics\n\nMade from the pages in [src/rules/codes](../src/rules/codes) by `earwitness rules check --codes \
                    --markdown > rules/DIAGNOSTICS.md`. `earwitness rules check --explain E023` prints one.\n\n"
        .to_string();
    for Listed { code, title, .. } in CODES {
        text.push_str(&format!("- [{code}](#{}): {title}\n", code.to_string().to_lowercase()));
    }
    for Listed { code, title, page } in CODES {
        text.push_str(&format!("\n## {code}\n\n**{title}**\n\n{}\n", page.trim_end()));
    }
    text
}

/// How to read more about the faults that were found: one line for all of them, or `None` where there are none.
pub fn more_about(found: impl Iterator<Item = Code>) -> Option<String> {
    let mut codes: Vec<Code> = found.collect();
    codes.sort_unstable();
    codes.dedup();
    let names: Vec<String> = codes.iter().map(Code::to_string).collect();
    (!names.is_empty()).then(|| format!("more about this: earwitness rules check --explain {}", names.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::diagnostic::{CRITERION, SYNTAX};

    #[test]
    fn codes_rise_so_that_none_stands_for_two_things() {
        assert!(CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn a_code_is_known_however_it_is_written() {
        for name in ["E023", "e023", "E23", "23"] {
            assert_eq!(named(name).map(|listed| listed.code), Ok(CRITERION), "{name}");
        }
        for (name, wanted) in [("E223", "E023"), ("E032x", "E032"), ("E100", "E010")] {
            let said = named(name).unwrap_err();
            assert!(said.contains("did you mean") && said.contains(wanted) && said.contains("--codes"), "{said}");
        }
        assert!(!named("dead-air").unwrap_err().contains("did you mean"));
    }

    #[test]
    fn one_line_names_each_code_once() {
        let said = more_about([CRITERION, SYNTAX, CRITERION].into_iter()).unwrap();
        assert_eq!(said, "more about this: earwitness rules check --explain E002 E023");
        assert_eq!(more_about([].into_iter()), None);
    }
}

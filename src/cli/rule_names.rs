//! Says so when a filter asks for a rule that no stored call was judged by: the answer to a slip is nothing, and looks
//! like good news.

use std::io::{Write, stderr};

use anyhow::Result;
use textwrap::{Options, WordSplitter, wrap};

use crate::cli::evidence_text::WIDTH;
use crate::rules::value::closest;
use crate::store::query::{CATEGORY_PREFIX, Query};
use crate::store::store::Store;

/// As many names as a person compares at a glance.
const SUGGESTED: usize = 3;

/// Names, on standard error, every rule and category of a query that no stored call has a finding of, with those that can
/// have been meant.
pub fn warn_of_unknown(store: &dyn Store, query: &Query) -> Result<()> {
    if query.rules.is_empty() && query.categories.is_empty() {
        return Ok(());
    }
    let rules = store.rules()?;
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    let categories: Vec<&str> = rules.iter().filter_map(|rule| rule.strip_prefix(CATEGORY_PREFIX)).collect();
    let asked = query.rules.iter().map(|filter| ("rule", filter.rule.as_str(), &rules));
    let named = query.categories.iter().map(|name| {
        let short = name.strip_prefix(CATEGORY_PREFIX).unwrap_or(name);
        ("complaint category", short, &categories)
    });
    for (what, name, known) in asked.chain(named) {
        if !known.contains(&name) {
            let said = format!("no call in the store has a finding of the {what} `{name}`: {}", meant(name, known));
            // A name that is cut at its hyphen cannot be copied.
            let options = Options::new(WIDTH).word_splitter(WordSplitter::NoHyphenation);
            wrap(&said, options).iter().try_for_each(|line| writeln!(stderr(), "{line}"))?;
        }
    }
    Ok(())
}

/// What can have been meant.
fn meant(name: &str, known: &[&str]) -> String {
    let close: Vec<String> = closest(name, known, SUGGESTED).iter().map(|name| format!("`{name}`")).collect();
    match (close.as_slice(), known) {
        ([], []) => "there are none at all".to_string(),
        ([], known) => format!("known are {}", known.join(", ")),
        (close, _) => format!("did you mean {}?", close.join(" or ")),
    }
}

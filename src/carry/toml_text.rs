//! Writes rules, packs and scorecards so that they read like those written by hand.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use crate::call::finding::Kind;
use crate::carry::condition::{Anchor, Condition, Logic, Operator};
use crate::carry::facts::one_line;
use crate::carry::rule::Rule;
use crate::carry::tree::Within;

/// Columns of a line before a list is broken, and of a comment.
const WIDTH: usize = 110;
/// What `trial` is put for to try the examples.
const DRAFT: &str = "status   = \"draft\"";
const TRIAL: &str = "status   = \"trial\"";

/// A rule file.
pub fn rule(rule: &Rule) -> String {
    let mut out = String::new();
    head(&mut out, rule);
    let _ = writeln!(out, "title    = {}", text(&rule.title));
    let _ = writeln!(out, "kind     = {}", text(rule.kind.name()));
    let _ = writeln!(out, "{DRAFT}");
    let _ = writeln!(out, "severity = {}", text(rule.severity.name()));
    let _ = writeln!(out, "why      = {}", text(&rule.why));
    let _ = writeln!(out, "misses   = {}", text(&rule.misses));
    for condition in &rule.asked.conditions {
        let _ = writeln!(out, "\n[when.{}]", condition.name);
        table(&mut out, &entries(condition, &rule.asked.conditions));
    }
    let key = match rule.kind {
        Kind::Require => "met",
        Kind::Forbid => "violated",
        Kind::Note => "noted",
    };
    let written = |logic: &Logic| text(&logic.written(&rule.asked.conditions));
    let mut expressions = Vec::new();
    expressions.extend(rule.asked.given.as_ref().map(|given| ("given", written(given))));
    expressions.push((key, written(&rule.asked.logic)));
    let _ = writeln!(out, "\n[rule]");
    table(&mut out, &expressions);
    for example in &rule.examples {
        let _ = write!(
            out,
            "\n[[examples]]\nexpect = {}\ncall = \"\"\"\n{}\n\"\"\"\n",
            text(example.expect.name()),
            example.call
        );
    }
    out
}

/// The same rule file as one that judges, so that its examples can be played.
pub fn on_trial(rule: &str) -> String {
    rule.lines().map(|line| if line == DRAFT { TRIAL } else { line }).flat_map(|line| [line, "\n"]).collect()
}

/// Where it comes from, and what could not be carried over.
fn head(out: &mut String, rule: &Rule) {
    comment(out, "# ", &format!("Carried over from {}, line {}:", one_line(&rule.file), rule.line));
    comment(out, "#   ", &one_line(&rule.written));
    if !rule.remarks.is_empty() {
        comment(out, "# ", "Not carried over as it stood:");
    }
    for remark in &rule.remarks {
        let (line, column, construct) = (remark.line, remark.column, remark.construct);
        let said = format!("{line}:{column} {construct}: {}; instead: {}", remark.what, remark.instead);
        comment(out, "#   ", &one_line(&said));
    }
}

fn comment(out: &mut String, begin: &str, said: &str) {
    let options = textwrap::Options::new(WIDTH).initial_indent(begin).subsequent_indent("#     ");
    for line in textwrap::wrap(said, options) {
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// The keys of a condition with their values as written.
fn entries(condition: &Condition, all: &[Condition]) -> Vec<(&'static str, String)> {
    let mut entries = Vec::new();
    entries.extend(condition.party.map(|party| ("party", text(party.name()))));
    match &condition.operator {
        Operator::AnyOf(phrases) => entries.push(("any_of", list(phrases, "any_of = ".len()))),
        Operator::Sequence { phrases, gap } => {
            entries.push(("sequence", list(phrases, "sequence = ".len())));
            entries.push(("gap", gap.to_string()));
        }
        Operator::Pattern(pattern) => entries.push(("pattern", literal(pattern))),
        Operator::Near { is_not, a, b, within } => {
            let key = if *is_not { "not_near" } else { "near" };
            let inline =
                |used| format!("{{ a = {}, b = {}, within = {} }}", list(a, used), list(b, used), text(within));
            let short = inline(0);
            // Lists that do not fit are broken inside their brackets: an inline table may not be.
            let fits = short.width() + key.len() + " = ".len() <= WIDTH && !short.contains('\n');
            entries.push((key, if fits { short } else { inline(WIDTH) }));
        }
    }
    if condition.within == Within::Turn && !matches!(condition.operator, Operator::AnyOf(_)) {
        entries.push(("in", text("turn")));
    }
    entries.extend(condition.window.map(|window| {
        let (key, time) = window.written();
        (key, text(&time))
    }));
    let anchor = |anchor: &Anchor| {
        let name = all.get(anchor.condition).map_or("", |condition| condition.name.as_str());
        let (before, after) = (text(&anchor.before), text(&anchor.after));
        format!("{{ condition = {}, before = {before}, after = {after} }}", text(name))
    };
    entries.extend(condition.around.as_ref().map(|near| ("around", anchor(near))));
    entries.extend(condition.unless_near.as_ref().map(|near| ("unless_near", anchor(near))));
    entries
}

/// Keys and values with the signs under each other.
pub fn table(out: &mut String, entries: &[(&str, String)]) {
    let longest = entries.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    for (key, value) in entries {
        let _ = writeln!(out, "{key:<longest$} = {value}");
    }
}

/// A list on one line where it fits beside what is `used`, else over several.
pub fn list(items: &[String], used: usize) -> String {
    // `@` would name a word list; as any punctuation it is dropped before matching.
    let items: Vec<String> = items.iter().map(|item| text(item.trim_start_matches('@'))).collect();
    let whole = format!("[{}]", items.join(", "));
    if used + whole.width() <= WIDTH {
        return whole;
    }
    let mut out = String::from("[\n ");
    let mut width = 1;
    for item in &items {
        let item = format!(" {item},");
        if width > 1 && width + item.width() > WIDTH {
            out.push_str("\n ");
            width = 1;
        }
        width += item.width();
        out.push_str(&item);
    }
    out.push_str("\n]");
    out
}

/// A text in quotes.
pub fn text(value: &str) -> String {
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ if c.is_control() => _ = write!(out, "\\u{:04X}", u32::from(c)),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A regular expression, without escapes where it can be.
fn literal(value: &str) -> String {
    match value.contains('\'') || value.chars().any(char::is_control) {
        true => text(value),
        false => format!("'{value}'"),
    }
}

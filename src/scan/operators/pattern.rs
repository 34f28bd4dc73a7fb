//! `pattern`: a regular expression matches what is said.
//!
//! Use it for numbers and shapes that `entity` does not know: an order number, a code. For words `any_of` is faster and says
//! more.
//!
//! ```toml
//! [when.order_number]
//! party   = "customer"
//! pattern = '订单号?(?:是|为)?(?P<order>[0-9]{8,12})'
//! except  = '快递订单号?[0-9]+'
//! ```
//!
//! | parameter | meaning |
//! |---|---|
//! | `pattern` | the expression, in linear time: back references and look-around do not exist; upper and lower case are one |
//! | `except` | drops what a match of this second expression covers |
//!
//! A named group `(?P<name>…)` can be read by `repeats`: with `captured = "order_number"` the first one, with
//! `"order_number.order"` that one; without named groups the whole match.
//!
//! **Traps.** It reads the folded text: lower case, no punctuation, no blanks between Han characters, one blank between other
//! words, digits for numbers. `\bcall\b`, not `Call`; `12个月`, not `十二个月`. An expression that matches nothing at all is a
//! fault. Single quotes in TOML keep backslashes as they are.
//!
//! **Not the same as** `entity`, which reads digits in groups and checks them.

use std::ops::Range;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind, Literal};

use crate::call::finding::Matched;
use crate::rules::diagnostic::{self, Faults};
use crate::rules::scope::Scope;
use crate::rules::value::{Located, Section};
use crate::scan::hit::{Hit, Quoting};
use crate::scan::kit::Kit;
use crate::scan::operator::{Capture, Condition, Operator, Scene};
use crate::text::chars::is_han;

pub struct Pattern;

/// Bytes of a compiled expression: room for large classes, none for nested repetition by the million.
const SIZE_LIMIT: usize = 1 << 20;
/// Brackets in brackets.
const NEST_LIMIT: u32 = 50;
/// Matches read in one utterance.
const MAX_MATCHES: usize = 1_000;

impl Operator for Pattern {
    fn name(&self) -> &'static str {
        "pattern"
    }

    fn compile(&self, section: &mut Section, _scope: &Scope, kit: &mut Kit<'_>) -> Option<Box<dyn Condition>> {
        let pattern = section.text("pattern", kit.faults);
        let except = section.text("except", kit.faults);
        let except = match except {
            Some(text) => Some(compile(&text, kit.faults)?),
            None => None,
        };
        let pattern = pattern?;
        let regex = compile(&pattern, kit.faults)?;
        if regex.is_match("") {
            let title = "the expression matches nothing at all, so it matches everywhere";
            kit.faults.at(diagnostic::PATTERN, pattern.place, title, "can be empty").help("use `+` instead of `*`");
            return None;
        }
        let needs_figure = needs_figure(&pattern.value);
        Some(Box::new(Compiled { regex, except, needs_figure }))
    }
}

fn compile(text: &Located<String>, faults: &mut Faults) -> Option<Regex> {
    let built = RegexBuilder::new(&text.value)
        .case_insensitive(true)
        .size_limit(SIZE_LIMIT)
        .dfa_size_limit(2 * SIZE_LIMIT)
        .nest_limit(NEST_LIMIT)
        .build();
    match built {
        Ok(regex) => Some(regex),
        Err(error) => {
            let reason = error.to_string();
            let last = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_string();
            faults.at(diagnostic::PATTERN, text.place.clone(), "expression cannot be used", last);
            None
        }
    }
}

#[derive(Debug)]
struct Compiled {
    regex: Regex,
    except: Option<Regex>,
    /// Every match has a figure in it.
    needs_figure: bool,
}

/// Whether whatever an expression matches has a figure in it: most that people write are about numbers, and most of what
/// is said has none.
fn needs_figure(pattern: &str) -> bool {
    fn every_match(hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Literal(Literal(bytes)) => {
                std::str::from_utf8(bytes).is_ok_and(|text| text.chars().any(is_figure))
            }
            HirKind::Class(Class::Unicode(class)) => {
                class.ranges().iter().all(|range| (range.start()..=range.end()).all(is_figure))
            }
            HirKind::Repetition(repetition) => repetition.min > 0 && every_match(&repetition.sub),
            HirKind::Capture(capture) => every_match(&capture.sub),
            HirKind::Concat(parts) => parts.iter().any(every_match),
            HirKind::Alternation(parts) => parts.iter().all(every_match),
            HirKind::Class(Class::Bytes(_)) | HirKind::Empty | HirKind::Look(_) => false,
        }
    }
    regex_syntax::parse(pattern).is_ok_and(|hir| every_match(&hir))
}

/// What `\d` matches, and a few more.
fn is_figure(c: char) -> bool {
    // No Han character is one, which is told sooner.
    c.is_ascii_digit() || (!c.is_ascii() && !is_han(c) && c.is_numeric())
}

impl Compiled {
    /// The matches in a text, each with the place of what it captures.
    fn matches(&self, text: &str, group: Option<&str>) -> Vec<(Range<usize>, Range<usize>)> {
        // Most texts have no match, which is told sooner than where it is.
        if (self.needs_figure && !text.chars().any(is_figure)) || !self.regex.is_match(text) {
            return Vec::new();
        }
        let excepted = self.except.iter().flat_map(|except| except.find_iter(text));
        let excepted: Vec<Range<usize>> = excepted.map(|found| found.range()).collect();
        let is_excepted = |found: &Range<usize>| {
            // Matches of one expression are in order and apart.
            let first = excepted.partition_point(|other| other.end < found.end);
            excepted.get(first).is_some_and(|other| other.start <= found.start)
        };
        let name = group.or_else(|| self.regex.capture_names().flatten().next());
        let found = self.regex.captures_iter(text).take(MAX_MATCHES).filter_map(|captures| {
            let whole = captures.get(0)?.range();
            let part = name.and_then(|name| captures.name(name)).map_or(whole.clone(), |part| part.range());
            (!whole.is_empty() && !is_excepted(&whole)).then_some((whole, part))
        });
        found.collect()
    }
}

impl Condition for Compiled {
    fn find(&self, scene: &Scene<'_, '_>) -> Vec<Hit> {
        self.captures(scene, None).into_iter().map(|capture| capture.hit).collect()
    }

    fn looked_for(&self) -> Vec<String> {
        vec![self.regex.as_str().to_string()]
    }

    fn groups(&self) -> Option<Vec<&str>> {
        Some(self.regex.capture_names().flatten().collect())
    }

    fn captures(&self, scene: &Scene<'_, '_>, group: Option<&str>) -> Vec<Capture> {
        let phrase = self.regex.as_str();
        let quoting = Quoting { condition: scene.condition, phrase, matched: Matched::Pattern, item: 0 };
        let (heard, unit) = (scene.heard, scene.scope.unit);
        let mut captures = Vec::new();
        for number in 0..heard.passages(unit) {
            let text = heard.text(unit, number);
            for (whole, part) in self.matches(text, group) {
                let value = captured_value(&text[part]);
                captures.push(Capture { hit: Hit::on_words(heard, unit, number, whole, &quoting), value });
            }
        }
        captures
    }
}

/// Of a number its digits alone, however they were grouped; anything else as it is.
fn captured_value(text: &str) -> String {
    let is_number = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | ','));
    if is_number { text.chars().filter(char::is_ascii_digit).collect() } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_that_cannot_do_without_a_figure_are_known() {
        for (pattern, needs) in [
            (r"\d{6}", true),
            (r"(?:1[3-9]|9)\d+号", true),
            (r"验证码.{0,6}\d", true),
            (r"\d?元", false),
            (r"[0-9a]", false),
            (r"验证码", false),
            (r"\d|码", false),
            (r"5", true),
        ] {
            assert_eq!(needs_figure(pattern), needs, "{pattern}");
        }
    }
}

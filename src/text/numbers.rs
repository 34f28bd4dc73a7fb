//! Writes a run of numerals in figures: `一百二十` as `120`, `twenty first` as `21st`, `百分之五` as `5%`, `$9.99` as
//! `9.99 dollars`.

use std::ops::Range;

use crate::text::chars::is_han;
use crate::text::numerals::{Kind, Number, Numeral, Run};
use crate::text::origin::Writer;

/// Writes a run of numerals. `next` is the Han character right after it.
pub(crate) fn write(source: &str, numerals: &[Numeral], next: Option<char>, out: &mut Writer) {
    let run = Run { numerals, next };
    let mut scribe = Scribe { source, run, out, before: Before::Nothing, is_cut: false };
    let mut at = 0;
    while at < numerals.len() {
        at = scribe.numeral(at);
    }
}

/// What was written last, as far as it could draw in what follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    /// A number; a single digit would join another.
    Number {
        is_single: bool,
    },
    /// An `oh` after a single digit.
    Oh,
    /// A point after a number.
    Point,
    /// A 万 that counts nothing: 一 behind it makes 万一.
    Myriad,
    Bai,
    BaiFen,
    BaiFenZhi,
}

struct Scribe<'a, 'w> {
    source: &'a str,
    run: Run<'a>,
    out: &'w mut Writer,
    before: Before,
    /// A sign was dropped before this numeral.
    is_cut: bool,
}

impl Scribe<'_, '_> {
    /// Writes what begins at `at` and says where it ends.
    fn numeral(&mut self, at: usize) -> usize {
        let Some(numeral) = self.run.numerals.get(at) else { return at + 1 };
        let is_broken = std::mem::take(&mut self.is_cut) || numeral.broken;
        match &numeral.kind {
            Kind::Currency(name) => return self.amount(at, name),
            // A sign without a number is punctuation.
            Kind::Percent("%") => self.is_cut = true,
            Kind::Digit(1, _) if self.run.is_word(at) || (self.before == Before::Myriad && !is_broken) => {
                self.before = Before::Nothing;
                self.out.char('一', numeral.source.clone());
            }
            Kind::Tens(tens) => match self.run.joined(at + 1) {
                Some(Kind::Ordinal(ordinal @ (1 | 3..=9))) => {
                    self.word(&ordinal_figures(tens + ordinal), self.span(at, at + 2), false, Before::Nothing);
                    return at + 2;
                }
                _ => return self.number(at, is_broken),
            },
            Kind::Unit(2) => match self.percentage(at) {
                Some(end) => return end,
                None => self.word("百", numeral.source.clone(), is_broken, Before::Bai),
            },
            Kind::Digit(..) | Kind::Figures(_) | Kind::Teen(_) | Kind::Unit(1) => return self.number(at, is_broken),
            kind => self.plain(kind, numeral.source.clone(), is_broken),
        }
        at + 1
    }

    /// A word that turned out to be no part of a number.
    fn plain(&mut self, kind: &Kind, source: Range<usize>, is_broken: bool) {
        let (before, is_after_number) = (self.before, matches!(self.before, Before::Number { .. }));
        let is_after_single = before == Before::Number { is_single: true };
        let next = |condition: bool, next: Before| if condition { next } else { Before::Nothing };
        match kind {
            Kind::Ordinal(ordinal) => self.word(&ordinal_figures(*ordinal), source, false, Before::Nothing),
            Kind::OrdinalFigures(text) => self.word(&text.to_ascii_lowercase(), source, false, Before::Nothing),
            Kind::Scale(_, word) | Kind::Percent(word) => self.word(word, source, is_broken, Before::Nothing),
            Kind::Unit(_) => self.word("千", source, is_broken, Before::Nothing),
            Kind::Myriad(4) => self.word("万", source, is_broken, Before::Myriad),
            Kind::Myriad(_) => self.word("亿", source, is_broken, Before::Nothing),
            Kind::Oh if is_after_single || before == Before::Oh => self.word("oh", source, is_broken, Before::Oh),
            Kind::Oh => self.word("oh", source, false, Before::Nothing),
            Kind::Point(word) => self.word(word, source, is_broken, next(is_after_number, Before::Point)),
            Kind::Fen if before == Before::Bai => self.word("分", source, is_broken, Before::BaiFen),
            Kind::Fen => self.word("分", source, false, Before::Nothing),
            Kind::Zhi if before == Before::BaiFen => self.word("之", source, is_broken, Before::BaiFenZhi),
            Kind::Zhi => self.word("之", source, false, Before::Nothing),
            _ => self.word("and", source, false, Before::Nothing),
        }
    }

    fn word(&mut self, text: &str, source: Range<usize>, is_broken: bool, before: Before) {
        if is_broken && self.before != Before::Nothing {
            self.out.break_here();
        }
        self.before = before;
        match text.chars().next() {
            Some(c) if is_han(c) => self.out.char(c, source),
            _ => self.atom(text, source),
        }
    }

    fn number(&mut self, at: usize, is_broken: bool) -> usize {
        let Some(number) = self.run.number(at) else { return at + 1 };
        self.keep_apart(&number.text, is_broken);
        self.out.gap();
        match number.is_spelled {
            true => {
                for (figure, numeral) in number.text.chars().zip(&self.run.numerals[at..]) {
                    self.out.char(figure, numeral.source.clone());
                }
            }
            false => self.figures(&number.text, self.span(at, number.end)),
        }
        self.before = after(&number);
        number.end
    }

    /// A currency sign, with the number behind it if there is one.
    fn amount(&mut self, at: usize, name: &str) -> usize {
        let counted = |kind: &&Kind| !matches!(kind, Kind::Currency(_));
        let number = self.run.joined(at + 1).filter(counted).and_then(|_| self.run.number(at + 1));
        let Some(number) = number.filter(|number| !number.text.ends_with('%')) else {
            self.is_cut = true;
            return at + 1;
        };
        let is_named =
            number.end == self.run.numerals.len() && self.run.next.is_some_and(|next| name.starts_with(next));
        let text = match (is_named, name) {
            (true, _) => number.text.clone(),
            (false, "元") => format!("{}元", number.text),
            (false, name) if number.text == "1" => format!("1 {}", name.trim_end_matches('s')),
            (false, name) => format!("{} {name}", number.text),
        };
        self.keep_apart(&text, true);
        self.atom(&text, self.span(at, number.end));
        self.before = Before::Nothing;
        number.end
    }

    /// 百分之五, 百分之百 and 百分百 as `5%` and `100%`.
    fn percentage(&mut self, at: usize) -> Option<usize> {
        self.run.joined(at + 1).filter(|kind| matches!(kind, Kind::Fen))?;
        let is_long = matches!(self.run.joined(at + 2), Some(Kind::Zhi));
        let value = if is_long { at + 3 } else { at + 2 };
        let (text, end) = match self.run.joined(value)? {
            Kind::Unit(2) => ("100%".to_string(), value + 1),
            _ if !is_long => return None,
            _ => {
                let number = self.run.number(value)?;
                (format!("{}%", number.text.trim_end_matches('%')), number.end)
            }
        };
        self.keep_apart(&text, true);
        self.atom(&text, self.span(at, end));
        self.before = Before::Nothing;
        Some(end)
    }

    /// Sets a break before a number that what stands before would draw in.
    fn keep_apart(&mut self, text: &str, is_broken: bool) {
        let mut chars = text.chars().skip(1);
        let is_single = chars.next().is_none_or(|second| !second.is_ascii_digit() && second != '.');
        let joins = match self.before {
            Before::Nothing => false,
            Before::Number { is_single: before } => before && is_single,
            _ => true,
        };
        if is_broken && joins {
            self.out.break_here();
        }
    }

    fn atom(&mut self, text: &str, source: Range<usize>) {
        self.out.gap();
        self.out.atom(text, source);
    }

    /// A number whose figures may stand in the source as they are.
    fn figures(&mut self, text: &str, source: Range<usize>) {
        match self.source.get(source.clone()) == Some(text) {
            true => self.out.copy_lower(text, source.start),
            false => self.out.atom(text, source),
        }
    }

    fn span(&self, from: usize, to: usize) -> Range<usize> {
        let numerals = &self.run.numerals[from..to];
        let ends = numerals.first().zip(numerals.last());
        ends.map_or(0..0, |(first, last)| first.source.start..last.source.end)
    }
}

fn after(number: &Number) -> Before {
    match number.text.ends_with('%') {
        true => Before::Nothing,
        false => Before::Number { is_single: number.text.len() == 1 },
    }
}

fn ordinal_figures(value: u8) -> String {
    let ending = match (value % 10, value / 10) {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{value}{ending}")
}

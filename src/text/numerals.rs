//! Reads numbers in a run of numerals: `三千万`, `two hundred and five`, `1.5万`, `幺三八`, `one three eight`.
//!
//! The laws that folding must keep decide the grammar: what has been folded is read again as the same number, so digits
//! before a unit always take it (`30万`, `3 million`), single digits side by side are one number (`1 3 8`), and longer
//! ones are not (`20 16`).

use std::borrow::Cow;
use std::ops::Range;

/// Which script a digit was said in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Figures,
    Han,
    English,
}

/// One word of a run of numerals.
#[derive(Clone, Debug)]
pub(crate) struct Numeral<'a> {
    pub(crate) kind: Kind<'a>,
    pub(crate) source: Range<usize>,
    /// Punctuation stands before it: it does not belong to the number before.
    pub(crate) broken: bool,
}

/// What a word in a run of numerals is. A power is that of ten.
#[derive(Clone, Debug)]
pub(crate) enum Kind<'a> {
    Digit(u8, Script),
    /// Two figures or more, perhaps with a decimal point.
    Figures(Cow<'a, str>),
    /// 10 to 19.
    Teen(u8),
    /// 20 to 90.
    Tens(u8),
    Ordinal(u8),
    /// `21st`, written in figures.
    OrdinalFigures(&'a str),
    /// Power and word: hundred, thousand, million, billion.
    Scale(u32, &'static str),
    /// Power: 十, 百, 千.
    Unit(u32),
    /// Power: 万, 亿.
    Myriad(u32),
    And,
    Oh,
    /// `点` or `point`.
    Point(&'static str),
    /// The 分 of 百分之.
    Fen,
    /// The 之 of 百分之.
    Zhi,
    /// The sign, or the word.
    Percent(&'static str),
    /// What the amount is counted in.
    Currency(&'static str),
}

/// Digits of a number before it is a number too long to shift: more than anything that is counted.
const LONGEST: usize = 18;

/// Behind 一 these make an ordinary word that is no number: 一定, 一样, 一起, 一直, 一般, 一些, 一切, 一旦, 一律, 一致, 一共,
/// 一下, 一会, 一半.
const AFTER_ONE: &str = "定样起直般些切旦律致共下会半";

/// Before one of these a last digit is counted, not short for a unit: 一百二 is 120, but 一百 一个月 is 100 and 1.
const MEASURES: &str = "个位名年天月日周号次回条张台部份件种分秒块元毛兆";

/// A number that was read.
pub(crate) struct Number {
    /// Figures, perhaps a decimal point, perhaps a percent sign at the end.
    pub(crate) text: String,
    /// The numeral after its last one.
    pub(crate) end: usize,
    /// Every figure is a numeral of its own.
    pub(crate) is_spelled: bool,
}

/// A run of numerals with nothing but blanks, fillers and punctuation between them.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    pub(crate) numerals: &'a [Numeral<'a>],
    /// The Han character right after the run.
    pub(crate) next: Option<char>,
}

impl<'a> Run<'a> {
    pub(crate) fn kind(self, at: usize) -> Option<&'a Kind<'a>> {
        self.numerals.get(at).map(|numeral| &numeral.kind)
    }

    /// The numeral at `at`, where nothing keeps it from the one before.
    pub(crate) fn joined(self, at: usize) -> Option<&'a Kind<'a>> {
        self.numerals.get(at).filter(|numeral| !numeral.broken).map(|numeral| &numeral.kind)
    }

    /// Whether this is the 一 of an ordinary word.
    pub(crate) fn is_word(self, at: usize) -> bool {
        at + 1 == self.numerals.len()
            && matches!(self.kind(at), Some(Kind::Digit(1, _)))
            && self.next.is_some_and(|next| AFTER_ONE.contains(next))
    }

    /// The number that begins at `at`, if one does.
    pub(crate) fn number(self, at: usize) -> Option<Number> {
        let (text, end, is_spelled) = match self.kind(at)? {
            Kind::Digit(..) if self.is_word(at) => return None,
            Kind::Digit(..) => match self.before_unit(at, self.digits_end(at)) {
                end if end > at => (self.spelled(at, end), end, true),
                _ if matches!(self.joined(at + 1), Some(Kind::Scale(..))) => value(self.english(at)),
                _ => value(self.chinese(at, 0)),
            },
            Kind::Figures(figures) => match (self.joined(at + 1), figures.parse::<u64>()) {
                (Some(Kind::Myriad(_)), Ok(myriads @ 1..10_000)) => value(self.chinese(at + 1, myriads)),
                _ => (figures.to_string(), at + 1, false),
            },
            Kind::Teen(_) | Kind::Tens(_) => value(self.english(at)),
            Kind::Unit(1) => value(self.chinese(at, 0)),
            _ => return None,
        };
        Some(self.extended(Number { text, end, is_spelled }))
    }

    fn digit(self, at: usize) -> Option<u8> {
        match self.joined(at) {
            Some(Kind::Digit(digit, _)) if !self.is_word(at) => Some(*digit),
            _ => None,
        }
    }

    /// The end of the single digits that begin at `at`; an `oh` between two of them is a zero.
    fn digits_end(self, at: usize) -> usize {
        let mut end = at + 1;
        loop {
            let mut next = end;
            while matches!(self.joined(next), Some(Kind::Oh)) {
                next += 1;
            }
            match self.digit(next) {
                Some(_) => end = next + 1,
                None => return end,
            }
        }
    }

    /// Where single digits end if the last of them belongs to a unit behind it: 二 of 两二百.
    fn before_unit(self, at: usize, end: usize) -> usize {
        let is_unit = matches!(self.joined(end), Some(Kind::Unit(_) | Kind::Myriad(_) | Kind::Scale(..)));
        if !is_unit || matches!(self.kind(end - 1), Some(Kind::Digit(0, _))) {
            return end;
        }
        let mut end = end - 1;
        while end > at && matches!(self.kind(end - 1), Some(Kind::Oh)) {
            end -= 1;
        }
        end
    }

    fn spelled(self, at: usize, end: usize) -> String {
        let figure = |numeral: &Numeral| match numeral.kind {
            Kind::Digit(digit, _) => char::from(b'0' + digit),
            _ => '0',
        };
        self.numerals[at..end].iter().map(figure).collect()
    }

    /// Reads a Chinese number from `from`, or goes on behind so many myriads in figures.
    fn chinese(self, from: usize, figures: u64) -> (u64, usize) {
        let (mut total, mut section, mut at) = (0, figures, from);
        // The powers that were used last: a number goes down.
        let (mut unit, mut myriad, mut after_zero) = (4, 16, false);
        while let Some(kind) = if at == from { self.kind(at) } else { self.joined(at) } {
            match kind {
                Kind::Digit(digit, _) if !self.is_word(at) => {
                    let value = u64::from(*digit);
                    match self.joined(at + 1) {
                        Some(Kind::Unit(power)) if value > 0 && *power < unit => {
                            section += value * 10u64.pow(*power);
                            (unit, after_zero) = (*power, false);
                            at += 2;
                        }
                        Some(Kind::Myriad(power)) if value > 0 && *power < myriad => {
                            let is_plain = section == 0 || after_zero || unit == 1;
                            section += if is_plain { value } else { value * 10u64.pow(unit - 1) };
                            at += 1;
                        }
                        Some(Kind::Unit(_) | Kind::Myriad(_)) => break,
                        _ if value == 0 && self.digit(at + 1).is_some() => {
                            after_zero = true;
                            at += 1;
                        }
                        _ if value == 0 => break,
                        next => {
                            let is_last = !matches!(next, Some(Kind::Digit(..)));
                            let is_counted =
                                self.numerals.len() == at + 1 && self.next.is_some_and(|next| MEASURES.contains(next));
                            if after_zero || unit == 1 {
                                section += value;
                                at += 1;
                            } else if is_last && !is_counted {
                                section += value * 10u64.pow(if section > 0 { unit } else { myriad } - 1);
                                at += 1;
                            }
                            break;
                        }
                    }
                }
                Kind::Unit(1) if unit > 1 => {
                    section += 10;
                    unit = 1;
                    at += 1;
                }
                Kind::Myriad(power) if section > 0 && *power < myriad => {
                    total += section * 10u64.pow(*power);
                    (section, unit, myriad, after_zero) = (0, 4, *power, false);
                    at += 1;
                }
                _ => break,
            }
        }
        (total + section, at)
    }

    /// Reads an English number: `two million five hundred thousand and twenty one`.
    fn english(self, from: usize) -> (u64, usize) {
        let (mut total, mut scale) = (0, 12);
        let (mut small, mut end) = self.hundreds(from);
        while let Some(Kind::Scale(power @ 3.., _)) = self.joined(end)
            && *power < scale
        {
            total += small * 10u64.pow(*power);
            scale = *power;
            end += 1;
            let next = if matches!(self.joined(end), Some(Kind::And)) { end + 1 } else { end };
            small = 0;
            if self.is_small(next)
                || matches!(self.joined(next + 1), Some(Kind::Scale(2, _))) && self.digit(next).is_some()
            {
                (small, end) = self.hundreds(next);
            }
        }
        (total + small, end)
    }

    /// Up to 9999: `five`, `twenty one`, `twenty one hundred`, `one hundred and five`.
    fn hundreds(self, at: usize) -> (u64, usize) {
        let (value, end) = self.small(at);
        if !matches!(self.joined(end), Some(Kind::Scale(2, _))) {
            return (value, end);
        }
        let (value, end) = (value * 100, end + 1);
        let next = if matches!(self.joined(end), Some(Kind::And)) { end + 1 } else { end };
        if !self.is_small(next) {
            return (value, end);
        }
        let (small, small_end) = self.small(next);
        match self.joined(small_end) {
            Some(Kind::Scale(2, _)) => (value, end),
            _ => (value + small, small_end),
        }
    }

    /// Whether an English word below one hundred stands here that begins no row of single digits.
    fn is_small(self, at: usize) -> bool {
        match self.joined(at) {
            Some(Kind::Teen(_) | Kind::Tens(_)) => true,
            Some(Kind::Digit(1..=9, Script::English)) => !self.is_word(at) && self.digit(at + 1).is_none(),
            _ => false,
        }
    }

    fn small(self, at: usize) -> (u64, usize) {
        match (self.kind(at), self.joined(at + 1)) {
            (Some(Kind::Tens(tens)), Some(Kind::Digit(digit @ 1..=9, Script::English))) if !self.is_word(at + 1) => {
                (u64::from(tens + digit), at + 2)
            }
            (Some(Kind::Tens(value) | Kind::Teen(value) | Kind::Digit(value, _)), _) => (u64::from(*value), at + 1),
            _ => (0, at + 1),
        }
    }

    /// With the decimals, units and the percent sign that follow it.
    fn extended(self, mut number: Number) -> Number {
        while let Some(kind) = self.joined(number.end) {
            match kind {
                Kind::Point(word) if !number.text.contains('.') => {
                    let Some(end) = self.decimals_end(number.end + 1, word) else { break };
                    number.text.push('.');
                    number.text.push_str(&self.spelled(number.end + 1, end));
                    number.end = end;
                }
                Kind::Unit(power) | Kind::Myriad(power) | Kind::Scale(power, _) => {
                    let Some(text) = shifted(&number.text, *power as usize) else { break };
                    number.text = text;
                    number.end += 1;
                }
                Kind::Percent(_) => {
                    number.text.push('%');
                    number.end += 1;
                    number.is_spelled = false;
                    return number;
                }
                _ => break,
            }
            number.is_spelled = false;
        }
        number
    }

    /// The end of the decimals that begin at `at`. 三点五 has them; 三点五十 and 三点五分 are times.
    fn decimals_end(self, at: usize, point: &str) -> Option<usize> {
        self.digit(at)?;
        let end = self.digits_end(at);
        if point != "点" {
            return Some(end);
        }
        let is_minutes = end == self.numerals.len() && self.next == Some('分');
        let end = match self.joined(end) {
            Some(Kind::Unit(_)) => self.before_unit(at, end),
            _ => end,
        };
        (end > at && !is_minutes).then_some(end)
    }
}

fn value((value, end): (u64, usize)) -> (String, usize, bool) {
    (value.to_string(), end, false)
}

/// The number with its point so many places further right; `None` where it would be too long, or one digit.
fn shifted(text: &str, places: usize) -> Option<String> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() + places > LONGEST {
        return None;
    }
    let (near, far) = decimals.split_at(places.min(decimals.len()));
    let zeros = "0".repeat(places - near.len());
    let whole = [whole, near, &zeros].concat();
    match (whole.trim_start_matches('0'), far) {
        // A single digit would join others that stand beside it.
        (whole, "") => (whole.len() > 1).then(|| whole.to_string()),
        ("", far) => Some(format!("0.{far}")),
        (whole, far) => Some(format!("{whole}.{far}")),
    }
}

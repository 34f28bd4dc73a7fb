//! Folds text to the one form in which phrases are looked for, and maps every place in it back.
//!
//! | step | what was said | folded |
//! |---|---|---|
//! | case, width | `ＶＩＰ Plan` | `vip plan` |
//! | characters | `餘額` | `余额` |
//! | numbers | `十二个月`, `twelve`, `1,200`, `幺三八`, `one three eight` | `12个月`, `12`, `1200`, `138`, `138` |
//! | percent, money | `百分之五`, `five percent`, `$9.99`, `¥100` | `5%`, `5%`, `9.99 dollars`, `100元` |
//! | ordinals | `first`, `twenty third` | `1st`, `23rd` |
//! | punctuation, apostrophes | `您好，请问`, `don't` | `您好请问`, `dont` |
//! | blanks | `5G 套餐`, `5G套餐` | `5 g套餐` |
//! | fillers | `嗯，那个`, `um yes` | `那个`, `yes` |
//!
//! Folded text holds Han characters without blanks, and other words and numbers with one blank between them. A comma stays
//! where dropping it would make one number of two. Folding folded text changes nothing. A phrase is found in a sentence
//! that holds it, with one limit: a phrase that begins or ends with a number is not found where the sentence says another
//! number right beside it (`第三` in `第三三天`), because the two are one number there.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use crate::text::chars::{Class, class, is_han, plain};
use crate::text::keywords::{Keyword, keyword};
use crate::text::numbers;
use crate::text::numerals::{Kind, Numeral, Script};
use crate::text::origin::{BREAK, Origin, Writer};

/// Said to fill a pause, and never part of a word. 额 is one only where it stands alone: 余额, 额度.
const FILLERS: &str = "嗯啊呃哦噢喔唔诶欸哎唉";

/// Folded text and the way back to its source.
#[derive(Clone, Debug, Default)]
pub struct Folded {
    text: String,
    origin: Origin,
}

impl Folded {
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The source of a byte range of the folded text: from its first to its last character, without punctuation, blanks
    /// and fillers at the edges. A number is taken whole. Never empty for a range that is not empty; a range that is out
    /// of bounds or cuts a character is widened or clamped to the next boundary.
    ///
    /// ```
    /// let said = "请问,您是 ＶＩＰ 用户吗";
    /// let folded = earwitness::text::fold::fold(said);
    /// let at = folded.text().find("是vip").unwrap();
    /// assert_eq!(&said[folded.source(at..at + "是vip".len())], "是 ＶＩＰ");
    /// ```
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(range.start.min(self.text.len()));
        let end = self.text.ceil_char_boundary(range.end.clamp(start, self.text.len()));
        let is_filling = |c: char| c == ' ' || c == BREAK;
        let kept = self.text[start..end].trim_start_matches(is_filling);
        let first = end - kept.len();
        let last = first + kept.trim_end_matches(is_filling).len();
        if first < last || start == end {
            return self.origin.source(first, last);
        }
        // Nothing but blanks: they stand between two words, so there is a character before.
        let last = self.text[..start].trim_end_matches(is_filling).len();
        self.origin.source(self.text.floor_char_boundary(last.saturating_sub(1)), last)
    }

    /// Whether a word may begin or end here: anywhere but inside an English word or a number. `12` is not found in `112`,
    /// nor `5` in `1.5` or `5%`.
    pub fn is_word_boundary(&self, at: usize) -> bool {
        let Some((before, after)) = self.text.split_at_checked(at) else { return false };
        let (Some(before), Some(after)) = (before.chars().next_back(), after.chars().next()) else { return true };
        let is_free = |c: char| matches!(c, ' ' | BREAK) || is_han(c);
        is_free(before) || is_free(after)
    }
}

/// Folds a text. Fast enough for an archive: see `benches/text.rs`.
pub fn fold(source: &str) -> Folded {
    let writer = Writer { text: String::with_capacity(source.len()), ..Writer::default() };
    let mut folder = Folder { source, writer, numerals: Vec::new(), currency: None, is_broken: false };
    let mut at = 0;
    while let Some(c) = source[at..].chars().next() {
        at = match ordinary_end(source, at) {
            end if end > at => folder.ordinary(at..end, c),
            _ => folder.char(at, c),
        };
    }
    folder.finish(None);
    Folded { text: folder.writer.text, origin: folder.writer.origin }
}

/// Han characters that mean something to a number, or may be fillers.
const MEANINGFUL: &str = "零一幺二两三四五六七八九十百千万亿点分之额";

/// Whether a character of the basic plane from [`FIRST`] on is Han, folds to itself and means nothing more: a bit for each.
static ORDINARY: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let is_ordinary = |c: char| plain(c) == c && !FILLERS.contains(c) && !MEANINGFUL.contains(c);
    let mut bits = vec![0; (LAST as usize - FIRST as usize) / 64 + 1];
    for c in (FIRST..=LAST).filter(|c| is_ordinary(*c)) {
        let place = c as usize - FIRST as usize;
        bits[place / 64] |= 1 << (place % 64);
    }
    bits
});

/// The ideographs of the basic plane.
const FIRST: char = '\u{4e00}';
const LAST: char = '\u{9fff}';

/// Where the ordinary Han characters end that begin at `at`: most of what is said in Mandarin is nothing else.
fn ordinary_end(source: &str, at: usize) -> usize {
    let ordinary: &[u64] = &ORDINARY;
    let bytes = source.as_bytes();
    let mut end = at;
    // Every character from U+0800 to U+FFFF takes three bytes, of which the first says so (RFC 3629 §3).
    while let Some([a @ 0xe4..=0xe9, b, c]) = bytes.get(end..end + 3) {
        let code = usize::from(a & 0x0f) << 12 | usize::from(b & 0x3f) << 6 | usize::from(c & 0x3f);
        let Some(place) = code.checked_sub(FIRST as usize) else { break };
        if ordinary.get(place / 64).is_none_or(|bits| bits >> (place % 64) & 1 == 0) {
            break;
        }
        end += 3;
    }
    end
}

struct Folder<'a> {
    source: &'a str,
    writer: Writer,
    /// Numerals that were read and not yet written: what they mean shows only when the run ends.
    numerals: Vec<Numeral<'a>>,
    /// A currency sign that waits for its number.
    currency: Option<(&'static str, Range<usize>)>,
    /// Punctuation was dropped since the last word.
    is_broken: bool,
}

impl<'a> Folder<'a> {
    /// Takes Han characters that stay as they are, and says where they end; `first` is the first of them.
    fn ordinary(&mut self, source: Range<usize>, first: char) -> usize {
        self.finish(Some(first));
        self.writer.copy(&self.source[source.clone()], source.start);
        source.end
    }

    /// Takes what begins with `c` at `at`, and says where it ends.
    fn char(&mut self, at: usize, c: char) -> usize {
        let (plain, end) = (plain(c), at + c.len_utf8());
        match class(plain) {
            Class::Han => self.han(plain, at..end),
            Class::Letter => return self.word(at),
            Class::Digit => return self.figures(at),
            Class::Blank | Class::Unseen | Class::Apostrophe | Class::Hyphen => {}
            Class::Percent if self.is_after_number() => self.push(Kind::Percent("%"), at..end),
            Class::Currency => {
                self.currency = Some((currency(plain), at..end));
                self.is_broken = false;
            }
            Class::Percent | Class::Mark => {
                self.currency = None;
                self.is_broken = true;
            }
        }
        end
    }

    /// Whether a percent sign could belong to what stands before it.
    fn is_after_number(&self) -> bool {
        let last = self.numerals.last().filter(|_| !self.is_broken);
        self.currency.is_none() && last.is_some_and(|last| !matches!(last.kind, Kind::Percent(_)))
    }

    fn han(&mut self, c: char, source: Range<usize>) {
        let last = self.numerals.last().map(|numeral| &numeral.kind);
        let kind = match (c, last) {
            ('零', _) => Kind::Digit(0, Script::Han),
            ('一' | '幺', _) => Kind::Digit(1, Script::Han),
            ('二' | '两', _) => Kind::Digit(2, Script::Han),
            ('三', _) => Kind::Digit(3, Script::Han),
            ('四', _) => Kind::Digit(4, Script::Han),
            ('五', _) => Kind::Digit(5, Script::Han),
            ('六', _) => Kind::Digit(6, Script::Han),
            ('七', _) => Kind::Digit(7, Script::Han),
            ('八', _) => Kind::Digit(8, Script::Han),
            ('九', _) => Kind::Digit(9, Script::Han),
            ('十', _) => Kind::Unit(1),
            ('百', _) => Kind::Unit(2),
            ('千', _) => Kind::Unit(3),
            ('万', _) => Kind::Myriad(4),
            ('亿', _) => Kind::Myriad(8),
            ('点', Some(_)) => Kind::Point("点"),
            ('分', Some(Kind::Unit(2))) => Kind::Fen,
            ('之', Some(Kind::Fen)) => Kind::Zhi,
            _ if FILLERS.contains(c) || (c == '额' && self.stands_alone(&source)) => return,
            _ => {
                self.finish(Some(c));
                return self.writer.char(c, source);
            }
        };
        self.push(kind, source);
    }

    /// Whether no word of Han characters lies next to this, with nothing but blanks and fillers between.
    fn stands_alone(&self, source: &Range<usize>) -> bool {
        let is_clear = |chars: &mut dyn Iterator<Item = char>| {
            let passed = |c: &char| matches!(class(*c), Class::Blank | Class::Unseen) || FILLERS.contains(*c);
            chars
                .map(plain)
                .find(|c| !passed(c))
                .is_none_or(|c| !is_han(c) || "零一幺二两三四五六七八九十百千万亿".contains(c))
        };
        is_clear(&mut self.source[..source.start].chars().rev()) && is_clear(&mut self.source[source.end..].chars())
    }

    /// A word of letters that are not Han.
    fn word(&mut self, at: usize) -> usize {
        let length = self.source[at..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let end = at + length;
        let goes_on = self.source[end..].chars().next().map(|c| class(plain(c)));
        if matches!(goes_on, Some(Class::Letter | Class::Apostrophe | Class::Unseen)) {
            return self.long_word(at);
        }
        let word = &self.source[at..end];
        let mut lower = [0; 12];
        let meaning = lower.get_mut(..length).and_then(|lower| {
            lower.copy_from_slice(word.as_bytes());
            lower.make_ascii_lowercase();
            std::str::from_utf8(lower).ok().and_then(keyword)
        });
        if !self.keyword(meaning, at..end) {
            self.finish(None);
            self.writer.gap();
            self.writer.copy_lower(word, at);
        }
        end
    }

    /// A word that is not plain ASCII: with apostrophes, accents, wide letters.
    fn long_word(&mut self, at: usize) -> usize {
        let (mut word, mut places) = (String::new(), Vec::new());
        for (offset, c) in self.source[at..].char_indices() {
            let plain = plain(c);
            match class(plain) {
                Class::Letter => {
                    word.push(plain);
                    places.push(at + offset..at + offset + c.len_utf8());
                }
                Class::Apostrophe | Class::Unseen => {}
                _ => break,
            }
        }
        let end = places.last().map_or(at + 1, |place| place.end);
        if !self.keyword(keyword(&word), at..end) {
            self.finish(None);
            self.writer.gap();
            for (c, place) in word.chars().zip(places) {
                self.writer.char(c, place);
            }
        }
        end
    }

    /// Whether this was a filler or a numeral, and is dealt with.
    fn keyword(&mut self, meaning: Option<Keyword>, source: Range<usize>) -> bool {
        let last = self.numerals.last().map(|numeral| &numeral.kind);
        match meaning {
            None => false,
            Some(Keyword::Filler) => true,
            Some(Keyword::Numeral(kind)) => {
                let is_numeral = match kind {
                    Kind::And => matches!(last, Some(Kind::Scale(..))),
                    Kind::Oh => matches!(last, Some(Kind::Digit(..) | Kind::Oh)),
                    Kind::Point(_) | Kind::Percent(_) | Kind::Scale(..) => last.is_some(),
                    _ => true,
                };
                if is_numeral {
                    self.push(kind, source);
                }
                is_numeral
            }
        }
    }

    /// A number in figures: `12`, `1,200`, `9.99`, `21st`.
    fn figures(&mut self, at: usize) -> usize {
        let mut end = self.figures_end(at);
        if end - at <= 3 {
            while self.source[end..].starts_with(',') && self.figures_end(end + 1) == end + 4 {
                end += 4;
            }
        }
        let point = self.source[end..].chars().next().filter(|c| matches!(c, '.' | '．')).map_or(0, char::len_utf8);
        let decimals_end = self.figures_end(end + point);
        let has_decimals = point > 0 && decimals_end > end + point;
        if has_decimals {
            end = decimals_end;
        }
        let letters = self.source[end..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let suffix = &self.source[end..end + letters];
        let is_ordinal = ["st", "nd", "rd", "th"].into_iter().any(|ending| suffix.eq_ignore_ascii_case(ending));
        let is_ascii = self.source[at..end].bytes().all(|byte| byte.is_ascii_digit());
        let is_whole = self.source[end + letters..].chars().next().is_none_or(|c| class(plain(c)) != Class::Letter);
        if is_ordinal && is_ascii && is_whole {
            let end = end + letters;
            self.push(Kind::OrdinalFigures(&self.source[at..end]), at..end);
            return end;
        }
        let text = match &self.source[at..end] {
            text if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => Cow::Borrowed(text),
            text => Cow::Owned(
                text.chars().map(plain).map(|c| if c == '．' { '.' } else { c }).filter(|c| *c != ',').collect(),
            ),
        };
        let kind = match text.as_bytes() {
            [digit @ b'0'..=b'9'] => Kind::Digit(digit - b'0', Script::Figures),
            _ => Kind::Figures(text),
        };
        self.push(kind, at..end);
        end
    }

    fn figures_end(&self, at: usize) -> usize {
        let rest = self.source.get(at..).unwrap_or_default();
        let length = rest.chars().take_while(|c| class(plain(*c)) == Class::Digit).map(char::len_utf8).sum::<usize>();
        at + length
    }

    fn push(&mut self, kind: Kind<'a>, source: Range<usize>) {
        let currency = self.currency.take();
        let starts = |kind: &Kind| {
            matches!(kind, Kind::Digit(..) | Kind::Figures(_) | Kind::Teen(_) | Kind::Tens(_) | Kind::Unit(1))
        };
        match currency {
            Some((name, source)) if starts(&kind) => {
                self.numerals.push(Numeral { kind: Kind::Currency(name), source, broken: true });
            }
            // A sign without a number is punctuation.
            Some(_) => self.is_broken = true,
            None => {}
        }
        self.numerals.push(Numeral { kind, source, broken: std::mem::take(&mut self.is_broken) });
    }

    /// Writes the numerals that wait, now that a word follows.
    fn finish(&mut self, next: Option<char>) {
        self.is_broken = false;
        self.currency = None;
        if !self.numerals.is_empty() {
            numbers::write(self.source, &self.numerals, next, &mut self.writer);
            self.numerals.clear();
        }
    }
}

fn currency(sign: char) -> &'static str {
    match sign {
        '$' => "dollars",
        '€' => "euros",
        '£' => "pounds",
        _ => "元",
    }
}

#[cfg(test)]
mod tests;

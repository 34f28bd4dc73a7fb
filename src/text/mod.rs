//! Normalises text for matching and maps every match back to what was said.
//!
//! [`fold::fold`] is the one door: rules fold their phrases and scans fold what was said by the same function, so that
//! `十二个月`, `12 个月` and `１２個月` are one text. The steps have a file each: characters (`chars`, `simplify`), English
//! words that are numbers or fillers (`keywords`), numerals (`numbers`, over `numerals`), and the way back (`origin`).

pub mod chars;
pub mod digits;
pub mod distance;
pub mod error_rate;
pub mod fold;
pub mod function_words;
mod keywords;
pub mod lead_ins;
pub mod likeness;
mod numbers;
mod numerals;
mod origin;
pub mod question;
pub mod simplify;
pub mod sound;
pub mod units;

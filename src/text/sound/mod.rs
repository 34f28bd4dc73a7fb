//! Finds phrases by how they sound, so that 泡餐 is known for 套餐.
//!
//! An engine that hears a telephone line writes words that sound like those that were said. [`sounds::Sounds`] reads a
//! folded text as sounds: a Han character as its toneless syllable (`syllable`), a digit as the syllable it is said with,
//! an English word as a key of consonants and vowels (`key`). [`distance`] compares two rows of sounds in thirds of a
//! syllable: a pair that is easily confused ([`confusable::Confusables`]) differs by one, any other by two or three.
//! [`index::SoundIndex`] finds thousands of phrases at once, each within what [`allowance::budget`] allows it, and
//! [`confusions`] counts which sounds an engine really confuses.

pub mod allowance;
pub mod confusable;
pub mod confusions;
pub mod distance;
pub mod index;
mod key;
mod polyphones;
pub mod sounds;
mod syllable;

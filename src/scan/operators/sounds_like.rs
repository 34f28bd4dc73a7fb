//! `sounds_like`: the phrases of a list are also found by their sound.
//!
//! ```toml
//! [when.terms]
//! party       = "agent"
//! any_of      = ["合约期", "违约金", "套餐外流量"]
//! sounds_like = 1
//! ```
//! A key of every list of phrases (`any_of`, `all_of`, `n_of`, …): so many syllables of a phrase may differ. Tones count for nothing, and sounds that are
//! easily confused (n/l, zh/z, an/ang, …) for a third of a syllable, so that 泡餐 is taken for 套餐. Short phrases are allowed
//! less. Use it for words an engine gets wrong, of three syllables and more: the shorter a phrase, the more often ordinary
//! talk sounds like it. Evidence says `sounds like` and how far.

use crate::rules::diagnostic::{self, Faults};
use crate::rules::scope::Unit;
use crate::rules::value::{Located, Section};
use crate::scan::kit::Kit;
use crate::scan::lexicon::{ListId, Phrase};
use crate::text::sound::allowance::{MAX_ALLOWANCE, MIN_SYLLABLES, budget};
use crate::text::sound::sounds::Sounds;

/// The key.
const KEY: &str = "sounds_like";

/// Reads how many syllables may differ; `None` where the key is not there, or after adding a fault.
pub fn read(section: &mut Section, faults: &mut Faults) -> Option<u8> {
    let wanted = section.integer(KEY, faults)?;
    let allowance = u8::try_from(wanted.value).ok().filter(|allowance| *allowance <= MAX_ALLOWANCE);
    if allowance.is_none() {
        let title = format!("`{KEY}` must be from 0 to {MAX_ALLOWANCE} syllables");
        faults
            .at(diagnostic::VALUE, wanted.place, title, format!("this is {}", wanted.value))
            .help("0 takes words that sound the same, 1 suits most phrases");
    }
    allowance
}

/// Adds a list to the lexicon, by its sound too where an allowance was read. Phrases too short for that are faults.
pub fn add(
    phrases: Vec<Located<Phrase>>,
    allowance: Option<u8>,
    unit: Unit,
    kit: &mut Kit<'_>,
) -> (Vec<Phrase>, ListId) {
    if let Some(allowance) = allowance {
        phrases.iter().for_each(|phrase| check_length(phrase, allowance, kit.faults));
    }
    let phrases: Vec<Phrase> = phrases.into_iter().map(|phrase| phrase.value).collect();
    let list = kit.lexicon.add(&phrases, unit);
    if let Some(allowance) = allowance {
        kit.lexicon.add_sounds(list, &phrases, unit, allowance);
    }
    (phrases, list)
}

fn check_length(phrase: &Located<Phrase>, allowance: u8, faults: &mut Faults) {
    let sounds = Sounds::of(&phrase.value.folded);
    if budget(&sounds, allowance).is_none() {
        let title = format!("`{}` is too short to be known by its sound", phrase.value.written);
        let label = match sounds.syllables() {
            1 => "one syllable".to_string(),
            syllables => format!("{syllables} syllables"),
        };
        faults.at(diagnostic::VALUE, phrase.place.clone(), title, label).help(format!(
            "write a phrase of {MIN_SYLLABLES} syllables or more, or list it in a condition without `{KEY}`"
        ));
    }
}

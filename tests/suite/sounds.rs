//! What sounds like a phrase is mostly that phrase: how often ordinary talk sounds like one of the packs' phrases.

use std::collections::BTreeSet;

use earwitness::call::notation;
use earwitness::scan::compile::load;
use earwitness::text::fold::{Folded, fold};
use earwitness::text::sound::allowance::budget;
use earwitness::text::sound::confusable::Confusables;
use earwitness::text::sound::index::SoundIndex;
use earwitness::text::sound::sounds::Sounds;
use walkdir::WalkDir;

use crate::scratch::root;

/// Every phrase of a pack, folded.
fn phrases(pack: &str) -> BTreeSet<String> {
    let (_, rules) = load(&root().join("rules").join(pack)).unwrap_or_else(|faults| panic!("{}", faults[0].render()));
    let conditions = rules.rules.iter().flat_map(|rule| &rule.conditions);
    conditions.flat_map(|condition| condition.condition.phrases()).map(|phrase| phrase.folded.clone()).collect()
}

/// What is said in the ordinary calls of a language.
fn utterances(language: &str) -> Vec<Folded> {
    let folder = WalkDir::new(root().join("fixtures/transcripts/clean")).into_iter();
    let files = folder.map(|entry| entry.unwrap().into_path()).filter(|path| path.is_file());
    let calls = files.map(|path| notation::parse(&std::fs::read_to_string(path).unwrap()).unwrap());
    let own = calls.filter(|call| call.language == language);
    own.flat_map(|call| call.utterances).map(|utterance| fold(&utterance.text)).collect()
}

#[test]
fn ordinary_talk_seldom_sounds_like_a_phrase_that_was_not_said() {
    for (pack, language, most_in_a_million) in [("telecom-zh", "zh", 2_000), ("telecom-en", "en", 500)] {
        let sounds = |phrase: String| {
            let sounds = Sounds::of(&phrase);
            budget(&sounds, 1).map(|budget| (phrase, sounds, budget))
        };
        let phrases: Vec<(String, Sounds, u8)> = phrases(pack).into_iter().filter_map(sounds).collect();
        let searched = phrases.iter().map(|(_, sounds, budget)| (sounds.clone(), *budget));
        let index = SoundIndex::of(searched, Confusables::built_in());
        let utterances = utterances(language);
        let mut amiss = 0;
        for utterance in &utterances {
            let heard: BTreeSet<u32> =
                index.search(&Sounds::of(utterance.text())).into_iter().map(|hit| hit.phrase).collect();
            for (number, (phrase, ..)) in phrases.iter().enumerate() {
                let is_heard = heard.contains(&(number as u32));
                let is_said = utterance
                    .text()
                    .match_indices(phrase.as_str())
                    .any(|(at, _)| utterance.is_word_boundary(at) && utterance.is_word_boundary(at + phrase.len()));
                assert!(is_heard || !is_said, "{phrase} is said in {} and not heard", utterance.text());
                amiss += usize::from(is_heard && !is_said);
            }
        }
        let asked = phrases.len() * utterances.len();
        assert!(asked > 100_000, "{pack}: {asked} is too few to say anything");
        let in_a_million = amiss * 1_000_000 / asked;
        assert!(in_a_million <= most_in_a_million, "{pack}: {in_a_million} in a million");
    }
}

//! What a lexicon finds is what looking for every phrase in every text would find.

use proptest::prelude::*;

use super::*;
use crate::call::notation::parse;
use crate::call::recording::Call;

const UNITS: [Unit; 4] = [Unit::Utterance, Unit::Turn, Unit::Adjacent, Unit::Call];

/// What a pass of its own over every text of a unit finds.
fn one_by_one(phrases: &[Phrase], heard: &Heard<'_>, unit: Unit) -> Vec<PhraseHit> {
    let mut hits = Vec::new();
    for passage in 0..heard.passages(unit) {
        let text = heard.text(unit, passage);
        for (item, phrase) in phrases.iter().enumerate() {
            let starts =
                (0..text.len()).filter(|at| text.is_char_boundary(*at) && text[*at..].starts_with(&phrase.folded));
            let ranges = starts.map(|start| start..start + phrase.folded.len()).filter(|range| is_whole(text, range));
            hits.extend(ranges.map(|range| PhraseHit {
                item: item as u32,
                passage: passage as u32,
                range,
                matched: Matched::Exact,
            }));
        }
    }
    hits.sort_by_key(|hit| (hit.passage, hit.range.end, hit.range.start));
    hits
}

proptest! {
    #[test]
    fn utterances_that_are_joined_are_searched_as_one_text(
        said in proptest::collection::vec(("(agent|customer|unknown)", "[退费不a b1]{1,5}"), 1..9),
        phrases in proptest::collection::vec("[退费不a b1]{1,5}", 1..6),
    ) {
        let lines: Vec<String> =
            said.iter().enumerate().map(|(at, (party, text))| format!("{party} 0:{at:02} {text}。")).collect();
        let transcript = parse(&lines.join("\n")).unwrap();
        let call = Call::default();
        let heard = Heard::of(&call, &transcript);
        let mut phrases: Vec<Phrase> = phrases.iter().map(|phrase| Phrase::of(phrase)).collect();
        phrases.retain(|phrase| !phrase.folded.is_empty());
        phrases.sort_by(|one, other| one.folded.cmp(&other.folded));
        phrases.dedup_by(|one, other| one.folded == other.folded);
        let mut builder = LexiconBuilder::default();
        let lists = UNITS.map(|unit| (unit, builder.add(&phrases, unit)));
        let found = builder.build().unwrap().search(&heard);
        for (unit, list) in lists {
            prop_assert_eq!(found.of(list), one_by_one(&phrases, &heard, unit));
        }
    }
}

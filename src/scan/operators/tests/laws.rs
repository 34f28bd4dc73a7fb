//! What holds for every operator, whatever is said.

use crate::call::finding::{Evidence, Finding};
use crate::call::notation;
use crate::scan::hit::LEFT_OUT;
use crate::scan::one_rule::{finding, rule_set};
use crate::scan::operators::OPERATORS;

/// A condition of each operator on words, with marks where the phrases of a list stand.
const CONDITIONS: [(&str, &[&str]); 12] = [
    ("any_of = [LIST]", &["甲乙", "丙", "乙丁"]),
    ("all_of = [LIST]", &["甲乙", "丙", "乙丁"]),
    ("n_of = { n = 2, phrases = [LIST] }", &["甲乙", "丙", "乙丁"]),
    ("at_least = { n = 2, phrases = [LIST] }", &["甲乙", "丙", "乙丁"]),
    ("none_of = [LIST]\nfirst = \"1min\"", &["甲乙", "丙", "乙丁"]),
    ("phrase = \"甲 丙\"\ngap = 2", &[]),
    ("sequence = [\"甲\", [LIST]]\nwithin = \"5s\"", &["丙", "丁甲", "3"]),
    ("near = { a = [\"甲\", \"3\"], b = [LIST], within = \"4 words\" }", &["丙", "乙甲", "b"]),
    ("not_near = { a = [\"甲\", \"3\"], b = [LIST], within = \"2 utterances\" }", &["丙", "乙甲", "b"]),
    ("not_in = { phrases = [\"甲\"], longer = [LIST] }", &["甲乙", "丙甲", "甲丁甲"]),
    ("similar_to = { examples = [LIST], threshold = 0.6 }", &["甲乙丙", "丁丁丙", "a b c"]),
    ("repeats = { min_length = 2, like = 0.6, except = [LIST] }", &["甲乙", "丙丙", "丁"]),
];

fn condition(template: &str, phrases: &[&str]) -> String {
    let list: Vec<String> = phrases.iter().map(|phrase| format!("\"{phrase}\"")).collect();
    format!("[when.a]\n{}", template.replace("LIST", &list.join(", ")))
}

fn places(found: &Finding) -> Vec<(u32, String)> {
    let places = found.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Said { span, quote, .. } => Some((span.start().0, quote.clone())),
        _ => None,
    });
    places.collect()
}

fn call(lines: &[(bool, String)]) -> String {
    let party = |is_agent: bool| if is_agent { "agent" } else { "customer" };
    let lines = lines.iter().enumerate();
    lines.map(|(at, (is_agent, text))| format!("{} 0:{:02}.0 x{text}\n", party(*is_agent), at * 4)).collect()
}

fn lines() -> impl proptest::strategy::Strategy<Value = Vec<(bool, String)>> {
    use proptest::prelude::*;
    proptest::collection::vec((any::<bool>(), "[甲乙丙丁丁甲丙3a-c，。 ]{0,16}"), 1..8)
}

#[test]
fn every_operator_on_words_stands_here() {
    let elsewhere = ["pattern", "entity", "topic", "silence", "interruption"];
    for listed in OPERATORS {
        let name = listed.operator.name();
        let is_here = CONDITIONS.iter().any(|(template, _)| template.starts_with(&format!("{name} ")));
        // Operators on time and sound have no words to quote.
        assert!(is_here || elsewhere.contains(&name) || !listed.page().contains("phrases"), "{name}");
    }
}

proptest::proptest! {
    /// A quote is made of slices of what was said, in its time, the first of them by its party.
    #[test]
    fn every_quote_is_made_of_slices_of_what_was_said(lines in lines(), unit in 0usize..2) {
        let call = call(&lines);
        let transcript = notation::parse(&call).unwrap();
        let mut conditions: Vec<String> = CONDITIONS.iter().map(|(template, phrases)| condition(template, phrases)).collect();
        conditions.push("[when.a]\npattern = \"[甲乙]+[0-9]\"".to_string());
        conditions.push("[when.a]\nentity = [\"amount\", \"date\", \"phone\"]".to_string());
        for condition in conditions {
            let condition = format!("{condition}\nin = \"{}\"", ["utterance", "turn"][unit]);
            for evidence in finding(&rule_set("note", &condition, "noted = \"a\""), &call).evidence {
                let Evidence::Said { quote, utterance, span, party, .. } = evidence else { continue };
                let first = &transcript.utterances[utterance as usize];
                proptest::prop_assert!(!quote.is_empty());
                proptest::prop_assert_eq!(first.party, party);
                proptest::prop_assert!(first.span.start() <= span.start());
                for part in quote.split(LEFT_OUT) {
                    let said = transcript.utterances[utterance as usize..].iter().any(|other| other.text.contains(part));
                    proptest::prop_assert!(said, "{} in {}: {}", part, call, condition);
                }
            }
        }
    }

    /// The order in which phrases are written changes nothing.
    #[test]
    fn the_order_of_phrases_changes_nothing(lines in lines()) {
        let call = call(&lines);
        for (template, phrases) in CONDITIONS {
            let mut turned = phrases.to_vec();
            turned.reverse();
            let found = |phrases: &[&str]| finding(&rule_set("note", &condition(template, phrases), "noted = \"a\""), &call);
            let (one, other) = (found(phrases), found(&turned));
            proptest::prop_assert_eq!(one.outcome, other.outcome, "{}\n{}", template, call);
            // Of two examples that are equally like it, the one that stands first is named.
            if !template.starts_with("similar_to") {
                proptest::prop_assert_eq!(places(&one), places(&other), "{}\n{}", template, call);
            }
        }
    }
}

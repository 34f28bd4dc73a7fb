//! Laws that hold for whatever is said.

use std::fmt::Write;

use proptest::prelude::*;

use crate::call::finding::{Evidence, Finding};
use crate::call::notation;
use crate::call::recording::Call;
use crate::call::transcript::Transcript;
use crate::rules::scope::Unit;
use crate::scan::judge::judge;
use crate::scan::judge::tests::{finding, pack_of, rule_set};

/// A few utterances of all parties, one each five seconds.
fn talk() -> impl Strategy<Value = Transcript> {
    let party = prop::sample::select(vec!["agent", "customer", "ivr", "unknown"]);
    prop::collection::vec((party, "[甲乙丙0-9a-c，。 ]{0,12}"), 1..9).prop_map(|lines| {
        let mut call = String::new();
        for (at, (party, text)) in lines.iter().enumerate() {
            let _ = writeln!(call, "{party} 0:{:02} x{text}", at * 5);
        }
        notation::parse(&call).unwrap()
    })
}

proptest! {
    /// Every quote is a slice of the utterance it names, at its time, by its party.
    #[test]
    fn every_quote_is_a_slice_of_what_was_said(transcript in talk()) {
        let conditions = "[when.a]\nany_of = [\"甲乙\", \"a b\", \"3\", \"丙甲\"]\n[when.b]\npattern = \"[甲乙]+[0-9]\"";
        let rules = rule_set("note", conditions, "noted = \"a or b\"");
        for evidence in judge(&rules, &Call::default(), &transcript).remove(0).evidence {
            if let Evidence::Said { quote, utterance, span, party, .. } = evidence {
                let said = &transcript.utterances[utterance as usize];
                prop_assert!(said.text.contains(&quote), "{quote} in {}", said.text);
                prop_assert!(said.span.cover(span) == said.span && said.party == party);
            }
        }
    }

    /// Whatever utterances are joined to, each part of a quote is a slice of what one party said there, in order; and only
    /// what was asked to be joined is.
    #[test]
    fn nothing_is_matched_across_parties_or_turns_unless_asked(transcript in talk()) {
        for unit in Unit::ALL {
            let conditions = format!(
                "[when.a]\nin = \"{0}\"\nany_of = [\"甲x\", \"乙x甲\", \"x丙\", \"3 x\"]\n\
                 [when.b]\nin = \"{0}\"\npattern = \"[甲乙丙a-c]+ ?x[甲乙丙]\"\n\
                 [when.c]\nin = \"{0}\"\nsequence = [\"甲\", \"乙\"]",
                unit.name()
            );
            let rules = rule_set("note", &conditions, "noted = \"a or b or c\"");
            for evidence in judge(&rules, &Call::default(), &transcript).remove(0).evidence {
                let Evidence::Said { quote, utterance, span, party, .. } = evidence else { continue };
                let parts: Vec<&str> = quote.split(" … ").collect();
                let mut rest = transcript.utterances[utterance as usize..].iter().filter(|said| said.party == party);
                let first = rest.next();
                prop_assert!(first.is_some_and(|said| said.text.contains(parts[0]) && said.span.start() <= span.start()));
                for part in &parts[1..] {
                    let next = rest.next();
                    prop_assert!(next.is_some_and(|said| said.text.contains(part)), "{part} in {next:?}");
                }
                let last = utterance as usize
                    + transcript.utterances[utterance as usize..].iter().take_while(|said| said.span.start() < span.end()).count();
                let is_one_turn = transcript.utterances[utterance as usize..last].iter().all(|said| said.party == party);
                match unit {
                    Unit::Utterance => prop_assert_eq!(parts.len(), 1),
                    Unit::Turn => prop_assert!(is_one_turn, "{quote}"),
                    Unit::Adjacent | Unit::Call => {}
                }
                prop_assert!(party.is_known() || unit == Unit::Call || parts.len() == 1, "{quote}");
            }
        }
    }

    /// What others say changes nothing that is asked of one party in the whole call.
    #[test]
    fn what_others_say_is_not_matched(transcript in talk()) {
        let conditions = "[when.a]\nparty = \"agent\"\nin = \"call\"\nany_of = [\"甲x\", \"x乙\", \"丙\"]";
        let rules = rule_set("note", conditions, "noted = \"a\"");
        let mut other = transcript.clone();
        for utterance in other.utterances.iter_mut().filter(|utterance| utterance.party.name() != "agent") {
            utterance.text = "甲x乙丙".to_string();
        }
        let said = |transcript: &Transcript| {
            let found = judge(&rules, &Call::default(), transcript).remove(0);
            found.evidence.into_iter().filter(|evidence| matches!(evidence, Evidence::Said { .. })).collect::<Vec<_>>()
        };
        prop_assert_eq!(said(&transcript), said(&other));
    }

    /// The order of the phrases in a list changes nothing.
    #[test]
    fn the_order_of_phrases_changes_nothing(text in "[甲乙丙丁]{0,30}") {
        let set = |list: &str| rule_set("note", &format!("[when.a]\nany_of = [{list}]"), "noted = \"a\"");
        let call = format!("agent 0:01 x{text}");
        let (one, other) = (finding(&set("\"甲乙\", \"丙\", \"乙丁\""), &call), finding(&set("\"乙丁\", \"丙\", \"甲乙\""), &call));
        let spans = |found: &Finding| found.evidence.iter().map(|evidence| evidence.start()).collect::<Vec<_>>();
        prop_assert_eq!((one.outcome, spans(&one)), (other.outcome, spans(&other)));
    }

    /// Nor does it matter which other rules a pack has, or in which order: what one says depends on the call alone.
    #[test]
    fn the_order_of_rules_changes_nothing(transcript in talk(), order in Just(vec![0usize, 1, 2, 3]).prop_shuffle()) {
        let rules = [
            ("forbid", "[when.a]\nany_of = [\"甲乙\", \"丙\"]", "violated = \"a\""),
            ("require", "[when.a]\nparty = \"agent\"\nin = \"turn\"\nany_of = [\"甲x\", \"丙\"]\nfrom = \"20%\"", "met = \"a\""),
            ("note", "[when.a]\nparty = \"customer\"\nin = \"adjacent\"\nany_of = [\"乙\", \"x丙\"]\nevery = true", "noted = \"a\""),
            (
                "require",
                "[when.s]\nany_of = [\"甲\"]\n[when.a]\nany_of = [\"乙\", \"丙\"]\n\
                 around = { condition = \"s\", after = \"2 utterances\", which = \"each\" }",
                "given = \"s\"\nmet = \"a\"",
            ),
        ];
        let ids = ["a", "b", "c", "d"];
        let all: Vec<_> = order.iter().zip(ids).map(|(number, id)| (id, rules[*number].0, rules[*number].1, rules[*number].2)).collect();
        let together = judge(&pack_of("", &all), &Call::default(), &transcript);
        for (found, number) in together.into_iter().zip(order) {
            let (kind, conditions, rule) = rules[number];
            let alone = judge(&rule_set(kind, conditions, rule), &Call::default(), &transcript).remove(0);
            prop_assert_eq!((found.outcome, found.evidence), (alone.outcome, alone.evidence));
        }
    }
}

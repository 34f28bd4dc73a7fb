//! Phrases that are found by their sound.

use crate::call::finding::Outcome::{NotApplicable, Noted};
use crate::call::finding::{Evidence, Matched};
use crate::scan::judge::tests::{check, finding, rule_set};

/// What a note's condition found, each with how it was matched.
fn said(conditions: &str, call: &str) -> Vec<(String, String, Matched)> {
    let found = finding(&rule_set("note", conditions, "noted = \"a\""), call);
    let quotes = found.evidence.into_iter().filter_map(|evidence| match evidence {
        Evidence::Said { quote, phrase, matched, .. } => Some((quote, phrase, matched)),
        _ => None,
    });
    quotes.collect()
}

fn like(quote: &str, phrase: &str, distance_thirds: u32) -> (String, String, Matched) {
    (quote.to_string(), phrase.to_string(), Matched::SoundsLike { distance_thirds })
}

fn exact(phrase: &str) -> (String, String, Matched) {
    (phrase.to_string(), phrase.to_string(), Matched::Exact)
}

#[test]
fn what_sounds_like_a_phrase_is_found_only_where_it_is_asked_for() {
    let with = "[when.a]\nany_of = [\"工信部\", \"套餐\", \"early termination fee\"]\nsounds_like = 1";
    for (call, expected) in [
        ("agent 0:01 我要去公信部投诉", vec![like("公信部", "工信部", 0)]),
        ("agent 0:01 您的泡，餐是", vec![like("泡，餐", "套餐", 1)]),
        ("agent 0:01 您的套餐是", vec![exact("套餐")]),
        ("agent 0:01 您的晚餐是", vec![]),
        ("agent 0:01 an early Termination v.", vec![like("early Termination v", "early termination fee", 1)]),
    ] {
        assert_eq!(said(with, call), expected, "{call}");
    }
    let without = with.replace("sounds_like = 1", "");
    assert_eq!(said(&without, "agent 0:01 我要去公信部投诉"), []);
}

#[test]
fn words_that_were_said_exactly_are_no_other_phrase() {
    let conditions = "[when.a]\nany_of = [\"话费账单\", \"花费\"]\nsounds_like = 1";
    let call = "agent 0:01 这是花费账单";
    assert_eq!(said(conditions, call), [exact("花费")]);
    // The same phrases in two lists do not know of each other.
    let split = "[when.a]\nany_of = [\"话费账单\"]\nsounds_like = 1\nunless_near = { condition = \"b\", after = \"9s\" }\n\
                 [when.b]\nany_of = [\"花钱\"]";
    assert_eq!(said(split, call), [like("花费账单", "话费账单", 0)]);
    // Of those that only sound so, the nearest.
    let near = "[when.a]\nany_of = [\"话费账单\", \"话费帐蛋糕\"]\nsounds_like = 1";
    assert_eq!(said(near, "agent 0:01 花费帐单糕"), [like("花费帐单糕", "话费帐蛋糕", 0)]);
}

#[test]
fn all_of_takes_the_same_words_for_one_phrase_only() {
    let conditions = "[when.a]\nall_of = [\"话费\", \"花费\"]\nsounds_like = 0";
    check(
        "note",
        conditions,
        "noted = \"a\"",
        &[
            ("agent 0:01 华费", NotApplicable),
            ("agent 0:01 华费和华费", NotApplicable),
            ("agent 0:01 花费和华费", Noted),
        ],
    );
}

#[test]
fn sounds_are_found_across_the_utterances_of_a_turn() {
    let conditions = "[when.a]\nany_of = [\"提前解约\"]\nsounds_like = 1\nin = \"turn\"";
    assert_eq!(said(conditions, "agent 0:01 您要提钱\nagent 0:04 结约"), [like("提钱 … 结约", "提前解约", 0)]);
}

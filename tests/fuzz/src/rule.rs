//! Generated rule files: nearly always sound, with every operator and scope.

use std::fmt::Write;

use arbitrary::{Result, Unstructured};

use crate::talk::phrase;

/// Enough for anchors on anchors.
const MAX_CONDITIONS: usize = 4;
const MAX_PHRASES: usize = 3;
const MAX_PHRASE_PIECES: usize = 3;

const PARTIES: [&str; 7] =
    ["\"agent\"", "\"customer\"", "\"ivr\"", "\"unknown\"", "\"any\"", "[\"customer\", \"unknown\"]", "[\"agent\"]"];
const EXTENTS: [&str; 10] =
    ["0s", "1ms", "3s", "30s", "24min", "0 utterances", "1 utterance", "3 utterances", "1 turn", "2 turns"];
const POSITIONS: [&str; 14] = [
    "0s",
    "5s",
    "30s",
    "0%",
    "20%",
    "100%",
    "1 utterance",
    "2 turns",
    "-5s",
    "-30s",
    "-20%",
    "-100%",
    "-2 utterances",
    "-1 turn",
];
const WHICH: [&str; 7] = ["\"any\"", "\"each\"", "\"first\"", "\"last\"", "2", "-2", "4294967295"];
const UNITS: [&str; 4] = ["utterance", "turn", "adjacent", "call"];
/// Classes, anchors, words and repetition, on folded text.
const PATTERNS: [&str; 8] =
    ["[0-9]+", "甲.{0,4}乙", "^[^0-9]", "(yes|plan) ?b", "\\\\bb\\\\b", "[\\\\p{Han}]{2,}", "1.*$", "(?-i:plan)"];
const DISTANCES: [&str; 7] = ["0 words", "3 characters", "10000 words", "5s", "24min", "2 utterances", "1 turn"];
const FORMS: [&str; 7] = ["phone", "id_card", "bank_card", "email", "amount", "date", "address"];
const CALLS: [&str; 6] = [
    "{ queue = \"sales\" }",
    "{ duration = { min = \"10s\", max = \"10min\" } }",
    "{ start = { from = \"09:00\", until = \"18:00\" } }",
    "{ extra.tier = { min = 3 } }",
    "{ language = { not = [\"en\", \"fr\"] } }",
    "{ extra.tier = { matches = \"^[0-9.]+$\" } }",
];

/// The text of a rule file. Its examples are there because a rule needs some, and may come out otherwise.
pub fn rule(u: &mut Unstructured) -> Result<String> {
    let (kind, verb) = *u.choose(&[("require", "met"), ("forbid", "violated"), ("note", "noted")])?;
    let mut rule = format!("title = \"t\"\nkind = \"{kind}\"\nstatus = \"stable\"\nseverity = \"minor\"\n");
    rule.push_str("why = \"w\"\nmisses = \"m\"\n");
    if u.ratio(1, 4)? {
        let _ = writeln!(rule, "min_confidence = {}", u.choose(&["0", "0.3", "0.999", "1"])?);
    }
    if u.ratio(1, 8)? {
        rule.push_str("valid = { from = \"2026-01-01\", until = \"2026-12-31\" }\n");
    }
    if u.ratio(1, 8)? {
        let _ = writeln!(rule, "call = {}", u.choose(&CALLS)?);
    }
    let count = u.int_in_range(1..=MAX_CONDITIONS)?;
    for number in 0..count {
        let _ = writeln!(rule, "[when.c{number}]");
        operator(u, &mut rule, number)?;
        scope(u, &mut rule, number)?;
    }
    rule.push_str("[rule]\n");
    let all = (0..count).map(|number| condition(u, number)).collect::<Result<Vec<String>>>()?;
    let joined = if u.ratio(1, 2)? { " and " } else { " or " };
    // What no other expression names stands in the rule's own; nothing may be left unused.
    let mut own = all.join(joined);
    for key in ["given", "unless"] {
        if u.ratio(1, 4)? {
            let number = u.int_in_range(0..=count - 1)?;
            let _ = writeln!(rule, "{key} = \"{}\"", condition(u, number)?);
        }
    }
    if u.ratio(1, 8)? {
        own = format!("not ({own})");
    }
    let _ = writeln!(rule, "{verb} = \"{own}\"");
    let outcomes = if kind == "note" { ["noted", "not_applicable"] } else { ["met", "violated"] };
    for outcome in outcomes {
        let _ = write!(rule, "[[examples]]\nexpect = \"{outcome}\"\ncall = \"agent 0:01 x\"\n");
    }
    Ok(rule)
}

fn condition(u: &mut Unstructured, number: usize) -> Result<String> {
    Ok(if u.ratio(1, 4)? { format!("not c{number}") } else { format!("c{number}") })
}

fn operator(u: &mut Unstructured, rule: &mut String, number: usize) -> Result<()> {
    match u.int_in_range(0..=15)? {
        0 => _ = writeln!(rule, "any_of = {}", phrases(u, 1)?),
        1 => _ = writeln!(rule, "all_of = {}", phrases(u, 1)?),
        2 => {
            let steps = [phrases(u, 1)?, phrases(u, 1)?, phrases(u, 1)?];
            let steps = steps[..u.int_in_range(2..=3)?].join(", ");
            let within = match u.arbitrary()? {
                true => format!("within = \"{}\"", u.choose(&DISTANCES)?),
                false => format!("gap = {}", u.choose(&[0, 1, 12, 1_000])?),
            };
            let _ = writeln!(rule, "sequence = [{steps}]\n{within}");
        }
        3 => {
            let _ = writeln!(rule, "pattern = \"{}\"", u.choose(&PATTERNS)?);
            if u.ratio(1, 4)? {
                let _ = writeln!(rule, "except = \"{}\"", u.choose(&PATTERNS)?);
            }
        }
        4 => {
            let _ = writeln!(rule, "silence = \"{}\"", u.choose(&["1ms", "2s", "10s"])?);
            if u.ratio(1, 4)? {
                let _ = writeln!(rule, "after_party = \"{}\"", u.choose(&["agent", "customer"])?);
            }
            let _ = writeln!(rule, "from_start = {}\ncount = {}", u.arbitrary::<bool>()?, u.int_in_range(1..=3)?);
        }
        5 => _ = writeln!(rule, "n_of = {{ n = {}, phrases = {} }}", u.int_in_range(1..=2)?, phrases(u, 2)?),
        6 => _ = writeln!(rule, "at_least = {{ n = {}, phrases = {} }}", u.int_in_range(1..=4)?, phrases(u, 1)?),
        7 => _ = writeln!(rule, "none_of = {}", phrases(u, 1)?),
        8 => {
            let (first, second, gap) = (phrase(u, 2)?, phrase(u, 2)?, u.choose(&[0, 1, 6])?);
            let _ = writeln!(rule, "phrase = \"{first} {second}\"\ngap = {gap}");
        }
        9 | 10 => {
            let name = u.choose(&["near", "not_near"])?;
            let (a, b, within) = (phrases(u, 1)?, phrases(u, 1)?, u.choose(&DISTANCES)?);
            let _ = writeln!(rule, "{name} = {{ a = {a}, b = {b}, within = \"{within}\" }}");
        }
        11 => {
            let short = phrase(u, 1)?;
            let longer = format!("{}{short}{}", phrase(u, 1)?, phrase(u, 1)?);
            let _ = writeln!(rule, "not_in = {{ phrases = [\"{short}\"], longer = [\"{longer}\"] }}");
        }
        12 => {
            let (examples, threshold) = (phrases(u, 1)?, u.choose(&["0.01", "0.5", "1"])?);
            let _ = writeln!(rule, "similar_to = {{ examples = {examples}, threshold = {threshold} }}");
        }
        13 => {
            let _ = writeln!(rule, "entity = [\"{}\"]", u.choose(&FORMS)?);
            if u.ratio(1, 4)? {
                let _ = writeln!(rule, "except = {}", phrases(u, 1)?);
            }
        }
        14 => {
            let within = u.choose(&["10 utterances", "1 turn", "60s"])?;
            let repeats = match number > 0 && u.arbitrary()? {
                true => {
                    let (other, by) = (u.int_in_range(0..=number - 1)?, u.choose(&["agent", "customer"])?);
                    format!("captured = \"c{other}\", by = \"{by}\"")
                }
                false => format!("times = {}, like = {}", u.int_in_range(2..=3)?, u.choose(&["0.1", "0.7", "1"])?),
            };
            let _ = writeln!(rule, "repeats = {{ {repeats}, within = \"{within}\" }}");
        }
        _ => {
            let _ = writeln!(rule, "interruption = \"{}\"", u.choose(&["0s", "1ms", "1500ms"])?);
            let _ = writeln!(rule, "interrupted_min = {}\ncount = {}", u.int_in_range(0..=6)?, u.int_in_range(1..=3)?);
        }
    }
    Ok(())
}

fn phrases(u: &mut Unstructured, least: usize) -> Result<String> {
    let mut phrases = Vec::new();
    for _ in 0..u.int_in_range(least..=MAX_PHRASES)? {
        phrases.push(match u.ratio(1, 16)? {
            true => "\"@words\"".to_string(),
            false => format!("\"{}\"", phrase(u, MAX_PHRASE_PIECES)?),
        });
    }
    Ok(format!("[{}]", phrases.join(", ")))
}

fn scope(u: &mut Unstructured, rule: &mut String, number: usize) -> Result<()> {
    if u.ratio(1, 2)? {
        let _ = writeln!(rule, "party = {}", u.choose(&PARTIES)?);
    }
    if u.ratio(1, 2)? {
        let _ = writeln!(rule, "in = \"{}\"", u.choose(&UNITS)?);
    }
    match u.int_in_range(0..=7)? {
        0 => _ = writeln!(rule, "first = \"{}\"", u.choose(&EXTENTS)?),
        1 => _ = writeln!(rule, "last = \"{}\"", u.choose(&EXTENTS)?),
        2 => _ = writeln!(rule, "from = \"{}\"", u.choose(&POSITIONS)?),
        3 => _ = writeln!(rule, "to = \"{}\"", u.choose(&POSITIONS)?),
        4 => _ = writeln!(rule, "from = \"{}\"\nto = \"{}\"", u.choose(&POSITIONS)?, u.choose(&POSITIONS)?),
        _ => {}
    }
    for key in ["around", "unless_near"] {
        if number > 0 && u.ratio(1, 4)? {
            let (before, after) = (u.choose(&EXTENTS)?, u.choose(&EXTENTS)?);
            let which = if key == "around" { format!(", which = {}", u.choose(&WHICH)?) } else { String::new() };
            let other = u.int_in_range(0..=number - 1)?;
            let _ = writeln!(
                rule,
                "{key} = {{ condition = \"c{other}\", before = \"{before}\", after = \"{after}\"{which} }}"
            );
        }
    }
    if u.ratio(1, 8)? {
        rule.push_str("every = true\n");
    }
    if u.ratio(1, 8)? {
        let _ = writeln!(rule, "call = {}", u.choose(&CALLS)?);
    }
    Ok(())
}

//! What is said in a call: ordinary talk recombined and varied, and now and then something a rule listens for.

use earwitness::call::party::Party;

use crate::dice::Dice;
use crate::material::{Material, Said};

/// Incidents in a thousand calls of an agent of middling skill.
const INCIDENTS: u32 = 600;
/// Characters in a thousand that an engine writes wrong on telephone sound and that recombined sentences still bear.
const MISHEARD: u32 = 12;
/// Han digits that say one another's part; 一 and 十 are left alone, they are part of too many words.
const DIGITS: [char; 8] = ['二', '三', '四', '五', '六', '七', '八', '九'];

/// The lines of a call of about so many characters (Mandarin) or words (English); an empty line is a long silence. Who has
/// little skill (from 0 to 100) is caught out more often.
pub fn talk(material: &Material, units: u32, skill: u32, dice: &mut Dice) -> Vec<Said> {
    let opening = dice.pick(&material.calls);
    let mut lines: Vec<Said> = opening.iter().take(dice.between(1, 3) as usize).cloned().collect();
    if dice.happens(40) {
        // The recording begins in the middle.
        lines.remove(0);
    }
    let mut incidents = incidents(material, skill, dice);
    let mut spoken = 0;
    while spoken < units {
        let piece = piece(material, dice);
        spoken += length(material, &piece);
        lines.extend(piece);
        if dice.happens(120) {
            lines.push((Party::Customer, dice.pick(material.murmurs).to_string()));
        }
        if dice.happens(15) {
            lines.push((Party::Agent, String::new()));
        }
        if dice.happens(200)
            && let Some(incident) = incidents.pop()
        {
            spoken += length(material, &incident);
            lines.extend(incident);
        }
    }
    lines.extend(incidents.into_iter().flatten());
    let closing = dice.pick(&material.calls);
    if !dice.happens(50) {
        lines.extend(closing.iter().skip(closing.len().saturating_sub(2)).cloned());
    }
    lines
}

/// A few lines from the middle of an ordinary call.
fn piece(material: &Material, dice: &mut Dice) -> Vec<Said> {
    let call = dice.pick(&material.calls);
    let last = call.len().saturating_sub(5).max(1);
    let (from, lines) = (1 + dice.below(last), dice.between(2, 5));
    let body = call.iter().skip(from).take(lines as usize);
    body.map(|(party, text)| (*party, varied(material, text, dice))).collect()
}

fn length(material: &Material, lines: &[Said]) -> u32 {
    let units = |text: &str| match material.language {
        "zh" => text.chars().count(),
        _ => text.split_whitespace().count(),
    };
    lines.iter().map(|(_, text)| units(text) as u32).sum()
}

/// What rules listen for: pieces of their examples, or their phrases in a sentence.
fn incidents(material: &Material, skill: u32, dice: &mut Dice) -> Vec<Vec<Said>> {
    let per_mille = INCIDENTS * (150 - skill) / 100;
    let mut incidents = Vec::new();
    for share in [1, 3, 6] {
        if !dice.happens(per_mille / share) {
            break;
        }
        let incident = if dice.happens(500) {
            let rule = dice.pick_skewed(&material.incidents);
            dice.pick(rule).clone()
        } else {
            let rule = dice.pick_skewed(&material.phrases);
            let (party, phrase) = dice.pick_skewed(rule);
            vec![(*party, dice.pick(material.frames).replace("{}", phrase))]
        };
        incidents.push(incident);
    }
    incidents
}

/// A line with other numbers and hesitations, and as an engine mishears it.
fn varied(material: &Material, text: &str, dice: &mut Dice) -> String {
    let mut varied = String::with_capacity(text.len() + 12);
    if dice.happens(180) {
        let filler: &&str = dice.pick(material.fillers);
        varied.push_str(filler);
    }
    for c in text.chars() {
        varied.push(match c {
            '0'..='9' => char::from(b'0' + dice.below(10) as u8),
            c if DIGITS.contains(&c) => *dice.pick(&DIGITS),
            c if c.is_alphabetic() && dice.happens(MISHEARD) => other(material, dice).unwrap_or(c),
            c => c,
        });
    }
    varied
}

/// A letter or character that is spoken in calls like this one.
fn other(material: &Material, dice: &mut Dice) -> Option<char> {
    let call = dice.pick(&material.calls);
    let (_, text) = dice.pick(call);
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    letters.get(dice.below(letters.len())).map(char::to_ascii_lowercase)
}

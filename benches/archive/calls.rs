//! Whole calls: who had them, when, and what was said.

use earwitness::call::recording::{Call, Recording, RecordingId};
use earwitness::call::transcript::Transcript;
use earwitness::store::entry::Discovered;
use jiff::ToSpan;
use jiff::civil::date;
use sha2::{Digest, Sha256};

use crate::dice::Dice;
use crate::material::Material;
use crate::speech::{Tracks, speak};
use crate::talk::talk;

const AGENTS: usize = 200;
const TEAMS: usize = 16;
const QUEUES: [&str; 8] =
    ["billing", "sales", "support", "broadband", "retention", "roaming", "complaints", "business"];
const REGIONS: [&str; 6] = ["north", "east", "south", "west", "Tianjin", "Chengdu"];
/// Of a thousand calls.
const ENGLISH: u32 = 200;
const MONO: u32 = 30;
const OUTBOUND: u32 = 150;
/// Units of talk in a call of three minutes.
const CHARACTERS: u32 = 630;
const WORDS: u32 = 290;
/// Calls are spread over so many days.
const DAYS: i64 = 92;

/// The call with this number: the same for the same seed.
pub fn call(materials: &[Material; 2], seed: u64, number: u64) -> (Discovered, Transcript) {
    let mut dice = Dice::of(seed, number);
    let english = dice.happens(ENGLISH);
    let agent = dice.below(AGENTS);
    // Agents differ; teams of the same agents do, too.
    let skill = (agent * 37 % 101) as u32;
    let (material, usual) = if english { (&materials[1], WORDS) } else { (&materials[0], CHARACTERS) };
    // Between half and nearly twice as long, with a long tail.
    let mut percent = dice.between(35, 130);
    if dice.happens(120) {
        percent += dice.between(60, 350);
    }
    let lines = talk(material, usual * percent / 100, skill, &mut dice);
    let tracks = if dice.happens(MONO) { Tracks::One } else { Tracks::Two };
    let transcript = speak(material.language, &lines, tracks, &mut dice);
    let discovered = discovered(seed, number, agent, &transcript, &mut dice);
    (discovered, transcript)
}

fn discovered(seed: u64, number: u64, agent: usize, transcript: &Transcript, dice: &mut Dice) -> Discovered {
    let id: String = Sha256::digest(format!("{seed} {number}")).iter().map(|byte| format!("{byte:02x}")).collect();
    let day = date(2026, 8, 24).saturating_add(i64::from(dice.between(0, DAYS as u32 - 1)).days());
    let start = day.at(dice.between(8, 20) as i8, dice.between(0, 59) as i8, dice.between(0, 59) as i8, 0);
    let name = format!("{}-{number:07}", start.strftime("%Y%m%d-%H%M%S"));
    let call = Call {
        id: name.clone(),
        agent: Some(format!("agent-{agent:03}")),
        team: Some(format!("team-{:02}", agent % TEAMS)),
        queue: Some(dice.pick(&QUEUES).to_string()),
        direction: Some(if dice.happens(OUTBOUND) { "outbound" } else { "inbound" }.to_string()),
        start: Some(format!("{start}+08:00")),
        customer_ref: Some(format!("c{:08}", dice.below(40_000_000))),
        extra: [("region".to_string(), dice.pick(&REGIONS).to_string())].into(),
    };
    let path = format!("/archive/{day}/{name}.wav").into();
    // A-law at 8 kHz on two tracks.
    let size_bytes = u64::from(transcript.duration_ms.0) * 16 + 58;
    Discovered { recording: Recording { id: RecordingId(id), path }, size_bytes, call }
}

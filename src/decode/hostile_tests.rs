//! Broken files: each must end as a call or as a named failure, soon, and without a panic.

use std::time::{Duration, Instant};

use crate::audio::sound::RATE;
use crate::audio::wav::wav_bytes;
use crate::decode::options::Options;
use crate::decode::tests::{decode_bytes, fixture};

/// Far above what any of these takes, far below what an endless loop takes.
const SOON: Duration = Duration::from_secs(10);
/// Where headers are.
const HEADER: usize = 160;

const FILES: &[&str] = &[
    "tone.mp3",
    "tone-mp3.wav",
    "tone.flac",
    "tone-vorbis.ogg",
    "tone-opus.ogg",
    "tone-opus.webm",
    "tone-aac.m4a",
    "tone-alac.m4a",
    "tone.aac",
    "tone.aiff",
    "tone.caf",
    "tone-ima.wav",
    "tone-ima-stereo.wav",
    "tone-ms.wav",
    "tone-ms-stereo.wav",
    "tone-gsm.wav",
    "tone-speex.ogg",
    "tone.mp2",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

fn survives(what: &str, bytes: &[u8]) {
    let options = Options { max_secs: 60, ..Options::default() };
    let start = Instant::now();
    let result = decode_bytes(bytes, &options);
    assert!(start.elapsed() < SOON, "{what} took {:?}", start.elapsed());
    match result {
        Ok(sound) => {
            let length = sound.tracks[0].len();
            assert!(length > 0 && length <= 60 * RATE as usize, "{what}: {length} samples");
            assert!(sound.tracks.iter().all(|track| track.len() == length), "{what}");
        }
        Err(error) => assert!(error.to_string().contains(": "), "{what}: {error}"),
    }
}

fn files() -> Vec<(&'static str, Vec<u8>)> {
    let samples: Vec<i16> = (0..4_000).map(|i| (i * 37 % 9_001) as i16).collect();
    let mut files: Vec<_> = FILES.iter().map(|name| (*name, fixture(name))).collect();
    files.push(("plain wav", wav_bytes(8_000, &[&samples, &samples]).unwrap()));
    let fields = [24u32, 4_000, 1, 8_000, 1].map(u32::to_be_bytes).concat();
    files.push(("plain au", [b".snd".to_vec(), fields, vec![0x42; 4_000]].concat()));
    files
}

#[test]
fn files_cut_off_anywhere() {
    for (name, bytes) in files() {
        let mut dice = Dice(1);
        let cuts = [0, 1, 4, 8, 12, 20, 28, 44, 64].into_iter().chain((0..12).map(|_| dice.below(bytes.len())));
        cuts.for_each(|cut| survives(&format!("{name} cut at {cut}"), &bytes[..cut.min(bytes.len())]));
    }
}

#[test]
fn flipped_bits() {
    for (name, bytes) in files() {
        for seed in 0..24 {
            let (mut dice, mut broken) = (Dice(seed), bytes.clone());
            let within = if seed % 2 == 0 { HEADER.min(bytes.len()) } else { bytes.len() };
            for _ in 0..1 + seed / 3 {
                let at = dice.below(within);
                broken[at] ^= 1 << dice.below(8);
            }
            survives(&format!("{name} with flips of seed {seed}"), &broken);
        }
    }
}

#[test]
fn lengths_and_counts_that_lie() {
    for (name, bytes) in files() {
        for at in (0..HEADER.min(bytes.len() - 4)).step_by(2) {
            let values: [u32; 3] = [0, u32::MAX, 0x7FFF_FF00];
            let mut broken = bytes.clone();
            broken[at..at + 4].copy_from_slice(&values[at / 2 % 3].to_be_bytes());
            survives(&format!("{name} with a lie at {at}"), &broken);
        }
    }
}

#[test]
fn holes_and_noise() {
    for (name, bytes) in files() {
        for seed in 0..8 {
            let (mut dice, mut broken) = (Dice(seed), bytes.clone());
            let start = dice.below(bytes.len());
            let end = (start + 1 + dice.below(2_000)).min(bytes.len());
            match seed % 2 {
                0 => broken[start..end].fill(0),
                _ => broken[start..end].iter_mut().for_each(|byte| *byte = dice.below(256) as u8),
            }
            survives(&format!("{name} with a hole of seed {seed}"), &broken);
        }
    }
    for seed in 0..8 {
        let mut dice = Dice(seed);
        let noise: Vec<u8> = (0..30_000).map(|_| dice.below(256) as u8).collect();
        survives(&format!("noise of seed {seed}"), &noise);
    }
}

//! How many times faster than real time recordings are decoded: with one element per millisecond of sound, the `Kelem/s`
//! that criterion prints are the times real time.
//!
//! Each recording is a file that holds the same minute of tones, or, for codings nobody here can write, a fixture
//! repeated as often as its format allows. The number of samples is asserted in every round.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use earwitness::audio::sound::RATE;
use earwitness::audio::wav::wav_bytes;
use earwitness::decode::decode;
use earwitness::decode::g711::Law;
use earwitness::decode::options::{Options, RawFormat};

const SECS: u32 = 60;

/// A minute of two voices' worth of tones and some noise.
fn minute(rate: u32) -> Vec<Vec<i16>> {
    let mut noise = 1u32;
    let mut sample = |hz: f64, i: u32| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let tone = (std::f64::consts::TAU * hz * f64::from(i) / f64::from(rate)).sin() * 8_000.0;
        (tone + f64::from(noise >> 22)) as i16
    };
    [440.0, 1_000.0].map(|hz| (0..SECS * rate).map(|i| sample(hz, i)).collect()).to_vec()
}

fn wav(rate: u32) -> Vec<u8> {
    let tracks = minute(rate);
    wav_bytes(rate, &[&tracks[0], &tracks[1]]).expect("two tracks make a wav file")
}

/// The same minute as bare mu-law codes: the code whose value is nearest, by its top bits.
fn mu_law() -> Vec<u8> {
    let table = Law::Mu.table();
    let nearest = |sample: i16| (0..=255u8).min_by_key(|&code| table[usize::from(code)].abs_diff(sample)).unwrap_or(0);
    let codes: Vec<u8> = (-128..128).map(|top: i16| nearest(top * 256 + 128)).collect();
    let tracks = minute(8_000);
    let code = |sample: i16| codes[(i32::from(sample >> 8) + 128) as usize];
    tracks[0].iter().zip(&tracks[1]).flat_map(|(&a, &b)| [code(a), code(b)]).collect()
}

fn fixture(name: &str, times: usize) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/codecs").join(name);
    std::fs::read(path).expect("the fixture is there").repeat(times)
}

fn decoding(criterion: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("earwitness-bench-decode-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the recordings");
    let whole = (SECS * RATE) as usize;
    // name, bytes, samples of a track
    let recordings = [
        ("wav-pcm-8k", wav(8_000), whole),
        ("wav-pcm-16k", wav(16_000), whole),
        ("wav-pcm-44k", wav(44_100), whole),
        ("raw-mu-law-8k", mu_law(), whole),
        ("wav-ima-8k", fixture("tone-ima-stereo.wav", 1), 16_272),
        ("wav-gsm-8k", fixture("tone-gsm.wav", 1), 16_000),
        ("mp3-8k", fixture("tone.mp3", 60), MP3_SAMPLES),
        ("aac-16k", fixture("tone.aac", 60), 60 * 17_408),
        ("flac-8k", fixture("tone.flac", 1), 8_000),
        ("vorbis-16k", fixture("tone-vorbis.ogg", 60), whole),
        ("opus-48k", fixture("tone-opus.ogg", 60), whole),
        ("alac-8k", fixture("tone-alac.m4a", 1), 8_000),
    ];
    let mut group = criterion.benchmark_group("decode");
    for (name, bytes, samples) in recordings {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("room for the recordings");
        group.throughput(Throughput::Elements(samples as u64 * 1_000 / u64::from(RATE)));
        group.bench_function(name, |bencher| bencher.iter(|| round(black_box(&path), samples)));
    }
    group.finish();
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
}

fn round(path: &Path, samples: usize) -> usize {
    let raw = Some(RawFormat { law: Law::Mu, rate: 8_000, channels: 2 });
    let sound = decode(path, &Options { raw, ..Options::default() }).expect("the recording is sound");
    assert!(sound.tracks.iter().all(|track| track.len() == samples), "{} samples", sound.tracks[0].len());
    sound.tracks.len()
}

/// A little over 60 s: only the first file's padding is known to be the encoder's.
const MP3_SAMPLES: usize = 1_103_488;

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = decoding
}
criterion_main!(benches);

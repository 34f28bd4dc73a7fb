//! One table for every decoder, and what must hold for each.

use std::path::PathBuf;

use super::*;
use crate::audio::resample::Resampler;
use crate::audio::sound::RATE;
use crate::audio::wav::wav_bytes;
use crate::decode::g711::Law;
use crate::decode::options::RawFormat;

/// Where the small encoded tones lie.
pub fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/codecs").join(name)).unwrap()
}

/// Decodes bytes under a name that gives nothing away.
pub fn decode_bytes(bytes: &[u8], options: &Options) -> Result<Sound, DecodeError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("recording");
    std::fs::write(&path, bytes).unwrap();
    decode(&path, options)
}

fn sound(bytes: &[u8]) -> Sound {
    decode_bytes(bytes, &Options::default()).unwrap()
}

/// A sine at 0.4 of full scale.
fn tone(hz: f64, rate: u32, count: usize) -> Vec<i16> {
    let step = hz * std::f64::consts::TAU / f64::from(rate);
    (0..count).map(|i| ((step * i as f64).sin() * 0.4 * 32_767.0).round() as i16).collect()
}

/// How much of a track is a tone of that pitch at 0.4 of full scale: 1 is all, and its level right.
fn share(track: &[i16], hz: f64) -> f64 {
    let step = hz * std::f64::consts::TAU / f64::from(RATE);
    let middle = track.len() / 5..track.len() * 4 / 5;
    let half = middle.len() as f64 / 2.0;
    let with =
        |wave: fn(f64) -> f64| middle.clone().map(|i| f64::from(track[i]) * wave(step * i as f64)).sum::<f64>() / half;
    let level = with(f64::sin).hypot(with(f64::cos)) / (0.4 * 32_768.0);
    let rest: f64 =
        middle.clone().map(|i| f64::from(track[i]).powi(2)).sum::<f64>() / half / (0.4f64 * 32_768.0).powi(2);
    if (rest.sqrt() - level).abs() > 0.05 { 0.0 } else { level }
}

#[test]
fn every_decoder_reads_a_tone_of_its_format() {
    // file, format for people, samples, channels
    let table = [
        ("tone.mp3", "mp3, 8000 Hz, 2 channels", 16_000, 2),
        ("tone-mp3.wav", "wav, mp3, 8000 Hz, 2 channels", 18_432, 2),
        ("tone.flac", "flac, 8000 Hz, 2 channels", 8_000, 2),
        ("tone-vorbis.ogg", "ogg, vorbis, 16000 Hz, 2 channels", 16_000, 2),
        ("tone-opus.ogg", "ogg, opus, 48000 Hz, 2 channels", 16_000, 2),
        ("tone-opus.webm", "webm, opus, 8000 Hz, 2 channels", 16_216, 2),
        ("tone-aac.m4a", "m4a, aac, 16000 Hz, 2 channels", 16_384, 2),
        ("tone-alac.m4a", "m4a, alac, 8000 Hz, 2 channels", 8_000, 2),
        ("tone.aac", "aac, 16000 Hz, 2 channels", 17_408, 2),
        ("tone.aiff", "aiff, PCM 16-bit, 8000 Hz, 1 channel", 16_000, 1),
        ("tone.caf", "caf, PCM 16-bit, 8000 Hz, 1 channel", 16_000, 1),
        ("tone-ima.wav", "wav, IMA ADPCM, 8000 Hz, 1 channel", 16_328, 1),
        ("tone-ima-stereo.wav", "wav, IMA ADPCM, 8000 Hz, 2 channels", 16_272, 2),
        ("tone-ms.wav", "wav, MS ADPCM, 8000 Hz, 1 channel", 16_288, 1),
        ("tone-ms-stereo.wav", "wav, MS ADPCM, 8000 Hz, 2 channels", 16_192, 2),
        ("tone-gsm.wav", "wav, GSM 6.10, 8000 Hz, 1 channel", 16_000, 1),
    ];
    let mut names = Vec::new();
    for (name, format, samples, channels) in table {
        let sound = sound(&fixture(name));
        assert_eq!((sound.format.as_str(), sound.tracks.len()), (format, channels), "{name}");
        assert!(sound.warnings.is_empty(), "{name}: {:?}", sound.warnings);
        for (track, hz) in sound.tracks.iter().zip([440.0, 1_000.0]) {
            assert_eq!(track.len(), samples, "{name}");
            assert!((0.94..1.06).contains(&share(track, hz)), "{name} at {hz} Hz: {}", share(track, hz));
        }
        assert_eq!(sound.duration, crate::call::time::Millis((samples / 16) as u32), "{name}");
        names.push(format.split(',').next().unwrap());
    }
    let missing: Vec<_> =
        DECODERS.iter().map(|decoder| decoder.name()).filter(|name| !names.contains(name) && *name != "au").collect();
    assert!(missing.is_empty(), "no tone for {missing:?}");
}

#[test]
fn encoders_put_nothing_before_the_sound() {
    // Lossless codings give what went in; lossy ones with a known delay begin where the tone does: it rises from zero.
    let wanted = sound(&wav_bytes(8_000, &[&tone(440.0, 8_000, 4_000)]).unwrap()).tracks.remove(0);
    for name in ["tone.flac", "tone-alac.m4a"] {
        let found = &sound(&fixture(name)).tracks[0];
        assert!(found.iter().zip(&wanted).all(|(a, b)| a.abs_diff(*b) <= 3), "{name}");
    }
    for name in ["tone.mp3", "tone-aac.m4a", "tone-vorbis.ogg", "tone-opus.ogg", "tone-opus.webm"] {
        let found = &sound(&fixture(name)).tracks[0];
        let product =
            |lag: usize| (2_000..6_000).map(|i| f64::from(wanted[i]) * f64::from(found[i + lag - 9])).sum::<f64>();
        let best = (0..19).max_by(|a, b| product(*a).total_cmp(&product(*b))).unwrap();
        assert!((7..=11).contains(&best), "{name} is {} samples late", best as i32 - 9);
    }
}

#[test]
fn gsm_is_decoded_to_the_bit() {
    // The tone as libgsm decodes it, at 8 kHz, in a checksum that sees every sample and its place.
    let source = fixture("tone-gsm.wav");
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("gsm");
    std::fs::write(&path, &source).unwrap();
    let (source, _) = Source::open(&path).unwrap();
    let mut stream = wav::Wav.open(source).unwrap();
    let (mut block, mut sum, mut count) = (decoder::Block::default(), 0u64, 0);
    while stream.next(&mut block).unwrap() {
        for sample in &block.tracks[0] {
            sum = sum.wrapping_mul(31).wrapping_add((sample * 32_768.0) as i16 as u16 as u64);
            count += 1;
        }
    }
    assert_eq!((count, sum), (8_000, GSM_SUM));
}

/// Of the samples that libgsm 1.0 makes of this file.
const GSM_SUM: u64 = 4_177_994_265_359_268_944;

fn chunk(id: &[u8; 4], claimed: u32, body: &[u8]) -> Vec<u8> {
    [&id[..], &claimed.to_le_bytes(), body].concat()
}

/// A WAV file by hand: the tag, bits and bytes of one sample, and what the data chunk claims.
fn wav_file(tag: u16, bits: u16, channels: u16, data: &[u8], claimed: u32) -> Vec<u8> {
    let align = (bits / 8) * channels;
    let (tag, channels, align, bits) =
        (tag.to_le_bytes(), channels.to_le_bytes(), align.to_le_bytes(), bits.to_le_bytes());
    let format = [&tag[..], &channels, &8_000u32.to_le_bytes(), &[0; 4], &align, &bits].concat();
    [b"RIFF\0\0\0\0WAVE".to_vec(), chunk(b"fmt ", 16, &format), chunk(b"data", claimed, data)].concat()
}

fn au_file(encoding: u32, channels: u32, data: &[u8], claimed: u32) -> Vec<u8> {
    let fields = [24, claimed, encoding, 8_000, channels].map(u32::to_be_bytes).concat();
    [b".snd".to_vec(), fields, data.to_vec()].concat()
}

#[test]
fn plain_codings_give_the_same_samples() {
    let samples = tone(440.0, 8_000, 3_000);
    let wanted = sound(&wav_bytes(8_000, &[&samples]).unwrap()).tracks;
    fn bytes<const N: usize>(samples: &[i16], write: impl Fn(i16) -> [u8; N]) -> Vec<u8> {
        samples.iter().flat_map(|&sample| write(sample)).collect()
    }
    let float = |sample: i16| f32::from(sample) / 32_768.0;
    let wide = |sample: i16| i32::from(sample) << 16;
    let wav = |tag, bits, data: Vec<u8>| wav_file(tag, bits, 1, &data, data.len() as u32);
    let au = |encoding, data: Vec<u8>| au_file(encoding, 1, &data, data.len() as u32);
    let exact = [
        wav(1, 16, bytes(&samples, i16::to_le_bytes)),
        wav(1, 24, bytes(&samples, |s| *wide(s).to_le_bytes()[1..].first_chunk::<3>().unwrap())),
        wav(1, 32, bytes(&samples, |s| wide(s).to_le_bytes())),
        wav(3, 32, bytes(&samples, |s| float(s).to_le_bytes())),
        wav(3, 64, bytes(&samples, |s| f64::from(float(s)).to_le_bytes())),
        au(3, bytes(&samples, i16::to_be_bytes)),
        au(4, bytes(&samples, |s| *wide(s).to_be_bytes().first_chunk::<3>().unwrap())),
        au(5, bytes(&samples, |s| wide(s).to_be_bytes())),
        au(6, bytes(&samples, |s| float(s).to_be_bytes())),
        au(7, bytes(&samples, |s| f64::from(float(s)).to_be_bytes())),
    ];
    for bytes in exact {
        let sound = sound(&bytes);
        assert_eq!((&sound.tracks, &sound.warnings), (&wanted, &Vec::new()), "{}", sound.format);
    }
    let close = [
        wav(1, 8, bytes(&samples, |s| [((s >> 8) + 128) as u8])),
        wav(6, 8, bytes(&samples, |s| [nearest(Law::A, s)])),
        wav(7, 8, bytes(&samples, |s| [nearest(Law::Mu, s)])),
        au(1, bytes(&samples, |s| [nearest(Law::Mu, s)])),
        au(2, bytes(&samples, |s| [(s >> 8) as u8])),
        au(27, bytes(&samples, |s| [nearest(Law::A, s)])),
    ];
    for bytes in close {
        let sound = sound(&bytes);
        let off = sound.tracks[0].iter().zip(&wanted[0]).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(off < Some(600), "{}: off by {off:?}", sound.format);
    }
}

fn nearest(law: Law, sample: i16) -> u8 {
    let table = law.table();
    (0..=255).min_by_key(|&code| table[usize::from(code)].abs_diff(sample)).unwrap()
}

#[test]
fn channels_keep_their_places() {
    let (left, right) = (tone(440.0, 8_000, 2_000), tone(1_000.0, 8_000, 2_000));
    let alone = |track: &[i16]| sound(&wav_bytes(8_000, &[track]).unwrap()).tracks.remove(0);
    let both = sound(&wav_bytes(8_000, &[&left, &right, &left]).unwrap());
    assert_eq!(both.tracks, [alone(&left), alone(&right), alone(&left)]);
    assert_eq!(both.format, "wav, PCM 16-bit, 8000 Hz, 3 channels");
}

#[test]
fn a_header_that_lies_changes_no_sample() {
    let samples = tone(440.0, 8_000, 3_000);
    let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let honest = sound(&wav_file(1, 16, 1, &data, 6_000));
    assert!(honest.warnings.is_empty());
    for claimed in [0, 1, 2_000, 6_001, 0x7FFF_FFFF, u32::MAX] {
        let lying = sound(&wav_file(1, 16, 1, &data, claimed));
        assert_eq!(lying.tracks, honest.tracks, "{claimed}");
        assert_eq!(lying.warnings.len(), 1, "{claimed}: {:?}", lying.warnings);
        assert!(lying.warnings[0].starts_with("wav: data chunk claims "), "{:?}", lying.warnings);
    }
    let big: Vec<u8> = samples.iter().flat_map(|sample| sample.to_be_bytes()).collect();
    for (claimed, warnings) in [(6_000, 0), (u32::MAX, 0), (0, 1), (9_000, 1)] {
        let sound = sound(&au_file(3, 1, &big, claimed));
        assert_eq!((&sound.tracks, sound.warnings.len()), (&honest.tracks, warnings), "au claims {claimed}");
    }
}

/// A fixture with some bytes replaced.
fn patched(name: &str, magic: &[u8], offset: usize, bytes: &[u8]) -> Vec<u8> {
    let mut file = fixture(name);
    let at = file.windows(magic.len()).position(|window| window == magic).unwrap() + offset;
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

#[test]
fn compressed_streams_that_lie_are_read_to_their_end() {
    // what lies, the file, whether a warning is due
    let table = [
        ("flac: no length", patched("tone.flac", b"fLaC", 22, &[0; 4]), "tone.flac", false),
        ("flac: too short", patched("tone.flac", b"fLaC", 22, &[0, 0, 0, 99]), "tone.flac", true),
        ("flac: too long", patched("tone.flac", b"fLaC", 22, &[0, 1, 0, 0]), "tone.flac", true),
        ("mp3: too few frames", patched("tone.mp3", b"Info", 8, &[0, 0, 0, 2]), "tone.mp3", true),
        ("mp3: too many frames", patched("tone.mp3", b"Info", 8, &[0, 1, 0, 0]), "tone.mp3", true),
        ("caf: unknown length", patched("tone.caf", b"data", 4, &[0xFF; 8]), "tone.caf", false),
        ("caf: no length", patched("tone.caf", b"data", 4, &[0; 8]), "tone.caf", true),
        ("caf: too long", patched("tone.caf", b"data", 4, &[0, 0, 0, 1, 0, 0, 0, 0]), "tone.caf", true),
        ("aiff: too long", patched("tone.aiff", b"SSND", 4, &[0x7F, 0xFF, 0xFF, 0]), "tone.aiff", true),
        ("aiff: no length", patched("tone.aiff", b"SSND", 4, &[0; 4]), "tone.aiff", true),
        ("aiff: no samples", patched("tone.aiff", b"COMM", 10, &[0; 4]), "tone.aiff", false),
    ];
    for (what, bytes, honest, warns) in table {
        let (lying, honest) = (sound(&bytes), sound(&fixture(honest)));
        assert_eq!(lying.tracks, honest.tracks, "{what}");
        assert_eq!(!lying.warnings.is_empty(), warns, "{what}: {:?}", lying.warnings);
    }
}

#[test]
fn lost_pages_become_silence_and_what_follows_keeps_its_place() {
    let whole = fixture("tone.flac");
    let third = (0..whole.len()).filter(|&at| whole[at..].starts_with(&[0xFF, 0xF8])).nth(2).unwrap();
    let mut holed = whole.clone();
    holed[third..third + 100].fill(0);
    let (whole, holed) = (sound(&whole), sound(&holed));
    assert!(holed.warnings[0].ends_with("ms of sound are missing and count as silence"), "{:?}", holed.warnings);
    assert_eq!(whole.tracks[0].len(), holed.tracks[0].len());
    // Away from the hole by more than the reach of the resampler.
    assert!(whole.tracks[0][..800] == holed.tracks[0][..800]);
    assert!(whole.tracks[0][6_800..] == holed.tracks[0][6_800..]);
}

#[test]
fn joined_recordings_are_read_one_after_the_other() {
    for name in ["tone-opus.ogg", "tone-vorbis.ogg"] {
        let sound = sound(&fixture(name).repeat(3));
        assert_eq!((sound.tracks[1].len(), &sound.warnings), (48_000, &Vec::new()), "{name}");
        assert!((0.94..1.06).contains(&share(&sound.tracks[1], 1_000.0)), "{name}");
    }
}

#[test]
fn g711_without_a_header_is_read_only_on_request() {
    let codes: Vec<u8> = tone(440.0, 8_000, 3_000).iter().map(|&sample| nearest(Law::Mu, sample)).collect();
    let raw = |law, channels| Options { raw: Some(RawFormat { law, rate: 8_000, channels }), ..Options::default() };
    let found = decode_bytes(&codes, &raw(Law::Mu, 1)).unwrap();
    assert_eq!(found.format, "raw, mu-law, 8000 Hz, 1 channel");
    assert_eq!(found.tracks, sound(&wav_file(7, 8, 1, &codes, 3_000)).tracks);
    assert_eq!(decode_bytes(&codes, &raw(Law::A, 2)).unwrap().tracks[1].len(), 3_000);
    assert!(decode_bytes(&[0x55; 800], &raw(Law::A, 1)).is_ok(), "silence in A-law");
    let list = decode_bytes(b"call,agent\n17,Ann\n", &raw(Law::A, 1)).unwrap_err();
    assert!(list.to_string().starts_with("unknown: text is unsupported"), "{list}");
    let refused = decode_bytes(&codes, &Options::default()).unwrap_err();
    assert!(refused.to_string().starts_with("unknown: a file of no known format (bare G.711"), "{refused}");
    let other = decode_bytes(&fixture("tone.flac"), &raw(Law::A, 1)).unwrap();
    assert!(other.format.starts_with("flac"), "content goes before the request");
}

#[test]
fn what_cannot_be_read_is_named() {
    let known = format!("is unsupported; known are {}", known());
    let begins = |start: &[u8]| [start, &[0; 64]].concat();
    let table = [
        (Vec::new(), "unknown: the file is empty".to_owned()),
        (b"hello, world\n".to_vec(), format!("unknown: text {known}")),
        (vec![0; 100], format!("unknown: a file of zeros {known}")),
        (begins(b"#!AMR\n"), format!("amr: AMR-NB {known}")),
        (begins(b"#!AMR-WB\n"), format!("amr: AMR-WB {known}")),
        (begins(&[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]), format!("asf: Windows Media (WMA) {known}")),
        (fixture("tone.mp2"), format!("mp2: MPEG layer 2 {known}")),
        (fixture("tone-speex.ogg"), "ogg: Speex is unsupported; known are Vorbis, Opus, FLAC".to_owned()),
        (
            patched("tone-aac.m4a", b"mp4a", 0, b"samr"),
            "m4a: AMR-NB is unsupported; known are AAC-LC, ALAC, FLAC, Opus, MP3, PCM".to_owned(),
        ),
        (au_file(24, 1, &[1; 80], 80), "au: G.722 is unsupported; known are mu-law, A-law, PCM, float".to_owned()),
        (au_file(1, 0, &[1; 80], 80), "au: header says an impossible number of channels".to_owned()),
        (b".snd\0\0\0\x18".to_vec(), "au: header is cut off".to_owned()),
        (fixture("tone.flac")[..60].to_vec(), "flac: ends within its headers".to_owned()),
        (wav_file(1, 16, 1, &[], 0), "wav: no samples".to_owned()),
        (wav_file(1, 16, 9, &[0; 180], 180), "wav: 9 channels, the limit is 8".to_owned()),
    ];
    for (bytes, error) in table {
        assert_eq!(decode_bytes(&bytes, &Options::default()).unwrap_err().to_string(), error);
    }
    let nowhere = decode(std::path::Path::new("/nowhere/at/all"), &Options::default()).unwrap_err();
    assert!(matches!(nowhere, DecodeError::Io(_)), "{nowhere}");
    let folder = decode(&std::env::temp_dir(), &Options::default()).unwrap_err();
    assert_eq!(folder.to_string(), "cannot read the recording: not a plain file");
}

#[test]
fn limits_hold_while_reading() {
    let bytes = wav_bytes(8_000, &[&tone(440.0, 8_000, 24_000), &tone(440.0, 8_000, 24_000)]).unwrap();
    let with =
        |max_secs, max_track_secs| decode_bytes(&bytes, &Options { max_secs, max_track_secs, ..Options::default() });
    assert!(with(3, 6).is_ok());
    let table = [
        (2, 6, "wav: longer than 2 s on 2 channels, the limit"),
        (9, 4, "wav: longer than 2 s on 2 channels, the limit"),
    ];
    for (secs, track_secs, error) in table {
        let found = with(secs, track_secs).unwrap_err();
        assert!(matches!(found, DecodeError::Limit { .. }) && found.to_string() == error, "{found}");
    }
}

#[test]
fn too_many_broken_packets_are_no_call() {
    let mut bytes = fixture("tone.mp3");
    let spoil = |bytes: &mut [u8], percent: usize| {
        let frames: Vec<usize> =
            (600..bytes.len() - 4).filter(|&at| bytes[at] == 0xFF && bytes[at + 1] == 0xE3).collect();
        // A side information of ones claims more bits than the frame has.
        frames.iter().take(frames.len() * percent / 100).for_each(|&at| bytes[at + 4..at + 30].fill(0xFF));
    };
    spoil(&mut bytes, 60);
    let error = decode_bytes(&bytes, &Options::default()).unwrap_err().to_string();
    assert!(error.starts_with("mp3: ") && error.contains("packets are broken, the limit is 20 %"), "{error}");
    let patient = decode_bytes(&bytes, &Options { max_broken_percent: 100, ..Options::default() }).unwrap();
    assert!(patient.warnings.iter().any(|warning| warning.ends_with("packets are broken and count as silence")));
}

#[test]
fn lengths_follow_the_rate() {
    for rate in [4_000, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000] {
        let sound = sound(&wav_bytes(rate, &[&tone(440.0, rate, 5_001)]).unwrap());
        assert_eq!(sound.tracks[0].len() as u64, Resampler::length(5_001, rate), "{rate}");
    }
}

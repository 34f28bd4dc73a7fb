//! Symphonia's readers and codecs as a stream: what every compressed family shares.

use std::sync::LazyLock;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::codecs::registry::CodecRegistry;
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::packet::Packet;
use symphonia_adapter_libopus::OpusDecoder;

use crate::decode::decoder::{Block, DecodeError, Layout, Report, Stream};
use crate::decode::source::Source;

/// Samples per channel that are given out together: a packet may be as short as 2.5 ms.
const BATCH: usize = 8_192;
/// Samples per channel of the longest packet of any codec here, a FLAC block.
const MAX_PACKET: i128 = 65_535;
/// Channels a codec is asked to make room for. No coding here has more; a plain container can claim four billion.
const MAX_CODEC_CHANNELS: usize = 64;
/// Packets' times may be that much ahead of the samples, in milliseconds: some containers round them, and codecs hold
/// back a block.
const JITTER_MS: u64 = 100;
/// Longest silence put in for missing packets, in samples per channel: a minute at 48 kHz.
const MAX_GAP: i128 = 48_000 * 60;
/// Packets without a sample in a row, after which the rest is given up: a table of packets can claim billions.
const MAX_EMPTY_RUN: u64 = 10_000;
/// Missing or unannounced sound worth a warning, in milliseconds: some headers count the encoder's own samples too.
const MISSING_MS: u64 = 250;

static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<OpusDecoder>();
    codecs
});

impl MediaSource for Source {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.len())
    }
}

/// A container and what can be read out of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Family {
    pub name: &'static str,
    pub known: &'static str,
    /// Whether the reader works out a length from the bit rate where the header has none.
    pub guesses_length: bool,
}

/// How the samples that an encoder put around the sound are cut off, and whether packets can be asked for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gapless {
    /// Whether packets carry true times: then what they say is cut is cut, and time they skip becomes silence. Otherwise
    /// the reader made the times up from a length that may be a lie.
    pub by_packet: bool,
    /// Samples to be dropped from the front of the whole.
    pub before: usize,
    /// Samples to be dropped from its end.
    pub behind: usize,
}

impl Gapless {
    pub const BY_PACKET: Gapless = Gapless { by_packet: true, before: 0, behind: 0 };
}

/// The stream of the first track with sound.
pub struct Packets {
    family: &'static Family,
    reader: Box<dyn FormatReader>,
    track: Track,
    decoder: Box<dyn AudioDecoder>,
    layout: Layout,
    /// Decoded but not given out.
    pending: Block,
    /// One packet's samples.
    packet: Block,
    gapless: Gapless,
    /// What is left of [`Gapless::before`].
    before: usize,
    given: u64,
    /// The time of the first sample, in samples.
    start: Option<i128>,
    /// Samples of silence put in where packets are missing.
    missing: u64,
    empty_run: u64,
    is_over: bool,
    report: Report,
}

/// Symphonia's view of a source.
pub fn media(source: Source) -> MediaSourceStream<'static> {
    MediaSourceStream::new(Box::new(source), Default::default())
}

impl Family {
    /// Symphonia's error as ours.
    pub fn fault(&self, error: Error) -> DecodeError {
        // Its texts begin with the names of its own modules: `isomp4 (stbl): missing stts atom`.
        let short = |text: &'static str| text.split_once(": ").map_or(text, |(_, text)| text);
        match error {
            Error::IoError(error) if error.raw_os_error().is_some() => DecodeError::Io(error),
            Error::IoError(_) => DecodeError::malformed(self.name, "ends within its headers"),
            Error::DecodeError(what) => DecodeError::malformed(self.name, short(what)),
            Error::Unsupported(what) if short(what).starts_with("missing") => {
                DecodeError::malformed(self.name, short(what))
            }
            Error::Unsupported(what) => self.unsupported(short(what)),
            Error::LimitError(what) => DecodeError::Limit { format: self.name, reason: short(what).to_owned() },
            other => DecodeError::malformed(self.name, other.to_string()),
        }
    }

    /// Something was found that this family can hold, but nobody here reads.
    pub fn unsupported(&self, found: &str) -> DecodeError {
        DecodeError::Unsupported { format: self.name, found: found.to_owned(), known: self.known.to_owned() }
    }
}

impl Packets {
    /// Reads up to the first samples: only they show the rate and the channels for sure.
    pub fn open(
        family: &'static Family,
        reader: Result<impl FormatReader + 'static, Error>,
        gapless: Gapless,
    ) -> Result<Box<dyn Stream>, DecodeError> {
        let reader: Box<dyn FormatReader> = Box::new(reader.map_err(|error| family.fault(error))?);
        let track =
            sounding(reader.as_ref()).ok_or_else(|| family.unsupported("a file without a track of a known coding"))?;
        let decoder = codec(family, &track, gapless)?;
        let name = decoder.codec_info().short_name;
        let coding = if name == family.name { name.to_owned() } else { format!("{}, {name}", family.name) };
        let layout = Layout { rate: 0, channels: 0, coding, frames: None };
        let (pending, packet) = (Block::default(), Block::default());
        let report = Report::default();
        let mut packets = Packets {
            family,
            reader,
            track,
            decoder,
            layout,
            pending,
            packet,
            gapless,
            before: gapless.before,
            given: 0,
            start: None,
            missing: 0,
            empty_run: 0,
            is_over: false,
            report,
        };
        while packets.layout.rate == 0 && packets.step()? {}
        match packets.layout.rate {
            0 => Err(DecodeError::malformed(family.name, packets.why_empty())),
            _ => Ok(Box::new(packets)),
        }
    }

    /// Decodes one packet into `pending`; `false` at the end.
    fn step(&mut self) -> Result<bool, DecodeError> {
        let packet = match self.reader.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => return Ok(false),
            Err(Error::ResetRequired) => return self.restart(),
            Err(Error::IoError(error)) if error.raw_os_error().is_some() => return Err(error.into()),
            Err(Error::IoError(_)) => {
                self.report.warnings.push("file ends within a packet".to_owned());
                return Ok(false);
            }
            Err(error) => {
                self.report.warnings.push(format!("the rest cannot be read: {error}"));
                return Ok(false);
            }
        };
        if packet.track_id != self.track.id {
            return Ok(true);
        }
        self.report.packets += 1;
        self.take(&packet);
        self.empty_run = if self.packet.frames() == 0 { self.empty_run + 1 } else { 0 };
        match self.empty_run < MAX_EMPTY_RUN {
            true => Ok(true),
            false => {
                Err(DecodeError::malformed(self.family.name, format!("{MAX_EMPTY_RUN} packets in a row hold no sound")))
            }
        }
    }

    /// Decodes a packet; a broken one becomes silence of its length, so that what follows keeps its time.
    fn take(&mut self, packet: &Packet) {
        self.packet.clear(self.layout.channels);
        match self.decoder.decode(packet) {
            Ok(decoded) if decoded.frames() == 0 => return,
            Ok(decoded) => {
                let (rate, channels) = (decoded.spec().rate(), decoded.num_planes());
                if self.layout.rate == 0 {
                    (self.layout.rate, self.layout.channels) = (rate, channels);
                    // Packets that broke before the first good one could not be given a length.
                    self.pending.clear(channels);
                }
                if (rate, channels) == (self.layout.rate, self.layout.channels) {
                    decoded.copy_to_vecs_planar(&mut self.packet.tracks);
                } else {
                    self.silence(packet);
                }
            }
            Err(_) => self.silence(packet),
        }
        if self.gapless.by_packet {
            self.keep_time(packet);
        }
        let skip = self.before.min(self.packet.frames());
        self.before -= skip;
        for (pending, track) in self.pending.tracks.iter_mut().zip(&self.packet.tracks) {
            pending.extend_from_slice(&track[skip..]);
        }
    }

    fn silence(&mut self, packet: &Packet) {
        self.report.broken += 1;
        let frames = self.frames(packet.dur.get().into()).clamp(0, MAX_PACKET) as usize;
        self.packet.tracks.iter_mut().for_each(|track| track.resize(frames, 0.0));
    }

    /// Puts silence where packets are missing: lost pages, or a browser that sends none while nobody speaks.
    fn keep_time(&mut self, packet: &Packet) {
        let at = self.frames(i128::from(packet.pts.get()) + i128::from(packet.trim_start.get()));
        let dropped = self.gapless.before - self.before;
        let placed = i128::from(self.given) + (self.pending.frames() + dropped) as i128;
        let start = *self.start.get_or_insert(at - placed);
        let gap = at - start - placed;
        if gap <= i128::from(u64::from(self.layout.rate) * JITTER_MS / 1_000) {
            return;
        }
        if gap > MAX_GAP {
            self.report.warnings.push(format!(
                "time jumps ahead after {} s; no silence is put there",
                placed / i128::from(self.layout.rate)
            ));
            self.start = Some(start + gap);
            return;
        }
        self.missing += gap as u64;
        self.pending.tracks.iter_mut().for_each(|track| track.resize(track.len() + gap as usize, 0.0));
    }

    /// A time in the track's units as a number of samples.
    fn frames(&self, ticks: i128) -> i128 {
        match self.track.time_base {
            Some(base) => {
                ticks * i128::from(base.numer.get()) * i128::from(self.layout.rate) / i128::from(base.denom.get())
            }
            None => ticks,
        }
    }

    /// Goes on with the next of several streams that were joined to one file.
    fn restart(&mut self) -> Result<bool, DecodeError> {
        match sounding(self.reader.as_ref()) {
            Some(mut track) => {
                self.decoder = codec(self.family, &track, self.gapless)?;
                // Each part knows only its own length.
                track.num_frames = None;
                self.track = track;
                self.start = None;
                Ok(true)
            }
            None => {
                self.report.warnings.push("the rest has no track of a known coding".to_owned());
                Ok(false)
            }
        }
    }

    fn why_empty(&self) -> String {
        match self.report.packets {
            0 => "no samples: no packet of sound found".to_owned(),
            packets => format!("no samples: {} of {packets} packets are broken", self.report.broken),
        }
    }

    fn finish(&mut self) {
        self.is_over = true;
        let frames = self.pending.frames().saturating_sub(self.gapless.behind);
        self.pending.truncate(frames);
        let total = self.given + frames as u64;
        let rate = u64::from(self.layout.rate);
        if self.missing > 0 {
            let ms = self.missing * 1_000 / rate;
            self.report.warnings.push(format!("{ms} ms of sound are missing and count as silence"));
        }
        let is_claim = !self.family.guesses_length || self.gapless.before + self.gapless.behind > 0;
        let Some(claimed) = self.track.num_frames.filter(|_| is_claim && self.report.warnings.is_empty()) else {
            return;
        };
        if claimed.abs_diff(total) > rate * MISSING_MS / 1_000 {
            let ms = |frames: u64| u128::from(frames) * 1_000 / u128::from(rate);
            self.report.warnings.push(format!("header claims {} ms, file has {} ms", ms(claimed), ms(total)));
        }
    }
}

impl Stream for Packets {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn next(&mut self, block: &mut Block) -> Result<bool, DecodeError> {
        while !self.is_over && self.pending.frames() < BATCH + self.gapless.behind {
            if !self.step()? {
                self.finish();
            }
        }
        block.clear(self.layout.channels);
        let kept = if self.is_over { 0 } else { self.gapless.behind };
        let frames = self.pending.frames() - kept;
        for (pending, track) in self.pending.tracks.iter_mut().zip(&mut block.tracks) {
            track.extend(pending.drain(..frames));
        }
        self.given += frames as u64;
        Ok(frames > 0)
    }

    fn report(&self) -> Report {
        self.report.clone()
    }
}

fn sounding(reader: &dyn FormatReader) -> Option<Track> {
    reader.first_track_known_codec(TrackType::Audio).cloned()
}

fn codec(family: &Family, track: &Track, gapless: Gapless) -> Result<Box<dyn AudioDecoder>, DecodeError> {
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
    let parameters = parameters.ok_or_else(|| family.unsupported("a track without sound"))?;
    let channels = parameters.channels.as_ref().map_or(1, |channels| channels.count());
    let frames = parameters.max_frames_per_packet.unwrap_or(0);
    if channels > MAX_CODEC_CHANNELS || i128::from(frames) > MAX_PACKET {
        let reason = format!("{channels} channels in packets of {frames} samples make no sense");
        return Err(DecodeError::malformed(family.name, reason));
    }
    let options = AudioDecoderOptions::default().gapless(gapless.by_packet);
    CODECS.make_audio_decoder(parameters, &options).map_err(|error| family.fault(error))
}

//! Writes tracks as a 16-bit WAV file: clips to listen to, and test recordings.

use std::io::{self, Cursor, Seek, Write};
use std::path::Path;

use hound::{SampleFormat, WavSpec, WavWriter};

/// Writes `tracks` as the channels of one file, the shorter ones filled up with silence.
///
/// Fails on more channels than a WAV file can name, on no channel at all, and on what the file system says.
pub fn write_wav(path: &Path, rate: u32, tracks: &[&[i16]]) -> io::Result<()> {
    write(io::BufWriter::new(std::fs::File::create(path)?), rate, tracks)
}

/// The bytes of what [`write_wav`] writes.
pub fn wav_bytes(rate: u32, tracks: &[&[i16]]) -> io::Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    write(&mut bytes, rate, tracks)?;
    Ok(bytes.into_inner())
}

fn write<W: Write + Seek>(to: W, rate: u32, tracks: &[&[i16]]) -> io::Result<()> {
    let invalid = |reason: String| io::Error::new(io::ErrorKind::InvalidInput, reason);
    let channels = u16::try_from(tracks.len()).ok().filter(|&count| count > 0);
    let channels = channels.ok_or_else(|| invalid(format!("a wav file cannot hold {} channels", tracks.len())))?;
    let spec = WavSpec { channels, sample_rate: rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
    let mut writer = WavWriter::new(to, spec).map_err(into_io)?;
    for at in 0..tracks.iter().map(|track| track.len()).max().unwrap_or(0) {
        for track in tracks {
            writer.write_sample(track.get(at).copied().unwrap_or(0)).map_err(into_io)?;
        }
    }
    writer.finalize().map_err(into_io)
}

fn into_io(error: hound::Error) -> io::Error {
    match error {
        hound::Error::IoError(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_with_short_tracks_filled_up() {
        let bytes = wav_bytes(8_000, &[&[1, -2, i16::MIN], &[7]]).unwrap();
        let mut reader = hound::WavReader::new(Cursor::new(&bytes)).unwrap();
        assert_eq!((reader.spec().channels, reader.spec().sample_rate), (2, 8_000));
        let samples: Vec<i16> = reader.samples().map(Result::unwrap).collect();
        assert_eq!(samples, [1, 7, -2, 0, i16::MIN, 0]);

        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("clip.wav");
        write_wav(&path, 8_000, &[&[1, -2, i16::MIN], &[7]]).unwrap();
        assert_eq!(std::fs::read(path).unwrap(), bytes);
    }

    #[test]
    fn a_file_without_channels_is_refused() {
        assert_eq!(wav_bytes(8_000, &[]).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
}

//! What decoding may cost, and what to take headerless files for.

use serde::{Deserialize, Serialize};

use crate::decode::g711::Law;

/// More tracks than any recorder of calls writes.
pub const MAX_CHANNELS: u16 = 8;
/// Twelve hours: longer than a shift, so a longer "call" is a broken file.
pub const MAX_SECS: u32 = 12 * 60 * 60;
/// The length of all tracks together, because they are what memory holds: twelve hours of stereo are 2.8 GB.
pub const MAX_TRACK_SECS: u32 = 2 * MAX_SECS;
/// With more broken packets than one in five, what is left is no longer the call.
pub const MAX_BROKEN_PERCENT: u8 = 20;

/// How to decode. The configuration's `[decode]` table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// What files are in that no decoder recognises. `None`: they fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<RawFormat>,
    pub max_channels: u16,
    /// Longest recording, in seconds.
    pub max_secs: u32,
    /// Longest sum of all tracks of a recording, in seconds.
    pub max_track_secs: u32,
    /// Highest share of packets that may be broken before the recording counts as malformed.
    pub max_broken_percent: u8,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            raw: None,
            max_channels: MAX_CHANNELS,
            max_secs: MAX_SECS,
            max_track_secs: MAX_TRACK_SECS,
            max_broken_percent: MAX_BROKEN_PERCENT,
        }
    }
}

/// G.711 without a header, as some switches dump it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawFormat {
    /// `a-law` or `mu-law`.
    pub law: Law,
    /// Samples a second.
    #[serde(default = "telephone_rate")]
    pub rate: u32,
    /// Channels, sample by sample in turn.
    #[serde(default = "one_channel")]
    pub channels: u16,
}

fn telephone_rate() -> u32 {
    8_000
}

fn one_channel() -> u16 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_table_is_the_default_and_a_wrong_key_is_refused() {
        assert_eq!(toml::from_str::<Options>("").unwrap(), Options::default());
        let raw = toml::from_str::<Options>("raw = { law = \"a-law\" }").unwrap().raw;
        assert_eq!(raw, Some(RawFormat { law: Law::A, rate: 8_000, channels: 1 }));
        assert!(toml::from_str::<Options>("max_second = 1").is_err());
        assert!(toml::from_str::<Options>("raw = { law = \"a-law\", bits = 8 }").is_err());
    }
}

//! Turns a recording file into one stream of samples per channel.

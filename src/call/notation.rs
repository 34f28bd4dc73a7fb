//! How a transcript is written by hand and read again.

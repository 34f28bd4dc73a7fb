//! Turns speech into words with times.

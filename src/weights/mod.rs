//! Fetches, checks and converts model weights.

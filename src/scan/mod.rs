//! Runs a rule set over a transcript.

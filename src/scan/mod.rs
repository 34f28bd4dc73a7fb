//! Runs a rule set over a transcript.
//!
//! A pack is compiled once: all phrases of all its rules go into one automaton, which reads each utterance once. Conditions
//! then only sort the hits by who, when and near what; expressions join them with three-valued logic.

pub mod answer;
pub mod compile;
pub mod examples;
pub mod heard;
pub mod hit;
pub mod judge;
pub mod lexicon;
pub mod nearest;
pub mod operator;
pub mod operators;
pub mod ruleset;
pub mod sounding;

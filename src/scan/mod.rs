//! Runs a rule set over a transcript.
//!
//! A pack is compiled once: all phrases of all its rules go into one automaton, which reads each utterance once. Conditions
//! then only sort the hits by who, when and near what; expressions join them with three-valued logic.

pub mod about;
pub mod anchor;
pub mod answer;
pub mod call_check;
pub mod compile;
pub mod doubt;
pub mod entities;
pub mod examples;
pub mod explain;
pub mod heard;
pub mod hit;
pub mod judge;
pub mod kit;
pub mod lack;
pub mod lexicon;
pub mod logic;
pub mod mutants;
pub mod nearest;
#[cfg(test)]
pub mod one_rule;
pub mod operator;
pub mod operators;
pub mod passage;
pub mod proof;
pub mod ruleset;
pub mod sounding;
pub mod window;

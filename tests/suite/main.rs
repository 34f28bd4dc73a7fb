//! The tests that look at the program from outside, as one binary.

// In a test an unwrap is an assertion.
#![allow(clippy::unwrap_used)]

mod architecture;
mod archives;
mod backtest;
mod carry;
mod codes;
mod commands;
mod diagnostics;
mod end_to_end;
mod explained;
mod interrupted;
mod mutants;
mod operators;
mod packs;
mod profiled;
mod quality;
mod rejudged;
mod scratch;
mod sounds;
mod weights;

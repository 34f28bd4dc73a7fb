//! Says what each rule costs and what it is good for: its time, what it finds that no other rule does, and which of its
//! phrases nobody ever says.
//!
//! [`tally`] counts call by call, in any order and on any number of threads; times are measured by `pipeline`, which judges
//! rule by rule. [`report`] is what is left to read.

pub mod report;
pub mod tally;

//! Says what other rules would have made of an archive.
//!
//! Every call has two judgements: that of before (what is stored, or another pack's) and that of after (the pack that is
//! tried). [`tally`] counts call by call what differs, in any order and on any number of threads; [`report`] is what is left
//! to read. Pure: calls are read and judged by `pipeline`.

pub mod moved;
pub mod report;
pub mod spread;
pub mod tally;
pub mod telling;

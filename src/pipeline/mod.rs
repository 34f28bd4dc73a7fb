//! Drives every recording to an evaluation or a named failure; the only place that starts threads.
//!
//! ```text
//! discover → decode + segment ×D → transcribe ×T → judge + score → store (one transaction a batch)
//! ```
//! The queues between the stages are bounded, and a budget bounds the sound in flight, so memory does not grow with the
//! number of calls. [`flow`] is the part that turns recordings into transcripts; [`inspect`] puts discovery before it and
//! the store behind it.

pub mod archive;
pub mod backtest;
pub mod budget;
pub mod discover;
pub mod engines;
pub mod flow;
pub mod inspect;
pub mod judges;
pub mod metadata;
pub mod profile;
pub mod progress;
pub mod rejudge;
pub mod work;
pub mod writer;

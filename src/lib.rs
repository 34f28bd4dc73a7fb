//! Listens to every recorded call of a contact centre and says, with evidence, which rules of service were kept and
//! which were broken. ARCHITECTURE.md is the map.

pub mod audio;
pub mod call;
pub mod carry;
pub mod cli;
pub mod config;
pub mod decode;
pub mod pipeline;
pub mod rules;
pub mod scan;
pub mod score;
pub mod segment;
pub mod store;
pub mod text;
pub mod transcribe;
pub mod weights;

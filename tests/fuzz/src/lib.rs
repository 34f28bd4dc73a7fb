//! What the fuzz targets share: packs around a rule, generated rules and talk, and the laws that hold for all of them.

pub mod laws;
pub mod packs;
pub mod rule;
pub mod talk;

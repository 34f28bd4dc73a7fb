//! Sound as samples.

pub mod sound;
pub mod window;

//! Sound as samples.

pub mod level;
pub mod resample;
pub mod sound;
pub mod wav;
pub mod window;

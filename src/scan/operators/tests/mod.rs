//! What operators find, table by table.

mod distances;
mod entities;
mod faults;
mod laws;
mod lists;
mod repetition;

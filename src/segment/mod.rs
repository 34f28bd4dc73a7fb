//! Finds where somebody speaks.

//! Keeps evaluations and answers questions about them.

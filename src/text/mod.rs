//! Normalises text for matching and maps every match back to what was said.

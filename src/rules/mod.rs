//! What a rule pack says: documents, scorecards and their diagnostics.

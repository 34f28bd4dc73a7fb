//! What a rule pack says: documents, scorecards and their diagnostics. Knows no operator's meaning.

pub mod confusions;
pub mod diagnostic;
pub mod document;
pub mod expression;
pub mod extent;
pub mod pack;
pub mod scope;
pub mod scorecard;
pub mod value;

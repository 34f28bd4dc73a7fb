//! What a rule pack says: documents, scorecards and their diagnostics. Knows no operator's meaning.

pub mod anchor;
pub mod call_test;
pub mod codes;
pub mod confusions;
pub mod decimal;
pub mod diagnostic;
pub mod distance;
pub mod document;
pub mod example;
pub mod expression;
pub mod extent;
pub mod lists;
pub mod moment;
pub mod pack;
pub mod questions;
pub mod scope;
pub mod scorecard;
pub mod topics;
pub mod validity;
pub mod value;
pub mod window;

//! The weights that tests on real speech need.

use crate::scratch::output;

/// Whether the weights are there. `make test` fetches them; where they are missing the tests that need them say so, and
/// fail where a machine runs them for everybody.
pub fn has_model() -> bool {
    let there = output(&["models", "verify"]).status.success();
    assert!(there || std::env::var_os("CI").is_none(), "the weights are missing: `make models` fetches them");
    if !there {
        eprintln!("skipped: the weights are missing, `make models` fetches them");
    }
    there
}

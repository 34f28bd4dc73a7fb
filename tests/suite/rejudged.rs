//! Stored calls judged anew with changed rules: once each, and to the same end after any number of kills.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::archives::{archive, changed};
use crate::scratch::{earwitness, run};

/// Copies of the fixtures' calls: enough that judging them anew takes several pages.
const COPIES: usize = 40;
/// Runs that are killed.
const KILLS: u32 = 8;

fn digest(store: &str) -> String {
    run(&["status", "--store", store, "--digest"])
}

fn copy(store: &str, folder: &Path, name: &str) -> String {
    let to = folder.join(name).display().to_string();
    std::fs::copy(store.trim_start_matches("sqlite:"), &to).unwrap();
    format!("sqlite:{to}")
}

/// A pack with one rule taken out and one changed, so that findings stay, change and go away.
fn other_rules(folder: &Path) -> String {
    let changes = [
        ("churn-risk.toml", "any_of = [", "any_of = [\"套餐\", "),
        ("complaint-billing.toml", "status   = \"stable\"", "status   = \"retired\""),
    ];
    changed(folder, "telecom-zh", &changes)
}

#[test]
fn what_was_judged_by_these_rules_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = archive(folder.path(), 1);
    let before = digest(&store);
    let said = run(&["rejudge", "--store", &store, "--rules", "telecom-zh", "telecom-en"]);
    assert!(said.contains("0 judged anew, 73 were judged by these rules already"), "{said}");
    let said = run(&["rejudge", "--store", &store, "--rules", "telecom-zh", "telecom-en", "--all"]);
    assert!(said.contains("73 judged anew, 0 were judged"), "{said}");
    assert_eq!(digest(&store), before, "the same rules say the same");

    let rules = other_rules(folder.path());
    let said = run(&["rejudge", "--store", &store, "--rules", &rules, "telecom-en"]);
    assert!(said.contains("37 judged anew, 36 were judged"), "{said}");
    let changed = digest(&store);
    assert_ne!(changed, before);
    run(&["rejudge", "--store", &store, "--rules", "telecom-zh", "telecom-en"]);
    assert_eq!(digest(&store), before, "the old rules say what they said");
    run(&["rejudge", "--store", &store, "--rules", &rules, "telecom-en"]);
    assert_eq!(digest(&store), changed);
    let said = run(&["rejudge", "--store", &store, "--rules", "telecom-en"]);
    assert!(said.contains("37 judged anew, 36 were judged"), "calls without a pack are unscored: {said}");
    let ledger = run(&["status", "--store", &store]);
    assert!(ledger.contains("no rule pack judges language `zh`"), "{ledger}");
}

#[test]
fn kills_lose_nothing_and_nothing_is_judged_twice() {
    let folder = tempfile::tempdir().unwrap();
    let rules = other_rules(folder.path());
    let original = archive(folder.path(), COPIES);
    let arguments = |store: &str| ["rejudge", "--store", store, "--rules", &rules, "telecom-en"].map(str::to_string);
    let undisturbed = copy(&original, folder.path(), "undisturbed.db");
    let began = Instant::now();
    run(&arguments(&undisturbed).each_ref().map(String::as_str));
    let whole = began.elapsed();
    let wanted = digest(&undisturbed);

    let store = copy(&original, folder.path(), "killed.db");
    for kill in 0..KILLS {
        let mut child =
            earwitness().args(arguments(&store)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Spread over a run by the golden ratio, so that no two kills meet the same moment.
        let share = f64::from(kill) * 0.618_033_988_75 % 1.0;
        std::thread::sleep(whole.mul_f64(share).max(Duration::from_millis(5)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    run(&arguments(&store).each_ref().map(String::as_str));
    assert_eq!(digest(&store), wanted);
    let said = run(&arguments(&store).each_ref().map(String::as_str));
    assert!(said.contains("0 judged anew, 2920 were judged"), "{said}");
}

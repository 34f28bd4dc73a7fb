//! A store that an older program made becomes one of today, with the same content.

use std::path::Path;

use crate::call::transcript::Transcript;
use crate::store::entry::Ending;
use crate::store::open;
use crate::store::query::Query;
use crate::store::store::{Mode, StoreError};

/// What `status --digest` said of `fixtures/stores/version-1.db` with the program that made it.
const DIGEST: &str = "2828fea3744e87a54e1478f76636c9b4f696039939ea444e0cda6fe55650faa6";

/// A copy of the store that version 1 made: two calls, one of them in traditional characters.
fn copy(folder: &Path) -> String {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/stores/version-1.db");
    let copy = folder.join("calls.db");
    std::fs::copy(made, &copy).unwrap();
    format!("sqlite:{}", copy.display())
}

#[test]
fn a_store_of_version_1_keeps_its_content_and_its_digest() {
    let folder = tempfile::tempdir().unwrap();
    let url = copy(folder.path());
    assert!(matches!(open(&url, Mode::Read), Err(StoreError::Older { found: 1, .. })));
    assert_eq!(open(&url, Mode::Write).unwrap().digest().unwrap(), DIGEST);
    let store = open(&url, Mode::Read).unwrap();
    assert_eq!(store.digest().unwrap(), DIGEST);
    for call in store.calls(&Query::default()).unwrap() {
        let Some(Ending::Inspected(inspected)) = store.load(&call.recording).unwrap().unwrap().ending else { panic!() };
        let Transcript { utterances, activity, .. } = inspected.transcript;
        assert!(utterances.len() > 20 && activity.len() == 2);
        assert!(utterances.iter().any(|said| said.original.is_some()) == (call.language == "zh"));
    }
}

#[test]
fn a_transcript_that_cannot_be_read_stops_the_upgrade_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let url = copy(folder.path());
    let edit = |sql: &str| {
        let file = rusqlite::Connection::open(url.trim_start_matches("sqlite:")).unwrap();
        file.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let damage = "UPDATE transcripts SET transcript = '{' WHERE recording = 2 RETURNING recording";
    let key = edit(damage);
    let error = open(&url, Mode::Write).err().unwrap().to_string();
    assert!(error.contains("the transcript of recording") && error.contains("cannot be read back"), "{error}");
    assert_eq!(key, 2);
    assert_eq!(edit("SELECT user_version FROM pragma_user_version"), 1);
    assert_eq!(edit("SELECT count(*) FROM transcripts WHERE typeof(transcript) = 'text'"), 2);
}

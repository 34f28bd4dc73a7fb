//! Faults in rule files are shown as `fixtures/diagnostics` has them: each file there is a rule with one kind of fault (or a
//! pack's `confusions.toml`), and beside it stands what is printed. `UPDATE=1` writes what is printed now; read it in the diff.

use std::collections::BTreeMap;
use std::path::PathBuf;

use earwitness::rules::pack::RulePack;
use earwitness::scan::compile::whole;
use earwitness::scan::examples::play;

use crate::scratch::root;

const HEADER: &str = "title = \"t\"\nversion = \"1\"\nlanguages = [\"zh\"]\n";

/// A pack of one good rule with this `confusions.toml`.
fn pack_with_confusions(text: String) -> BTreeMap<String, String> {
    let rule = std::fs::read_to_string(root().join("rules/telecom-zh/dead-air.toml")).unwrap();
    let mut files = pack_of("dead-air", rule);
    files.insert("confusions.toml".to_string(), text);
    files
}

/// A pack around one rule file, with a scorecard that fits it.
fn pack_of(rule: &str, text: String) -> BTreeMap<String, String> {
    let scorecard = format!(
        "title = \"t\"\npass_mark = 80\n[[sections]]\ntitle = \"s\"\n[[sections.criteria]]\ntitle = \"c\"\npoints = 100\nrules = [\"{rule}\"]\n"
    );
    let files = [("pack.toml", HEADER.to_string()), ("scorecard.toml", scorecard)];
    let mut files: BTreeMap<String, String> = files.map(|(name, text)| (name.to_string(), text)).into();
    files.insert(format!("{rule}.toml"), text);
    files
}

fn printed(files: &BTreeMap<String, String>) -> String {
    let faults = whole(RulePack::survey("pack", files)).and_then(|(pack, rules)| play(&pack, &rules));
    let faults = faults.err().unwrap_or_default();
    faults.iter().map(|fault| fault.render()).collect::<Vec<_>>().join("\n")
}

#[test]
fn faults_are_shown_as_the_goldens_have_them() {
    let folder = root().join("fixtures/diagnostics");
    let files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let rules = files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let mut seen = 0;
    for path in rules {
        seen += 1;
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).unwrap();
        let files = if name == "confusions" { pack_with_confusions(text) } else { pack_of(&name, text) };
        let printed = printed(&files);
        assert!(!printed.is_empty(), "{name}: no fault was found");
        let golden = path.with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&golden, &printed).unwrap();
        }
        let wanted = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(printed, wanted, "{name}: UPDATE=1 writes what is printed now");
    }
    assert!(seen >= 10, "{seen} goldens");
}

proptest::proptest! {
    /// Whatever bytes a rule file holds, it is read or refused.
    #[test]
    fn any_text_as_a_rule_file_is_read_or_refused(text in "\\PC{0,400}") {
        let _ = whole(RulePack::survey("pack", &pack_of("rule", text)));
    }

    #[test]
    fn any_text_as_confusions_is_read_or_refused(text in "[\\[\\]a-z/\"= 0-9\n]{0,200}") {
        let _ = whole(RulePack::survey("pack", &pack_with_confusions(text)));
    }

    /// Rule files that are nearly right.
    #[test]
    fn a_rule_file_with_a_broken_line_is_read_or_refused(cut in 0usize..600, put in "\\PC{0,12}") {
        let text = std::fs::read_to_string(root().join("rules/telecom-zh/dead-air.toml")).unwrap();
        let mut characters: Vec<char> = text.chars().collect();
        let at = cut.min(characters.len());
        characters.splice(at..(at + 3).min(characters.len()), put.chars());
        let _ = whole(RulePack::survey("pack", &pack_of("rule", characters.into_iter().collect())));
    }
}

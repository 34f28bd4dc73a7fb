//! Faults in packs are shown as `fixtures/diagnostics` has them: each file there is a rule (or a pack's `confusions.toml`), each
//! in `scorecards` a scorecard, with one kind of fault, and beside it stands what is printed. `UPDATE=1` writes what is printed
//! now; read it in the diff.

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

/// A rule without faults. `found` is what it comes out as when somebody says hello, `not_found` when nobody does.
pub fn sound_rule(kind: &str, expression: &str, found: &str, not_found: &str) -> String {
    let example = |outcome, said| format!("[[examples]]\nexpect = \"{outcome}\"\ncall = \"agent 0:01 {said}\"\n");
    let header = "title = \"t\"\nstatus = \"stable\"\nseverity = \"minor\"\nwhy = \"w\"\nmisses = \"m\"";
    let when = "[when.words]\nparty = \"agent\"\nany_of = [\"hello\"]";
    let examples = [example(found, "hello there"), example(not_found, "good bye")].concat();
    format!("kind = \"{kind}\"\n{header}\n{when}\n[rule]\n{expression} = \"words\"\n{examples}")
}

/// A pack around one scorecard: a rule that requires, two that forbid, a note.
pub fn pack_by(scorecard: String) -> BTreeMap<String, String> {
    let forbid = || sound_rule("forbid", "violated", "violated", "met");
    let files = [
        ("pack.toml", HEADER.to_string()),
        ("scorecard.toml", scorecard),
        ("greeting.toml", sound_rule("require", "met", "met", "violated")),
        ("dead-air.toml", forbid()),
        ("rude.toml", forbid()),
        ("churn-risk.toml", sound_rule("note", "noted", "noted", "not_applicable")),
    ];
    files.map(|(name, text)| (name.to_string(), text)).into()
}

/// Holds what is printed for each pack in a folder against what stands beside it; says how many there were.
fn compare(folder: &str, pack: impl Fn(&str, String) -> BTreeMap<String, String>) -> usize {
    let folder = root().join(folder);
    let files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mut seen = 0;
    for path in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
        seen += 1;
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let printed = printed(&pack(&name, std::fs::read_to_string(path).unwrap()));
        assert!(!printed.is_empty(), "{name}: no fault was found");
        let golden = path.with_extension("txt");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&golden, &printed).unwrap();
        }
        let wanted = std::fs::read_to_string(&golden).unwrap_or_default();
        assert_eq!(printed, wanted, "{name}: UPDATE=1 writes what is printed now");
    }
    seen
}

#[test]
fn faults_of_rules_are_shown_as_the_goldens_have_them() {
    let pack = |name: &str, text| match name {
        "confusions" => pack_with_confusions(text),
        rule => pack_of(rule, text),
    };
    let seen = compare("fixtures/diagnostics", pack);
    assert!(seen >= 10, "{seen} goldens");
}

#[test]
fn faults_of_scorecards_are_shown_as_the_goldens_have_them() {
    let seen = compare("fixtures/diagnostics/scorecards", |_, text| pack_by(text));
    assert!(seen >= 15, "{seen} goldens");
}

const SOUND: &str = r#"
title = "Everything"
pass_mark = 80
min_judged = 20
method = "deduct"
[[bands]]
title = "good"
from = 85.5
[[bands]]
title = "poor"
from = 0
[[sections]]
title = "Compliance"
weight = 60
part = "compliance"
[[sections.criteria]]
title = "Dead air"
points = 3
steps = [{ from = 1, points = 1 }, { from = 3, points = 3 }]
rules = ["dead-air"]
auto_fail = "section"
[[sections]]
title = "Manner"
weight = 40
[[sections.criteria]]
title = "Manner"
points = 10
per_hit = 2.5
rules = ["rude"]
auto_fail = "call"
[[sections.criteria]]
title = "Friendly"
points = 2
bonus = true
rules = ["greeting"]
[[sections.criteria]]
title = "Churn"
flag = true
rules = ["churn-risk"]
"#;

#[test]
fn a_scorecard_that_uses_everything_is_sound() {
    assert_eq!(printed(&pack_by(SOUND.to_string())), "");
}

#[test]
fn further_scorecards_are_checked_too_but_may_leave_rules_out() {
    let mut files = pack_by(SOUND.to_string());
    let further = "title = \"t\"\npass_mark = 80\n[[sections]]\ntitle = \"s\"\n[[sections.criteria]]\ntitle = \"c\"\npoints = 100\nrules = [\"rude\"]\n";
    files.insert("scorecards/manner.toml".to_string(), further.to_string());
    assert_eq!(printed(&files), "");
    let (pack, _) = RulePack::survey("pack", &files);
    assert_eq!(pack.scorecards.keys().collect::<Vec<_>>(), ["manner"]);
    files.insert("scorecards/Manner of 2026.toml".to_string(), further.replace("rude", "ruder"));
    let printed = printed(&files);
    for part in
        ["`Manner of 2026` cannot be the name of a scorecard", "there is no rule `ruder`", "did you mean `rude`?"]
    {
        assert!(printed.contains(part), "{part} is missing in\n{printed}");
    }
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

    /// Whatever bytes a scorecard holds, it is read or refused.
    #[test]
    fn a_scorecard_with_a_broken_line_is_read_or_refused(cut in 0usize..900, put in "\\PC{0,12}") {
        let mut characters: Vec<char> = SOUND.chars().collect();
        let at = cut.min(characters.len());
        characters.splice(at..(at + 3).min(characters.len()), put.chars());
        let _ = whole(RulePack::survey("pack", &pack_by(characters.into_iter().collect())));
    }
}

//! Packs to judge with: those that ship, and small ones around given rules.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::OnceLock;

use earwitness::cli::evidence_text::{Detail, print_findings};
use earwitness::pipeline::judges::Judges;
use earwitness::rules::pack::RulePack;
use earwitness::scan::compile::{load, whole};
use earwitness::scan::examples::play;

const HEADER: &str = "title = \"t\"\nversion = \"1\"\nlanguages = [\"zh\", \"en\"]\n";

/// A word list, for rules that name it.
const LISTS: &str = "words = [\"套餐\", \"plan\", \"十二\"]\n";

/// Stands beside rules that are all notes: a scorecard has to score something.
const SCORED: &str = "title = \"t\"\nkind = \"forbid\"\nstatus = \"stable\"\nseverity = \"minor\"\nwhy = \"w\"\n\
                      misses = \"m\"\n[when.a]\nsilence = \"9s\"\n[rule]\nviolated = \"a\"\n\
                      [[examples]]\nexpect = \"met\"\ncall = \"agent 0:01 x\"\n\
                      [[examples]]\nexpect = \"violated\"\ncall = \"agent 0:01 x\"\n";

/// The packs that ship, compiled once.
pub fn shipped() -> &'static Judges {
    static JUDGES: OnceLock<Judges> = OnceLock::new();
    JUDGES.get_or_init(|| {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
        let compiled = ["telecom-zh", "telecom-en"].map(|id| match load(&rules.join(id)) {
            Ok((_, rules)) => rules,
            Err(faults) => panic!("{}", faults[0].render()),
        });
        Judges { rule_sets: compiled.into() }
    })
}

/// The files of a pack that holds these rules, by id; each is worth the same.
pub fn files(rules: &[(&str, String)]) -> BTreeMap<String, String> {
    let mut card = "title = \"t\"\npass_mark = 80\n[[sections]]\ntitle = \"s\"\n".to_string();
    let mut scored: Vec<&str> = rules.iter().filter(|(_, text)| !is_note(text)).map(|(id, _)| *id).collect();
    let notes_alone = scored.is_empty();
    if notes_alone {
        scored.push("scored");
    }
    for (at, id) in scored.iter().enumerate() {
        let points = 100 / scored.len() + if at == 0 { 100 % scored.len() } else { 0 };
        let _ = write!(card, "[[sections.criteria]]\ntitle = \"c\"\npoints = {points}\nrules = [\"{id}\"]\n");
    }
    let mut files: BTreeMap<String, String> = [("pack.toml", HEADER.to_string()), ("scorecard.toml", card)]
        .map(|(name, text)| (name.to_string(), text))
        .into();
    if rules.iter().any(|(_, text)| text.contains("\"@words\"")) {
        files.insert("lists.toml".to_string(), LISTS.to_string());
    }
    if notes_alone {
        files.insert("scored.toml".to_string(), SCORED.to_string());
    }
    files.extend(rules.iter().map(|(id, text)| (format!("{id}.toml"), text.clone())));
    files
}

/// However the key is aligned.
fn is_note(rule: &str) -> bool {
    rule.lines().any(|line| {
        line.split_once('=')
            .is_some_and(|(key, value)| key.trim() == "kind" && value.trim_start().starts_with("\"note\""))
    })
}

/// Does what `rules check` and `rules test` do with a pack, and gives what they would print.
pub fn checked(files: &BTreeMap<String, String>) -> String {
    let played = whole(RulePack::survey("pack", files)).and_then(|(pack, rules)| play(&pack, &rules));
    match played {
        Ok(played) => {
            let findings: Vec<_> = played.into_iter().map(|example| example.came).collect();
            let mut out = Vec::new();
            print_findings(&mut out, &findings, Detail::All).expect("a vector takes all");
            String::from_utf8(out).expect("text is printed")
        }
        Err(faults) => faults.iter().map(|fault| format!("{fault}\n{}", fault.render())).collect(),
    }
}

//! What calls are made of: the lines of ordinary calls, and what the packs listen for.

use std::path::Path;

use earwitness::call::notation;
use earwitness::call::party::Party;
use earwitness::rules::pack::RulePack;
use walkdir::WalkDir;

/// Who says what.
pub type Said = (Party, String);

/// All that is said in the calls of one language.
pub struct Material {
    pub language: &'static str,
    /// Ordinary calls, from greeting to farewell.
    pub calls: Vec<Vec<Said>>,
    /// The pieces of talk in rules' examples, by rule.
    pub incidents: Vec<Vec<Vec<Said>>>,
    /// The phrases of each rule with who is expected to say them.
    pub phrases: Vec<Vec<Said>>,
    /// Sentences to put a phrase into.
    pub frames: &'static [&'static str],
    /// Said to fill a pause.
    pub fillers: &'static [&'static str],
    /// Short things that are said while the other talks.
    pub murmurs: &'static [&'static str],
}

/// The material of both packs and of the clean baseline.
pub fn gather(root: &Path) -> [Material; 2] {
    let chinese = Material {
        language: "zh",
        calls: ordinary(root, "zh"),
        incidents: incidents(root, "telecom-zh"),
        phrases: phrases(root, "telecom-zh"),
        frames: &["{}", "{}。", "我说{}", "那个，{}是吧", "{}，您看行吗", "就是说{}", "{}，对不对", "因为{}嘛"],
        fillers: &["嗯，", "那个，", "呃，", "就是，", "这样的，", "然后呢，", "对，"],
        murmurs: &["嗯", "对", "好的", "哦", "嗯嗯", "是的"],
    };
    let english = Material {
        language: "en",
        calls: ordinary(root, "en"),
        incidents: incidents(root, "telecom-en"),
        phrases: phrases(root, "telecom-en"),
        frames: &["{}", "Well, {}.", "I mean {}", "So {}, right?", "Okay, {}.", "You know, {}"],
        fillers: &["uh, ", "um, ", "well, ", "so, ", "you know, ", "okay, "],
        murmurs: &["yeah", "okay", "mm", "right", "sure", "uh-huh"],
    };
    [chinese, english]
}

fn ordinary(root: &Path, language: &str) -> Vec<Vec<Said>> {
    let files = WalkDir::new(root.join("fixtures/transcripts/clean")).sort_by_file_name().into_iter().flatten();
    let named = files.filter(|file| file.file_name().to_string_lossy().starts_with(language));
    named.map(|file| lines(&std::fs::read_to_string(file.path()).expect("a transcript"))).collect()
}

fn incidents(root: &Path, pack: &str) -> Vec<Vec<Vec<Said>>> {
    let (pack, _) = RulePack::survey_folder(&root.join("rules").join(pack));
    let examples = |rule: &earwitness::rules::document::RuleDocument| {
        rule.examples.iter().map(|example| lines(&example.call.value)).filter(|lines| !lines.is_empty()).collect()
    };
    pack.rules.iter().map(examples).filter(|pieces: &Vec<_>| !pieces.is_empty()).collect()
}

fn lines(notation: &str) -> Vec<Said> {
    let transcript = notation::parse(notation).expect("a transcript in the notation");
    transcript.utterances.into_iter().map(|utterance| (utterance.party, utterance.text)).collect()
}

/// Every list of phrases in the rule files, as they are written.
fn phrases(root: &Path, pack: &str) -> Vec<Vec<Said>> {
    let files = WalkDir::new(root.join("rules").join(pack)).sort_by_file_name().into_iter().flatten();
    let rules = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "toml"));
    let tables = rules.map(|file| {
        let text = std::fs::read_to_string(file.path()).expect("a rule file");
        text.parse::<toml::Table>().expect("TOML")
    });
    tables.map(|table| phrases_of(&table)).filter(|phrases| !phrases.is_empty()).collect()
}

fn phrases_of(rule: &toml::Table) -> Vec<Said> {
    let mut phrases = Vec::new();
    let conditions = rule.get("when").and_then(toml::Value::as_table);
    for condition in conditions.into_iter().flat_map(|conditions| conditions.values()) {
        let party = condition.get("party").and_then(toml::Value::as_str).and_then(|name| name.parse().ok());
        let party = party.unwrap_or(Party::Customer);
        for key in ["any_of", "all_of", "sequence"] {
            let listed = condition.get(key).and_then(toml::Value::as_array);
            let texts = listed.into_iter().flatten().filter_map(toml::Value::as_str);
            phrases.extend(texts.map(|text| (party, text.to_string())));
        }
    }
    phrases
}

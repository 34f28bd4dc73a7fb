//! The structure is what ARCHITECTURE.md says it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use regex::Regex;
use walkdir::WalkDir;

use crate::scratch::root;

fn architecture() -> String {
    std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap()
}

/// The import table: who may import whom.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let text = architecture();
    let row = Regex::new(r"(?m)^\| `(\w+)` \|([^|\n]*)\|$").unwrap();
    let name = Regex::new(r"`(\w+)`").unwrap();
    let names = |cell: &str| name.captures_iter(cell).map(|found| found[1].to_string()).collect();
    row.captures_iter(&text).map(|found| (found[1].to_string(), names(&found[2]))).collect()
}

fn sources() -> Vec<PathBuf> {
    let files = WalkDir::new(root().join("src")).into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

/// The module a file belongs to: its first folder below `src`, or its own name.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_string()
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let allowed = allowed();
    assert!(allowed.len() > 10, "the import table was not found");
    let import = Regex::new(r"\bcrate::(\w+)").unwrap();
    let mut faults = Vec::new();
    for path in sources() {
        let module = module_of(&path);
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(may) = allowed.get(&module) else {
            faults.push(format!("{module} is not in the table"));
            continue;
        };
        let text = std::fs::read_to_string(&path).unwrap();
        for found in import.captures_iter(&text) {
            let imported = &found[1];
            if imported != module && !may.contains(imported) {
                faults.push(format!("{}: {module} imports {imported}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn modules_are_imported_from_the_file_that_defines_a_name() {
    let facade = Regex::new(r"(?m)^\s*(?:pub )?use super::|^\s*pub use crate::").unwrap();
    let mut faults = Vec::new();
    let is_test = |path: &Path| path.file_name().is_some_and(|name| name == "tests.rs");
    for path in sources().into_iter().filter(|path| !is_test(path)) {
        let text = std::fs::read_to_string(&path).unwrap();
        // Test modules read everything of the file they stand in.
        let code = text.split("#[cfg(test)]").next().unwrap();
        if facade.is_match(code) {
            faults.push(path.display().to_string());
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_folder_has_its_heading_and_every_link_leads_somewhere() {
    let text = architecture();
    let link = Regex::new(r"\]\(([^)#]+)\)").unwrap();
    for found in link.captures_iter(&text) {
        assert!(root().join(&found[1]).exists(), "{} leads nowhere", &found[1]);
    }
    for module in sources().iter().map(|path| module_of(path)).collect::<BTreeSet<_>>() {
        let has_heading = text.contains(&format!("(src/{module})")) || text.contains(&format!("(src/{module}.rs)"));
        assert!(has_heading || module == "lib" || module == "main", "src/{module} has no heading");
    }
}

#[test]
fn no_file_is_longer_than_six_hundred_lines() {
    for path in sources() {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= 600, "{} has {lines} lines", path.display());
    }
}

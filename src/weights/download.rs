//! Fetches a file over HTTP, going on where an earlier attempt was cut off.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::time::Duration;

use ureq::http::StatusCode;
use ureq::http::header::{ACCEPT_ENCODING, CONTENT_RANGE, RANGE, USER_AGENT};
use ureq::{Agent, Body, http::Response};

/// How often a transfer that was cut is taken up again before the operator is asked to.
const ATTEMPTS: u32 = 8;
/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(15);
/// How long the server may be silent.
const SILENCE: Duration = Duration::from_secs(60);
const BLOCK_BYTES: usize = 128 * 1024;

/// Fills `file`, which may hold the beginning from an earlier run, with the `size` bytes at `url`.
///
/// `advance` is told how many bytes are there. More than `size` bytes are never written. A proxy set in the environment
/// is used, unless `url` is on this machine. The error is a reason for a person.
pub fn download(url: &str, mut file: &File, size: u64, advance: &dyn Fn(u64)) -> Result<(), String> {
    let agent = agent(url);
    let disk = |error: io::Error| error.to_string();
    for _ in 0..ATTEMPTS {
        let mut have = file.seek(SeekFrom::End(0)).map_err(disk)?;
        if have > size {
            have = 0;
        }
        if have == size {
            return Ok(());
        }
        let response = request(&agent, url, have)?;
        match response.status() {
            StatusCode::PARTIAL_CONTENT if continues(&response, have, size) => {}
            StatusCode::OK => {
                if let Some(offered) = response.body().content_length().filter(|offered| *offered != size) {
                    return Err(format!("it offers {offered} bytes, the manifest says {size}"));
                }
                have = 0;
            }
            // The server cannot go on from here, or answers for another place: begin again.
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE if have > 0 => {
                file.set_len(0).map_err(disk)?;
                continue;
            }
            status => return Err(format!("it answers {status}")),
        }
        file.set_len(have).map_err(disk)?;
        file.seek(SeekFrom::Start(have)).map_err(disk)?;
        copy(&mut response.into_body().into_reader(), file, have, size, advance)?;
    }
    match file.seek(SeekFrom::End(0)).map_err(disk)? {
        have if have == size => Ok(()),
        have => Err(format!(
            "cut off {ATTEMPTS} times, {have} of {size} bytes are kept; the same command goes on from there"
        )),
    }
}

fn agent(url: &str) -> Agent {
    let host = url.split("://").nth(1).unwrap_or(url);
    let config = Agent::config_builder()
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(SILENCE))
        .timeout_per_read(Some(SILENCE))
        .http_status_as_error(false);
    // No proxy can reach a server that listens on this machine only.
    let config = match host.starts_with("127.") || host.starts_with("localhost") {
        true => config.proxy(None),
        false => config,
    };
    Agent::new_with_config(config.build())
}

fn request(agent: &Agent, url: &str, have: u64) -> Result<Response<Body>, String> {
    // Packed content would have other lengths and places than the file.
    let request = agent
        .get(url)
        .header(ACCEPT_ENCODING, "identity")
        .header(USER_AGENT, concat!("earwitness/", env!("CARGO_PKG_VERSION")));
    let request = match have {
        0 => request,
        _ => request.header(RANGE, format!("bytes={have}-")),
    };
    request.call().map_err(|error| error.to_string())
}

/// Whether a partial answer begins at byte `have` of a file of `size` (RFC 9110 §14.4: `bytes 5-9/10`).
fn continues(response: &Response<Body>, have: u64, size: u64) -> bool {
    let range = response.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok()).unwrap_or("");
    let (place, total) = range.split_once('/').unwrap_or((range, ""));
    let start = place.strip_prefix("bytes ").and_then(|place| place.split('-').next());
    start.and_then(|start| start.parse().ok()) == Some(have) && (total == "*" || total.parse() == Ok(size))
}

/// Copies until the body ends or breaks off: what is missing is the next attempt's. Errors are those of the disk and of a
/// server that sends too much.
fn copy(body: &mut impl Read, mut file: &File, mut have: u64, size: u64, advance: &dyn Fn(u64)) -> Result<(), String> {
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        advance(have);
        let n = match body.read(&mut block) {
            Ok(0) | Err(_) => return Ok(()),
            Ok(n) => n,
        };
        if have + n as u64 > size {
            return Err(format!("it sends more than the {size} bytes the manifest says"));
        }
        file.write_all(&block[..n]).map_err(|error| error.to_string())?;
        have += n as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::server::{Answer, serve};

    fn content() -> Vec<u8> {
        (0..300_000u32).map(|i| (i % 251) as u8).collect()
    }

    /// Downloads from a server that answers so, into a file that begins with `already`; gives the outcome, the file, and
    /// the `Range` headers that were asked for.
    fn fetch(already: &[u8], answers: Vec<Answer>) -> (Result<(), String>, Vec<u8>, Vec<Option<String>>) {
        let server = serve(content(), answers);
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(already).unwrap();
        let outcome = download(&server.url, &file, content().len() as u64, &|_| {});
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        (outcome, bytes, server.ranges())
    }

    #[test]
    fn a_cut_transfer_goes_on_where_it_stopped() {
        let (outcome, bytes, ranges) =
            fetch(&[], vec![Answer::CutAfter(100_000), Answer::CutAfter(50_000), Answer::Whole]);
        assert_eq!(outcome, Ok(()));
        assert!(bytes == content());
        assert_eq!(ranges, [None, Some("bytes=100000-".to_owned()), Some("bytes=150000-".to_owned())]);
    }

    #[test]
    fn a_file_begun_by_an_earlier_run_is_finished() {
        let (outcome, bytes, ranges) = fetch(&content()[..7], vec![Answer::Whole]);
        assert_eq!(outcome, Ok(()));
        assert!(bytes == content());
        assert_eq!(ranges, [Some("bytes=7-".to_owned())]);
    }

    #[test]
    fn a_server_without_ranges_is_read_from_the_start() {
        let (outcome, bytes, _) = fetch(&content()[..7], vec![Answer::IgnoringRange]);
        assert_eq!(outcome, Ok(()));
        assert!(bytes == content());
    }

    #[test]
    fn a_range_that_is_refused_or_misplaced_begins_again() {
        for answer in [Answer::RangeRefused, Answer::RangeMisplaced] {
            let (outcome, bytes, ranges) = fetch(&content()[..7], vec![answer, Answer::Whole]);
            assert_eq!(outcome, Ok(()));
            assert!(bytes == content());
            assert_eq!(ranges[1], None);
        }
    }

    #[test]
    fn a_wrong_length_or_status_is_refused_with_a_reason() {
        let cases = [
            (Answer::Longer, "it offers 300001 bytes"),
            (Answer::LongerUnsaid, "it sends more than"),
            (Answer::NotFound, "it answers 404"),
        ];
        for (answer, reason) in cases {
            let (outcome, _, _) = fetch(&[], vec![answer]);
            let error = outcome.unwrap_err();
            assert!(error.starts_with(reason), "{error}");
        }
    }

    #[test]
    fn after_many_cuts_the_operator_is_told_to_go_on() {
        let cuts = (0..ATTEMPTS).map(|_| Answer::CutAfter(10)).collect();
        let (outcome, bytes, _) = fetch(&[], cuts);
        assert!(outcome.unwrap_err().contains("80 of 300000 bytes are kept"));
        assert_eq!(bytes, content()[..80]);
    }
}

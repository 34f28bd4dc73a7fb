//! A small HTTP server on this machine, for the tests of this folder.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How one request is answered.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// All that was asked for.
    Whole,
    /// The connection breaks after so many bytes.
    CutAfter(usize),
    /// The whole file, though a part was asked for.
    IgnoringRange,
    RangeRefused,
    /// A part, but not the one asked for.
    RangeMisplaced,
    /// A byte too many, and it says so.
    Longer,
    /// A byte too many, unannounced.
    LongerUnsaid,
    NotFound,
}

/// Answers as many requests as it has answers for.
pub struct Server {
    pub url: String,
    ranges: Arc<Mutex<Vec<Option<String>>>>,
}

impl Server {
    /// The `Range` header of each request so far.
    pub fn ranges(&self) -> Vec<Option<String>> {
        self.ranges.lock().unwrap().clone()
    }
}

pub fn serve(content: Vec<u8>, answers: Vec<Answer>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/file", listener.local_addr().unwrap());
    let ranges = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&ranges);
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((stream, _)) = listener.accept() else { return };
            let range = range(&stream);
            seen.lock().unwrap().push(range.clone());
            let start = range.and_then(|range| range.trim_start_matches("bytes=").trim_end_matches('-').parse().ok());
            // A client that hangs up early is no concern of the server.
            let _ = reply(stream, &content, start, answer);
        }
    });
    Server { url, ranges }
}

fn range(stream: &TcpStream) -> Option<String> {
    let lines = BufReader::new(stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let headers: Vec<String> = lines.collect();
    let range =
        headers.iter().find_map(|line| line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("range")));
    range.map(|(_, value)| value.to_owned())
}

fn reply(mut stream: TcpStream, content: &[u8], start: Option<usize>, answer: Answer) -> std::io::Result<()> {
    let size = content.len();
    let (start, longer) = match answer {
        Answer::IgnoringRange => (None, content.to_vec()),
        Answer::Longer | Answer::LongerUnsaid => (None, [content, &[0]].concat()),
        _ => (start, content.to_vec()),
    };
    let head = match (answer, start) {
        (Answer::NotFound, _) => "404 Not Found\r\nContent-Length: 0".to_owned(),
        (Answer::RangeRefused, _) => "416 Range Not Satisfiable\r\nContent-Length: 0".to_owned(),
        (Answer::RangeMisplaced, Some(at)) => {
            format!("206 Partial Content\r\nContent-Range: bytes {}-{size}/{size}", at + 1)
        }
        (_, Some(at)) => {
            format!(
                "206 Partial Content\r\nContent-Range: bytes {at}-{}/{size}\r\nContent-Length: {}",
                size - 1,
                size - at
            )
        }
        (Answer::LongerUnsaid, None) => "200 OK".to_owned(),
        (_, None) => format!("200 OK\r\nContent-Length: {}", longer.len()),
    };
    write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\n\r\n")?;
    let body = &longer[start.unwrap_or(0)..];
    let sent = match answer {
        Answer::NotFound | Answer::RangeRefused => 0,
        Answer::CutAfter(bytes) => bytes.min(body.len()),
        _ => body.len(),
    };
    stream.write_all(&body[..sent])
}

//! Turns recordings into transcripts: decoders and engine workers with bounded queues between them.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Scope;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::audio::level;
use crate::audio::sound::{RATE, Sound};
use crate::call::recording::{Failure, Stage};
use crate::call::transcript::Transcript;
use crate::decode;
use crate::pipeline::budget::Budget;
use crate::pipeline::engines::Engines;
use crate::pipeline::work::{Decoded, Finished, Hearing, Job, Transcribed, caught, failure};
use crate::segment;
use crate::segment::detector::Detector;
use crate::transcribe::engine::{Heard, Worker};
use crate::transcribe::language::language;
use crate::transcribe::weave::weave;

/// Speech that may wait for an engine, in seconds: an hour of two channels at ordinary talk, 230 MB. More would only wait
/// longer; less would starve the workers behind one long call.
const SPEECH_IN_FLIGHT_SECS: usize = 3_600;
/// Windows that may wait for each worker: enough that none waits for a decoder.
const WINDOWS_WAITING: usize = 4;

/// How many threads a run has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads {
    /// Each decodes and finds speech: some hundred times faster than real time.
    pub decoders: usize,
    /// Each holds one engine state; the engine itself runs on one thread in each.
    pub workers: usize,
}

impl Threads {
    /// Workers as given, or as many as there are processors; one decoder for eight of them, and two at most less than that
    /// starve nobody.
    pub fn of(workers: Option<usize>) -> Threads {
        let workers = workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1);
        Threads { decoders: workers.div_ceil(8), workers }
    }
}

/// Starts the threads of a flow in `scope`. Every job that is begun comes out once in `finished`; the flow ends when
/// `jobs` is closed and empty. Once `is_cancelled` says so, jobs that wait are dropped; those in flight still come out.
pub fn start<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    engines: &'env Engines,
    threads: Threads,
    jobs: Receiver<Job>,
    finished: Sender<Finished>,
    is_cancelled: &'env (dyn Fn() -> bool + Sync),
) {
    let budget = Budget::of_samples(SPEECH_IN_FLIGHT_SECS * RATE as usize);
    let (windows_in, windows) = bounded::<(Arc<Hearing>, usize)>(threads.workers * WINDOWS_WAITING);
    for _ in 0..threads.workers {
        let (windows, finished) = (windows.clone(), finished.clone());
        scope.spawn(move || listen(engines, &windows, &finished));
    }
    for _ in 0..threads.decoders {
        let (jobs, budget) = (jobs.clone(), budget.clone());
        let queues = Queues { windows: windows_in.clone(), finished: finished.clone() };
        scope.spawn(move || {
            let mut detector = None;
            for job in jobs.iter().filter(|_| !is_cancelled()) {
                read(engines, &mut detector, job, &queues, &budget);
            }
        });
    }
}

/// What a decoder's thread does with a job: it becomes windows, or ends here.
fn read(engines: &Engines, detector: &mut Option<Box<dyn Detector>>, job: Job, queues: &Queues, budget: &Arc<Budget>) {
    let decoded = caught(Stage::Decode, || {
        job.check_unchanged()?;
        let decoded = decode_and_segment(engines, detector, &job.recording.path)?;
        job.check_unchanged()?;
        Ok(decoded)
    });
    let hearing = match decoded {
        Ok(decoded) => {
            let samples = decoded.windows.iter().map(|window| window.samples.len()).sum();
            Hearing::of(job, decoded, budget.take(samples))
        }
        Err(failure) => {
            // A detector that failed may be left in any state.
            *detector = None;
            // Whoever listens has gone only when the run is being given up.
            let _ = queues.finished.send(Finished { job, result: Err(failure) });
            return;
        }
    };
    if hearing.windows.is_empty() {
        let _ = queues.finished.send(finish(engines, &hearing));
    }
    for number in 0..hearing.windows.len() {
        let _ = queues.windows.send((hearing.clone(), number));
    }
}

/// Where a decoder sends what it made.
struct Queues {
    windows: Sender<(Arc<Hearing>, usize)>,
    finished: Sender<Finished>,
}

fn decode_and_segment(
    engines: &Engines,
    detector: &mut Option<Box<dyn Detector>>,
    path: &Path,
) -> Result<Decoded, Failure> {
    let options = &engines.options;
    let sound = decode::decode(path, &options.decode).map_err(|error| failure(Stage::Decode, error))?;
    let Sound { tracks, duration, format, mut warnings } = sound;
    let tracks = parted(tracks, &mut warnings);
    let segment_failure = |error| failure(Stage::Segment, error);
    let parties = segment::parties::parties(tracks.len(), options.segment.agent_channel).map_err(segment_failure)?;
    let detector = match detector {
        Some(detector) => detector,
        None => {
            let weights = engines.detector.as_ref().map(|weights| weights.path.as_path());
            detector.insert(segment::open(weights, &options.segment).map_err(segment_failure)?)
        }
    };
    let (mut activity, mut windows) = (Vec::new(), Vec::new());
    for (channel, (track, party)) in tracks.into_iter().zip(parties).enumerate() {
        let channel = u8::try_from(channel).unwrap_or(u8::MAX);
        let (heard, cut) =
            segment::segment(detector.as_mut(), &track, channel, party, &options.segment).map_err(segment_failure)?;
        activity.push(heard);
        windows.extend(cut);
    }
    Ok(Decoded { duration, format, warnings, activity, windows })
}

/// Two channels with the same sound are one: a mono call that a recorder wrote twice.
fn parted(mut tracks: Vec<Vec<i16>>, warnings: &mut Vec<String>) -> Vec<Vec<i16>> {
    let is_double = matches!(tracks.as_slice(), [left, right] if level::are_same(left, right));
    if is_double {
        tracks.truncate(1);
        warnings.push("both channels carry the same sound: treated as mono, the parties are not known".to_string());
    }
    tracks
}

/// An engine worker's thread.
fn listen(engines: &Engines, windows: &Receiver<(Arc<Hearing>, usize)>, finished: &Sender<Finished>) {
    let mut worker: Option<Box<dyn Worker + '_>> = None;
    for (hearing, number) in windows {
        let heard = caught(Stage::Transcribe, || hear(engines, &mut worker, &hearing, number));
        if heard.is_err() {
            // An engine that failed may be left in any state.
            worker = None;
        }
        if hearing.keep(number, heard) {
            let _ = finished.send(finish(engines, &hearing));
        }
    }
}

fn hear<'e>(
    engines: &'e Engines,
    worker: &mut Option<Box<dyn Worker + 'e>>,
    hearing: &Hearing,
    number: usize,
) -> Result<Heard, Failure> {
    let as_failure = |error| failure(Stage::Transcribe, error);
    let worker = match worker {
        Some(worker) => worker,
        None => worker.insert(engines.engine.worker().map_err(as_failure)?),
    };
    let recording = &hearing.job.recording;
    let detected = hearing
        .language
        .get_or_init(|| language(worker.as_mut(), recording, &hearing.windows, &engines.options.transcribe));
    let language = detected.clone().map_err(as_failure)?;
    worker.hear(recording, &hearing.windows[number], &language).map_err(as_failure)
}

/// Puts a call together when its last window has been heard.
fn finish(engines: &Engines, hearing: &Hearing) -> Finished {
    let options = &engines.options.transcribe;
    let detected = hearing.language.get().and_then(|language| language.as_ref().ok());
    let language = options.fixed_language().or(detected.map(String::as_str));
    // Nobody speaks in a call without windows: any language does, and it has to be the same each time.
    let language = language.or(options.languages.first().map(String::as_str)).unwrap_or_default().to_string();
    let result = hearing.take_results().and_then(|heard| {
        caught(Stage::Transcribe, || {
            let mut warnings = hearing.warnings.clone();
            let guarded: usize = heard.iter().map(|heard| heard.guarded.len()).sum();
            if guarded > 0 {
                warnings.push(format!("invented or looping text was kept out {guarded} times"));
            }
            let utterances = weave(heard, options);
            let (duration_ms, activity) = (hearing.duration, hearing.activity.clone());
            let mut transcript = Transcript { language, duration_ms, utterances, activity };
            transcript.sort();
            Ok(Transcribed { transcript, format: hearing.format.clone(), warnings })
        })
    });
    Finished { job: hearing.job.clone(), result }
}

/// Whether a run was asked to stop.
pub fn is_stopped(stop: &AtomicBool) -> bool {
    stop.load(Ordering::Relaxed)
}

/// Transcribes jobs and hands each over as it ends, in any order; the first error of `take` ends it early.
pub fn transcribe_all<E>(
    engines: &Engines,
    threads: Threads,
    jobs: Vec<Job>,
    take: &mut dyn FnMut(Finished) -> Result<(), E>,
) -> Result<(), E> {
    let given_up = AtomicBool::new(false);
    let is_cancelled = || is_stopped(&given_up);
    let (jobs_in, jobs_out) = bounded(threads.decoders);
    let (finished_in, finished) = bounded(threads.workers);
    std::thread::scope(|scope| {
        start(scope, engines, threads, jobs_out, finished_in, &is_cancelled);
        scope.spawn(move || jobs.into_iter().all(|job| jobs_in.send(job).is_ok()));
        let mut taken = Ok(());
        // Even after an error all are received, or the threads would wait for ever.
        for finished in finished {
            if taken.is_ok() {
                taken = take(finished);
                given_up.store(taken.is_err(), Ordering::Relaxed);
            }
        }
        taken
    })
}

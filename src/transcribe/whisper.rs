//! OpenAI's whisper, run by whisper.cpp.
//!
//! One context holds the weights for all threads; each worker has a state of its own (see [`STATE_MIB`]) and one thread:
//! with more, ggml's threads wait for each other at barriers and a busy machine becomes many times slower.
//!
//! whisper.cpp's own ways of trying again are off: sampling at a higher temperature, and its beam search, which samples,
//! too, draw from random numbers that go on from window to window, so a window's text would depend on what the worker heard
//! before. A window that fails is heard again with the whole context and without a prompt, which is not random.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::{c_int, c_void};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use whisper_rs::{
    DtwParameters, FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState,
    WhisperSysContext, WhisperSysState, WhisperTokenData,
};

use crate::audio::sound::RATE;
use crate::audio::window::Window;
use crate::call::recording::Recording;
use crate::call::time::Millis;
use crate::transcribe::engine::{Engine, Heard, Said, TranscribeError, Worker};
use crate::transcribe::guards::{Signs, guard, loops};
use crate::transcribe::options::Options;
use crate::transcribe::tokens::{Token, words};
use crate::transcribe::whisper_file;

const NAME: &str = "whisper";

/// Roughly what each worker's state takes with a base model, in MiB, beside the weights that all share.
pub const STATE_MIB: usize = 200;

/// Samples an encoder frame stands for: 20 ms.
const SAMPLES_A_FRAME: usize = 320;

/// Encoder frames of the whole 30 s that whisper was trained on.
const ALL_FRAMES: usize = 1500;

/// Frames are rounded up to a multiple of this, which the matrix kernels like.
const FRAME_STEP: usize = 16;

/// No window is heard with less sound: whisper.cpp refuses 100 ms and its alignment aborts the program below 160 ms.
const LEAST_SAMPLES: usize = RATE as usize;

/// Timestamps below this many frames are never taken, except zero, see [`keep_early_timestamps_out`].
const EARLIEST_FRAME: usize = 8;

/// A window whose tokens have a lower mean log probability is heard again.
const UNSURE: f64 = -1.0;

/// Less speech than this behind a pass's end is the tail of its last word.
const LEAST_LEFT: Millis = Millis(400);

/// Logarithm of how many times likelier a language must be than the next one to be taken at once: 50 times.
const SURE_LEAD: f64 = 3.9;

/// A language is known by ten seconds of talk; encoding more of a window would only take longer.
const LANGUAGE_SECS: usize = 10;

/// The engine: a loaded model.
pub struct Whisper {
    context: WhisperContext,
    options: Options,
}

/// Loads a model; see [`crate::transcribe::ENGINES`].
pub fn open(model: Option<&Path>, options: &Options) -> Result<Box<dyn Engine>, TranscribeError> {
    let path = model.ok_or(TranscribeError::NoModel { engine: NAME })?;
    // Without a log behind them the hooks keep whisper.cpp silent.
    whisper_rs::install_logging_hooks();
    let head = whisper_file::read(path)?;
    let mut parameters = WhisperContextParameters::default();
    if let Some(mode) = head.alignment() {
        parameters.dtw_parameters(DtwParameters { mode, ..DtwParameters::default() });
    }
    let context = WhisperContext::new_with_params(path, parameters).map_err(|_| TranscribeError::Model {
        path: path.to_path_buf(),
        reason: "its head is that of a whisper model, the rest is cut short or damaged".to_string(),
    })?;
    let languages = options.languages.iter().map(String::as_str).chain(options.fixed_language());
    for language in languages {
        language_id(language)?;
        if !context.is_multilingual() && language != "en" && options.fixed_language().is_some() {
            return Err(TranscribeError::Language { language: language.to_string() });
        }
    }
    Ok(Box::new(Whisper { context, options: options.clone() }))
}

/// whisper.cpp's number for a language. A name it would take whole (`chinese`) is refused: transcripts carry codes.
fn language_id(language: &str) -> Result<c_int, TranscribeError> {
    let unknown = || TranscribeError::Language { language: language.to_string() };
    if language.contains('\0') {
        return Err(unknown());
    }
    let id = whisper_rs::get_lang_id(language).ok_or_else(unknown)?;
    match whisper_rs::get_lang_str(id) == Some(language) {
        true => Ok(id),
        false => Err(unknown()),
    }
}

impl Engine for Whisper {
    fn name(&self) -> &'static str {
        NAME
    }

    fn worker(&self) -> Result<Box<dyn Worker + '_>, TranscribeError> {
        let state = self.context.create_state().map_err(failed)?;
        Ok(Box::new(Listener { whisper: self, state, params: HashMap::new() }))
    }
}

/// Whether the likeliest language leads the next one by so much that another window would not turn it.
fn is_sure(sums: &[f64]) -> bool {
    let mut order = sums.to_vec();
    order.sort_by(f64::total_cmp);
    match order.as_slice() {
        [.., next, best] => best - next > SURE_LEAD,
        _ => true,
    }
}

fn failed(error: whisper_rs::WhisperError) -> TranscribeError {
    TranscribeError::Failed { engine: NAME, reason: error.to_string() }
}

/// A worker: a state and the parameters it has made so far. Every setting of a language leaks a few bytes in whisper-rs, so
/// each is made once and cloned.
struct Listener<'w> {
    whisper: &'w Whisper,
    state: WhisperState,
    params: HashMap<(String, bool), FullParams<'static, 'static>>,
}

impl Worker for Listener<'_> {
    fn language(&mut self, _recording: &Recording, windows: &[&Window]) -> Result<String, TranscribeError> {
        let candidates = &self.whisper.options.languages;
        if !self.whisper.context.is_multilingual() {
            return Ok("en".to_string());
        }
        let mut sums = vec![0.0_f64; candidates.len()];
        for window in windows {
            let likelihoods = self.languages(window)?;
            for (sum, candidate) in sums.iter_mut().zip(candidates) {
                let id = usize::try_from(language_id(candidate)?).unwrap_or_default();
                // Logarithms, so that one window that is sure outweighs two that are not.
                *sum += f64::from(likelihoods.get(id).copied().unwrap_or_default()).max(1e-9).ln();
            }
            if is_sure(&sums) {
                break;
            }
        }
        // The first of equals, so that the order of the setting decides.
        let best = (0..sums.len()).reduce(|best, place| if sums[place] > sums[best] { place } else { best });
        Ok(best.and_then(|best| candidates.get(best)).cloned().unwrap_or_default())
    }

    fn hear(&mut self, _recording: &Recording, window: &Window, language: &str) -> Result<Heard, TranscribeError> {
        let (mut said, mut guarded) = (Vec::new(), Vec::new());
        let mut rest = Cow::Borrowed(window);
        loop {
            let pass = self.best_pass(&rest, language)?;
            let (kept, cut) = guard(words(&pass.tokens, &rest), pass.signs(&rest));
            said.extend(kept);
            guarded.extend(cut);
            let left = pass.finished_at.map(|at| rest.after(at));
            match left {
                Some(left) if left.speech_length() >= LEAST_LEFT => rest = Cow::Owned(left),
                _ => break,
            }
        }
        Ok(Heard { channel: window.channel, party: window.party, said: Said::Words(said), guarded })
    }
}

/// What came out of one pass over a window.
struct Pass {
    tokens: Vec<Token>,
    /// Mean over all tokens of text.
    log_probability: f64,
    no_speech: f64,
    /// Whether the model came to an end of its own.
    ended: bool,
    /// Up to where the model says its text goes, where it says so; beyond it has not listened.
    finished_at: Option<Millis>,
}

impl Pass {
    fn is_poor(&self, window: &Window) -> bool {
        !self.ended || self.log_probability < UNSURE || loops(&words(&self.tokens, window))
    }

    fn signs(&self, window: &Window) -> Signs {
        Signs { no_speech: self.no_speech, log_probability: self.log_probability, speech: window.speech_length() }
    }
}

impl Listener<'_> {
    /// Hears a window, and hears it again with more effort where the first result is poor.
    fn best_pass(&mut self, window: &Window, language: &str) -> Result<Pass, TranscribeError> {
        let options = &self.whisper.options;
        let first = self.pass(window, language, true, usize::from(options.margin_frames))?;
        if !first.is_poor(window) {
            return Ok(first);
        }
        let second = self.pass(window, language, false, ALL_FRAMES)?;
        match !second.is_poor(window) || second.log_probability > first.log_probability {
            true => Ok(second),
            false => Ok(first),
        }
    }

    /// The likelihood of every language whisper knows, by number.
    fn languages(&mut self, window: &Window) -> Result<Vec<f32>, TranscribeError> {
        let samples = padded(window);
        let samples = &samples[..samples.len().min(LANGUAGE_SECS * RATE as usize)];
        let mut params = self.params("en", false)?;
        params.set_audio_ctx(frames(samples.len(), usize::from(self.whisper.options.margin_frames)));
        // No pass at all: this only takes in the sound and the number of frames, which `lang_detect` then uses. Without
        // it the number would be that of the window heard before.
        let passes = AtomicU32::new(0);
        self.full(params, samples, &passes)?;
        Ok(self.state.lang_detect(0, 1).map_err(failed)?.1)
    }

    fn pass(
        &mut self,
        window: &Window,
        language: &str,
        prompted: bool,
        margin: usize,
    ) -> Result<Pass, TranscribeError> {
        let samples = padded(window);
        let mut params = self.params(language, prompted)?;
        params.set_audio_ctx(frames(samples.len(), margin));
        let passes = AtomicU32::new(1);
        self.full(params, &samples, &passes)?;
        Ok(self.result())
    }

    fn full(
        &mut self,
        mut params: FullParams<'static, 'static>,
        samples: &[f32],
        passes: &AtomicU32,
    ) -> Result<(), TranscribeError> {
        let mut first_timestamp = self.whisper.context.token_beg();
        // SAFETY: both functions have the types whisper.cpp asks for, take only what is handed over here, and cannot
        // panic; what they are handed lives in this and the calling frame, longer than `full`, which alone calls them.
        unsafe {
            params.set_start_encoder_callback(Some(take_pass));
            params.set_start_encoder_callback_user_data(std::ptr::from_ref(passes).cast_mut().cast());
            params.set_filter_logits_callback(Some(keep_early_timestamps_out));
            params.set_filter_logits_callback_user_data(std::ptr::from_mut(&mut first_timestamp).cast());
        }
        self.state.full(params, samples).map_err(failed)
    }

    fn params(&mut self, language: &str, prompted: bool) -> Result<FullParams<'static, 'static>, TranscribeError> {
        let key = (language.to_string(), prompted);
        if let Some(params) = self.params.get(&key) {
            return Ok(params.clone());
        }
        let prompt = self.whisper.options.prompts.get(language).filter(|_| prompted);
        let params = full_params(language, prompt)?;
        self.params.insert(key, params.clone());
        Ok(params)
    }

    fn result(&self) -> Pass {
        let context = &self.whisper.context;
        let (end_of_text, first_timestamp) = (context.token_eot(), context.token_beg());
        let mut pass =
            Pass { tokens: Vec::new(), log_probability: 0.0, no_speech: 0.0, ended: true, finished_at: None };
        for segment in self.state.as_iter() {
            pass.no_speech = f64::from(segment.no_speech_probability());
            for token in (0..segment.n_tokens()).filter_map(|place| segment.get_token(place)) {
                let data = token.token_data();
                pass.ended = data.id >= end_of_text;
                if data.id > first_timestamp {
                    pass.finished_at = u32::try_from(data.id - first_timestamp).ok().map(|frames| Millis(frames * 20));
                }
                if data.id < end_of_text {
                    pass.finished_at = None;
                    let Ok(bytes) = context.token_to_bytes(data.id) else { continue };
                    let end = Millis(u32::try_from(data.t_dtw.max(0) * 10).unwrap_or(u32::MAX));
                    let log_probability = f64::from(data.plog);
                    pass.tokens.push(Token { bytes: bytes.to_vec(), log_probability, end });
                }
            }
        }
        let sum: f64 = pass.tokens.iter().map(|token| token.log_probability).sum();
        pass.log_probability = sum / pass.tokens.len().max(1) as f64;
        pass
    }
}

fn full_params(language: &str, prompt: Option<&String>) -> Result<FullParams<'static, 'static>, TranscribeError> {
    let code = whisper_rs::get_lang_str(language_id(language)?);
    let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    params.set_language(code);
    if let Some(prompt) = prompt {
        params.set_initial_prompt(prompt);
    }
    params.set_n_threads(1);
    params.set_no_context(true);
    params.set_single_segment(true);
    params.set_temperature_inc(0.0);
    params.set_suppress_nst(true);
    // The text begins at the window's beginning: a smaller context would have nothing to hold on to.
    params.set_max_initial_ts(0.005);
    params.set_print_special(false);
    params.set_print_progress(false);
    params.set_print_realtime(false);
    params.set_print_timestamps(false);
    Ok(params)
}

/// The window's sound, with silence behind it where there is too little.
fn padded(window: &Window) -> Cow<'_, [f32]> {
    match window.samples.len() < LEAST_SAMPLES {
        true => {
            let mut samples = window.samples.clone();
            samples.resize(LEAST_SAMPLES, 0.0);
            samples.into()
        }
        false => window.samples.as_slice().into(),
    }
}

/// Encoder frames for so many samples and a margin.
fn frames(samples: usize, margin: usize) -> c_int {
    let needed = samples.div_ceil(SAMPLES_A_FRAME) + margin;
    c_int::try_from(needed.next_multiple_of(FRAME_STEP).min(ALL_FRAMES)).unwrap_or(c_int::MAX)
}

/// Lets whisper.cpp encode as often as `passes` says. It begins another pass for what a first one left over, and that may
/// be so short that its alignment aborts the program; a first pass that leaves something over is heard again by us.
unsafe extern "C" fn take_pass(_: *mut WhisperSysContext, _: *mut WhisperSysState, passes: *mut c_void) -> bool {
    // SAFETY: `full` hands over its `passes`.
    let passes = unsafe { &*passes.cast::<AtomicU32>() };
    passes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
}

/// Takes away the timestamps of the first [`EARLIEST_FRAME`] frames but zero. Where a loop never ends, whisper.cpp aligns
/// the text with the sound up to the last timestamp, and aborts the program if that is less than its filter's width.
unsafe extern "C" fn keep_early_timestamps_out(
    _: *mut WhisperSysContext,
    _: *mut WhisperSysState,
    _: *const WhisperTokenData,
    _: c_int,
    logits: *mut f32,
    first_timestamp: *mut c_void,
) {
    // SAFETY: `full` hands over the first timestamp's place in the vocabulary; 1500 more follow it in every model.
    let early = unsafe {
        let first = usize::try_from(*first_timestamp.cast::<c_int>()).unwrap_or_default();
        std::slice::from_raw_parts_mut(logits.add(first + 1), EARLIEST_FRAME)
    };
    early.fill(f32::NEG_INFINITY);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_hold_the_window_and_a_margin() {
        for (secs, margin, expected) in [(1, 128, 192), (10, 128, 640), (28, 128, 1500), (10, 1500, 1500)] {
            assert_eq!(frames(secs * RATE as usize, margin), expected, "{secs} s and {margin} frames");
        }
    }

    #[test]
    fn languages_go_by_their_codes() {
        assert!(language_id("zh").is_ok() && language_id("en").is_ok());
        for wrong in ["chinese", "xx", "", "z\0h"] {
            assert!(language_id(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_model_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.bin");
        std::fs::write(&path, [0; 100]).unwrap();
        let error = |path: Option<&Path>| open(path, &Options::default()).err().map(|error| error.to_string()).unwrap();
        assert!(error(Some(&path)).contains("model.bin: model does not load: not a whisper model"));
        assert!(error(None).contains("choose engine `recorded`"));
    }
}

//! Opens what a run works with: weights, engine and detector, from the command line and the configuration.

use std::path::PathBuf;

use anyhow::Result;

use crate::config::Config;
use crate::decode::options::RawFormat;
use crate::pipeline::engines::{Engines, Options, Weights};
use crate::pipeline::flow::Threads;
use crate::segment::DETECTORS;
use crate::transcribe::ENGINES;
use crate::weights;

/// What recordings are heard with.
#[derive(Debug, clap::Args)]
pub struct EngineArgs {
    /// Model: a name from `earwitness models list`, or a ggml whisper file [default: base-q8_0]
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
    /// Where weights are kept [default: $EARWITNESS_MODELS, or ./models, or the user's data folder]
    #[arg(long, value_name = "DIR")]
    pub models_dir: Option<PathBuf>,
    /// Language of the calls: zh, en, …, or auto
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Engine: whisper, or recorded (plays back transcripts that lie beside the recordings)
    #[arg(long, value_name = "ENGINE")]
    pub engine: Option<String>,
    /// Engine states at work at once, one thread each [default: one per processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub workers: Option<u16>,
    /// Channel the agent is heard on in a recording of two, counted from 0 [default: 0, the left one]
    #[arg(long, value_name = "CHANNEL", value_parser = clap::value_parser!(u8).range(0..=1))]
    pub agent_channel: Option<u8>,
    /// Take files that no decoder knows for headerless G.711: a-law or mu-law, with rate and channels as in mu-law:8000:2
    #[arg(long, value_name = "FORMAT", value_parser = raw_format)]
    pub raw: Option<RawFormat>,
}

impl EngineArgs {
    /// Checks and loads everything, so that whatever is missing or broken is known before work starts.
    pub fn open(&self, config: Config) -> Result<Engines> {
        let mut options = Options { decode: config.decode, segment: config.segment, transcribe: config.transcribe };
        if let Some(language) = &self.language {
            options.transcribe.language.clone_from(language);
        }
        if let Some(engine) = &self.engine {
            options.transcribe.engine.clone_from(engine);
        }
        if let Some(channel) = self.agent_channel {
            options.segment.agent_channel = channel;
        }
        if self.raw.is_some() {
            options.decode.raw = self.raw;
        }
        let dir = weights::models_dir(self.models_dir.as_deref().or(config.models.dir.as_deref()));
        let needs_model = ENGINES.iter().any(|engine| engine.name == options.transcribe.engine && engine.needs_model);
        let needs_detector =
            DETECTORS.iter().any(|known| known.name == options.segment.detector && known.needs_weights);
        let model = match needs_model {
            true => {
                let name = self.model.as_deref().or(config.models.model.as_deref()).unwrap_or(weights::DEFAULT_MODEL);
                Some(checked(weights::resolve(name, &dir)?))
            }
            false => None,
        };
        let detector = match needs_detector {
            true => Some(checked(weights::resolve(weights::DETECTOR, &dir)?)),
            false => None,
        };
        Ok(Engines::open(options, model, detector)?)
    }

    pub fn threads(&self, config: &Config) -> Threads {
        Threads::of(self.workers.map(usize::from).or(config.inspect.workers))
    }
}

fn checked(weights: weights::Weights) -> Weights {
    Weights { path: weights.path, name: weights.name, sha256: weights.sha256 }
}

fn raw_format(text: &str) -> Result<RawFormat, String> {
    let mut parts = text.split(':');
    let law = match parts.next().unwrap_or_default() {
        "a-law" | "alaw" => crate::decode::g711::Law::A,
        "mu-law" | "mulaw" => crate::decode::g711::Law::Mu,
        other => return Err(format!("`{other}` is no law; write a-law or mu-law, as in mu-law:8000:2")),
    };
    let mut number = |name: &str, default: u32| match parts.next() {
        None => Ok(default),
        Some(text) => text.parse::<u32>().map_err(|_| format!("{name} `{text}` is no number, write mu-law:8000:2")),
    };
    let (rate, channels) = (number("rate", 8000)?, number("channels", 1)?);
    match u16::try_from(channels) {
        Ok(channels) if channels > 0 && rate > 0 => Ok(RawFormat { law, rate, channels }),
        _ => Err("rate and channels must be 1 or more".to_string()),
    }
}

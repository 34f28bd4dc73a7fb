//! G.711 without a header: read only on request, because any bytes could be it.

use crate::decode::decoder::Stream;
use crate::decode::options::RawFormat;
use crate::decode::pcm::{Coding, PcmStream};
use crate::decode::source::Source;

/// Takes the whole source for codes.
pub fn open(source: Source, format: RawFormat) -> Box<dyn Stream> {
    Box::new(PcmStream::new(source, "raw", Coding::G711(format.law), format.rate, format.channels))
}

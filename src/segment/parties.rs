//! Says who is heard on which channel.

use crate::call::party::Party;
use crate::segment::detector::SegmentError;

/// One party per channel. A recording of two has the agent on `agent_channel` and the customer on the other; a lone
/// channel may hold anybody, and so may every channel beyond the second party's.
pub fn parties(channels: usize, agent_channel: u8) -> Result<Vec<Party>, SegmentError> {
    if channels < 2 {
        return Ok(vec![Party::Unknown; channels]);
    }
    let agent = usize::from(agent_channel);
    if agent >= channels {
        return Err(SegmentError::NoSuchChannel { asked: agent_channel, last: channels - 1 });
    }
    let customer = usize::from(agent == 0);
    Ok((0..channels)
        .map(|channel| match channel {
            _ if channel == agent => Party::Agent,
            _ if channel == customer => Party::Customer,
            _ => Party::Unknown,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::party::Party::{Agent, Customer, Unknown};

    #[test]
    fn two_channels_are_two_parties() {
        let cases: [(usize, u8, &[Party]); 6] = [
            (0, 0, &[]),
            (1, 0, &[Unknown]),
            (1, 1, &[Unknown]),
            (2, 0, &[Agent, Customer]),
            (2, 1, &[Customer, Agent]),
            (3, 1, &[Customer, Agent, Unknown]),
        ];
        for (channels, agent, expected) in cases {
            assert_eq!(parties(channels, agent).as_deref(), Ok(expected), "{channels} channels, agent on {agent}");
        }
    }

    #[test]
    fn an_agent_channel_that_is_not_there_is_refused() {
        assert!(parties(2, 2).is_err());
    }
}

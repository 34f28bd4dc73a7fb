//! Who speaks.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Who speaks. `Unknown` where a recording does not tell, as on a mono track; `Ivr` is the recorded voice of menus and
/// announcements, which is known and is nobody's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Party {
    Agent,
    Customer,
    Ivr,
    #[default]
    Unknown,
}

impl Party {
    pub const ALL: [Party; 4] = [Party::Agent, Party::Customer, Party::Ivr, Party::Unknown];

    pub fn name(self) -> &'static str {
        match self {
            Party::Agent => "agent",
            Party::Customer => "customer",
            Party::Ivr => "ivr",
            Party::Unknown => "unknown",
        }
    }

    pub fn is_known(self) -> bool {
        self != Party::Unknown
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A word that names no party.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown party `{0}`, known are agent, customer, ivr, unknown")]
pub struct PartyError(pub String);

impl FromStr for Party {
    type Err = PartyError;
    fn from_str(name: &str) -> Result<Party, PartyError> {
        Party::ALL.into_iter().find(|party| party.name() == name).ok_or_else(|| PartyError(name.to_string()))
    }
}

//! Who may read a data point. The law's audiences form a lattice, not a ranking: Art. 77(2) of Regulation (EU) 2023/1542 gives
//! authorities points 2 and 3 of Annex XIII, and persons with a legitimate interest points 2 and 4. So an audience is a set.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A group of readers. There is no order of rank among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody, without signing in.
    Public,
    /// Persons with a legitimate interest, such as repairers, re-users, remanufacturers and recyclers.
    LegitimateInterest,
    /// Market surveillance authorities, notified bodies and the Commission.
    Authority,
}

impl Audience {
    /// The words for a person.
    pub fn words(self) -> &'static str {
        match self {
            Self::Public => "everybody",
            Self::LegitimateInterest => "persons with a legitimate interest",
            Self::Authority => "authorities",
        }
    }
}

/// The readers of a data point.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Audiences(pub BTreeSet<Audience>);

impl Audiences {
    /// Whether somebody who belongs to `reader` may read it.
    pub fn admits(&self, reader: Audience) -> bool {
        self.0.contains(&Audience::Public) || self.0.contains(&reader)
    }

    /// Whether everybody may read it.
    pub fn is_public(&self) -> bool {
        self.0.contains(&Audience::Public)
    }
}

impl<const N: usize> From<[Audience; N]> for Audiences {
    fn from(readers: [Audience; N]) -> Self {
        Self(readers.into())
    }
}

#[cfg(test)]
mod tests {
    use super::{Audience::*, *};

    #[test]
    fn no_audience_stands_above_another() {
        let tests = Audiences::from([Authority]);
        let state_of_health = Audiences::from([LegitimateInterest]);
        assert!(tests.admits(Authority) && !tests.admits(LegitimateInterest));
        assert!(state_of_health.admits(LegitimateInterest) && !state_of_health.admits(Authority));
        assert!(!tests.admits(Public) && !state_of_health.admits(Public));
        for reader in [Public, LegitimateInterest, Authority] {
            assert!(Audiences::from([Public]).admits(reader));
        }
    }
}

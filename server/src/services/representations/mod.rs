//! What can be read of a passport: each representation with its media type, its ending and its words. All of them say what the
//! passport says that they are given: whoever may read less is given less.

mod about;
mod data;
mod element;
mod links;
mod signed;

pub use about::{About, passport_id};
pub use data::make;
pub use element::{PathError, at_path};
pub use links::{Link, links, linkset, related};

use crate::services::passports::PublicPassport;
use formats::{batterypass, credential};

/// The representations of a passport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Representation {
    /// The page.
    Html,
    /// The canonical document: the very bytes that were hashed.
    Json,
    /// EN 18223, compressed: one member per element.
    Dpp,
    /// EN 18223, full: every element with its kind, type and meaning.
    DppFull,
    /// The product in schema.org's and GS1's words.
    JsonLd,
    /// All links about the product (RFC 9264).
    Linkset,
    /// UNTP's passport as a Verifiable Credential.
    Vc,
    /// A battery in the aspects of the Battery Pass data model.
    BatteryPass,
    /// The saved passport: what proves it without us.
    Proof,
    /// The data dictionary of the compressed form.
    Context,
}

impl Representation {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Html,
        Self::Json,
        Self::Dpp,
        Self::DppFull,
        Self::JsonLd,
        Self::Linkset,
        Self::Vc,
        Self::Proof,
        Self::BatteryPass,
        Self::Context,
    ];

    /// What it is served as. Those of ours are in no registry yet, so linksets do not name them.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Json => "application/json",
            Self::Dpp => "application/vnd.tessera.dpp+json",
            Self::DppFull => "application/vnd.tessera.dpp-full+json",
            Self::JsonLd | Self::Context => formats::jsonld::MEDIA_TYPE,
            Self::Linkset => gs1::LINKSET_JSON,
            Self::Vc => formats::credential::MEDIA_TYPE,
            Self::Proof => "application/vnd.tessera.passport+json",
            Self::BatteryPass => "application/vnd.tessera.batterypass+json",
        }
    }

    /// What stands behind the passport's address to ask for it whatever the headers say; nothing for the page.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Html => "",
            Self::Json => ".json",
            Self::Dpp => ".dpp.json",
            Self::DppFull => ".dpp-full.json",
            Self::JsonLd => ".jsonld",
            Self::Linkset => ".linkset.json",
            Self::Vc => ".vc.json",
            Self::Proof => ".tessera.json",
            Self::BatteryPass => ".batterypass.json",
            Self::Context => ".context.jsonld",
        }
    }

    /// A name for people who read about formats.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Html => "Digital product passport",
            Self::Json => "Canonical record",
            Self::Dpp => "EN 18223, compressed",
            Self::DppFull => "EN 18223, full",
            Self::JsonLd => "schema.org and GS1",
            Self::Linkset => "All links (RFC 9264)",
            Self::Vc => "Verifiable Credential (UNTP)",
            Self::Proof => "Saved passport with its proof",
            Self::BatteryPass => "Battery Pass data model",
            Self::Context => "Data dictionary",
        }
    }

    /// Whether the `Accept` header can ask for it. The dictionary has the media type of another one.
    pub const fn is_negotiable(self) -> bool {
        !matches!(self, Self::Context)
    }

    /// The path before an ending, and what the ending asks for; the longest ending counts.
    pub fn of_path(path: &str) -> Option<(&str, Self)> {
        Self::ALL
            .into_iter()
            .filter(|one| !one.ending().is_empty())
            .filter_map(|one| Some((path.strip_suffix(one.ending())?, one)))
            .min_by_key(|(rest, _)| rest.len())
    }

    /// What there is of a passport: only what its brand has signed is vouched for, and UNTP has no passport of a product that does not
    /// say where it was made.
    pub fn offered(passport: &PublicPassport) -> impl Iterator<Item = Self> {
        let kept = passport.live_until.is_none();
        let battery = batterypass::is_battery(&passport.document);
        let signed = kept && passport.document.issuer.is_some();
        Self::ALL.into_iter().filter(move |one| match one {
            Self::Vc => {
                signed && credential::missing(&passport.document, &passport.documents_above()).is_empty()
            }
            Self::Proof => kept,
            Self::BatteryPass => battery,
            _ => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ending_counts_and_no_two_are_alike() {
        for one in Representation::ALL {
            let path = format!("/01/09520123456788{}", one.ending());
            let wanted = (one != Representation::Html).then_some(("/01/09520123456788", one));
            assert_eq!(Representation::of_path(&path), wanted);
        }
        assert_eq!(Representation::of_path("/p/a.pdf"), None);
    }
}

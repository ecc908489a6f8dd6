//! The names of profiles, categories and data points.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A profile in one version: `battery@2026-07`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProfileId {
    slug: String,
    version: String,
}

impl ProfileId {
    /// A slug, an `@`, and a version: lower-case letters, digits and hyphens, in a version also dots.
    pub fn parse(input: &str) -> Result<Self, &'static str> {
        const MESSAGE: &str = "A profile is named like battery@2026-07.";
        let (slug, version) = input.split_once('@').ok_or(MESSAGE)?;
        let version_ok = (1..=20).contains(&version.len())
            && version
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'));
        if is_slug(slug) && version_ok {
            Ok(Self {
                slug: slug.to_owned(),
                version: version.to_owned(),
            })
        } else {
            Err(MESSAGE)
        }
    }

    /// The name without the version: `battery`.
    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// The version alone: `2026-07`.
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl fmt::Display for ProfileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.slug, self.version)
    }
}

impl FromStr for ProfileId {
    type Err = &'static str;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::parse(s)
    }
}

impl TryFrom<String> for ProfileId {
    type Error = &'static str;
    fn try_from(s: String) -> Result<Self, Self::Error> {
        Self::parse(&s)
    }
}

impl From<ProfileId> for String {
    fn from(id: ProfileId) -> Self {
        id.to_string()
    }
}

/// Lower-case letters, digits and single hyphens between them; at most 60.
fn is_slug(text: &str) -> bool {
    text.len() <= 60
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

macro_rules! slug {
    ($($(#[$doc:meta])* $name:ident, $message:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Lower-case letters and digits, joined by hyphens; at most 60 characters.
            pub fn parse(input: &str) -> Result<Self, &'static str> {
                if is_slug(input) { Ok(Self(input.to_owned())) } else { Err($message) }
            }
            /// The name.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl FromStr for $name {
            type Err = &'static str;
            fn from_str(s: &str) -> Result<Self, Self::Err> { Self::parse(s) }
        }
        impl TryFrom<String> for $name {
            type Error = &'static str;
            fn try_from(s: String) -> Result<Self, Self::Error> { Self::parse(&s) }
        }
        impl From<$name> for String {
            fn from(id: $name) -> Self { id.0 }
        }
    )*};
}

slug! {
    /// A data point of a profile: `rated-capacity`. It keeps its name in later versions of the profile.
    PointId, "A data point is named like rated-capacity.";
    /// A category of products that a profile tells apart: `lmt`.
    CategoryId, "A category is named like lmt.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_profile_is_named_by_slug_and_version() {
        let id = ProfileId::parse("espr-annex-iii@2024-06").unwrap();
        assert_eq!((id.slug(), id.version()), ("espr-annex-iii", "2024-06"));
        assert_eq!(serde_json::to_string(&id).unwrap(), r#""espr-annex-iii@2024-06""#);
        for bad in [
            "battery",
            "@1",
            "battery@",
            "Battery@1",
            "a--b@1",
            "-a@1",
            "a@1 ",
            "a@b@c",
        ] {
            assert!(ProfileId::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_alike(text in ".{0,80}") {
            if let Ok(id) = ProfileId::parse(&text) {
                prop_assert_eq!(id.to_string(), text.clone());
            }
            if let Ok(id) = PointId::parse(&text) {
                prop_assert_eq!(id.as_str(), text);
            }
        }
    }
}

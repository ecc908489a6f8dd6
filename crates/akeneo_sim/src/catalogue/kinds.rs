//! The four kinds of product and their colours.

use super::text::Texts;

/// One kind of product per family.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ProductKind {
    Battery,
    Jacket,
    Chair,
    Headphones,
}

impl ProductKind {
    pub(crate) const ALL: [Self; 4] = [Self::Battery, Self::Jacket, Self::Chair, Self::Headphones];

    /// Code of the family.
    pub(crate) fn family(self) -> &'static str {
        match self {
            Self::Battery => "ebike_battery",
            Self::Jacket => "outdoor_jacket",
            Self::Chair => "desk_chair",
            Self::Headphones => "headphones",
        }
    }

    /// Label of the family.
    pub(crate) fn label(self) -> Texts {
        match self {
            Self::Battery => ["E-bike battery", "E-Bike-Akku", "Batterie de vélo électrique"],
            Self::Jacket => ["Outdoor jacket", "Outdoorjacke", "Veste d’extérieur"],
            Self::Chair => ["Desk chair", "Bürostuhl", "Siège de bureau"],
            Self::Headphones => ["Headphones", "Kopfhörer", "Casque audio"],
        }
    }

    /// The category products of this kind are in.
    pub(crate) fn category(self) -> &'static str {
        match self {
            Self::Battery => "batteries",
            Self::Jacket => "jackets",
            Self::Chair => "office_chairs",
            Self::Headphones => "headphones",
        }
    }
}

/// A colour option with what it takes to draw it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Colour {
    /// Code of the option.
    pub(crate) code: &'static str,
    /// Three letters for article numbers.
    pub(crate) short: &'static str,
    pub(crate) rgb: [u8; 3],
}

const fn colour(code: &'static str, short: &'static str, rgb: [u8; 3]) -> Colour {
    Colour { code, short, rgb }
}

impl Colour {
    pub(crate) const BLACK: Self = colour("black", "BLK", [38, 40, 44]);
    pub(crate) const FOREST: Self = colour("forest_green", "FGR", [52, 92, 72]);
    pub(crate) const OCEAN: Self = colour("ocean_blue", "OBL", [44, 88, 130]);
    pub(crate) const SAND: Self = colour("sand", "SND", [196, 172, 138]);
    pub(crate) const TERRACOTTA: Self = colour("terracotta", "TRC", [184, 96, 70]);
    pub(crate) const GRAPHITE: Self = colour("graphite", "GRA", [74, 78, 86]);
    pub(crate) const SILVER: Self = colour("silver", "SLV", [168, 174, 182]);
    pub(crate) const IVORY: Self = colour("ivory", "IVY", [226, 218, 200]);
}

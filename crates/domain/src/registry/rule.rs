//! What the registry asks for, each with its source.

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The registry may ask for it, depending on the product; a person has to know.
    Advice,
    /// The registry would refuse the passport.
    Error,
}

/// A rule that a passport keeps or breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The identifier is an address.
    AddressFormat,
    /// The address begins with https.
    AddressProtocol,
    /// The address is on a public host with a name.
    AddressDomain,
    /// The address names no port of its own.
    AddressPort,
    /// The address answers by itself.
    AddressRedirects,
    /// The passport can be read.
    Readable,
    /// An item names its model.
    ItemModel,
    /// An item names its batch, where it is of one.
    ItemBatch,
    /// A batch names its model.
    BatchModel,
    /// There is a version with a hash.
    VersionHash,
    /// There is a commodity code, and it is one.
    CommodityCode,
    /// The operator has an identifier.
    Operator,
    /// The facilities have identifiers.
    Facility,
    /// There is a link to the copy at a service provider.
    BackUp,
    /// The registry takes products of this group.
    ProductGroup,
}

const GUIDE: &str = "DPP Registry User Guide for Economic Operators 1.02, chapter 6";

impl Rule {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::AddressFormat,
        Self::AddressProtocol,
        Self::AddressDomain,
        Self::AddressPort,
        Self::AddressRedirects,
        Self::Readable,
        Self::ItemModel,
        Self::ItemBatch,
        Self::BatchModel,
        Self::VersionHash,
        Self::CommodityCode,
        Self::Operator,
        Self::Facility,
        Self::BackUp,
        Self::ProductGroup,
    ];

    /// Where it stands.
    pub fn source(self) -> &'static str {
        match self {
            Self::AddressFormat
            | Self::AddressProtocol
            | Self::AddressDomain
            | Self::AddressPort
            | Self::AddressRedirects
            | Self::ProductGroup => GUIDE,
            Self::Readable => "Regulation (EU) 2026/1778, Article 8(7)",
            Self::ItemModel | Self::ItemBatch => "Regulation (EU) 2026/1778, Article 8(4)",
            Self::BatchModel => "Regulation (EU) 2026/1778, Article 8(5)",
            Self::VersionHash => "Regulation (EU) 2026/1778, Article 9(2)(e)",
            Self::CommodityCode => "Regulation (EU) 2026/1778, Article 8(7)(d)",
            Self::Operator | Self::Facility => {
                "Regulation (EU) 2026/1778, Article 8(7)(b) and 8(9)(a); Regulation (EU) 2024/1781, Annex III (g) to (i)"
            }
            Self::BackUp => "Regulation (EU) 2026/1778, Article 8(7)(e)",
        }
    }

    /// The field that it is about, in words.
    pub fn field(self) -> &'static str {
        match self {
            Self::AddressFormat
            | Self::AddressProtocol
            | Self::AddressDomain
            | Self::AddressPort
            | Self::AddressRedirects => "Unique product identifier",
            Self::Readable | Self::ProductGroup => "Passport",
            Self::ItemModel | Self::BatchModel => "Model",
            Self::ItemBatch => "Batch",
            Self::VersionHash => "Version",
            Self::CommodityCode => "Commodity code",
            Self::Operator => "Operator identifier",
            Self::Facility => "Facility identifiers",
            Self::BackUp => "Link to the back-up copy",
        }
    }
}

/// A rule that a passport breaks, or that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, as a sentence.
    pub message: String,
    /// What to do, as a sentence.
    pub remedy: &'static str,
}

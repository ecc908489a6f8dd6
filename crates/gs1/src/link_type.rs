//! Link types: what a link from a product to something about it leads to.
//!
//! Source: GS1 Web Vocabulary 1.16, the stable properties below `gs1:linkType`; GS1-Conformant Resolver 1.2.

use std::fmt;

/// The namespace of the GS1 Web Vocabulary.
pub const GS1_VOCABULARY: &str = "https://ref.gs1.org/voc/";

/// Other addresses under which clients still name the same vocabulary.
const FORMER: [&str; 3] = [
    "https://gs1.org/voc/",
    "https://www.gs1.org/voc/",
    "http://gs1.org/voc/",
];

/// A link type of the GS1 Web Vocabulary.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkType(&'static str);

impl LinkType {
    /// Where a client is led that asks for nothing particular; exactly one for each thing.
    pub const DEFAULT: Self = Self("defaultLink");
    /// Further defaults, told apart by language, media type or context.
    pub const DEFAULT_MULTI: Self = Self("defaultLinkMulti");
    /// A digital product passport.
    pub const DPP: Self = Self("dpp");
    /// A page about the product, for consumers.
    pub const PIP: Self = Self("pip");
    /// Master data, for machines.
    pub const MASTER_DATA: Self = Self("masterData");
    /// Certificates.
    pub const CERTIFICATION_INFO: Self = Self("certificationInfo");
    /// Sustainability and recycling.
    pub const SUSTAINABILITY_INFO: Self = Self("sustainabilityInfo");
    /// Instructions.
    pub const INSTRUCTIONS: Self = Self("instructions");
    /// Safety information.
    pub const SAFETY_INFO: Self = Self("safetyInfo");
    /// Whether the product has been recalled.
    pub const RECALL_STATUS: Self = Self("recallStatus");
    /// Where the thing has been.
    pub const TRACEABILITY: Self = Self("traceability");
    /// A repository of EPCIS events.
    pub const EPCIS: Self = Self("epcis");
    /// Another resolver, which knows more.
    pub const HANDLED_BY: Self = Self("handledBy");

    /// Reads a name, with `gs1:` or the address of the vocabulary before it or without either.
    ///
    /// ```
    /// use gs1::LinkType;
    /// assert_eq!(LinkType::parse("gs1:dpp"), Some(LinkType::DPP));
    /// assert_eq!(LinkType::parse("https://gs1.org/voc/pip"), Some(LinkType::PIP));
    /// assert_eq!(LinkType::parse("gs1:all"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let prefixes = ["gs1:", GS1_VOCABULARY].into_iter().chain(FORMER);
        let name = prefixes
            .into_iter()
            .find_map(|p| text.strip_prefix(p))
            .unwrap_or(text);
        LINK_TYPES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(known, _)| Self(known))
    }

    /// All of them, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        LINK_TYPES.iter().map(|(name, _)| Self(name))
    }

    /// The name in the vocabulary, such as `pip`.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// The address, such as `https://ref.gs1.org/voc/pip`: the relation in a linkset.
    pub fn address(self) -> String {
        format!("{GS1_VOCABULARY}{}", self.0)
    }

    /// What people are shown.
    pub fn title(self) -> &'static str {
        LINK_TYPES
            .iter()
            .find(|(name, _)| *name == self.0)
            .map_or(self.0, |(_, title)| title)
    }
}

/// `gs1:pip`, as in `linkType=gs1:pip`.
impl fmt::Display for LinkType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "gs1:{}", self.0)
    }
}

impl fmt::Debug for LinkType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LinkType({self})")
    }
}

/// Name and title, by name.
const LINK_TYPES: &[(&str, &str)] = &[
    ("activityIdeas", "Activity Ideas"),
    ("allergenInfo", "Allergen information"),
    ("appDownload", "App download"),
    ("backgroundInfo", "Background Information"),
    (
        "brandHomepageClinical",
        "Information for professionals about this brand",
    ),
    (
        "brandHomepagePatient",
        "Information for patients about this brand",
    ),
    ("careersInfo", "Careers information"),
    ("certificationInfo", "Certification Information"),
    (
        "consumerHandlingStorageInfo",
        "Consumer handling and storage information",
    ),
    ("defaultLink", "Default link"),
    ("defaultLinkMulti", "Default linkMulti"),
    ("dpp", "Digital Product Passport"),
    ("eifu", "Electronic Instructions For Use"),
    ("epcis", "EPC Information Services (EPCIS) repository"),
    ("epil", "Electronic Patient Information Leaflet"),
    ("eventsInfo", "Events information"),
    ("faqs", "Frequently Asked Questions"),
    ("handledBy", "Handled by"),
    ("hasRetailers", "Has Retailers"),
    ("homepage", "Organisation information page"),
    ("ingredientsInfo", "Ingredients information"),
    ("instructions", "Instructions"),
    ("jws", "JSON Web Signature"),
    ("leaveReview", "Leave a review"),
    ("locationInfo", "Location information"),
    ("logisticsInfo", "Logistics information"),
    ("loyaltyProgram", "Loyalty program"),
    ("masterData", "Master data"),
    ("menuInfo", "Menu information"),
    ("nutritionalInfo", "Nutritional Information"),
    ("openingHoursInfo", "Opening hours information"),
    ("paymentLink", "Make Payment"),
    ("pip", "Product Information Page"),
    ("promotion", "Promotion"),
    (
        "purchaseSuppliesOrAccessories",
        "Purchase supplies or accessories",
    ),
    ("quickStartGuide", "Quick start guide"),
    ("recallStatus", "Recall status"),
    ("recipeInfo", "Recipe website"),
    ("registerProduct", "Register purchase"),
    ("registryEntry", "Entry in a register"),
    ("relatedImage", "Related image"),
    ("relatedVideo", "Related video"),
    ("reportFound", "Report found"),
    ("review", "Reviews"),
    ("safetyInfo", "Safety information"),
    ("scheduleTime", "Scheduling/Reservation"),
    ("serviceInfo", "Service information"),
    ("smartLabel", "SmartLabel"),
    ("smpc", "Summary Product Characteristics (SmPC)"),
    ("socialMedia", "Social media"),
    ("statisticInfo", "Statistics"),
    ("subscribe", "Subscribe"),
    ("support", "Support"),
    ("sustainabilityInfo", "Sustainability and recycling"),
    ("traceability", "Traceability information"),
    ("tutorial", "Tutorial"),
    ("userAgreement", "Sign waiver/agreement/document"),
    ("verificationService", "Verification Service"),
    ("whatsInTheBox", "What's in the box?"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_is_read_in_each_of_its_spellings() {
        for link_type in LinkType::all() {
            for text in [
                link_type.to_string(),
                link_type.address(),
                link_type.name().to_owned(),
            ] {
                assert_eq!(LinkType::parse(&text), Some(link_type), "{text}");
            }
            assert!(!link_type.title().is_empty());
        }
        assert_eq!(LinkType::all().count(), 59);
        assert!(LINK_TYPES.is_sorted());
        assert_eq!(LinkType::parse("gs1:productSustainabilityInfo"), None);
        assert_eq!(LinkType::parse("schema:url"), None);
    }

    #[test]
    fn every_named_type_is_in_the_vocabulary() {
        for named in [
            LinkType::DEFAULT,
            LinkType::DEFAULT_MULTI,
            LinkType::DPP,
            LinkType::PIP,
            LinkType::MASTER_DATA,
            LinkType::CERTIFICATION_INFO,
            LinkType::SUSTAINABILITY_INFO,
            LinkType::INSTRUCTIONS,
            LinkType::SAFETY_INFO,
            LinkType::RECALL_STATUS,
            LinkType::TRACEABILITY,
            LinkType::EPCIS,
            LinkType::HANDLED_BY,
        ] {
            assert_eq!(LinkType::parse(named.name()), Some(named));
        }
        assert_eq!(LinkType::DPP.title(), "Digital Product Passport");
    }
}

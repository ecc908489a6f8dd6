//! Passports as the dashboard shows them, and the commands that publish.

use crate::{
    Error, JobId, PassportId, TemplateId, catalog::ProductKey, drift::DriftMark, error::Check, text::Labels,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Publishes products under a template, as a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publish {
    /// The template.
    pub template: TemplateId,
    /// The products: 1 to 1000.
    pub products: Vec<ProductKey>,
}

impl Publish {
    /// The most products of one publication.
    pub const PRODUCTS_MAX: usize = 1000;

    /// Checks the number of products.
    pub fn check(&self) -> Result<(), Error> {
        let mut check = Check::default();
        let (n, max) = (self.products.len(), Self::PRODUCTS_MAX);
        check.require(n > 0, "products", "Choose at least one product.");
        check.require(
            n <= max,
            "products",
            format!("Choose at most {max} products at a time."),
        );
        let sane = self.products.iter().all(|p| !p.0.is_empty() && p.0.len() <= 255);
        check.require(sane, "products", "One of the products has no valid key.");
        check.finish()
    }
}

/// Publishes all products of a template's family, as a job that goes through the PIM page by page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishFamily {
    /// The template.
    pub template: TemplateId,
}

/// What a publication was accepted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The job to follow.
    pub job: JobId,
}

/// Asks for a page of passports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPassports {
    /// Part of a name, identifier or GTIN.
    pub search: String,
    /// Only this template.
    pub template: Option<TemplateId>,
    /// The page, from 1.
    pub page: u32,
}

/// A page of passports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassportPage {
    /// The passports, latest publication first.
    pub items: Vec<PassportRow>,
    /// How many there are in all.
    pub total: u32,
    /// The page, from 1.
    pub page: u32,
    /// Passports on a page.
    pub per_page: u32,
}

/// A passport in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassportRow {
    /// Its id.
    pub id: PassportId,
    /// The product's name.
    pub name: Labels,
    /// The product's identifier in the PIM.
    pub product_identifier: String,
    /// Its template.
    pub template: TemplateId,
    /// The template's name.
    pub template_name: String,
    /// The path of its page: `/01/...` or `/p/...`.
    pub path: String,
    /// The brand's host that its address is on; none for the platform's.
    #[serde(default)]
    pub host: Option<String>,
    /// The number of its latest version; 0 where its page is live and no versions are kept.
    pub version: u32,
    /// When that was published.
    pub published_at: DateTime<Utc>,
    /// Whether whoever runs the site has taken its page off it.
    #[serde(default)]
    pub withdrawn: bool,
}

impl PassportRow {
    /// Whether its page is live: it shows what the PIM says, and no versions are kept.
    pub fn is_live(&self) -> bool {
        self.version == 0
    }
}

/// A passport on its page in the dashboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassportView {
    /// What the list shows.
    pub row: PassportRow,
    /// The full address of its page.
    pub url: String,
    /// How the PIM names the product.
    pub product: ProductKey,
    /// What it is called where it is of a batch or an item, such as `Batch LOT-7`.
    #[serde(default)]
    pub unit: Option<String>,
    /// Its versions, latest first.
    pub versions: Vec<VersionRow>,
    /// What is not as usual: a recall, another status, the end.
    #[serde(default)]
    pub remark: Option<String>,
    /// How the latest one differs from the PIM, where it does.
    #[serde(default)]
    pub drift: Option<DriftMark>,
}

/// A version in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// 1, 2, 3, ...
    pub number: u32,
    /// SHA-256 of the canonical document, in hex.
    pub hash: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Who published it, as an e-mail address.
    pub published_by: String,
}

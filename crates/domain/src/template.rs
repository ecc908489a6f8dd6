//! Passport templates: which attributes, in which sections, under which names, how they look.

use crate::{
    ConnectionId, Error, Locale, Readers, TemplateId,
    branding::{Branding, Rgb},
    error::Check,
    text::Labels,
    unit::{UnitField, check_fields},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use url::Url;

/// Everything a person designs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateDesign {
    /// The template's name in the dashboard.
    pub name: String,
    /// The PIM channel whose values are taken.
    pub channel: String,
    /// The languages of the page; the first is the default.
    pub locales: Vec<Locale>,
    /// The attribute with the product's name; none takes the family's.
    pub name_attribute: Option<String>,
    /// The attribute with one line of description.
    pub description_attribute: Option<String>,
    /// The attribute with the main picture; none takes the family's.
    pub image_attribute: Option<String>,
    /// The attribute with the GTIN; none gives Tessera addresses.
    pub gtin_attribute: Option<String>,
    /// The sections in their order.
    pub sections: Vec<Section>,
    /// Colours and logo.
    pub branding: Branding,
    /// Whether its passports are live: nothing is stored, and the page shows what the PIM says. Fixed once it has passports.
    #[serde(default)]
    pub live: bool,
    /// The fields of batches and items; their values are entered here, not in the PIM.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unit_fields: Vec<UnitField>,
}

/// A section of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its title per locale.
    pub title: Labels,
    /// Its fields in their order.
    pub fields: Vec<Field>,
}

/// A field of a section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The PIM attribute.
    pub attribute: String,
    /// Names per locale that replace the PIM's; may be empty.
    #[serde(default)]
    pub label: Labels,
    /// Whether it stands among the facts "at a glance".
    #[serde(default)]
    pub key_fact: bool,
    /// Who may read it.
    #[serde(default, skip_serializing_if = "Readers::is_public")]
    pub readers: Readers,
}

/// The most sections of a template.
pub const SECTIONS_MAX: usize = 30;
/// The most fields of a template.
pub const FIELDS_MAX: usize = 300;
/// The most facts "at a glance".
pub const KEY_FACTS_MAX: usize = 6;

impl TemplateDesign {
    /// Checks the whole design; every mistake at its field.
    pub fn check(&self) -> Result<(), Error> {
        self.check_with(|logo| logo_url(logo).map(drop))
    }

    /// What a browser checks before it asks: everything but the inner parts of the logo's address. Reading them takes
    /// Unicode tables that are a good part of the size of a page.
    pub fn check_shape(&self) -> Result<(), Error> {
        self.check_with(logo_shape)
    }

    fn check_with(&self, logo: fn(&str) -> Result<(), &'static str>) -> Result<(), Error> {
        let mut check = Check::default();
        let name = self.name.trim();
        check.require(
            !name.is_empty() && name.chars().count() <= 80,
            "name",
            "Enter a name of up to 80 characters.",
        );
        check.require(
            code(&self.channel),
            "channel",
            "Choose the channel whose values are shown.",
        );
        check.require(
            !self.locales.is_empty(),
            "locales",
            "Choose at least one language.",
        );
        check.require(
            self.locales.len() <= 30,
            "locales",
            "Choose at most 30 languages.",
        );
        let distinct: BTreeSet<_> = self.locales.iter().collect();
        check.require(
            distinct.len() == self.locales.len(),
            "locales",
            "Each language can be chosen once.",
        );
        check.require(
            Rgb::parse(&self.branding.accent).is_some(),
            "branding.accent",
            "Enter a colour such as #0f6b66.",
        );
        if let Err(message) = logo(&self.branding.logo_url) {
            check.require(false, "branding.logo_url", message);
        }
        self.check_sections(&mut check);
        check_fields(&mut check, &self.unit_fields);
        check.finish()
    }

    fn check_sections(&self, check: &mut Check) {
        check.require(
            self.sections.len() <= SECTIONS_MAX,
            "sections",
            "A page has at most 30 sections.",
        );
        let fields = self.sections.iter().map(|s| s.fields.len()).sum::<usize>();
        check.require(fields <= FIELDS_MAX, "sections", "A page has at most 300 fields.");
        let key_facts = self.fields().filter(|f| f.key_fact).count();
        check.require(
            key_facts <= KEY_FACTS_MAX,
            "sections",
            "Mark at most six fields as key facts.",
        );
        let mut seen = BTreeSet::new();
        for (i, section) in self.sections.iter().enumerate() {
            let named = section.title.values().any(|t| !t.trim().is_empty());
            check.require(
                named,
                &format!("sections.{i}.title"),
                "Give this section a title.",
            );
            let short = section.title.values().all(|t| t.chars().count() <= 80);
            check.require(
                short,
                &format!("sections.{i}.title"),
                "A title has at most 80 characters.",
            );
            for (j, field) in section.fields.iter().enumerate() {
                let at = format!("sections.{i}.fields.{j}");
                check.require(code(&field.attribute), &at, "This field has no attribute.");
                let twice = format!("\u{201c}{}\u{201d} is on the page already.", field.attribute);
                check.require(seen.insert(field.attribute.as_str()), &at, twice);
                let short = field.label.values().all(|t| t.chars().count() <= 120);
                check.require(short, &at, "A label has at most 120 characters.");
                if let Some(why) = self.not_restricted(field) {
                    check.require(field.readers.is_public(), &at, why);
                }
            }
        }
    }

    /// Why everybody reads a field, whatever its readers are.
    fn not_restricted(&self, field: &Field) -> Option<&'static str> {
        let is = |attribute: &Option<String>| attribute.as_ref() == Some(&field.attribute);
        if self.live {
            Some(
                "A live page shows what everybody may read. Let everybody read this field, or make passports that are kept.",
            )
        } else if is(&self.name_attribute)
            || is(&self.description_attribute)
            || is(&self.image_attribute)
            || is(&self.gtin_attribute)
        {
            Some(
                "Everybody reads this attribute at the top of the page. Choose another one there, or let everybody read this field.",
            )
        } else {
            None
        }
    }

    /// All fields in the order of the page.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|s| s.fields.iter())
    }
}

/// An attribute or channel code as PIMs allow it.
fn code(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 255
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

const LOGO_NO_ADDRESS: &str = "Enter the full web address of the logo, starting with https://.";
const LOGO_NOT_HTTPS: &str = "The logo's address must start with https://.";

/// Whether this may be an address for the logo, as [`logo_url`] will read it.
fn logo_shape(input: &str) -> Result<(), &'static str> {
    let text = input.trim();
    if text.is_empty() {
        return Ok(());
    }
    let (scheme, rest) = text.split_once("://").ok_or(LOGO_NO_ADDRESS)?;
    if rest.is_empty() || text.contains(char::is_whitespace) {
        return Err(LOGO_NO_ADDRESS);
    }
    let loopback = rest.starts_with("localhost") || rest.starts_with("127.0.0.1");
    if scheme.eq_ignore_ascii_case("https") || (loopback && scheme.eq_ignore_ascii_case("http")) {
        Ok(())
    } else {
        Err(LOGO_NOT_HTTPS)
    }
}

/// An https address for the logo, or nothing.
pub fn logo_url(input: &str) -> Result<Option<Url>, &'static str> {
    let text = input.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let url = Url::parse(text).map_err(|_| LOGO_NO_ADDRESS)?;
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
    if url.scheme() != "https" && !(loopback && url.scheme() == "http") {
        return Err(LOGO_NOT_HTTPS);
    }
    if text.len() > 2000 || !url.username().is_empty() || url.password().is_some() {
        return Err("Enter an address without user name and password, of at most 2000 characters.");
    }
    Ok(Some(url))
}

/// Creates a template, or changes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveTemplate {
    /// The template to change; none creates one.
    pub id: Option<TemplateId>,
    /// The revision that the change is based on; a newer one in store is a conflict.
    pub revision: u32,
    /// The connection whose products it describes; fixed at creation.
    pub connection: ConnectionId,
    /// The family of products; fixed at creation.
    pub family: String,
    /// The design.
    pub design: TemplateDesign,
}

/// A template in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRow {
    /// Its id.
    pub id: TemplateId,
    /// Its name.
    pub name: String,
    /// Its connection.
    pub connection: ConnectionId,
    /// Its family.
    pub family: String,
    /// Its channel.
    pub channel: String,
    /// Its languages.
    pub locales: Vec<Locale>,
    /// Number of fields.
    pub fields: u32,
    /// Number of passports made with it.
    pub passports: u32,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

/// A template in the editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateView {
    /// Its id.
    pub id: TemplateId,
    /// Its connection.
    pub connection: ConnectionId,
    /// Its family.
    pub family: String,
    /// Counts the changes; names the state that a change is based on.
    pub revision: u32,
    /// The design.
    pub design: TemplateDesign,
    /// Remarks that do not stop a save, such as a colour that is adjusted for contrast or a logo that could not be fetched.
    pub warnings: Vec<String>,
    /// Number of passports made with it.
    pub passports: u32,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design() -> TemplateDesign {
        let en = Locale::parse("en_US").unwrap();
        let field = |code: &str| Field {
            attribute: code.into(),
            ..Default::default()
        };
        TemplateDesign {
            name: "Jackets".into(),
            channel: "ecommerce".into(),
            locales: vec![en.clone()],
            sections: vec![Section {
                title: [(en, "Materials".into())].into(),
                fields: vec![field("materials")],
            }],
            ..Default::default()
        }
    }

    #[test]
    fn a_sound_design_passes() {
        assert_eq!(design().check(), Ok(()));
    }

    #[test]
    fn what_the_server_takes_has_the_right_shape() {
        for good in [
            "",
            " https://example.com/logo.svg ",
            "HTTPS://example.com",
            "http://localhost:8000/a.png",
            "https://b\u{fc}cher.example/?a=1#b",
        ] {
            assert!(logo_url(good).is_ok() && logo_shape(good).is_ok(), "{good}");
        }
        for bad in [
            "example.com/a.png",
            "http://example.com/a.png",
            "https://",
            "https://a b/",
        ] {
            assert!(logo_url(bad).is_err(), "{bad}");
            assert_eq!(logo_shape(bad), logo_url(bad).map(drop), "{bad}");
        }
    }

    #[test]
    fn each_mistake_is_told_at_its_field() {
        let mut d = design();
        d.name = " ".into();
        d.locales.clear();
        d.branding.accent = "teal".into();
        d.branding.logo_url = "javascript:alert(1)".into();
        d.sections[0].title.clear();
        let again = d.sections[0].fields[0].clone();
        d.sections[0].fields.push(again);
        let error = d.check().unwrap_err();
        for at in [
            "name",
            "locales",
            "branding.accent",
            "branding.logo_url",
            "sections.0.title",
            "sections.0.fields.1",
        ] {
            assert!(error.at(at).is_some(), "{at}: {error:?}");
        }
    }

    #[test]
    fn what_everybody_reads_anyway_cannot_be_restricted() {
        let mut d = design();
        d.sections[0].fields[0].readers = Readers::brand();
        assert_eq!(d.check(), Ok(()));
        d.live = true;
        assert!(d.check().unwrap_err().at("sections.0.fields.0").is_some());
        d.live = false;
        d.name_attribute = Some("materials".into());
        assert!(d.check().unwrap_err().at("sections.0.fields.0").is_some());
    }
}

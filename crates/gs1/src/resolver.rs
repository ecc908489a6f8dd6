//! The description of a resolver, `/.well-known/gs1resolver`.
//!
//! Source: GS1-Conformant Resolver 1.2, section 3, and its JSON schema for description files.

use serde::Serialize;

use crate::link_type::GS1_VOCABULARY;
use crate::{Ai, UriError, UriProblem};

/// Where the description lies below the root of a host.
pub const DESCRIPTION_PATH: &str = "/.well-known/gs1resolver";

/// The JSON-LD context with which a linkset becomes linked data.
pub const LINKSET_CONTEXT: &str = "https://ref.gs1.org/standards/resolver/linkset-context";

/// What a resolver says about itself. Serialised, it is the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolverDescription {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    resolver_root: String,
    supported_primary_keys: Vec<String>,
    /// The vocabularies whose link types it knows.
    pub supported_link_type: Vec<Vocabulary>,
    /// Whether the answer without a wish can be the linkset itself.
    pub link_type_default_can_be_linkset: bool,
    /// Values of `context` that it tells apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported_context_values_enumerated: Vec<String>,
    /// Where the terms of use are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_of_use: Option<String>,
    /// Who runs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// The context that makes its linksets linked data.
    pub json_ld_context_location: String,
}

/// A vocabulary of link types.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Vocabulary {
    /// Its address.
    pub namespace: String,
    /// Its short form, with the colon.
    pub prefix: String,
}

/// Who runs a resolver, in words of vCard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// The name of the organisation.
    #[serde(rename = "fn")]
    pub name: String,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_address: Option<Address>,
    /// Its telephone, `tel:` and the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_telephone: Option<String>,
}

/// An address in words of vCard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Address {
    /// Street and number.
    #[serde(rename = "streetAddress", skip_serializing_if = "String::is_empty")]
    pub street: String,
    /// Town.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub locality: String,
    /// Country.
    #[serde(rename = "country-name", skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// Postal code.
    #[serde(rename = "postal-code", skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
}

impl ResolverDescription {
    /// A resolver at a root, which answers for some primary keys, and knows the GS1 vocabulary.
    ///
    /// The root is an address of http or https without query and fragment; an identifier that is no key is refused.
    pub fn new(root: &str, keys: &[Ai]) -> Result<Self, UriError> {
        let keys = keys.iter().map(|ai| {
            let problem = UriProblem::NotKey(*ai);
            if ai.entry().is_key() {
                Ok(ai.to_string())
            } else {
                Err(UriError { at: None, problem })
            }
        });
        Ok(Self {
            name: None,
            resolver_root: crate::uri::check_stem(root)?,
            supported_primary_keys: keys.collect::<Result<_, _>>()?,
            supported_link_type: vec![Vocabulary {
                namespace: GS1_VOCABULARY.to_owned(),
                prefix: "gs1:".to_owned(),
            }],
            link_type_default_can_be_linkset: false,
            supported_context_values_enumerated: Vec::new(),
            terms_of_use: None,
            contact: None,
            json_ld_context_location: LINKSET_CONTEXT.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn the_least_description_has_what_the_schema_requires() {
        let description = ResolverDescription::new("https://dpp.example/", &[Ai::GTIN, Ai::ITIP]).unwrap();
        assert_eq!(
            to_value(description).unwrap(),
            json!({
                "resolverRoot": "https://dpp.example",
                "supportedPrimaryKeys": ["01", "8006"],
                "supportedLinkType": [{ "namespace": "https://ref.gs1.org/voc/", "prefix": "gs1:" }],
                "linkTypeDefaultCanBeLinkset": false,
                "jsonLdContextLocation": "https://ref.gs1.org/standards/resolver/linkset-context"
            })
        );
    }

    #[test]
    fn the_fullest_description_uses_the_names_of_the_schema() {
        let mut description = ResolverDescription::new("https://dpp.example/r", &[Ai::GTIN]).unwrap();
        description.name = Some("Tessera".to_owned());
        description.terms_of_use = Some("https://dpp.example/terms".to_owned());
        description
            .supported_context_values_enumerated
            .push("DE".to_owned());
        description.contact = Some(Contact {
            name: "Example".to_owned(),
            has_address: Some(Address {
                street: "Way 1".to_owned(),
                locality: "Bonn".to_owned(),
                country: "Germany".to_owned(),
                postal_code: "53111".to_owned(),
            }),
            has_telephone: Some("tel:+49228".to_owned()),
        });
        let value = to_value(description).unwrap();
        assert_eq!(value["termsOfUse"], "https://dpp.example/terms");
        assert_eq!(value["supportedContextValuesEnumerated"], json!(["DE"]));
        assert_eq!(
            value["contact"],
            json!({
                "fn": "Example",
                "hasAddress": {
                    "streetAddress": "Way 1", "locality": "Bonn", "country-name": "Germany", "postal-code": "53111"
                },
                "hasTelephone": "tel:+49228"
            })
        );
    }

    #[test]
    fn what_is_no_root_or_no_key_is_refused() {
        assert!(ResolverDescription::new("dpp.example", &[Ai::GTIN]).is_err());
        let error = ResolverDescription::new("https://dpp.example", &[Ai::SERIAL]).unwrap_err();
        assert_eq!(error.to_string(), "(21) is not a key.");
    }
}

//! The open formats of a passport.

use crate::{Case, Suite, holds, same};
use domain::{
    Locale,
    record::{Content, Document, Granularity, Localized, RecordField, RecordSection, SCHEMA, Value},
};
use formats::{
    canonical,
    credential::{self, Missing},
    did::DidWeb,
    en18223::{self, Envelope, Status},
    parse,
    state::Standing,
};
use serde_json::Value as Json;

pub(super) const EN_18223: Suite = Suite {
    id: "en-18223",
    title: "EN 18223: Digital product passport, system interoperability (data model)",
    edition: "EN 18223:2026, read through two open conformance projects: the text is not free",
    scope: "The envelope and the data elements in the compressed and the full JSON form, with a JSON-LD context as dictionary. Where the projects \
            disagree, the crate's documentation says which reading was taken. No certification is claimed.",
    cases: &[
        Case {
            name: "The envelope has every member that the standard requires",
            clause: "5.1",
            run: envelope,
        },
        Case {
            name: "The compressed form has one member per element, which the dictionary explains",
            clause: "5.2",
            run: compressed,
        },
        Case {
            name: "The full form says what each element is",
            clause: "Annex A",
            run: full,
        },
    ],
};

pub(super) const UNTP: Suite = Suite {
    id: "untp",
    title: "UN Transparency Protocol: Digital Product Passport as W3C Verifiable Credential 2.0",
    edition: "UNTP 0.7.0; W3C Verifiable Credentials Data Model 2.0 (May 2025)",
    scope: "The credential with the passport's facts as characteristics. UNTP demands a class, a facility and a country of production: of a passport \
            that does not say where it was made there is no credential, because nothing is invented for that.",
    cases: &[
        Case {
            name: "The credential has the contexts, types and members of the data model",
            clause: "VCDM 2.0, 4",
            run: credential,
        },
        Case {
            name: "Of a passport that does not say what UNTP demands there is no credential, and what is missing is named",
            clause: "UNTP DPP schema",
            run: missing,
        },
        Case {
            name: "A document comes back from its canonical bytes as it was",
            clause: "tessera.passport/1",
            run: round_trip,
        },
    ],
};

const IDENTIFIER: &str = "https://dpp.example/01/09520123456788";
const DICTIONARY: &str = "https://dpp.example/dictionary";

fn document() -> Result<Document, String> {
    let en = Locale::parse("en").ok_or("the locale")?;
    let labels = |text: &str| [(en.clone(), text.to_owned())].into();
    let field = RecordField {
        readers: domain::Readers::default(),
        attribute: "weight".to_owned(),
        point: None,
        label: labels("Weight"),
        key_fact: false,
        value: Localized::All(Value::Metric {
            amount: "1.5".to_owned(),
            unit: "KILOGRAM".to_owned(),
            symbol: "kg".to_owned(),
        }),
    };
    Ok(Document {
        restricted: Vec::new(),
        schema: SCHEMA.to_owned(),
        identifier: IDENTIFIER.to_owned(),
        version: 1,
        published_at: "2026-11-21T12:00:00Z".to_owned(),
        issuer: None,
        previous: None,
        content: Content {
            granularity: Granularity::Model,
            parent: None,
            batch: None,
            serial: None,
            brand: "Example".to_owned(),
            gtin: Some("09520123456788".to_owned()),
            product_identifier: "example-1".to_owned(),
            locales: vec![en.clone()],
            name: labels("Example product"),
            description: labels("A product that exists in this test alone."),
            image: None,
            sections: vec![RecordSection {
                title: labels("Facts"),
                fields: vec![field],
            }],
        },
    })
}

fn told() -> Envelope<'static> {
    Envelope {
        passport_id: "urn:uuid:00000000-0000-7000-8000-000000000000",
        status: Status::Active,
        recall: None,
        last_updated: "2026-11-21T12:00:00Z",
        economic_operator_id: "did:web:dpp.example",
        facility_id: None,
        content_specification_ids: &[],
        dictionary: DICTIONARY,
        context: DICTIONARY,
    }
}

const REQUIRED: [&str; 7] = [
    "digitalProductPassportId",
    "uniqueProductIdentifier",
    "granularity",
    "dppSchemaVersion",
    "dppStatus",
    "lastUpdated",
    "economicOperatorId",
];

fn envelope() -> Result<(), String> {
    let document = document()?;
    for form in [
        en18223::compressed(&document, &told()),
        en18223::full(&document, &told()),
    ] {
        for member in REQUIRED {
            holds(member, form[member].is_string())?;
        }
        same(
            "the identifier",
            form["uniqueProductIdentifier"].as_str(),
            Some(IDENTIFIER),
        )?;
        same("the state", form["dppStatus"].as_str(), Some("active"))?;
    }
    Ok(())
}

fn compressed() -> Result<(), String> {
    let document = document()?;
    let form = en18223::compressed(&document, &told());
    same("the context", form["@context"].as_str(), Some(DICTIONARY))?;
    let context = en18223::context(&document, DICTIONARY);
    let members = form.as_object().ok_or("it is no object")?;
    for member in members.keys().filter(|member| *member != "@context") {
        holds(member, context.to_string().contains(&format!("\"{member}\"")))?;
    }
    Ok(())
}

fn full() -> Result<(), String> {
    let form = en18223::full(&document()?, &told());
    let elements = form["elements"].as_array().ok_or("there are no elements")?;
    holds("there are no elements", !elements.is_empty())?;
    let told = |element: &Json| element["elementId"].is_string() && element["objectType"].is_string();
    holds("an element does not say what it is", elements.iter().all(told))
}

fn made() -> Result<Result<Json, Vec<Missing>>, String> {
    of(&document()?)
}

/// The same with where it was made.
fn said() -> Result<Json, String> {
    let mut document = document()?;
    for (attribute, text) in [("facilities", "9521000000032"), ("country_of_origin", "DE")] {
        let value = Value::Text {
            text: text.to_owned(),
        };
        let field = RecordField {
            readers: domain::Readers::default(),
            attribute: attribute.to_owned(),
            point: None,
            label: domain::text::Labels::new(),
            key_fact: false,
            value: Localized::All(value),
        };
        document
            .content
            .sections
            .iter_mut()
            .for_each(|section| section.fields.push(field.clone()));
    }
    of(&document)?.map_err(|missing| format!("{missing:?} are missing"))
}

fn of(document: &Document) -> Result<Result<Json, Vec<Missing>>, String> {
    let issuer = DidWeb::of_host("dpp.example", None).map_err(|error| error.to_string())?;
    let locale = Locale::parse("en").ok_or("the locale")?;
    let terms = credential::Terms {
        id: "https://dpp.example/01/09520123456788.vc.json?version=1",
        issuer: &issuer,
        issuer_name: "Example",
        locale: &locale,
        valid_until: None,
        record: Some((IDENTIFIER, &[7; 32])),
        above: &[],
        family: "example",
        standing: Standing::default(),
        dictionary: DICTIONARY,
    };
    Ok(credential::passport(document, &terms))
}

fn credential() -> Result<(), String> {
    let made = said()?;
    same(
        "the first context",
        made["@context"][0].as_str(),
        Some("https://www.w3.org/ns/credentials/v2"),
    )?;
    let types = made["type"].as_array().ok_or("there is no type")?;
    for wanted in ["VerifiableCredential", "DigitalProductPassport"] {
        holds(wanted, types.iter().any(|found| found == wanted))?;
    }
    for member in ["id", "validFrom"] {
        holds(member, made[member].is_string())?;
    }
    same(
        "the issuer",
        made["issuer"]["id"].as_str(),
        Some("did:web:dpp.example"),
    )?;
    let subject = &made["credentialSubject"];
    for member in [
        "id",
        "name",
        "idScheme",
        "idGranularity",
        "productCategory",
        "producedAtFacility",
        "countryOfProduction",
    ] {
        holds(member, subject.get(member).is_some())?;
    }
    Ok(())
}

fn missing() -> Result<(), String> {
    let Err(missing) = made()? else {
        return Err("there is a credential".to_owned());
    };
    same(
        "what is missing",
        missing,
        vec![Missing::Facility, Missing::Country],
    )
}

fn round_trip() -> Result<(), String> {
    let document = document()?;
    let bytes = canonical(&document).map_err(|error| error.to_string())?;
    same(
        "the document",
        parse(&bytes).map_err(|error| error.to_string())?,
        document,
    )
}

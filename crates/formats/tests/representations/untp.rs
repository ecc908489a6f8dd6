//! What the credential says against the rules of UNTP 0.7.0's schema of a product.
//!
//! Source: the schema as UN/CEFACT publishes it (untp.unece.org, artefacts, schema v0.7.0, dpp/DigitalProductPassport.json), of the
//! types that a credential of ours can contain. It is told here in our own form: each type with its members, what each member
//! holds, whether it has to be there, and whether other members may stand beside them.

use crate::{
    credential::{battery, terms},
    sample::{document, field, labels, locale, option, options, with_fields},
    state::recall,
};
use domain::{
    record::{Document, Localized, RecordField, Value},
    state::Status,
    text::Labels,
};
use formats::{
    credential::{self, Missing},
    did::DidWeb,
    state::Standing,
};
use serde_json::{Value as Json, json};

/// A type: its name, whether it takes members that it does not know, and its members. `!` has to be there, `[]` is a list, `@` names types of JSON-LD.
type Rule = (&'static str, bool, &'static [(&'static str, &'static str)]);

const RULES: &[Rule] = &[
    (
        "Credential",
        true,
        &[
            ("@context", "[]text!"),
            ("type", "@DigitalProductPassport VerifiableCredential!"),
            ("id", "uri!"),
            ("issuer", "Issuer!"),
            ("validFrom", "moment!"),
            ("validUntil", "moment"),
            ("name", "text!"),
            ("credentialSubject", "Product!"),
        ],
    ),
    (
        "Issuer",
        false,
        &[("type", "@CredentialIssuer"), ("id", "uri!"), ("name", "text!")],
    ),
    (
        "Product",
        true,
        &[
            ("type", "@Product"),
            ("id", "uri!"),
            ("name", "text!"),
            ("description", "text"),
            ("idScheme", "Scheme!"),
            ("modelNumber", "text"),
            ("batchNumber", "text"),
            ("itemNumber", "text"),
            ("idGranularity", "model|batch|item!"),
            ("productImage", "Link"),
            ("characteristics", "Characteristics"),
            ("productCategory", "[]Classification!"),
            ("relatedDocument", "[]Link"),
            ("relatedParty", "[]PartyRole"),
            ("producedAtFacility", "Facility!"),
            ("productionDate", "day"),
            ("countryOfProduction", "Country!"),
            ("dimensions", "Dimensions"),
        ],
    ),
    (
        "Scheme",
        true,
        &[("type", "@IdentifierScheme"), ("id", "uri!"), ("name", "text!")],
    ),
    (
        "Facility",
        true,
        &[("type", "@Facility"), ("id", "uri!"), ("name", "text!")],
    ),
    (
        "Party",
        true,
        &[("type", "@Party"), ("id", "uri!"), ("name", "text!")],
    ),
    ("Characteristics", true, &[]),
    (
        "Dimensions",
        true,
        &[
            ("weight", "Measure"),
            ("length", "Measure"),
            ("width", "Measure"),
            ("height", "Measure"),
            ("volume", "Measure"),
        ],
    ),
    ("Measure", false, &[("value", "number!"), ("unit", "text!")]),
    (
        "Country",
        false,
        &[("countryCode", "text!"), ("countryName", "text")],
    ),
    (
        "Classification",
        false,
        &[
            ("code", "text!"),
            ("name", "text!"),
            ("definition", "text"),
            ("schemeId", "uri!"),
            ("schemeName", "text!"),
        ],
    ),
    (
        "PartyRole",
        false,
        &[
            (
                "role",
                "owner|producer|manufacturer|processor|remanufacturer|recycler|operator|serviceProvider|inspector|certifier|logisticsProvider|\
                 carrier|consignor|consignee|importer|exporter|distributor|retailer|brandOwner|regulator!",
            ),
            ("party", "Party!"),
        ],
    ),
    (
        "Link",
        false,
        &[
            ("linkURL", "uri!"),
            ("linkName", "text!"),
            ("digestMultibase", "text"),
            ("mediaType", "text"),
            ("linkType", "uri"),
        ],
    ),
];

/// What is wrong with a value of a type.
fn wrong(kind: &str, value: &Json, place: &str) -> Vec<String> {
    if let Some(kind) = kind.strip_prefix("[]") {
        let items = value.as_array().cloned().unwrap_or_default();
        let none = (!value.is_array()).then(|| format!("{place} is no list"));
        let each = items.iter().enumerate();
        let inside = each.flat_map(|(n, item)| wrong(kind, item, &format!("{place}[{n}]")));
        return none.into_iter().chain(inside).collect();
    }
    if let Some((.., open, members)) = RULES.iter().find(|(name, ..)| *name == kind) {
        let Some(object) = value.as_object() else {
            return vec![format!("{place} is no {kind}")];
        };
        let known = |name: &str| members.iter().any(|(known, _)| *known == name);
        let strange = object.keys().filter(|name| !open && !known(name));
        let mut found: Vec<String> = strange
            .map(|name| format!("{place}.{name} is not known"))
            .collect();
        for (name, kind) in *members {
            let (kind, needed) = kind.strip_suffix('!').map_or((*kind, false), |kind| (kind, true));
            match object.get(*name) {
                Some(value) => found.extend(wrong(kind, value, &format!("{place}.{name}"))),
                None if needed => found.push(format!("{place}.{name} is missing")),
                None => {}
            }
        }
        return found;
    }
    let text = value.as_str();
    let right = match kind {
        "text" => text.is_some(),
        "number" => value.is_number(),
        "day" => text.is_some_and(|text| text.parse::<chrono::NaiveDate>().is_ok()),
        "uri" => text.is_some_and(|text| {
            text.split_once(':')
                .is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty())
                && text.bytes().all(|b| b.is_ascii_graphic())
        }),
        "moment" => text.is_some_and(|text| chrono::DateTime::parse_from_rfc3339(text).is_ok()),
        words if words.contains('|') => text.is_some_and(|text| words.split('|').any(|word| word == text)),
        // The types of the thing, of which these have to be among them.
        types => types.trim_start_matches('@').split(' ').all(|wanted| {
            value
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one == wanted))
        }),
    };
    (!right)
        .then(|| format!("{place} is no {kind}: {value}"))
        .into_iter()
        .collect()
}

fn issuer() -> DidWeb {
    "did:web:dpp.nordwind.example".parse().unwrap()
}

fn made(document: &Document) -> Json {
    let made = credential::passport(document, &terms(&issuer(), &locale("en_US"))).unwrap();
    assert_eq!(wrong("Credential", &made, "$"), [""; 0]);
    made["credentialSubject"].clone()
}

fn text(attribute: &str, point: Option<&str>, text: &str) -> RecordField {
    let value = Value::Text { text: text.into() };
    field(attribute, point, Labels::new(), Localized::All(value))
}

#[test]
fn a_credential_keeps_the_rules_of_the_schema() {
    let subject = made(&battery());
    assert_eq!(
        subject["countryOfProduction"],
        json!({ "countryCode": "DE", "countryName": "Germany" })
    );
    assert_eq!(
        subject["producedAtFacility"],
        json!({ "type": ["Facility"], "id": "did:web:dpp.nordwind.example/facility/leipzig_plant", "name": "Leipzig plant" })
    );
    assert_eq!(
        subject["productCategory"],
        json!([{ "code": "ebike_battery", "name": "ebike battery", "schemeId": "did:web:dpp.nordwind.example",
            "schemeName": "Nordwind GmbH: product families" }])
    );
}

#[test]
fn the_rules_find_what_is_wrong() {
    let mut made = credential::passport(&battery(), &terms(&issuer(), &locale("en_US"))).unwrap();
    let subject = &mut made["credentialSubject"];
    subject["idGranularity"] = "pallet".into();
    subject["countryOfProduction"]["continent"] = "Europe".into();
    subject["producedAtFacility"]["id"] = "plant 1".into();
    subject["productCategory"] = json!([{ "code": 1 }]);
    subject.as_object_mut().unwrap().remove("name");
    assert_eq!(wrong("Credential", &made, "$").len(), 8);
}

#[test]
fn what_is_missing_is_named_and_nothing_is_invented() {
    let refused = |document: &Document| {
        credential::passport(document, &terms(&issuer(), &locale("en_US"))).unwrap_err()
    };
    assert_eq!(refused(&document()), [Missing::Facility]);
    let nothing = with_fields(Vec::new());
    assert_eq!(refused(&nothing), [Missing::Facility, Missing::Country]);
    // A country without a code, and a place that is none, are no answer.
    let words = with_fields(vec![
        text("country_of_origin", None, "Somewhere"),
        text("place", Some("manufacturing-place"), "Leipzig"),
        text("facilities", None, " \n "),
    ]);
    assert_eq!(refused(&words), [Missing::Facility, Missing::Country]);
    assert_eq!(credential::missing(&words, &[&battery()]), []);
}

#[test]
fn each_fact_is_read_by_its_data_point_or_its_name() {
    let subject = made(&with_fields(vec![
        text(
            "plant",
            Some("facilities"),
            "9521000000032\nhttps://elsewhere.example",
        ),
        text("where", Some("manufacturing-place"), "FR"),
        text("taric", Some("commodity-code"), "8507 60 00 90"),
        text("gpc_brick", None, "10001234"),
        text("hs_code", None, "850760"),
        text("cpc", None, "not a code"),
    ]));
    assert_eq!(
        subject["producedAtFacility"]["id"],
        "https://id.gs1.org/414/9521000000032"
    );
    assert_eq!(subject["countryOfProduction"], json!({ "countryCode": "FR" }));
    let classes = subject["productCategory"].as_array().unwrap();
    let told: Vec<_> = classes
        .iter()
        .map(|c| (&c["code"], c["schemeName"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            (&json!("8507600090"), "Combined Nomenclature and TARIC"),
            (&json!("10001234"), "GS1 Global Product Classification (GPC)"),
            (&json!("850760"), "Harmonized System (HS)"),
        ]
    );
    let category = option("lmt", labels("Light means of transport", "LMT"), None);
    let mut all = vec![field(
        "kind",
        Some("battery-category"),
        Labels::new(),
        options(vec![category]),
    )];
    all.extend([
        text("facility", None, "https://plants.example/1"),
        text("made_in", None, "de"),
    ]);
    let subject = made(&with_fields(all));
    assert_eq!(subject["productCategory"][0]["name"], "Light means of transport");
    assert_eq!(subject["producedAtFacility"]["id"], "https://plants.example/1");
}

#[test]
fn one_facility_is_told_by_its_identifier_and_of_several_none_is_chosen() {
    let of = |document: &Document, above: &[&Document]| {
        credential::facility_id(document, above, "https://owner.example")
    };
    let plant = "https://owner.example/facility/leipzig_plant";
    assert_eq!(of(&battery(), &[]).as_deref(), Some(plant));
    assert_eq!(of(&document(), &[&battery()]).as_deref(), Some(plant));
    assert_eq!(of(&document(), &[]), None);
    let two = with_fields(vec![text("facilities", None, "Line 1\nLine 2")]);
    assert_eq!(of(&two, &[&battery()]), None);
}

#[test]
fn day_and_dimensions_are_told_where_they_are_exact() {
    let metric = |attribute: &str, amount: &str, unit: &str, symbol: &str| {
        let value = Value::Metric {
            amount: amount.into(),
            unit: unit.into(),
            symbol: symbol.into(),
        };
        field(attribute, None, Labels::new(), Localized::All(value))
    };
    let day = |date: &str| {
        let value = Value::Date { date: date.into() };
        field(
            "made",
            Some("manufacturing-date"),
            Labels::new(),
            Localized::All(value),
        )
    };
    let mut all = battery().content.sections.remove(0).fields;
    all.extend([
        day("2026-05"),
        metric("Width", "120.5", "MILLIMETER", "mm"),
        metric("height", "3", "SPAN", "span"),
    ]);
    let subject = made(&with_fields(all.clone()));
    assert_eq!(subject.get("productionDate"), None);
    assert_eq!(
        subject["dimensions"],
        json!({ "weight": { "value": 7.5, "unit": "KGM" }, "width": { "value": 120.5, "unit": "MMT" } })
    );
    all.push(day("2026-05-04"));
    assert_eq!(made(&with_fields(all))["productionDate"], "2026-05-04");
}

#[test]
fn what_a_batch_does_not_say_its_model_says() {
    let (issuer, locale, model) = (issuer(), locale("en_US"), battery());
    let above = [&model];
    let mut terms = terms(&issuer, &locale);
    terms.above = &above;
    let own = with_fields(vec![text("facilities", None, "Line 3")]);
    let made = credential::passport(&own, &terms).unwrap();
    assert_eq!(wrong("Credential", &made, "$"), [""; 0]);
    let subject = &made["credentialSubject"];
    assert_eq!(
        subject["producedAtFacility"]["id"],
        "did:web:dpp.nordwind.example/facility/Line%203"
    );
    assert_eq!(subject["countryOfProduction"]["countryCode"], "DE");
}

#[test]
fn the_state_is_a_characteristic() {
    let (issuer, locale, recall) = (issuer(), locale("en_US"), recall());
    let mut terms = terms(&issuer, &locale);
    terms.standing = Standing {
        status: Status::Archived,
        recall: Some(&recall),
    };
    let made = credential::passport(&battery(), &terms).unwrap();
    assert_eq!(wrong("Credential", &made, "$"), [""; 0]);
    let told = &made["credentialSubject"]["characteristics"];
    assert_eq!(told["dppStatus"], "archived");
    assert_eq!(told["recallNotice"]["since"], "2026-11-20");
}

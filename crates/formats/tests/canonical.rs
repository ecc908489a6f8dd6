//! The canonical form against the vectors of RFC 8785, and there and back for arbitrary documents.
#![cfg(test)]

use domain::{
    Locale, Readers,
    record::{Content, Document, Granularity, Localized, Money, RecordField, RecordSection, SCHEMA, Value},
};
use formats::{FormatError, canonical, canonical_content, parse, sha256_hex};
use proptest::prelude::*;
use serde_json::json;

fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap()
}

fn document(value: Value) -> Document {
    let field = RecordField {
        point: None,
        attribute: "a".into(),
        label: [(locale("en_US"), "A".into())].into(),
        key_fact: false,
        readers: Readers::default(),
        value: Localized::All(value),
    };
    Document {
        schema: SCHEMA.into(),
        identifier: "https://example.com/01/09521234543213".into(),
        version: 3,
        published_at: "2026-11-21T03:34:00Z".into(),
        issuer: None,
        previous: None,
        restricted: Vec::new(),
        content: Content {
            granularity: Granularity::Model,
            parent: None,
            batch: None,
            serial: None,
            brand: "Nordwind".into(),
            gtin: Some("09521234543213".into()),
            product_identifier: "B-1".into(),
            locales: vec![locale("en_US"), locale("de_DE")],
            name: [(locale("en_US"), "Battery".into())].into(),
            description: [].into(),
            image: None,
            sections: vec![RecordSection {
                title: [(locale("en_US"), "S".into())].into(),
                fields: vec![field],
            }],
        },
    }
}

/// The canonical text of `data`, cut out of a document that carries it as raw data.
fn canonical_raw(data: serde_json::Value) -> String {
    let bytes = canonical(&document(Value::Raw { data })).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let from = text.find(r#""data":"#).unwrap() + 7;
    let to = text.find(r#","type":"raw""#).unwrap();
    text[from..to].to_owned()
}

#[test]
fn the_sample_of_rfc_8785_section_3_2_2_comes_out_as_printed() {
    let input = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let expected = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
    assert_eq!(canonical_raw(serde_json::from_str(input).unwrap()), expected);
}

#[test]
fn keys_are_sorted_by_utf_16_units_as_in_rfc_8785_section_3_2_3() {
    let input = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
        "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
    let text = canonical_raw(serde_json::from_str(input).unwrap());
    let order = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"];
    let found: Vec<_> = order.iter().map(|word| text.find(word).unwrap()).collect();
    assert!(found.is_sorted(), "{text}");
}

#[test]
fn numbers_follow_the_table_of_rfc_8785_appendix_b() {
    let vectors: [(u64, &str); 24] = [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ];
    for (bits, expected) in vectors {
        assert_eq!(
            canonical_raw(json!(f64::from_bits(bits))),
            expected,
            "{bits:016x}"
        );
    }
}

#[test]
fn a_number_that_would_change_is_refused_and_a_foreign_format_too() {
    let id = json!({"id": 9_007_199_254_740_993_u64});
    let refused = canonical(&document(Value::Raw { data: id.clone() }));
    assert!(matches!(refused, Err(FormatError::InexactNumber(n)) if n == "9007199254740993"));
    assert_eq!(
        canonical_raw(formats::exact_numbers(id)),
        r#"{"id":"9007199254740993"}"#
    );

    let mut foreign = document(Value::Boolean { value: true });
    foreign.schema = "tessera.passport/9".into();
    let bytes = canonical(&foreign).unwrap();
    assert!(matches!(parse(&bytes), Err(FormatError::UnknownSchema(_))));
    assert!(matches!(parse(b"{"), Err(FormatError::Json(_))));
}

#[test]
fn the_hash_is_over_the_canonical_bytes_and_content_ignores_version_and_time() {
    assert_eq!(
        sha256_hex(b"abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    let first = document(Value::Number { value: "1.50".into() });
    let later = Document {
        version: 4,
        published_at: "2027-01-01T00:00:00Z".into(),
        ..first.clone()
    };
    assert_ne!(canonical(&first).unwrap(), canonical(&later).unwrap());
    assert_eq!(
        canonical_content(&first.content).unwrap(),
        canonical_content(&later.content).unwrap()
    );
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        any::<f64>().prop_map(|n| json!(n)),
        ".*".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::btree_map(".*", inner, 0..6).prop_map(|m| m.into_iter().collect()),
        ]
    })
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        ".*".prop_map(|text| Value::Text { text }),
        "-?[0-9]{1,30}(\\.[0-9]{1,12})?".prop_map(|value| Value::Number { value }),
        (".*", "[A-Z]{3}").prop_map(|(amount, currency)| Value::Prices {
            prices: vec![Money { amount, currency }]
        }),
        any_json().prop_map(|data| Value::Raw { data }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_comes_back_and_its_canonical_form_is_stable(value in any_value(), localised: bool) {
        let mut before = document(value.clone());
        if localised {
            before.content.sections[0].fields[0].value =
                Localized::PerLocale { locales: [(locale("de_DE"), value)].into() };
        }
        let bytes = canonical(&before).unwrap();
        let after = parse(&bytes).unwrap();
        prop_assert_eq!(canonical(&after).unwrap(), bytes);
        prop_assert_eq!(after.content.name, before.content.name);
    }

    #[test]
    fn arbitrary_bytes_are_read_without_panic(bytes: Vec<u8>) {
        prop_assert!(parse(&bytes).is_err());
    }
}

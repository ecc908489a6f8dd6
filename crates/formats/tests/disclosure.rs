//! Fields that not everybody may read: taken out, committed to, and put back at their places.

use domain::{
    Locale, Reader, Readers,
    record::{Content, Document, Granularity, Localized, RecordField, RecordSection, SCHEMA, Value},
    text::Labels,
};
use formats::disclosure::{DisclosureError, SALT, digest, merge, read, readable, split, verify};
use proptest::prelude::*;

fn labels(text: &str) -> Labels {
    [(Locale::parse("en_US").expect("a locale"), text.to_owned())].into()
}

fn field(attribute: &str, readers: Readers) -> RecordField {
    RecordField {
        attribute: attribute.into(),
        point: None,
        label: labels(attribute),
        key_fact: false,
        readers,
        value: Localized::All(Value::Text {
            text: format!("what {attribute} says"),
        }),
    }
}

/// Sections of fields with these readers; each field's name is its place.
fn content(sections: &[Vec<Readers>]) -> Content {
    let section = |(s, fields): (usize, &Vec<Readers>)| RecordSection {
        title: labels(&format!("Section {s}")),
        fields: (0..)
            .zip(fields)
            .map(|(f, readers): (u32, _)| field(&format!("f{s}-{f}"), readers.clone()))
            .collect(),
    };
    Content {
        granularity: Granularity::Model,
        parent: None,
        batch: None,
        serial: None,
        brand: "Nordwind".into(),
        gtin: None,
        product_identifier: "B-1".into(),
        locales: vec![Locale::parse("en_US").expect("a locale")],
        name: labels("Battery"),
        description: Labels::new(),
        image: None,
        sections: sections.iter().enumerate().map(section).collect(),
    }
}

fn document(content: Content, restricted: Vec<String>) -> Document {
    Document {
        schema: SCHEMA.into(),
        identifier: "https://example.com/01/09521234543213".into(),
        version: 1,
        published_at: "2026-11-21T03:34:00Z".into(),
        issuer: None,
        previous: None,
        restricted,
        content,
    }
}

/// Stands for a keyed hash.
fn salt(bytes: &[u8]) -> [u8; SALT] {
    let hash = hex::decode(formats::sha256_hex(&[b"secret", bytes].concat())).expect("hex");
    hash[..SALT].try_into().expect("the length of a salt")
}

/// What a reader sees of a content where nothing is sealed.
fn seen_by(content: &Content, reader: Reader) -> Content {
    let mut seen = content.clone();
    for section in &mut seen.sections {
        section.fields.retain(|f| f.readers.admits(reader));
    }
    seen.sections.retain(|s| !s.fields.is_empty());
    seen
}

fn readers() -> impl Strategy<Value = Readers> {
    prop_oneof![
        2 => Just(Readers::default()),
        3 => proptest::sample::subsequence(Reader::GRANTED.to_vec(), 0..=4).prop_map(|all| all.into_iter().collect()),
    ]
}

fn sections() -> impl Strategy<Value = Vec<Vec<Readers>>> {
    proptest::collection::vec(proptest::collection::vec(readers(), 1..6), 0..7)
}

proptest! {
    #[test]
    fn each_reader_gets_their_fields_at_their_places(sections in sections()) {
        let whole = content(&sections);
        let split = split(&whole, salt).unwrap();
        prop_assert_eq!(&split.public, &seen_by(&whole, Reader::Public));
        let public = document(split.public.clone(), split.digests());
        let texts: Vec<&str> = split.sealed.iter().map(|s| s.text.as_str()).collect();
        for reader in Reader::ALL {
            let merged = merge(&public, &readable(&texts, reader)).unwrap();
            prop_assert_eq!(merged.content, seen_by(&whole, reader), "{:?}", reader);
        }
    }

    #[test]
    fn the_public_bytes_tell_nothing_of_the_rest(sections in sections()) {
        let whole = content(&sections);
        let split = split(&whole, salt).unwrap();
        let bytes = formats::canonical(&document(split.public.clone(), split.digests())).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        prop_assert!(!text.contains("readers"));
        for field in whole.sections.iter().flat_map(|s| &s.fields) {
            let name = format!("\"{}\"", field.attribute);
            prop_assert_eq!(text.contains(&name), field.readers.is_public());
        }
        prop_assert!(split.digests().is_sorted());
    }

    #[test]
    fn a_disclosure_that_was_changed_is_foreign(sections in sections(), at in any::<prop::sample::Index>(), byte in any::<prop::sample::Index>()) {
        let split = split(&content(&sections), salt).unwrap();
        prop_assume!(!split.sealed.is_empty());
        let public = document(split.public.clone(), split.digests());
        let text = &at.get(&split.sealed).text;
        prop_assert!(verify(&public, text).is_ok());
        let mut bytes = text.clone().into_bytes();
        let place = byte.index(bytes.len());
        bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
        if let Ok(changed) = String::from_utf8(bytes) {
            prop_assert!(matches!(verify(&public, &changed), Err(DisclosureError::Foreign(_))));
        }
    }
}

#[test]
fn equal_content_gives_equal_digests_and_another_secret_others() {
    let whole = content(&[vec![Readers::from([Reader::Recycler]), Readers::default()]]);
    let (first, again) = (split(&whole, salt).unwrap(), split(&whole, salt).unwrap());
    assert_eq!(first, again);
    let other = split(&whole, |_| [7; SALT]).unwrap();
    assert_ne!(first.digests(), other.digests());
}

#[test]
fn a_disclosure_is_canonical_and_says_who_may_read_it() {
    let readers = Readers::from([Reader::Recycler]);
    let split = split(&content(&[vec![readers.clone()]]), |_| [0; SALT]).unwrap();
    assert!(split.public.sections.is_empty());
    let sealed = &split.sealed[0];
    assert_eq!(
        sealed.text,
        r#"{"field":{"attribute":"f0-0","label":{"en_US":"f0-0"},"value":{"text":"what f0-0 says","type":"text"}},"place":[0,1,0,1],"readers":["recycler","brand"],"salt":"AAAAAAAAAAAAAAAAAAAAAA","section":{"en_US":"Section 0"}}"#
    );
    assert_eq!(sealed.digest, digest(&sealed.text));
    assert_eq!(sealed.digest.len(), 43);
    assert_eq!(read(&sealed.text).unwrap().readers, readers);
}

#[test]
fn what_is_said_twice_is_shown_once_and_a_wild_place_does_no_harm() {
    let split = split(
        &content(&[vec![Readers::brand()], vec![Readers::default()]]),
        salt,
    )
    .unwrap();
    let text = split.sealed[0].text.as_str();
    let public = document(split.public.clone(), split.digests());
    let merged = merge(&public, &[text, text]).unwrap();
    assert_eq!(merged.content.sections[0].fields.len(), 1);

    let wild = text.replace("[0,1,0,1]", "[9,0,4294967295,0]");
    let public = document(split.public, vec![digest(&wild)]);
    assert_eq!(merge(&public, &[wild]).unwrap().content.sections.len(), 2);
}

//! Each rule kept and broken.

use super::*;
use proptest::prelude::*;

fn facts(identifier: &str) -> Facts {
    Facts {
        identifier: identifier.to_owned(),
        granularity: Granularity::Model,
        model: None,
        batch: None,
        commodity_codes: vec!["6109 10 00".to_owned()],
        operators: vec!["4012345000009".to_owned()],
        facilities: vec!["4012345000016".to_owned()],
        back_up: vec!["https://copy.provider.eu/x".to_owned()],
        version: 3,
        published_at: "2026-11-21T12:00:00Z".to_owned(),
    }
}

const GOOD: &str = "https://id.nordlicht.eu/01/09520123456788";

fn broken(facts: &Facts, around: &Circumstances) -> Vec<(Rule, Severity)> {
    lint(facts, around)
        .into_iter()
        .map(|f| (f.rule, f.severity))
        .collect()
}

fn rules(facts: &Facts) -> Vec<Rule> {
    lint(facts, &Circumstances::default())
        .into_iter()
        .map(|f| f.rule)
        .collect()
}

#[test]
fn a_complete_passport_has_no_findings() {
    assert_eq!(rules(&facts(GOOD)), []);
    assert_eq!(
        rules(&facts("https://id.nordlicht.eu:443/p/aaaaaaaaaaaaaaaa")),
        []
    );
}

#[test]
fn an_address_is_https_on_a_public_host_without_a_port() {
    for (identifier, expected) in [
        ("http://id.nordlicht.eu/p/a", vec![Rule::AddressProtocol]),
        ("https://id.nordlicht.eu:8443/p/a", vec![Rule::AddressPort]),
        ("https://192.0.2.1/p/a", vec![Rule::AddressDomain]),
        ("https://[2001:db8::1]/p/a", vec![Rule::AddressDomain]),
        ("https://intranet/p/a", vec![Rule::AddressDomain]),
        ("https://pim.corp.internal/p/a", vec![Rule::AddressDomain]),
        ("https://shop.example.com/p/a", vec![Rule::AddressDomain]),
        ("https://passports.example/p/a", vec![Rule::AddressDomain]),
        ("https://user@id.nordlicht.eu/p/a", vec![Rule::AddressFormat]),
        ("https://id.nordlicht.eu/p/a#b", vec![Rule::AddressFormat]),
        ("https://id.nordlicht.eu/p/a?b=c", vec![Rule::AddressFormat]),
        ("id.nordlicht.eu/p/a", vec![Rule::AddressFormat]),
        ("urn:uuid:1", vec![Rule::AddressProtocol, Rule::AddressFormat]),
        (
            "http://localhost:3000/p/a",
            vec![Rule::AddressProtocol, Rule::AddressDomain, Rule::AddressPort],
        ),
    ] {
        assert_eq!(rules(&facts(identifier)), expected, "{identifier}");
    }
    assert_eq!(
        rules(&facts("https://myexample.com/p/a")),
        [],
        "only the sample domains themselves"
    );
}

#[test]
fn levels_name_the_ones_above() {
    let mut item = facts("https://id.nordlicht.eu/p/aaaaaaaaaaaaaaaa");
    item.granularity = Granularity::Item;
    let none = Circumstances::default();
    let both = [
        (Rule::ItemModel, Severity::Error),
        (Rule::ItemBatch, Severity::Advice),
    ];
    assert_eq!(broken(&item, &none), both);
    item.model = Some(GOOD.to_owned());
    assert_eq!(broken(&item, &none), [(Rule::ItemBatch, Severity::Advice)]);
    item.batch = Some(format!("{GOOD}/10/1"));
    assert_eq!(broken(&item, &none), []);
    item.granularity = Granularity::Batch;
    assert_eq!(broken(&item, &none), []);
    item.model = None;
    assert_eq!(broken(&item, &none), [(Rule::BatchModel, Severity::Error)]);
}

#[test]
fn what_the_document_leaves_out_is_told() {
    let mut bare = facts(GOOD);
    bare.commodity_codes.clear();
    bare.operators.clear();
    bare.facilities.clear();
    bare.back_up.clear();
    let found = lint(&bare, &Circumstances::default());
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|f| f.severity == Severity::Advice));
    let mut wrong = facts(GOOD);
    wrong.commodity_codes = vec!["61091000".to_owned(), "shirt".to_owned()];
    wrong.back_up = vec!["Provider Ltd".to_owned()];
    let found = broken(&wrong, &Circumstances::default());
    assert_eq!(
        found,
        [
            (Rule::CommodityCode, Severity::Error),
            (Rule::BackUp, Severity::Advice)
        ]
    );
}

#[test]
fn what_surrounds_a_passport_counts_too() {
    let around = Circumstances {
        answers_at: Some("https://nordlicht.eu/01/09520123456788".to_owned()),
        is_withdrawn: true,
        is_live: true,
        profile: Some("battery".to_owned()),
    };
    let found = broken(&facts(GOOD), &around);
    let expected = [
        (Rule::VersionHash, Severity::Error),
        (Rule::Readable, Severity::Error),
        (Rule::ProductGroup, Severity::Advice),
        (Rule::AddressRedirects, Severity::Advice),
    ];
    assert_eq!(found, expected, "errors first");
}

#[test]
fn every_rule_names_its_field_and_source() {
    for rule in Rule::ALL {
        assert!(
            !rule.field().is_empty() && rule.source().contains(|c: char| c.is_ascii_digit()),
            "{rule:?}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_judged(identifier in ".{0,60}", code in ".{0,20}") {
        let mut any = facts(&identifier);
        any.commodity_codes = vec![code];
        lint(&any, &Circumstances::default());
    }
}

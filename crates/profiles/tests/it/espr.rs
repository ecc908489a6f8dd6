//! The generic list of the ecodesign regulation, and the draft for textiles.

use domain::{
    profile::{Duty, Profile, Status},
    record::Granularity,
};
use std::collections::BTreeSet;

fn latest(slug: &str) -> &'static Profile {
    profiles::latest(slug).unwrap()
}

#[test]
fn annex_iii_has_its_twelve_letters() {
    let letters: BTreeSet<&str> = latest("espr-annex-iii")
        .points
        .iter()
        .map(|p| p.number.as_str())
        .collect();
    let expected: Vec<String> = ('a'..='l').map(|letter| format!("({letter})")).collect();
    assert_eq!(letters.into_iter().collect::<Vec<_>>(), expected);
    for point in &latest("espr-annex-iii").points {
        assert!(
            point.source.contains(&format!("Annex III {}", point.number)),
            "{}",
            point.source
        );
    }
}

#[test]
fn annex_iii_alone_makes_only_the_identifier_mandatory() {
    let mandatory: Vec<&str> = latest("espr-annex-iii")
        .points
        .iter()
        .filter(|p| p.requirements.values().any(|r| r.duty == Duty::Mandatory))
        .map(|p| p.id.as_str())
        .collect();
    assert_eq!(mandatory, ["unique-identifier"]);
}

#[test]
fn textile_says_that_it_is_a_draft() {
    let textile = latest("textile");
    assert_eq!(textile.status, Status::Draft);
    assert_eq!(textile.applies_from, None);
    assert!(textile.summary.starts_with("A draft"));
}

/// The levels that the study names.
#[test]
fn recycled_fibres_and_chemicals_belong_to_the_batch_and_durability_to_the_model() {
    let level = |id: &str| {
        latest("textile")
            .points
            .iter()
            .find(|p| p.id.as_str() == id)
            .unwrap()
            .granularity
    };
    assert_eq!(level("recycled-certificate"), Granularity::Batch);
    assert_eq!(level("substances-of-concern"), Granularity::Batch);
    assert_eq!(level("robustness-score"), Granularity::Model);
}

#[test]
fn what_no_proposal_holds_is_voluntary_and_unconfirmed() {
    for point in latest("textile").points.iter().filter(|p| p.group == "expected") {
        assert!(
            point.requirements.values().all(|r| r.duty == Duty::Voluntary),
            "{}",
            point.id
        );
        assert!(point.unconfirmed.is_some(), "{}", point.id);
    }
}

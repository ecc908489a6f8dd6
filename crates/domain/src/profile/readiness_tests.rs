use super::{samples::*, *};
use crate::{
    Locale,
    record::{Granularity, Localized, Value},
};

use proptest::prelude::*;

fn inputs(values: &[(&str, Value)]) -> Inputs {
    Inputs {
        values: values
            .iter()
            .map(|(p, v)| (id(p), Localized::All(v.clone())))
            .collect(),
        ..Default::default()
    }
}

fn ready(category: &str, granularity: Granularity, inputs: &Inputs) -> Readiness {
    assess(&profile(), &choice(category, granularity), inputs).unwrap()
}

#[test]
fn nothing_filled_is_nothing_ready() {
    let readiness = ready("ev", Granularity::Item, &Inputs::default());
    assert_eq!(
        (readiness.percent, readiness.mandatory, readiness.filled),
        (0, 6, 0)
    );
    let missing: Vec<_> = readiness.missing.iter().map(PointId::as_str).collect();
    assert_eq!(
        missing,
        ["gtin", "weight", "made", "status", "cycles", "threshold"]
    );
    assert_eq!((readiness.optional, readiness.optional_filled), (1, 0));
}

#[test]
fn granularity_and_category_decide_what_counts() {
    let model = ready("ev", Granularity::Model, &Inputs::default());
    assert_eq!(
        model.mandatory, 4,
        "a model has no date of manufacture and no status"
    );
    assert_eq!(ready("ev", Granularity::Batch, &Inputs::default()).mandatory, 5);
    let lmt = ready("lmt", Granularity::Item, &Inputs::default());
    assert_eq!((lmt.mandatory, lmt.optional), (4, 2));
    assert_eq!(lmt.undecided, [id("cycles")]);
}

#[test]
fn a_waiver_settles_what_is_conditional_but_not_what_is_mandatory() {
    let mut waived = inputs(&[]);
    waived.waived = [id("cycles"), id("weight")].into();
    let lmt = ready("lmt", Granularity::Item, &waived);
    assert!(lmt.undecided.is_empty());
    assert!(lmt.missing.contains(&id("weight")));
}

#[test]
fn a_value_that_does_not_fit_is_not_filled() {
    let mut inputs = inputs(&[
        ("gtin", text("4006381333932")),
        ("weight", metric("2", "KILOGRAM")),
        ("web", text("example.com")),
        ("footprint", text("not asked for yet")),
    ]);
    inputs
        .problems
        .insert(id("cycles"), "There is no entry for \u{201c}many\u{201d}.".into());
    let readiness = ready("ev", Granularity::Model, &inputs);
    let invalid: Vec<_> = readiness.invalid.iter().map(|i| i.point.as_str()).collect();
    assert_eq!(invalid, ["gtin", "cycles", "web"]);
    assert_eq!(
        (readiness.percent, readiness.filled, readiness.missing),
        (25, 1, vec![id("threshold")])
    );
}

#[test]
fn a_hundred_means_all() {
    let values = [
        ("gtin", text("4006381333931")),
        ("weight", metric("2", "KILOGRAM")),
        ("cycles", Value::Number { value: "1000".into() }),
        ("threshold", Value::Number { value: "80".into() }),
    ];
    let readiness = ready("ev", Granularity::Model, &inputs(&values));
    assert_eq!(readiness.percent, 100);
    assert!(readiness.is_ready());
    assert_eq!(ready("ev", Granularity::Model, &inputs(&values[..3])).percent, 75);
}

#[test]
fn a_mistake_in_one_language_is_told_with_it() {
    let locale = |l: &str| Locale::parse(l).unwrap();
    let mut inputs = Inputs::default();
    let both = [
        (locale("en"), text("https://example.com")),
        (locale("de_DE"), text("example.com")),
    ];
    inputs
        .values
        .insert(id("web"), Localized::PerLocale { locales: both.into() });
    let readiness = ready("ev", Granularity::Model, &inputs);
    assert!(readiness.invalid[0].why.starts_with("de-DE: "), "{readiness:?}");
    let one = [
        (locale("en"), text("https://example.com")),
        (locale("de_DE"), text(" ")),
    ];
    inputs
        .values
        .insert(id("web"), Localized::PerLocale { locales: one.into() });
    assert_eq!(ready("ev", Granularity::Model, &inputs).optional_filled, 1);
}

#[test]
fn a_choice_that_the_profile_does_not_know_is_refused() {
    let error = assess(&profile(), &choice("car", Granularity::Model), &Inputs::default()).unwrap_err();
    assert!(error.at("profile.category").is_some());
    let mut other = choice("ev", Granularity::Model);
    other.id = ProfileId::parse("sample@2").unwrap();
    assert!(
        assess(&profile(), &other, &Inputs::default())
            .unwrap_err()
            .at("profile.id")
            .is_some()
    );
}

proptest! {
    #[test]
    fn every_point_is_counted_once(typed in prop::collection::vec((0_usize..8, "[0-9a-z:/. ]{0,24}"), 0..12), model in any::<bool>()) {
        let profile = profile();
        let mut inputs = Inputs::default();
        for (at, typed) in &typed {
            inputs.values.insert(profile.points[*at].id.clone(), Localized::All(text(typed)));
        }
        let level = if model { Granularity::Model } else { Granularity::Item };
        let choice = choice("ev", level);
        let readiness = assess(&profile, &choice, &inputs).unwrap();
        let mandatory = |id: &PointId| profile.point(id).unwrap().duty(&choice.category) == Duty::Mandatory;
        let invalid = readiness.invalid.iter().filter(|i| mandatory(&i.point)).count();
        prop_assert_eq!(readiness.filled as usize + readiness.missing.len() + invalid, readiness.mandatory as usize);
        prop_assert_eq!(readiness.percent == 100, readiness.filled == readiness.mandatory);
        prop_assert!(readiness.missing.iter().all(mandatory));
    }
}

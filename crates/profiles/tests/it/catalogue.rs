use domain::profile::{PointId, ProfileId};
use std::collections::BTreeSet;

#[test]
fn every_file_is_sound() {
    assert_eq!(profiles::check(), Ok(()));
    assert!(profiles::all().count() >= 3);
}

#[test]
fn ids_are_unique_and_found() {
    let ids: BTreeSet<_> = profiles::all().map(|p| p.id.clone()).collect();
    assert_eq!(ids.len(), profiles::all().count());
    for id in &ids {
        assert_eq!(profiles::get(id).unwrap().id, *id);
    }
    assert!(profiles::get(&ProfileId::parse("battery@1999-01").unwrap()).is_none());
    assert!(profiles::latest("tyres").is_none());
}

#[test]
fn every_point_names_its_article_and_its_reader() {
    for profile in profiles::all() {
        let points: BTreeSet<&PointId> = profile.points.iter().map(|p| &p.id).collect();
        assert_eq!(points.len(), profile.points.len(), "{}", profile.id);
        for point in &profile.points {
            assert!(
                !point.source.is_empty() && !point.audience.0.is_empty(),
                "{}",
                point.id
            );
        }
    }
}

#[test]
fn every_name_is_said_in_each_language_of_the_profiles() {
    for profile in profiles::all() {
        let points = profile.points.iter().map(|p| (&p.name, &p.labels));
        for (name, labels) in points.chain(profile.groups.iter().map(|g| (&g.title, &g.labels))) {
            let languages: Vec<&str> = labels.keys().map(domain::Locale::as_str).collect();
            assert_eq!(languages, ["de", "en", "fr"], "{name}");
            assert!(labels.values().all(|text| !text.trim().is_empty()), "{name}");
            assert!(labels.values().any(|text| text == name), "{name}");
        }
    }
}

#[test]
fn the_list_marks_what_is_superseded() {
    let rows = profiles::rows();
    assert_eq!(rows.len(), profiles::all().count());
    for row in rows {
        let newest = profiles::latest(row.id.slug()).unwrap();
        assert_eq!(row.superseded, newest.id != row.id);
    }
}

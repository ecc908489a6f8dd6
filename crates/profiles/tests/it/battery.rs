//! The battery profile beside Regulation (EU) 2023/1542 and the Commission's guidance of 28 July 2026.

use domain::{
    profile::{Audience, CategoryId, DataPoint, Duty, Profile, ProfileChoice, Status},
    record::Granularity,
};

fn battery() -> &'static Profile {
    profiles::latest("battery").unwrap()
}

fn number(number: usize) -> &'static DataPoint {
    &battery().points[number - 1]
}

/// The duties for electric vehicles, light means of transport, and industry.
fn duties(point: &DataPoint) -> [Duty; 3] {
    ["ev", "lmt", "industrial"].map(|c| point.duty(&CategoryId::parse(c).unwrap()))
}

#[test]
fn the_guidance_has_71_data_points_in_their_order() {
    assert_eq!(battery().points.len(), 71);
    for (i, point) in battery().points.iter().enumerate() {
        assert_eq!(point.number, (i + 1).to_string());
    }
    assert_eq!(battery().status, Status::InForce);
    assert!(battery().credit.contains("CC BY 4.0"));
}

#[test]
fn duties_are_those_of_the_guidance() {
    use Duty::{Conditional as C, Mandatory as M, NotApplicable as N, Pending as P, Voluntary as V};
    for (at, expected) in [
        (1, [M, M, M]),
        (5, [V, V, V]),
        (11, [M, M, M]),
        (16, [N, N, N]),
        (17, [P, P, P]),
        (18, [P, P, P]),
        (19, [P, P, P]),
        (20, [M, M, M]),
        (25, [N, N, N]),
        (31, [M, M, C]),
        (33, [M, N, N]),
        (35, [C, C, C]),
        (41, [C, C, C]),
        (44, [P, P, P]),
        (50, [M, M, M]),
        (52, [M, M, C]),
        (57, [C, C, C]),
        (61, [M, N, N]),
        (62, [N, M, C]),
        (66, [N, M, C]),
        (67, [M, M, M]),
        (71, [C, C, C]),
    ] {
        assert_eq!(duties(number(at)), expected, "data point {at}");
    }
}

/// The whole table in one figure a category and duty, so that no slip of a single cell goes unnoticed.
#[test]
fn the_table_adds_up() {
    let count = |category: usize, duty: Duty| {
        battery()
            .points
            .iter()
            .filter(|p| duties(p)[category] == duty)
            .count()
    };
    let row = |category| {
        [
            Duty::Mandatory,
            Duty::Conditional,
            Duty::Voluntary,
            Duty::Pending,
            Duty::NotApplicable,
        ]
        .map(|duty| count(category, duty))
    };
    assert_eq!(row(0), [51, 8, 1, 4, 7]);
    assert_eq!(row(1), [54, 8, 1, 4, 4]);
    assert_eq!(row(2), [36, 26, 1, 4, 4]);
}

/// Art. 77(2): the public reads point 1, authorities points 2 and 3, a legitimate interest points 2 and 4.
#[test]
fn readers_form_a_lattice() {
    for (i, point) in battery().points.iter().enumerate() {
        let reads = [
            Audience::Public,
            Audience::LegitimateInterest,
            Audience::Authority,
        ]
        .map(|a| point.audience.admits(a));
        let expected = match i + 1 {
            1..=44 => [true, true, true],
            45..=49 => [false, true, true],
            50 => [false, false, true],
            _ => [false, true, false],
        };
        assert_eq!(reads, expected, "data point {}", i + 1);
        let annex = match i + 1 {
            45..=49 => "Annex XIII point 2",
            50 => "Annex XIII point 3",
            51.. => "Annex XIII point 4",
            16.. => "Annex XIII point 1",
            3..=15 => "Annex VI Part A",
            _ => "Article 77(3)",
        };
        assert!(
            point.source.contains(annex),
            "data point {}: {}",
            i + 1,
            point.source
        );
    }
}

#[test]
fn what_belongs_to_one_battery_is_no_model_data() {
    for at in 51..=71 {
        assert_eq!(number(at).granularity, Granularity::Item, "data point {at}");
    }
    let choice = |granularity| ProfileChoice {
        id: battery().id.clone(),
        category: CategoryId::parse("lmt").unwrap(),
        granularity,
    };
    let count = |g| battery().applicable(&choice(g)).count();
    assert!(count(Granularity::Model) < count(Granularity::Batch));
    assert_eq!(count(Granularity::Item), 71 - 4 - 4);
}

#[test]
fn what_could_not_be_confirmed_is_marked() {
    let marked: Vec<&str> = battery()
        .points
        .iter()
        .filter(|p| p.unconfirmed.is_some())
        .map(|p| p.number.as_str())
        .collect();
    assert_eq!(marked, ["30", "33", "35", "38", "39", "44", "62", "63", "65"]);
}

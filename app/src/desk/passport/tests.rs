//! The pages as text.

use super::{super::tests::frame, *};
use crate::account::FormState;
use chrono::DateTime;
use domain::{
    Error, Locale, Role,
    changes::{Change, Comparison, How},
    drift::Subject,
    passport::{PassportView, VersionRow},
    record::Value,
    state::{Ended, Ending, Recall, State, StateView},
};

fn row() -> PassportRow {
    PassportRow {
        id: "00000000-0000-0000-0000-000000000007".parse().unwrap(),
        name: [(Locale::parse("en_US").unwrap(), "Chair".to_owned())].into(),
        product_identifier: "CH-1".into(),
        template: "00000000-0000-0000-0000-000000000004".parse().unwrap(),
        template_name: "Chairs".into(),
        path: "/p/x".into(),
        host: None,
        version: 2,
        published_at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        withdrawn: false,
    }
}

fn view(state: State) -> StateView {
    StateView {
        row: row(),
        state,
        second_is_elsewhere: false,
        locales: ["en_US", "de_DE"]
            .iter()
            .filter_map(|l| Locale::parse(l))
            .collect(),
    }
}

fn has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("<script") && !html.contains("style="));
}

#[test]
fn versions_lead_to_their_pages_and_to_what_changed() {
    let version = |number| VersionRow {
        number,
        hash: "ab".repeat(32),
        published_at: row().published_at,
        published_by: "ada@example.com".into(),
    };
    let view = PassportView {
        row: row(),
        url: "http://localhost:3000/p/x".into(),
        product: domain::catalog::ProductKey("1".into()),
        unit: None,
        versions: vec![version(2), version(1)],
        remark: None,
        drift: None,
    };
    let html = versions_page(&frame(), &FormState::default(), &view);
    has(
        &html,
        &[
            "href=\"/p/x?version=1\"",
            "href=\"/p/x.json?version=2\"",
            "/compare?from=1&amp;to=2",
            "ada@example.com",
            "<option value=\"1\" selected>Version 1</option>",
        ],
    );
    assert_eq!(
        html.matches(">What changed<").count(),
        1,
        "the first one changed nothing"
    );
}

#[test]
fn two_versions_stand_side_by_side() {
    let text = |text: &str| Some(Value::Text { text: text.into() });
    let view = Comparison {
        row: row(),
        from: 1,
        to: 2,
        changes: vec![Change {
            how: How::Changed,
            subject: Subject::Field,
            attribute: "care".into(),
            label: [(Locale::parse("en_US").unwrap(), "Care".to_owned())].into(),
            readers: domain::Readers::default(),
            locale: Locale::parse("de_DE"),
            old: text("Bei 30 Grad"),
            new: text("Bei <40> Grad"),
        }],
    };
    let html = compare_page(&frame(), &FormState::default(), &view);
    has(
        &html,
        &[
            "Version 1 beside version 2",
            "<del>30 </del>",
            "<ins>&lt;40&gt; </ins>",
            "1 change",
            "de_DE",
        ],
    );
    let same = Comparison {
        changes: Vec::new(),
        ..view
    };
    has(
        &compare_page(&frame(), &FormState::default(), &same),
        &["Nothing is different"],
    );
}

#[test]
fn each_role_sees_the_forms_that_it_may_use() {
    let as_role = |role| {
        let frame = crate::desk::Frame {
            role: Some(role),
            ..frame()
        };
        state_page(&frame, &FormState::default(), &view(State::default()))
    };
    let forms = |html: &str| html.matches("method=\"post\" action=\"/passports/").count();
    assert_eq!(
        Role::ALL.map(|role| forms(&as_role(role))),
        [0, 3, 5, 5],
        "status and two links; recall and end"
    );
    has(&as_role(Role::Editor), &["Admins recall products"]);
}

#[test]
fn what_is_in_force_can_be_taken_back() {
    let state = State {
        recall: Some(Recall {
            since: chrono::NaiveDate::from_ymd_opt(2026, 11, 12).unwrap(),
            text: [(
                Locale::parse("de_DE").unwrap(),
                "Nicht </textarea>benutzen".to_owned(),
            )]
            .into(),
            link: Some("https://brand.example".into()),
        }),
        ended: Some(Ended {
            at: row().published_at,
            how: Ending::Recycled,
        }),
        ..State::default()
    };
    let html = state_page(&frame(), &FormState::default(), &view(state));
    has(
        &html,
        &[
            "Archived",
            "Since 2026-11-12",
            "value=\"2026-11-12\"",
            "name=\"text.de_DE\"",
            "Nicht &lt;/textarea>benutzen",
            "Lift the recall",
            "Take the end back",
        ],
    );
    assert!(!html.contains("End this passport"));
}

#[test]
fn a_mistake_stands_at_its_field_beside_what_was_typed() {
    let error = Error::invalid("text", "Say why.");
    let state = FormState {
        values: &[("text.de_DE", "Rückruf"), ("since", "2026-11-01")],
        error: Some(&error),
        ..FormState::default()
    };
    let html = state_page(&frame(), &state, &view(State::default()));
    has(
        &html,
        &[
            "href=\"#text\"",
            "id=\"text-error\"",
            "Rückruf",
            "value=\"2026-11-01\"",
        ],
    );
}

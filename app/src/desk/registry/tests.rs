//! The pages as text.

use super::*;
use crate::{account::FormState, desk::tests::frame};
use domain::{
    PassportId, Role,
    registry::{ListRegistry, Proof, RegistryDetail, RegistryPage, RegistryRow, Rule},
};

fn id(n: u128) -> PassportId {
    format!("{n:032x}").parse().expect("an id")
}

fn row(n: u128, findings: Vec<Finding>) -> RegistryRow {
    let now = "2026-11-21T12:00:00Z".parse().unwrap();
    RegistryRow {
        passport: id(n),
        name: domain::text::Labels::default(),
        product_identifier: "<Chair>".into(),
        version: 3,
        hash: "ab".repeat(32),
        standing: Standing::new(Some((2, now)), Some((2, now)), 3, now),
        facts: None,
        findings,
    }
}

fn wrong() -> Finding {
    Finding {
        rule: Rule::AddressPort,
        severity: Severity::Error,
        message: "The address names the port 8443.".into(),
        remedy: "Do something.",
    }
}

fn framed(role: Role) -> crate::desk::Frame {
    crate::desk::Frame {
        role: Some(role),
        ..frame()
    }
}

#[test]
fn editors_tick_what_the_registry_would_take_and_viewers_read() {
    let found = RegistryPage {
        items: vec![row(1, Vec::new()), row(2, vec![wrong()])],
        total: 60,
        page: 2,
        per_page: 25,
    };
    let query = ListRegistry {
        search: "a&b".into(),
        state: Some(State::Expiring),
        ..ListRegistry::default()
    };
    let html = registry_page(&framed(Role::Editor), &FormState::default(), &query, &found);
    assert!(!html.contains("<script") && !html.contains("style="));
    assert_eq!(html.matches("type=\"checkbox\"").count(), 1);
    for part in [
        "&lt;Chair&gt;",
        "Proof ends on 21 Nov 2026",
        "Version changed since",
        "1 to correct",
        "Export all 60 that match",
        "/registry?search=a%26b&amp;state=expiring&amp;changed=&amp;page=3",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let html = registry_page(&framed(Role::Viewer), &FormState::default(), &query, &found);
    assert!(!html.contains("method=\"post\" action=\"/registry"), "{html}");
}

#[test]
fn a_passport_shows_its_findings_with_their_sources_and_its_proofs() {
    let at = "2026-11-20T00:00:00Z".parse().unwrap();
    let proof = Proof {
        id: "00000000-0000-0000-0000-000000000009".parse().expect("an id"),
        registration: "EU-1".into(),
        issued_at: at,
        expires_at: "2027-02-18T00:00:00Z".parse().unwrap(),
        version: 2,
        hash: Some("cd".repeat(32)),
        hash_matches: false,
        file_name: "proof.pdf".into(),
        size: 1,
        sha256: String::new(),
        stored_by: "ada@example.com".into(),
        stored_at: at,
        is_current: true,
    };
    let detail = RegistryDetail {
        row: row(1, vec![wrong()]),
        proofs: vec![proof],
    };
    let html = registry_passport_page(&framed(Role::Editor), &FormState::default(), &detail);
    for part in [
        "User Guide",
        "Do something.",
        "no version of yours has this hash",
        "multipart/form-data",
        "Until",
        "18 Feb 2027",
        "/proofs/00000000-0000-0000-0000-000000000009/remove",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let html = registry_passport_page(&framed(Role::Viewer), &FormState::default(), &detail);
    assert!(!html.contains("multipart") && !html.contains("/remove"), "{html}");
}

#[test]
fn many_passports_are_files_behind_buttons() {
    let files = vec![vec![id(1), id(2)], vec![id(3)]];
    let offered = Offered {
        files: &files,
        refused: 1,
        query: &ListRegistry {
            search: "oak".into(),
            state: Some(State::Exported),
            outdated: true,
            page: 1,
        },
        last: Some(id(3)),
        format: "xml",
    };
    let html = registry_files_page(&framed(Role::Editor), &FormState::default(), offered);
    for part in [
        "Download file 2 of 2",
        "1 passport is left out",
        "There are more",
        "name=\"after\"",
        "value=\"oak\"",
        "value=\"exported\"",
        "value=\"xml\"",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert_eq!(html.matches("name=\"passport\"").count(), 3);
}

//! The pages as text.

use super::*;
use crate::account::FormState;
use domain::{Role, security::SecurityView};

pub(super) fn frame() -> Frame {
    Frame {
        email: "ada@example.com".to_owned(),
        brand: Some("Nordlicht".to_owned()),
        role: Some(Role::Owner),
        tab: Tab::Security,
        factor_due: None,
        stylesheet: "/pkg/tessera.css".to_owned(),
    }
}

#[test]
fn a_page_carries_no_script_and_no_inline_style() {
    let view = SecurityView {
        has_password: true,
        must_enrol: false,
        factors: domain::security::FactorsView::default(),
        passkeys: Vec::new(),
        providers: Vec::new(),
    };
    let html = security_page(&frame(), &FormState::default(), &view);
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    assert!(!html.contains("<script") && !html.contains("style=") && !html.contains("<style"));
    assert!(html.contains("aria-current=\"page\""), "the rail marks the page");
}

//! The account pages as a whole: forms that work without a script, mistakes that are told where they are made.

use super::{
    DevMail, FormState, check_mail_page, dev_outbox_page, forgot_password_page, message_page,
    reset_password_page, sign_in_page, sign_up_page, stylesheet, verify_email_page,
};
use crate::routes::Route;
use domain::{Error, FieldError};
use std::{fs, path::Path};

const HOSTILE: &str = "\"><script>alert(1)</script>";

fn state() -> FormState<'static> {
    FormState {
        values: &[
            ("email", "ada@example.com"),
            ("password", "never shown again"),
            ("brand_name", "Nordwind"),
        ],
        dev_outbox: true,
        ..FormState::default()
    }
}

fn mistakes() -> Error {
    Error::Invalid(vec![
        FieldError::new("email", "Enter an e-mail address, such as ada@example.com."),
        FieldError::new("password", "Use at least 15 characters."),
        FieldError::new("", "And something else."),
    ])
}

fn mails() -> Vec<DevMail> {
    let mail = |subject: &str, text: &str, html: Option<&str>| DevMail {
        to: "ada@example.com".into(),
        subject: subject.into(),
        text: text.into(),
        html: html.map(str::to_owned),
        created_at: chrono::DateTime::from_timestamp(1_795_232_040, 0).unwrap(),
    };
    vec![
        mail(
            "Confirm your address",
            "Hello,\n\nplease confirm your address:\nhttp://localhost:3000/verify-email?token=abc_DEF-123\n\nThe link works for 24 hours.",
            Some("<p>Hello</p>"),
        ),
        mail(HOSTILE, HOSTILE, None),
    ]
}

fn assert_holds(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "missing: {part}\n{html}");
    }
}

#[test]
fn forms_post_to_their_own_address_with_the_names_that_the_server_reads() {
    assert_holds(
        &sign_in_page(&state()),
        &[
            "<form method=\"post\" action=\"/sign-in\" novalidate>",
            "name=\"email\" type=\"email\" value=\"ada@example.com\" autocomplete=\"username webauthn\"",
            "name=\"password\" type=\"password\" autocomplete=\"current-password\"",
            "href=\"/forgot-password\"",
            "href=\"/sign-up\"",
            "href=\"/dev/outbox\"",
        ],
    );
    assert_holds(
        &sign_up_page(&state()),
        &[
            "action=\"/sign-up\"",
            "name=\"brand_name\" type=\"text\" value=\"Nordwind\" autocomplete=\"organization\"",
            "autocomplete=\"new-password\"",
            "aria-describedby=\"password-help\"",
        ],
    );
    assert_holds(
        &forgot_password_page(&state()),
        &["action=\"/forgot-password\"", "name=\"email\""],
    );
    let token = "<input type=\"hidden\" name=\"token\" value=\"t&quot;k\">";
    assert_holds(
        &reset_password_page(&state(), "t\"k"),
        &["action=\"/reset-password\"", token],
    );
    assert_holds(
        &verify_email_page(&state(), "t\"k"),
        &[
            "action=\"/verify-email\"",
            token,
            "Confirm and sign in",
            "current-password",
        ],
    );
}

#[test]
fn what_was_typed_comes_back_except_passwords() {
    for html in [
        sign_in_page(&state()),
        sign_up_page(&state()),
        reset_password_page(&state(), "t"),
    ] {
        assert!(!html.contains("never shown again"), "{html}");
    }
}

#[test]
fn mistakes_are_summed_up_and_told_at_their_fields() {
    let error = mistakes();
    let html = sign_up_page(&FormState {
        error: Some(&error),
        ..state()
    });
    assert_holds(
        &html,
        &[
            "<title>Error: Create your account · Tessera</title>",
            "role=\"alert\" tabindex=\"-1\" autofocus",
            "<a href=\"#email\">Enter an e-mail address",
            "<li>And something else.</li>",
            "<p id=\"password-error\" class=\"mistake\">Use at least 15 characters.</p>",
            "aria-invalid=\"true\" aria-describedby=\"password-error password-help\"",
        ],
    );
    let limited = Error::RateLimited { retry_after_s: 61 };
    let html = sign_in_page(&FormState {
        error: Some(&limited),
        ..state()
    });
    assert_holds(&html, &["<li>Too many attempts. Try again in 2 min.</li>"]);
}

#[test]
fn the_way_back_is_kept_where_it_is_ours() {
    let with = |next| {
        sign_in_page(&FormState {
            next: Some(next),
            ..state()
        })
    };
    assert_holds(
        &with("/admin/products?q=a&page=2"),
        &["name=\"next\" value=\"/admin/products?q=a&amp;page=2\""],
    );
    assert!(!with("//evil.example").contains("name=\"next\""));
}

#[test]
fn mails_are_listed_with_links_and_without_effect() {
    let html = dev_outbox_page(&mails());
    assert_holds(
        &html,
        &[
            "<a href=\"http://localhost:3000/verify-email?token=abc_DEF-123\">",
            "&lt;p&gt;Hello&lt;/p&gt;",
        ],
    );
    assert!(!html.contains("<script"));
    assert_holds(&dev_outbox_page(&[]), &["No mail yet."]);
}

#[test]
fn no_page_runs_anything_and_each_has_one_style() {
    let hostile = FormState {
        values: &[("email", HOSTILE), ("brand_name", HOSTILE)],
        notice: Some(HOSTILE),
        next: Some("/admin"),
        ..state()
    };
    let pages = [
        sign_in_page(&hostile),
        sign_up_page(&hostile),
        forgot_password_page(&hostile),
        reset_password_page(&hostile, HOSTILE),
        verify_email_page(&hostile, HOSTILE),
        check_mail_page(&hostile),
        message_page(HOSTILE, HOSTILE, &Route::SignIn, HOSTILE),
        dev_outbox_page(&mails()),
    ];
    // The one script that a page may have only speaks with authenticators.
    let passkeys = r#"<script type="module" src="/assets/passkeys.js"></script>"#;
    assert!(pages[0].contains(passkeys));
    for html in pages {
        let html = html.replace(passkeys, "");
        assert!(!html.contains("<script") && !html.contains(" style="), "{html}");
        assert!(html.contains(&format!("<style>{}</style>", stylesheet())));
        assert_eq!(html.matches("<style").count(), 1);
        assert_eq!(html.matches("<h1").count(), 1);
    }
}

/// Writes the pages to `target/pages`, to be looked at in a browser.
#[test]
#[ignore = "writes files for the eye"]
fn draw_the_account_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pages");
    fs::create_dir_all(&folder).unwrap();
    let error = mistakes();
    let wrong = FormState {
        error: Some(&error),
        ..state()
    };
    let done = FormState {
        notice: Some("Your password is changed. Sign in with the new one."),
        ..state()
    };
    let pages = [
        ("sign-in", sign_in_page(&done)),
        (
            "sign-up",
            sign_up_page(&FormState {
                values: &[],
                ..state()
            }),
        ),
        ("sign-up-wrong", sign_up_page(&wrong)),
        ("forgot-password", forgot_password_page(&state())),
        ("reset-password", reset_password_page(&wrong, "t")),
        ("verify-email", verify_email_page(&state(), "t")),
        ("check-mail", check_mail_page(&state())),
        ("outbox", dev_outbox_page(&mails())),
    ];
    for (name, html) in pages {
        fs::write(folder.join(format!("{name}.html")), html).unwrap();
    }
}

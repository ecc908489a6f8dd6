//! All routes of the server: as its sources register them, and as the table below tells who may use them.
//!
//! axum cannot list its routes, so the sources are read: every `.route(…)` below `server/src/http` has to have its rows here, and
//! every row its `.route(…)`. The pages of the dashboard are listed by leptos, its functions by `api::admin::access`.

use app::routes::Route;
use domain::{Role, security::Provider};
use std::{collections::BTreeSet, fs, path::Path};

pub(super) const NIL: &str = "00000000-0000-7000-8000-000000000000";

/// Who may use a route. Nobody is refused for knowing less than somebody else: `Public` is for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Nobody by who they are: what is sent has to be signed, or to come with a key.
    Signed,
    /// Everybody, signed in or not.
    Public,
    /// Whoever has shown the first of two factors, and is to show the second.
    HalfWay,
    /// Everybody with a session, in whatever role or brand.
    Person,
    /// Members of a brand with at least this role.
    Least(Role),
}

/// One method of one route.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The route as the sources spell it.
    pub spelt: String,
    pub method: &'static str,
    /// An address that it answers.
    pub path: String,
    pub access: Access,
}

/// `row!(spelling, address, method: access, …)`
macro_rules! rows {
    ($( $spelt:expr => $path:expr; $( $method:ident $access:expr ),+ ; )+) => {
        vec![$($(
            Row {
                spelt: spelling(stringify!($spelt)),
                method: stringify!($method),
                path: $path.replace("{id}", NIL),
                access: $access,
            },
        )+)+]
    };
}

/// Every route, in the order in which the sources mention them.
pub(super) fn table() -> Vec<Row> {
    use Access::{HalfWay, Least, Person, Public, Signed};
    let google = Provider::Google;
    let (viewer, editor, admin) = (Least(Role::Viewer), Least(Role::Editor), Least(Role::Admin));
    rows![
        "/healthz" => "/healthz"; GET Public;
        "/readyz" => "/readyz"; GET Public;
        // At a port of its own; the public one has nothing there.
        "/metrics" => "/metrics"; GET Public;
        "/" => "/"; GET Public;
        Route::Conformance => Route::Conformance.href(); GET Public;
        "/legal/{page}" => "/legal/privacy"; GET Public;
        "/robots.txt" => "/robots.txt"; GET Public;
        "/sitemap.xml" => "/sitemap.xml"; GET Public;
        "/sitemap/{part}" => "/sitemap/{id}.xml"; GET Public;
        "/b/{brand}/sitemap.xml" => "/b/{id}/sitemap.xml"; GET Public;
        "/b/{brand}/sitemap/{part}" => "/b/{id}/sitemap/{id}.xml"; GET Public;
        "/favicon.ico" => "/favicon.ico"; GET Public;
        "/verify" => "/verify"; GET Public;
        "/.well-known/security.txt" => "/.well-known/security.txt"; GET Public;
        "/.well-known/change-password" => "/.well-known/change-password"; GET Public;
        "/.well-known/gs1resolver" => "/.well-known/gs1resolver"; GET Public, OPTIONS Public;
        "/01/{*rest}" => "/01/09506000134352"; GET Public, OPTIONS Public;
        "/p/{*rest}" => "/p/aaaaaaaaaaaaaaaa"; GET Public, OPTIONS Public;
        "/.well-known/did.json" => "/.well-known/did.json"; GET Public;
        "/internal/tls-allowed" => "/internal/tls-allowed?domain=id.example.eu"; GET Public;
        "/media/{name}" => "/media/none.png"; GET Public;
        "/b/{brand}/did.json" => "/b/00000000-0000-7000-8000-000000000000/did.json"; GET Public;
        "/api/openapi.json" => "/api/openapi.json"; GET Public, OPTIONS Public;
        "/api/dpp/v1/dpps/{id}" => "/api/dpp/v1/dpps/{id}"; GET Public, PATCH Signed, DELETE Signed, OPTIONS Public;
        "/api/dpp/v1/dpps" => "/api/dpp/v1/dpps"; POST Signed;
        "/api/dpp/v1/dpps/{id}/elements/{path}" => "/api/dpp/v1/dpps/{id}/elements/$.name"; GET Public, PATCH Signed, OPTIONS Public;
        "/api/dpp/v1/dppsByIdAndDate/{id}" => "/api/dpp/v1/dppsByIdAndDate/{id}?date=2026-11-21"; GET Public, OPTIONS Public;
        "/api/dpp/v1/dppsByProductId/{id}" => "/api/dpp/v1/dppsByProductId/09506000134352"; GET Public, OPTIONS Public;
        "/api/dpp/v1/dppsByProductIds" => "/api/dpp/v1/dppsByProductIds"; POST Public, OPTIONS Public;
        "/webhooks/akeneo/{id}" => "/webhooks/akeneo/{id}"; POST Signed;
        "/webhooks/akeneo/{id}/notices" => "/webhooks/akeneo/{id}/notices"; POST Signed;
        Route::SignUp => Route::SignUp.href(); GET Public, POST Public;
        "/sign-up/sent" => "/sign-up/sent"; GET Public;
        Route::SignIn => Route::SignIn.href(); GET Public, POST Public;
        Route::SignOut => Route::SignOut.href(); POST Public;
        Route::ForgotPassword => Route::ForgotPassword.href(); GET Public, POST Public;
        "/forgot-password/sent" => "/forgot-password/sent"; GET Public;
        Route::ResetPassword => Route::ResetPassword.href(); GET Public, POST Public;
        Route::VerifyEmail => Route::VerifyEmail.href(); GET Public, POST Public;
        Route::Invitations => Route::Invitations.href(); GET Public, POST Public;
        "/dev/outbox" => "/dev/outbox"; GET Public;
        Route::SignInWith(provider) => Route::SignInWith(google).href(); GET Public;
        Route::ProviderCallback(provider) => Route::ProviderCallback(google).href(); GET Public;
        Route::SignUpWith(provider) => Route::SignUpWith(google).href(); GET Public, POST Public;
        Route::SecondFactor => Route::SecondFactor.href(); GET HalfWay, POST HalfWay;
        Route::BeginPasskeySecondFactor => Route::BeginPasskeySecondFactor.href(); POST HalfWay;
        Route::PasskeySecondFactor => Route::PasskeySecondFactor.href(); POST HalfWay;
        Route::BeginPasskeySignIn => Route::BeginPasskeySignIn.href(); POST Public;
        Route::PasskeySignIn => Route::PasskeySignIn.href(); POST Public;
        Route::PasskeyScript => Route::PasskeyScript.href(); GET Public;
        Route::AddPasskey => Route::AddPasskey.href(); GET Person, POST Person;
        Route::BeginPasskey => Route::BeginPasskey.href(); POST Person;
        "/account/security/passkeys/{id}/rename" => "/account/security/passkeys/{id}/rename"; GET Person, POST Person;
        "/account/security/passkeys/{id}/remove" => "/account/security/passkeys/{id}/remove"; GET Person, POST Person;
        Route::BeginPasskeyConfirm => Route::BeginPasskeyConfirm.href(); POST Person;
        Route::PasskeyConfirm => Route::PasskeyConfirm.href(); POST Person;
        Route::Authenticator => Route::Authenticator.href(); GET Person, POST Person;
        Route::RemoveAuthenticator => Route::RemoveAuthenticator.href(); GET Person, POST Person;
        Route::BackupCodes => Route::BackupCodes.href(); GET Person, POST Person;
        Route::BackupCodesFile => Route::BackupCodesFile.href(); POST Person;
        Route::Security => Route::Security.href(); GET Person;
        Route::Sessions => Route::Sessions.href(); GET Person;
        Route::EndSession => Route::EndSession.href(); POST Person;
        Route::EndOtherSessions => Route::EndOtherSessions.href(); POST Person;
        Route::Address => Route::Address.href(); GET Person, POST Person;
        Route::ConfirmAddress => Route::ConfirmAddress.href(); GET Person, POST Person;
        Route::Confirm => Route::Confirm.href(); GET Person, POST Person;
        Route::LinkProvider(provider) => Route::LinkProvider(google).href(); GET Person;
        Route::ConfirmLink(provider) => Route::ConfirmLink(google).href(); GET Person, POST Person;
        Route::UnlinkProvider(provider) => Route::UnlinkProvider(google).href(); GET Person, POST Person;
        Route::ConfirmWith(provider) => Route::ConfirmWith(google).href(); GET Person;
        Route::Brands => Route::Brands.href(); GET Person, POST Person;
        Route::SwitchBrand => Route::SwitchBrand.href(); POST Person;
        Route::Team => Route::Team.href(); GET viewer, POST admin;
        "/team/invitations/{id}/resend" => "/team/invitations/{id}/resend"; POST admin;
        "/team/invitations/{id}/revoke" => "/team/invitations/{id}/revoke"; POST admin;
        "/team/members/{id}/role" => "/team/members/{id}/role"; GET admin, POST admin;
        "/team/members/{id}/remove" => "/team/members/{id}/remove"; GET admin, POST admin;
        Route::ApiKeys => Route::ApiKeys.href(); GET admin, POST admin;
        Route::SigningKeys => Route::SigningKeys.href(); GET admin, POST admin;
        Route::ExitPack => Route::ExitPack.href(); GET admin, POST admin;
        Route::TeamSecurity => Route::TeamSecurity.href(); GET admin, POST admin;
        Route::TransferBrand => Route::TransferBrand.href(); GET Least(Role::Owner), POST Least(Role::Owner);
        Route::LeaveBrand => Route::LeaveBrand.href(); GET viewer, POST viewer;
        Route::Drift => Route::Drift.href(); GET viewer, POST editor;
        Route::Insight => Route::Insight.href(); GET viewer;
        Route::InsightCsv => format!("{}?what=country", Route::InsightCsv.href()); GET viewer;
        Route::CheckDrift => Route::CheckDrift.href(); POST editor;
        "/drift/{id}" => "/drift/{id}"; GET viewer;
        Route::Domains => Route::Domains.href(); GET admin, POST admin;
        "/settings/domains/{id}/check" => "/settings/domains/{id}/check"; POST admin;
        Route::Sitemap => Route::Sitemap.href(); POST admin;
        "/settings/domains/{id}/remove" => "/settings/domains/{id}/remove"; POST admin;
        Route::CopyScript => Route::CopyScript.href(); GET Person;
        Route::Registry => Route::Registry.href(); GET viewer;
        Route::RegistryFiles => Route::RegistryFiles.href(); POST editor;
        "/registry/{id}" => "/registry/{id}"; GET viewer, POST editor;
        "/registry/{id}/proofs/{proof}" => "/registry/{id}/proofs/{id}"; GET viewer;
        "/registry/{id}/proofs/{proof}/remove" => "/registry/{id}/proofs/{id}/remove"; POST editor;
        Route::Access => Route::Access.href(); GET viewer, POST admin;
        "/access/grants/{id}/revoke" => "/access/grants/{id}/revoke"; POST admin;
        Route::RevokeGrants => Route::RevokeGrants.href(); POST admin;
        Route::AccessLog => Route::AccessLog.href(); GET admin;
        Route::AccessLogCsv => Route::AccessLogCsv.href(); GET admin;
        "/exports/{id}" => "/exports/{id}"; GET viewer;
        "/exports/{id}/cancel" => "/exports/{id}/cancel"; POST viewer;
        "/exports/{id}/file" => "/exports/{id}/file"; GET viewer;
        Route::LiveScript => Route::LiveScript.href(); GET Person;
        Route::Labels => Route::Labels.href(); GET viewer, POST viewer;
        Route::Audit => Route::Audit.href(); GET admin;
        Route::AuditCsv => Route::AuditCsv.href(); GET admin;
        Route::AuditJson => Route::AuditJson.href(); GET admin;
        Route::Readiness => Route::Readiness.href(); GET viewer;
        "/passports/{id}/versions" => "/passports/{id}/versions"; GET viewer;
        "/passports/{id}/compare" => "/passports/{id}/compare?from=1&to=1"; GET viewer;
        "/passports/{id}/state" => "/passports/{id}/state"; GET viewer, POST editor;
        "/passports/{id}/lives" => "/passports/{id}/lives"; POST editor;
        "/passports/{id}/recall" => "/passports/{id}/recall"; POST admin;
        "/passports/{id}/end" => "/passports/{id}/end"; POST admin;
        "/readiness/{id}" => "/readiness/{id}"; GET viewer;
        "/readiness/{id}/products.csv" => "/readiness/{id}/products.csv"; GET viewer;
        "/readiness/{id}/check" => "/readiness/{id}/check"; POST editor;
        "/readiness/{id}/publish" => "/readiness/{id}/publish"; POST editor;
        "/readiness/{id}/mapping" => "/readiness/{id}/mapping"; GET viewer, POST editor;
        "/readiness/{id}/mapping/suggestions" => "/readiness/{id}/mapping/suggestions"; POST editor;
        "/readiness/{id}/mapping/points/{point}" => "/readiness/{id}/mapping/points/rated-capacity"; GET viewer, POST editor;
        "/readiness/{id}/product" => "/readiness/{id}/product?key=1"; GET viewer;
        "/readiness/{id}/product/points/{point}" => "/readiness/{id}/product/points/rated-capacity?key=1"; GET viewer, POST editor;
        "/passports/{id}/units" => "/passports/{id}/units"; GET viewer;
        "/passports/{id}/units/new" => "/passports/{id}/units/new"; GET editor, POST editor;
        "/passports/{id}/units/file" => "/passports/{id}/units/file"; POST editor;
        "/passports/{id}/units/example.csv" => "/passports/{id}/units/example.csv"; GET viewer;
        "/passports/{id}/unit" => "/passports/{id}/unit"; GET viewer, POST editor;
        "/templates/{id}/unit-fields" => "/templates/{id}/unit-fields"; GET viewer, POST editor;
        Route::Preview => Route::Preview.href(); POST editor;
        "/api/admin/passports/{id}/label.svg" => "/api/admin/passports/{id}/label.svg"; GET viewer;
        "/api/admin/passports/{id}/label.png" => "/api/admin/passports/{id}/label.png"; GET viewer;
        "/api/admin/passports/{id}/label.pdf" => "/api/admin/passports/{id}/label.pdf"; GET viewer;
        "/api/admin/passports/{id}/qr.svg" => "/api/admin/passports/{id}/qr.svg"; GET viewer;
        "/api/admin/passports/{id}/qr.png" => "/api/admin/passports/{id}/qr.png"; GET viewer;
        "/api/admin/jobs/{id}/report.csv" => "/api/admin/jobs/{id}/report.csv"; GET viewer;
        "/admin/{*nowhere}" => "/admin/nowhere/at/all"; GET viewer;
        "/api/admin/{*function}" => "/api/admin/account/me"; ANY viewer;
    ]
}

/// Methods and addresses that are for programs, as the document that describes them spells them.
pub(crate) fn routes_for_programs() -> Vec<(String, String)> {
    let own = |path: &str| path.starts_with("/api/dpp/") || path == "/api/openapi.json";
    let mut routes: Vec<_> = table()
        .into_iter()
        .filter(|row| row.method != "OPTIONS")
        .filter_map(|row| {
            let path = match row.spelt.as_str() {
                "/01/{*rest}" => "/01/{digitalLink}".to_owned(),
                "/p/{*rest}" => "/p/{shortId}".to_owned(),
                "/.well-known/gs1resolver" => row.spelt,
                path if own(path) => row.spelt,
                _ => return None,
            };
            Some((row.method.to_owned(), path))
        })
        .collect();
    routes.sort();
    routes
}

/// The name of a route without white space, arguments and the quotes of a literal.
fn spelling(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(literal) = plain.strip_prefix('"') {
        return literal.trim_end_matches('"').to_owned();
    }
    let plain = plain.trim_start_matches('&').trim_end_matches(".href()");
    plain.split('(').next().unwrap_or_default().to_owned()
}

/// Every `.route(…)` of the sources as spelling and method.
fn registered() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http"),
        &mut |source| {
            for rest in source.split(".route(").skip(1) {
                let call = balanced(rest);
                let (path, handlers) = split_argument(call);
                for method in methods(handlers) {
                    found.insert((spelling(path), method));
                }
            }
        },
    );
    found
}

fn read(folder: &Path, each: &mut dyn FnMut(&str)) {
    for entry in fs::read_dir(folder).expect("the sources are here") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, each);
        } else if path.extension().is_some_and(|e| e == "rs") {
            each(&fs::read_to_string(&path).expect("a source"));
        }
    }
}

/// The text up to the bracket that closes the call.
fn balanced(text: &str) -> &str {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

/// The first argument and the rest.
fn split_argument(call: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, c) in call.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => return (&call[..at], &call[at + 1..]),
            _ => {}
        }
    }
    (call, "")
}

/// The methods that `get(…).post(…)` names; one that is not known here has no row, and so is noticed.
fn methods(handlers: &str) -> Vec<String> {
    let mut rest = handlers.trim();
    let mut found = Vec::new();
    while let Some((name, after)) = rest.split_once('(') {
        let name = name.trim().trim_start_matches('.').trim();
        if !matches!(name, "layer" | "fallback") {
            found.push(name.to_uppercase());
        }
        let inside = balanced(after);
        rest = after[inside.len()..].trim_start_matches(')').trim();
    }
    found
}

#[test]
fn every_route_of_the_sources_has_its_rows_and_every_row_its_route() {
    let listed: BTreeSet<(String, String)> = table()
        .into_iter()
        .map(|row| (row.spelt, row.method.to_owned()))
        .collect();
    let registered = registered();
    let missing: Vec<_> = registered.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&registered).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "without a row, so nothing says who may use them: {missing:#?}\nrows without a route: {stale:#?}"
    );
}

#[test]
fn whole_services_are_mounted_in_one_place() {
    let mut found = Vec::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http"),
        &mut |source| {
            for word in [
                ".nest(",
                ".nest_service(",
                ".route_service(",
                ".fallback_service(",
            ] {
                found.extend(source.matches(word).map(str::to_owned));
            }
        },
    );
    assert_eq!(
        found,
        [".nest(", ".nest(", ".fallback_service("],
        "the built site alone, under its two addresses; anything else would escape the table"
    );
}

#[test]
fn methods_and_spellings_are_read_from_sources() {
    assert_eq!(
        methods(" get(page).layer(x(1)).post(a::b)"),
        ["GET", "POST"].map(str::to_owned)
    );
    assert_eq!(spelling("&Route::Link(provider).href()"), "Route::Link");
    assert_eq!(spelling("\"/a/{id}\""), "/a/{id}");
}

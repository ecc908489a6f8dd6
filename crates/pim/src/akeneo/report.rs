//! The connection test: every step a connection needs, each with its outcome in plain words.

use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::address::{api_url, escape, root_url};
use super::exchange::{Call, elsewhere, is_html};
use super::structure::{Query, pair};
use super::{Akeneo, MAX_JSON};
use crate::PimError;
use crate::model::{ConnectionReport, Outcome};
use crate::outbound::OutboundResponse;

const STEPS: [&str; 6] = ["address", "reachable", "tls", "akeneo", "client", "user"];
/// Resources that Tessera reads, by endpoint and in words.
const RESOURCES: [(&str, &str); 5] = [
    ("channels", "channels"),
    ("locales", "locales"),
    ("families", "families"),
    ("attributes", "attributes"),
    ("attribute-groups", "attribute groups"),
];
const OPTIONS: &str = "attribute options";
const LATER: [&str; 6] = [
    OPTIONS,
    "products",
    "media files",
    "measurement families",
    RECORDS,
    ASSETS,
];
const RECORDS: &str = "reference entities";
const ASSETS: &str = "assets";

pub(super) async fn test(akeneo: &Akeneo) -> ConnectionReport {
    let mut report = ConnectionReport::default();
    let sound = match probe(akeneo, &mut report).await {
        Ok(()) => sign_in(akeneo, &mut report).await,
        Err(()) => Err(()),
    };
    match sound {
        Ok(()) => resources(akeneo, &mut report).await,
        Err(()) => skip_missing(&mut report),
    }
    report.conclude()
}

/// Address, reachability, TLS, and whether it is an Akeneo: without credentials.
async fn probe(akeneo: &Akeneo, report: &mut ConnectionReport) -> Result<(), ()> {
    let base = akeneo.base();
    if let Err(refused) = akeneo.shared.outbound.check_url(base) {
        return fail(report, "address", &refused.into());
    }
    let answer = match ask(akeneo, api_url(base, "system-information", &[])).await {
        Ok(answer) => answer,
        // The name resolved to something our policy forbids.
        Err(error @ PimError::Refused { .. }) => return fail(report, "address", &error),
        Err(error @ PimError::Tls { .. }) => {
            report.add("address", Outcome::Ok, "The address is a valid web address.");
            report.add("reachable", Outcome::Ok, "A server answers at the address.");
            return fail(report, "tls", &error);
        }
        Err(error) => {
            report.add("address", Outcome::Ok, "The address is a valid web address.");
            return fail(report, "reachable", &error);
        }
    };
    report.add("address", Outcome::Ok, "The address is a valid web address.");
    report.add("reachable", Outcome::Ok, "A server answers at the address.");
    if base.scheme() == "https" {
        report.add(
            "tls",
            Outcome::Ok,
            "The connection is encrypted and the certificate is valid.",
        );
    } else {
        report.add(
            "tls",
            Outcome::Skipped,
            "This is a development address without encryption.",
        );
    }
    match recognise(akeneo, &answer, report).await {
        Ok(words) => {
            report.add("akeneo", Outcome::Ok, words);
            Ok(())
        }
        Err(error) => fail(report, "akeneo", &error),
    }
}

async fn ask(akeneo: &Akeneo, url: Url) -> Result<OutboundResponse, PimError> {
    akeneo
        .exchange(
            &akeneo.shared.outbound,
            &Call::get(url, "application/json"),
            MAX_JSON,
        )
        .await
}

/// Version and edition where the PIM says them; older ones are known by their list of routes.
async fn recognise(
    akeneo: &Akeneo,
    answer: &OutboundResponse,
    report: &mut ConnectionReport,
) -> Result<String, PimError> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(short);
    if answer.status.is_redirection() {
        return Err(elsewhere());
    }
    if let Some(system) = json_of(answer).filter(|_| answer.status == StatusCode::OK) {
        report.version = text(&system, "version");
        report.edition = text(&system, "edition");
        if let (Some(version), Some(edition)) = (&report.version, &report.edition) {
            return Ok(format!("This is Akeneo, edition {edition}, version {version}."));
        }
    }
    let root = ask(akeneo, root_url(akeneo.base(), "/api/rest/v1")).await?;
    let known = |value: Value| value.get("routes").is_some() || value.get("authentication").is_some();
    // An older PIM asks for a token here, in Akeneo's own error format.
    let guarded = |value: &Value| value.get("code").is_some() && value.get("message").is_some();
    match json_of(&root) {
        Some(value) if guarded(&value) && root.status == StatusCode::UNAUTHORIZED => {
            Ok("This looks like Akeneo; it does not tell its version.".to_owned())
        }
        Some(value) if root.status == StatusCode::OK && known(value.clone()) => {
            Ok("This is Akeneo; it does not tell its version.".to_owned())
        }
        _ if is_html(answer) || is_html(&root) => Err(PimError::NotAkeneo {
            why: "it answers with a web page instead of data".to_owned(),
        }),
        _ => Err(PimError::NotAkeneo {
            why: "it does not offer Akeneo's interface".to_owned(),
        }),
    }
}

fn json_of(answer: &OutboundResponse) -> Option<Value> {
    serde_json::from_slice(&answer.body).ok()
}

/// A version or edition, cut to something that fits its purpose.
fn short(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".-_ ".contains(*c))
        .take(40)
        .collect()
}

async fn sign_in(akeneo: &Akeneo, report: &mut ConnectionReport) -> Result<(), ()> {
    const CLIENT: &str = "Akeneo accepts the client ID and secret.";
    match akeneo.sign_in().await {
        Ok(()) => {
            report.add("client", Outcome::Ok, CLIENT);
            report.add("user", Outcome::Ok, "Akeneo accepts the user name and password.");
            Ok(())
        }
        Err(error @ (PimError::WrongUser | PimError::Invalid { .. })) => {
            // Akeneo looks at the client first; an over-long password never got there.
            if error == PimError::WrongUser {
                report.add("client", Outcome::Ok, CLIENT);
            } else {
                report.add("client", Outcome::Skipped, "Not tried yet.");
            }
            fail(report, "user", &error)
        }
        Err(error @ PimError::NotAkeneo { .. }) => fail(report, "akeneo", &error),
        Err(error) => fail(report, "client", &error),
    }
}

async fn resources(akeneo: &Akeneo, report: &mut ConnectionReport) {
    for (path, what) in RESOURCES {
        let outcome = akeneo.page(path, &vec![pair("limit", 1)], what).await.map(drop);
        add(report, what, outcome);
    }
    options(akeneo, report).await;
    add(report, "products", products(akeneo).await);
    let media = akeneo
        .page("media-files", &vec![pair("limit", 1)], "media files")
        .await
        .map(drop);
    add_optional(report, "media files", media);
    let units = akeneo
        .json(
            api_url(akeneo.base(), "measurement-families", &[]),
            "measurement families",
        )
        .await;
    add_optional(report, "measurement families", units.map(drop));
    for (path, what) in [("reference-entities", RECORDS), ("asset-families", ASSETS)] {
        let outcome = akeneo.page(path, &Vec::new(), what).await.map(drop);
        add_names(report, what, outcome);
    }
}

async fn products(akeneo: &Akeneo) -> Result<(), PimError> {
    let query = vec![pair("limit", 1), pair("pagination_type", "search_after")];
    akeneo.product_list(&query).await.map(drop)
}

/// Options belong to an attribute, so a select attribute has to be found first.
async fn options(akeneo: &Akeneo, report: &mut ConnectionReport) {
    let types = ["pim_catalog_simpleselect", "pim_catalog_multiselect"];
    let search = json!({ "type": [{ "operator": "IN", "value": types }] });
    let query: Query = vec![pair("search", search), pair("limit", 1)];
    let found = akeneo.page("attributes", &query, "attributes").await.ok();
    let code = found
        .as_ref()
        .and_then(|page| page.items.first()?.get("code")?.as_str());
    let path = code
        .and_then(|code| escape(code).ok())
        .map(|code| format!("attributes/{code}/options"));
    match path {
        Some(path) => add(
            report,
            OPTIONS,
            akeneo
                .page(&path, &vec![pair("limit", 1)], OPTIONS)
                .await
                .map(drop),
        ),
        None => report.add(
            OPTIONS,
            Outcome::Skipped,
            "No list attribute was found to try this with.",
        ),
    }
}

fn add(report: &mut ConnectionReport, what: &str, outcome: Result<(), PimError>) {
    match outcome {
        Ok(()) => report.add(what, Outcome::Ok, format!("Tessera may read {what}.")),
        Err(error @ PimError::Forbidden { .. }) => {
            report.add_refused(what, Outcome::Failed, error.plain_words());
        }
        Err(error) => report.add(what, Outcome::Failed, error.plain_words()),
    }
}

fn add_optional(report: &mut ConnectionReport, what: &str, outcome: Result<(), PimError>) {
    match outcome {
        Err(PimError::NotFound { .. }) => {
            report.add(
                what,
                Outcome::Skipped,
                format!("This version of Akeneo does not list {what}."),
            );
        }
        other => add(report, what, other),
    }
}

/// What only names codes: a catalogue without them works, so that a missing permission is no failure.
fn add_names(report: &mut ConnectionReport, what: &str, outcome: Result<(), PimError>) {
    match outcome {
        Err(PimError::Forbidden { .. }) => {
            let words = format!(
                "Akeneo does not allow this connection to read {what}. If your products refer to them, passports show \
                 codes instead of names. In Akeneo, open System → Roles to allow it."
            );
            report.add_refused(what, Outcome::Skipped, words);
        }
        other => add_optional(report, what, other),
    }
}

/// Records a failure; a step that counted as passed before is corrected.
fn fail(report: &mut ConnectionReport, name: &str, error: &PimError) -> Result<(), ()> {
    report.checks.retain(|check| check.name != name);
    report.add(name, Outcome::Failed, error.plain_words());
    Err(())
}

/// Names what was not looked at, so that the list always has the same entries.
fn skip_missing(report: &mut ConnectionReport) {
    let resources = RESOURCES.iter().map(|(_, what)| *what);
    for name in STEPS.into_iter().chain(resources).chain(LATER) {
        if report.check(name).is_none() {
            report.add(
                name,
                Outcome::Skipped,
                "Not tried, because an earlier step failed.",
            );
        }
    }
}

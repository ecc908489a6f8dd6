//! Who may speak for whom: the issuer of the metadata, of the answer and of each token.
//!
//! Microsoft's shared addresses serve all tenants: their metadata names the issuer as a template, and each token names its own
//! tenant. It is believed only where tenant and issuer fit together and the tenant is one that the configuration lets in.

use super::{Trouble, metadata::Document};
use crate::config::{Authority, Tenant};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use url::Url;
use uuid::{Uuid, uuid};

/// What Microsoft's shared metadata has in place of a tenant.
const TEMPLATE: &str = "{tenantid}";
/// The tenant of all personal Microsoft accounts.
const PERSONAL: Uuid = uuid!("9188040d-6c67-4c5b-b112-36a304b66dad");

/// Where the metadata lies.
pub(super) fn discovery_url(authority: &Authority) -> Result<Url, Trouble> {
    const PATH: &str = ".well-known/openid-configuration";
    let text = match authority {
        Authority::Issuer(issuer) => format!("{}/{PATH}", issuer.trim_end_matches('/')),
        Authority::Entra { base, tenant } => {
            let tenant = match tenant {
                Tenant::Common => "common".to_owned(),
                Tenant::Organizations => "organizations".to_owned(),
                Tenant::Consumers => "consumers".to_owned(),
                Tenant::One(id) => id.to_string(),
            };
            format!("{base}/{tenant}/v2.0/{PATH}")
        }
    };
    text.parse()
        .map_err(|_| Trouble::Misconfigured("the issuer is not an address".to_owned()))
}

/// The issuer that the metadata must name, letter by letter.
fn of_metadata(authority: &Authority) -> String {
    match authority {
        Authority::Issuer(issuer) => issuer.clone(),
        Authority::Entra { base, tenant } => match tenant {
            Tenant::Common | Tenant::Organizations => format!("{base}/{TEMPLATE}/v2.0"),
            Tenant::Consumers => of_tenant(base, PERSONAL),
            Tenant::One(id) => of_tenant(base, *id),
        },
    }
}

fn of_tenant(base: &str, tenant: Uuid) -> String {
    format!("{base}/{tenant}/v2.0")
}

/// Refuses metadata of another issuer than the configured one (OpenID Connect Discovery 4.3).
pub(super) fn check_metadata(authority: &Authority, document: &Document) -> Result<(), Trouble> {
    let expected = of_metadata(authority);
    if document.issuer == expected {
        return Ok(());
    }
    // The name is not repeated in full: it comes from outside.
    let found: String = document.issuer.chars().take(100).collect();
    Err(Trouble::Misconfigured(format!(
        "the metadata should be of {expected} and is of {found}"
    )))
}

/// Refuses an answer that names another issuer (RFC 9207), or none where the provider has promised to name itself.
pub(super) fn check_answering(
    authority: &Authority,
    document: &Document,
    named: Option<&str>,
) -> Result<(), Trouble> {
    let fits = match named {
        None => !document.authorization_response_iss_parameter_supported,
        Some(named) if document.issuer.contains(TEMPLATE) => is_of_some_tenant(authority, named),
        Some(named) => named == document.issuer,
    };
    if fits {
        Ok(())
    } else {
        Err(Trouble::Refused("the answer names another issuer".to_owned()))
    }
}

fn is_of_some_tenant(authority: &Authority, issuer: &str) -> bool {
    let Authority::Entra { base, .. } = authority else {
        return false;
    };
    let tenant = issuer
        .strip_prefix(base.as_str())
        .and_then(|rest| rest.strip_prefix('/'))
        .and_then(|rest| rest.strip_suffix("/v2.0"))
        .and_then(hyphenated);
    tenant.is_some_and(|tenant| of_tenant(base, tenant) == issuer)
}

#[derive(Deserialize)]
struct TenantClaim {
    #[serde(default)]
    tid: Option<String>,
}

/// The issuer that this token must name. The tenant is read before the signature is checked; a forged one leads to an issuer
/// that the signed part does not name.
pub(super) fn of_token(authority: &Authority, token: &str) -> Result<String, &'static str> {
    let (base, tenant) = match authority {
        Authority::Issuer(issuer) => return Ok(issuer.clone()),
        Authority::Entra { base, tenant } => (base, *tenant),
    };
    let payload = token.split('.').nth(1).ok_or("the token has no payload")?;
    let payload = URL_SAFE_NO_PAD
        .decode(payload)
        .map_err(|_| "the payload cannot be read")?;
    let claim: TenantClaim = serde_json::from_slice(&payload).map_err(|_| "the payload cannot be read")?;
    let tid = claim.tid.as_deref().and_then(hyphenated);
    let tid = tid.ok_or("the token names no tenant")?;
    let may = match tenant {
        Tenant::Common => true,
        Tenant::Organizations => tid != PERSONAL,
        Tenant::Consumers => tid == PERSONAL,
        Tenant::One(id) => tid == id,
    };
    if may {
        Ok(of_tenant(base, tid))
    } else {
        Err("accounts of this tenant are not let in")
    }
}

/// A UUID in its usual form, in lower case: the other forms would give one tenant several names.
fn hyphenated(text: &str) -> Option<Uuid> {
    let id: Uuid = text.parse().ok()?;
    (id.to_string() == text).then_some(id)
}

/// Whether a key may sign for `issuer`: Microsoft says so at each key.
pub(super) fn may_sign_for(key_issuer: Option<&str>, issuer: &str) -> bool {
    let Some(pattern) = key_issuer else { return true };
    match pattern.split_once(TEMPLATE) {
        None => pattern == issuer,
        Some((before, after)) => issuer
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .and_then(hyphenated)
            .is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: Uuid = uuid!("72f988bf-86f1-41af-91ab-2d7cd011db47");
    const BASE: &str = "https://login.microsoftonline.com";

    fn entra(tenant: Tenant) -> Authority {
        let base = BASE.to_owned();
        Authority::Entra { base, tenant }
    }

    fn token(payload: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
    }

    fn with_tid(tid: impl std::fmt::Display) -> String {
        token(&format!(r#"{{"tid":"{tid}"}}"#))
    }

    #[test]
    fn a_token_of_microsoft_must_be_of_its_own_tenant() {
        let common = entra(Tenant::Common);
        assert_eq!(
            of_token(&common, &with_tid(TENANT)).unwrap(),
            format!("{BASE}/{TENANT}/v2.0")
        );
        for bad in [
            token("{}"),
            with_tid("common"),
            with_tid("{tenantid}"),
            with_tid("../72f988bf-86f1-41af-91ab-2d7cd011db47"),
            with_tid(TENANT.to_string().to_uppercase()),
            with_tid(TENANT.simple()),
            token(r#"{"tid":7}"#),
            token("no json"),
            "no token".to_owned(),
        ] {
            assert!(of_token(&common, &bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_configured_tenants_are_let_in() {
        for (tenant, company, personal) in [
            (Tenant::Common, true, true),
            (Tenant::Organizations, true, false),
            (Tenant::Consumers, false, true),
            (Tenant::One(TENANT), true, false),
        ] {
            let authority = entra(tenant);
            assert_eq!(
                of_token(&authority, &with_tid(TENANT)).is_ok(),
                company,
                "{tenant:?}"
            );
            assert_eq!(
                of_token(&authority, &with_tid(PERSONAL)).is_ok(),
                personal,
                "{tenant:?}"
            );
        }
    }

    #[test]
    fn the_shared_metadata_must_name_the_template_and_a_tenants_its_own() {
        let document = |issuer: &str| Document::of(issuer);
        let template = "https://login.microsoftonline.com/{tenantid}/v2.0";
        let own = format!("{BASE}/{TENANT}/v2.0");
        assert!(check_metadata(&entra(Tenant::Common), &document(template)).is_ok());
        assert!(check_metadata(&entra(Tenant::Common), &document(&own)).is_err());
        assert!(check_metadata(&entra(Tenant::One(TENANT)), &document(&own)).is_ok());
        assert!(check_metadata(&entra(Tenant::One(TENANT)), &document(template)).is_err());
        let google = Authority::Issuer("https://accounts.google.com".to_owned());
        assert!(check_metadata(&google, &document("https://accounts.google.com")).is_ok());
        assert!(check_metadata(&google, &document("https://accounts.google.com/")).is_err());
    }

    #[test]
    fn an_answer_of_another_issuer_is_refused() {
        let google = Authority::Issuer("https://accounts.google.com".to_owned());
        let mut document = Document::of("https://accounts.google.com");
        assert!(check_answering(&google, &document, None).is_ok());
        assert!(check_answering(&google, &document, Some("https://accounts.google.com")).is_ok());
        assert!(check_answering(&google, &document, Some("https://evil.example")).is_err());
        document.authorization_response_iss_parameter_supported = true;
        assert!(check_answering(&google, &document, None).is_err());
        let (common, shared) = (
            entra(Tenant::Common),
            Document::of(&format!("{BASE}/{TEMPLATE}/v2.0")),
        );
        let own = format!("{BASE}/{TENANT}/v2.0");
        assert!(check_answering(&common, &shared, Some(&own)).is_ok());
        assert!(check_answering(&common, &shared, Some(&format!("{BASE}/{TEMPLATE}/v2.0"))).is_err());
        assert!(check_answering(&common, &shared, Some("https://accounts.google.com")).is_err());
    }

    #[test]
    fn a_key_signs_for_the_issuers_that_it_names() {
        let own = format!("{BASE}/{TENANT}/v2.0");
        let personal = format!("{BASE}/{PERSONAL}/v2.0");
        assert!(may_sign_for(None, &own));
        assert!(may_sign_for(Some(&format!("{BASE}/{TEMPLATE}/v2.0")), &own));
        assert!(may_sign_for(Some(&personal), &personal));
        assert!(!may_sign_for(Some(&personal), &own));
        assert!(!may_sign_for(Some("https://evil.example/{tenantid}/v2.0"), &own));
    }
}

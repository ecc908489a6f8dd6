//! Verifying the token that says who somebody is (OpenID Connect Core 3.1.3.7).

use super::{Instant, Proof, issuer, metadata::Keys, vouches_for_addresses};
use crate::config::OidcClient;
use chrono::TimeDelta;
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError, ClientId, IssuerUrl, Nonce, OAuth2TokenResponse,
    SignatureVerificationError, TokenResponse,
    core::{
        CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJsonWebKey, CoreJwsSigningAlgorithm,
        CoreTokenResponse,
    },
};

/// A token is made when the code is redeemed: one that is older was made for something else.
const OLDEST: TimeDelta = TimeDelta::minutes(10);
/// How far the provider's clock may be ahead of ours.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// What the token must fit.
pub(super) struct Expected<'a> {
    pub(super) client: &'a OidcClient,
    pub(super) nonce: &'a str,
    /// Who claims to have answered.
    pub(super) answered_by: Option<&'a str>,
    pub(super) now: Instant,
    /// The provider has to tell when its user signed in, and that must not be before this.
    pub(super) signed_in_since: Option<Instant>,
}

/// Why a token is not believed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Rejection {
    /// It is signed with a key that we do not know.
    #[error("the key is unknown")]
    UnknownKey,
    /// The sign-in at the provider is too old, or it does not tell when that was.
    #[error("the sign-in at the provider is not shown to be recent")]
    Stale,
    /// The library says no.
    #[error("{0}")]
    Library(ClaimsVerificationError),
    /// We say no.
    #[error("{0}")]
    Rule(&'static str),
}

impl From<ClaimsVerificationError> for Rejection {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                Self::UnknownKey
            }
            error => Self::Library(error),
        }
    }
}

/// Verifies signature, issuer, audience, nonce, times and the hash of the access token.
pub(super) fn verify(
    tokens: &CoreTokenResponse,
    keys: &Keys,
    expected: &Expected<'_>,
) -> Result<Proof, Rejection> {
    let token = tokens.id_token().ok_or(Rejection::Rule("there is no id token"))?;
    let authority = &expected.client.authority;
    let issuer = issuer::of_token(authority, &token.to_string()).map_err(Rejection::Rule)?;
    if expected.answered_by.is_some_and(|named| named != issuer) {
        return Err(Rejection::Rule("another issuer answered than signed"));
    }
    let verifier = verifier(keys, expected, issuer.clone())?;
    let claims = token.claims(&verifier, &Nonce::new(expected.nonce.to_owned()))?;
    check_party(claims, &expected.client.client_id)?;
    check_access_token(token, claims, tokens, &verifier)?;
    // The browser carries the question, so whoever sits at it can take `max_age` out; a provider then signs without a word.
    if let Some(since) = expected.signed_in_since
        && claims.auth_time().is_none_or(|at| at < since)
    {
        return Err(Rejection::Stale);
    }
    let subject = claims.subject().as_str().to_owned();
    if subject.is_empty() || subject.chars().count() > 255 {
        return Err(Rejection::Rule("the subject is empty or too long"));
    }
    let email = claims.email().map(|email| email.as_str().to_owned());
    Ok(Proof {
        issuer,
        subject,
        email_is_verified: email.is_some()
            && vouches_for_addresses(authority)
            && claims.email_verified() == Some(true),
        email: email.unwrap_or_default().chars().take(254).collect(),
    })
}

fn verifier<'a>(
    keys: &Keys,
    expected: &Expected<'a>,
    issuer: String,
) -> Result<CoreIdTokenVerifier<'a>, Rejection> {
    let keys = keys.of(&issuer);
    let issuer = IssuerUrl::new(issuer).map_err(|_| Rejection::Rule("the issuer is not an address"))?;
    let now = expected.now;
    // As a public client and with one algorithm: no token signed with a shared secret, and none that is not signed, gets through.
    Ok(
        CoreIdTokenVerifier::new_public_client(
            ClientId::new(expected.client.client_id.clone()),
            issuer,
            keys,
        )
        .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
        .set_time_fn(move || now)
        .set_issue_time_verifier_fn(move |at| {
            if at < now - OLDEST || at > now + AHEAD {
                Err("it was not issued just now".to_owned())
            } else {
                Ok(())
            }
        }),
    )
}

/// The party that the token was made for, where it names one, is us; the library leaves that to its caller.
fn check_party(claims: &CoreIdTokenClaims, client_id: &str) -> Result<(), Rejection> {
    match claims.authorized_party() {
        Some(party) if party.as_str() != client_id => Err(Rejection::Rule("it was made for another party")),
        _ => Ok(()),
    }
}

fn check_access_token(
    token: &CoreIdToken,
    claims: &CoreIdTokenClaims,
    tokens: &CoreTokenResponse,
    verifier: &CoreIdTokenVerifier<'_>,
) -> Result<(), Rejection> {
    let Some(expected) = claims.access_token_hash() else {
        return Ok(());
    };
    let signature = ClaimsVerificationError::SignatureVerification;
    let algorithm = token.signing_alg().map_err(signature)?;
    let key: &CoreJsonWebKey = token.signing_key(verifier).map_err(signature)?;
    let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
        .map_err(|_| Rejection::Rule("the access token cannot be hashed"))?;
    if actual == *expected {
        Ok(())
    } else {
        Err(Rejection::Rule("the access token is another's"))
    }
}

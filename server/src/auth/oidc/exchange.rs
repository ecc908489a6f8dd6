//! The two requests of the flow: the one that the browser carries, and the one that redeems the code.

use super::{Trouble, metadata::Document, transport};
use crate::config::OidcClient;
use openidconnect::{
    AuthUrl, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, IssuerUrl, JsonWebKeySet, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, TokenUrl,
    core::{CoreAuthPrompt, CoreClient, CoreErrorResponseType, CoreResponseType, CoreTokenResponse},
};
use pim::outbound::Outbound;
use secrecy::ExposeSecret;

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet, EndpointNotSet>;

/// Asks for the time of the sign-in (OpenID Connect Core 5.5.1.1): Google tells it only then.
const SIGNED_IN_WHEN: &str = r#"{"id_token":{"auth_time":{"essential":true}}}"#;

/// What only we know of a question.
pub(super) struct Secrets {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
}

fn client(settings: &OidcClient, document: &Document, redirect: String) -> Result<Client, Trouble> {
    let bad = |_| Trouble::Misconfigured("an address cannot be read".to_owned());
    let issuer = IssuerUrl::new(document.issuer.clone()).map_err(bad)?;
    let secret = settings.client_secret.expose_secret().to_owned();
    Ok(CoreClient::new(
        ClientId::new(settings.client_id.clone()),
        issuer,
        JsonWebKeySet::default(),
    )
    .set_client_secret(ClientSecret::new(secret))
    .set_redirect_uri(RedirectUrl::new(redirect).map_err(bad)?)
    .set_auth_uri(AuthUrl::from_url(document.authorization_endpoint.clone()))
    .set_token_uri(TokenUrl::from_url(document.token_endpoint.clone())))
}

/// The address of the provider's page.
pub(super) fn location(
    settings: &OidcClient,
    document: &Document,
    redirect: String,
    secrets: &Secrets,
    again: bool,
) -> Result<String, Trouble> {
    let client = client(settings, document, redirect)?;
    let verifier = PkceCodeVerifier::new(secrets.verifier.clone());
    let (state, nonce) = (secrets.state.clone(), secrets.nonce.clone());
    let mut request = client
        .authorize_url(
            AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
            || CsrfToken::new(state),
            || Nonce::new(nonce),
        )
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    request = if again {
        request
            .add_prompt(CoreAuthPrompt::Login)
            .set_max_age(std::time::Duration::ZERO)
            .add_extra_param("claims", SIGNED_IN_WHEN)
    } else if document.lets_choose() {
        request.add_prompt(CoreAuthPrompt::SelectAccount)
    } else {
        request
    };
    Ok(request.url().0.into())
}

/// Redeems the code for tokens.
pub(super) async fn redeem(
    settings: &OidcClient,
    document: &Document,
    redirect: String,
    code: String,
    verifier: String,
    outbound: &Outbound,
) -> Result<CoreTokenResponse, Trouble> {
    let client = client(settings, document, redirect)?;
    let http = |request| transport::call(outbound.clone(), request);
    let answer = client
        .exchange_code(AuthorizationCode::new(code))
        .set_pkce_verifier(PkceCodeVerifier::new(verifier))
        .request_async(&http)
        .await;
    answer.map_err(|error| match error {
        RequestTokenError::Request(error) => Trouble::Down(format!("token: {error}")),
        // The description is the provider's and may hold anything; the word is one of a few.
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                Trouble::Misconfigured("token: it does not know our client id and secret".to_owned())
            }
            CoreErrorResponseType::InvalidGrant => {
                Trouble::Refused("token: the code is not in force".to_owned())
            }
            _ => Trouble::Refused("token: the request was refused".to_owned()),
        },
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            Trouble::Refused("token: the answer cannot be read".to_owned())
        }
    })
}

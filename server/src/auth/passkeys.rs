//! Passkeys: the one place that knows the library which checks them.
//!
//! What is remembered between the two halves of a ceremony never leaves the server, and is taken once: see
//! `services::passkeys::ceremony`. The library calls keeping it dangerous for those who would hand it to the browser.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, from_str, from_value, json, to_value};
use std::fmt;
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    AuthenticationResult, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError, WebauthnResult,
};

/// What is sent to the browser, and what is remembered until it answers.
pub struct Question {
    /// Options for `navigator.credentials`, in the JSON of W3C WebAuthn level 3.
    pub options: Value,
    /// The challenge and what was asked for.
    pub state: Value,
}

/// Why an answer does not count.
#[derive(Debug)]
pub enum Trouble {
    /// It is not what a browser sends.
    Garbled(String),
    /// It proves nothing: another challenge or site, a wrong signature, or nobody was verified.
    Refused(WebauthnError),
    /// Its counter went backwards: there are two of this passkey.
    Copied,
    /// The configuration does not work with passkeys.
    Unusable(WebauthnError),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Garbled(why) => write!(f, "the answer cannot be read: {why}"),
            Self::Refused(why) => write!(f, "the answer proves nothing: {why:?}"),
            Self::Copied => f.write_str("the counter went backwards"),
            Self::Unusable(why) => write!(f, "the base URL does not work with passkeys: {why:?}"),
        }
    }
}

impl From<serde_json::Error> for Trouble {
    fn from(error: serde_json::Error) -> Self {
        Self::Garbled(error.to_string())
    }
}

/// A passkey that was just made.
pub struct Made {
    /// By which its authenticator knows it.
    pub id: Vec<u8>,
    /// Its public key and its counter.
    pub credential: Value,
}

/// An answer that says which passkey it is of; nothing in it is proven.
pub struct Claim {
    answer: PublicKeyCredential,
}

/// Whom a passkey is for.
pub struct Holder<'a> {
    /// What authenticators know the user by.
    pub handle: Uuid,
    /// The address, which people choose between passkeys by.
    pub email: &'a str,
}

/// The site that passkeys belong to: its host is what they are bound to.
fn site(base_url: &Url) -> Result<Webauthn, Trouble> {
    let host = base_url.host_str().unwrap_or_default();
    WebauthnBuilder::new(host, base_url)
        .and_then(|builder| builder.rp_name("Tessera").build())
        .map_err(Trouble::Unusable)
}

/// Asks for a new passkey, on none of the authenticators that have one of `known`.
pub fn ask_for_new(base_url: &Url, holder: &Holder<'_>, known: Vec<Vec<u8>>) -> Result<Question, Trouble> {
    let (options, state) = site(base_url)?
        .start_passkey_registration(holder.handle, holder.email, holder.email, Some(known))
        .map_err(Trouble::Unusable)?;
    let mut options = to_value(options)?;
    // The library discourages what sign-in without an address needs: that the authenticator knows whose passkey it is.
    options["publicKey"]["authenticatorSelection"]["residentKey"] = "preferred".into();
    question(options, &state)
}

/// Checks the answer to [`ask_for_new`].
pub fn check_new(base_url: &Url, state: Value, answer: &str) -> Result<Made, Trouble> {
    let answer: RegisterPublicKeyCredential = from_str(answer)?;
    let state: PasskeyRegistration = from_value(state)?;
    let passkey = site(base_url)?
        .finish_passkey_registration(&answer, &state)
        .map_err(Trouble::Refused)?;
    Ok(Made {
        id: passkey.cred_id().clone(),
        credential: to_value(&passkey)?,
    })
}

/// Asks for a passkey: for one of `known`, or where there are none for whichever the browser finds.
pub fn ask(base_url: &Url, known: &[Vec<u8>]) -> Result<Question, Trouble> {
    let (options, state) = site(base_url)?
        .start_discoverable_authentication()
        .map_err(Trouble::Unusable)?;
    let mut options = to_value(options)?;
    // The script decides whether the browser asks in a window or in the field for the address.
    if let Some(options) = options.as_object_mut() {
        options.remove("mediation");
    }
    options["publicKey"]["allowCredentials"] = known
        .iter()
        .map(|id| json!({ "type": "public-key", "id": URL_SAFE_NO_PAD.encode(id) }))
        .collect();
    question(options, &state)
}

fn question(mut options: Value, state: &impl serde::Serialize) -> Result<Question, Trouble> {
    Ok(Question {
        options: options["publicKey"].take(),
        state: to_value(state)?,
    })
}

impl Claim {
    /// Reads an answer to [`ask`].
    pub fn read(answer: &str) -> Result<Self, Trouble> {
        Ok(Self {
            answer: from_str(answer)?,
        })
    }

    /// The passkey that it is said to be of.
    pub fn passkey(&self) -> &[u8] {
        self.answer.get_credential_id()
    }

    /// The user that it is said to be of, where the authenticator tells.
    pub fn holder(&self) -> Option<Uuid> {
        Uuid::from_slice(self.answer.get_user_unique_id()?).ok()
    }

    /// Checks the claim against the passkey; answers the passkey with its counter moved on.
    pub fn check(&self, base_url: &Url, state: Value, passkey: Value) -> Result<Value, Trouble> {
        let state: DiscoverableAuthentication = from_value(state)?;
        let mut passkey: Passkey = from_value(passkey)?;
        let result =
            verified(site(base_url)?.finish_discoverable_authentication_v2(&self.answer, state, &passkey))?;
        passkey.update_credential(&result);
        Ok(to_value(&passkey)?)
    }
}

/// That a person was verified is asked for; that it was so is looked at once more, because everything rests on it.
fn verified(result: WebauthnResult<AuthenticationResult>) -> Result<AuthenticationResult, Trouble> {
    match result {
        Ok(result) if result.user_verified() => Ok(result),
        Ok(_) => Err(Trouble::Refused(WebauthnError::UserNotVerified)),
        Err(WebauthnError::CredentialPossibleCompromise) => Err(Trouble::Copied),
        Err(error) => Err(Trouble::Refused(error)),
    }
}

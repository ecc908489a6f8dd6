//! An authenticator in software: it makes passkeys and shows them, and lies where a test wants it to.

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::Arc;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const HAS_KEY: u8 = 0x40;

/// One passkey and the device that it is on.
#[derive(Clone)]
pub struct Authenticator {
    pair: Arc<EcdsaKeyPair>,
    id: Vec<u8>,
    /// The user handle that it was made with.
    pub holder: String,
    /// How often it was used.
    pub count: u32,
    /// The site that it believes to be on.
    pub origin: String,
    /// Whether it has looked at who holds it.
    pub verifies: bool,
    /// Whether its signatures are right.
    pub signs: bool,
}

impl Authenticator {
    /// A device without a passkey, at the address that tests run under.
    pub fn new() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        Self {
            id: Sha256::digest(pair.public_key().as_ref()).to_vec(),
            pair: Arc::new(pair),
            holder: String::new(),
            count: 0,
            origin: "http://localhost:3000".to_owned(),
            verifies: true,
            signs: true,
        }
    }

    /// Another device that says it holds the same passkey.
    pub fn forged(&self) -> Self {
        Self {
            id: self.id.clone(),
            holder: self.holder.clone(),
            count: self.count,
            ..Self::new()
        }
    }

    /// Makes a passkey: what a browser answers to `navigator.credentials.create`.
    pub fn make(&mut self, options: &Value) -> String {
        self.holder = text(&options["user"]["id"]);
        let client_data = self.client_data("webauthn.create", options);
        let mut data = self.data(&text(&options["rp"]["id"]), HAS_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("a short id").to_be_bytes());
        data.extend(&self.id);
        let (x, y) = self.pair.public_key().as_ref()[1..].split_at(32);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(x);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(y);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).expect("short data").to_be_bytes());
        object.extend(data);
        self.credential(&json!({
            "clientDataJSON": BASE64.encode(client_data),
            "attestationObject": BASE64.encode(object),
            "transports": ["internal", "new-kind"],
        }))
    }

    /// Shows the passkey: what a browser answers to `navigator.credentials.get`.
    pub fn show(&mut self, options: &Value) -> String {
        self.count += 1;
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(&text(&options["rpId"]), 0);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client_data));
        let signature = self
            .pair
            .sign(&SystemRandom::new(), &signed)
            .expect("a signature");
        let mut signature = signature.as_ref().to_vec();
        if !self.signs {
            *signature.last_mut().expect("a signature") ^= 1;
        }
        self.credential(&json!({
            "clientDataJSON": BASE64.encode(client_data),
            "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature),
            "userHandle": self.holder,
        }))
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn data(&self, site: &str, more: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(site).to_vec();
        data.push(PRESENT | verified | more);
        data.extend(self.count.to_be_bytes());
        data
    }

    fn credential(&self, response: &Value) -> String {
        json!({
            "id": BASE64.encode(&self.id),
            "rawId": BASE64.encode(&self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": { "credProps": { "rk": true } },
            "authenticatorAttachment": "platform",
        })
        .to_string()
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

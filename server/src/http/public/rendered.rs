//! Finished pages: rendered and compressed once, then kept in the process.
//!
//! An entry is named by everything that its bytes depend on, so it can never be out of date; what the latest version is, the
//! database says at each request. While the database is away, the last answer of it is used.

use super::negotiate::Encoding;
use crate::{app::App, http::page::policy, services::passports::PublicPassport};
use app::public::{PassportPageInput, brand_style, passport_page, stylesheet};
use axum::http::HeaderValue;
use bytes::Bytes;
use domain::Locale;
use std::{
    io::{Read, Write},
    sync::Arc,
};

/// A page in its encodings.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// As it is.
    pub identity: Bytes,
    /// Compressed with gzip.
    pub gzip: Bytes,
    /// Compressed with brotli.
    pub brotli: Bytes,
    /// The security policy that names its styles.
    pub policy: HeaderValue,
    /// The language that it is in.
    pub language: String,
    /// Names these bytes.
    pub stamp: String,
}

impl Rendered {
    /// The bytes in an encoding.
    pub(in crate::http) fn bytes(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Brotli => self.brotli.clone(),
            Encoding::Gzip => self.gzip.clone(),
            Encoding::Identity => self.identity.clone(),
        }
    }

    /// What it weighs in the process, in bytes.
    pub(crate) fn weight(&self) -> u32 {
        u32::try_from(self.identity.len() + self.gzip.len() + self.brotli.len()).unwrap_or(u32::MAX)
    }
}

/// The page of a passport in one language, from the cache or made now.
pub(super) async fn page(app: &App, passport: &PublicPassport, locale: &Locale) -> Arc<Rendered> {
    let stamp = format!(
        "{}-{}-{:x}",
        &passport.hash[..16],
        locale.tag(),
        passport.template_updated_at.timestamp_micros()
    );
    let key = format!("{} {stamp}", passport.path);
    if let Some(found) = app.pages.rendered.get(&key).await {
        return found;
    }
    let made = Arc::new(render(passport, locale, stamp));
    app.pages.rendered.put(key, made.clone()).await;
    made
}

fn render(passport: &PublicPassport, locale: &Locale, stamp: String) -> Rendered {
    let html = passport_page(&PassportPageInput {
        document: &passport.document,
        hash: &passport.hash,
        branding: &passport.branding,
        logo: passport.logo_path.as_deref(),
        locale,
        url: &passport.document.identifier,
        path: &passport.path,
        preview: false,
        live: passport.live_until.is_some(),
    });
    Rendered {
        gzip: gzip(html.as_bytes()).into(),
        brotli: brotli(html.as_bytes()).into(),
        identity: html.into_bytes().into(),
        policy: policy(
            &[stylesheet(), &brand_style(&passport.branding)],
            "'none'",
            "'none'",
        ),
        language: locale.tag(),
        stamp,
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Writing to memory does not fail.
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // 9 of 11: the last two steps cost ten times the work for two percent.
    let read = brotli::CompressorReader::new(bytes, 4096, 9, 22).read_to_end(&mut out);
    if read.is_ok() { out } else { Vec::new() }
}

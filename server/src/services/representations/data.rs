//! The bytes of what programs read.

use super::{About, Representation, linkset, signed};
use crate::{app::App, services::passports::PublicPassport};
use bytes::Bytes;
use domain::{Error, Locale};
use formats::{batterypass, en18223, jsonld};
use serde::Serialize;

/// A passport as data; the language counts where a format knows only one. The page is made elsewhere.
pub async fn make(
    app: &App,
    passport: &PublicPassport,
    representation: Representation,
    locale: &Locale,
) -> Result<Bytes, Error> {
    let document = &passport.document;
    let about = About::of(app, passport);
    match representation {
        Representation::Html => Err(Error::Internal),
        Representation::Json => Ok(passport.bytes.clone()),
        Representation::Dpp => written(&en18223::compressed(document, &about.envelope())),
        Representation::DppFull => written(&en18223::full(document, &about.envelope())),
        Representation::JsonLd => written(&jsonld::product(document, &passport.standing(), locale)),
        Representation::Linkset => written(&linkset(app, passport)),
        Representation::BatteryPass => written(&batterypass::passport(
            document,
            about.passport_id(),
            about.operator(),
        )),
        Representation::Vc => signed::credential(app, passport, locale).await,
        Representation::Proof => signed::proof_file(app, passport).await,
        Representation::Context => written(&en18223::context(document, about.dictionary())),
    }
}

fn written(value: &impl Serialize) -> Result<Bytes, Error> {
    serde_json::to_vec(value).map(Bytes::from).map_err(|error| {
        tracing::error!(%error, "a passport cannot be written as data");
        Error::Internal
    })
}

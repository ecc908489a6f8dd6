//! What the open formats say of a passport that its document does not.

use crate::{
    app::App,
    services::{brand_keys, passports::PublicPassport},
};
use chrono::SecondsFormat;
use domain::{
    PassportId,
    state::{self, Recall},
};
use formats::{
    credential::facility_id,
    en18223::{Envelope, Status},
};

/// The envelope of a passport.
#[derive(Clone, Debug)]
pub struct About {
    id: String,
    operator: String,
    dictionary: String,
    context: String,
    last_updated: String,
    status: Status,
    recall: Option<Recall>,
    facility: Option<String>,
}

impl About {
    /// What is known of a passport.
    pub fn of(app: &App, passport: &PublicPassport) -> Self {
        let document = &passport.document;
        // The terms stay the same while the versions change.
        let dictionary = format!("{}.context.jsonld", document.identifier);
        let operator = operator(app, passport);
        Self {
            id: passport_id(passport.id),
            facility: facility_id(document, &passport.documents_above(), &operator),
            operator,
            context: dictionary.clone(),
            dictionary,
            last_updated: last_updated(passport),
            recall: passport.state.recall.clone(),
            status: match passport.status() {
                state::Status::Active => Status::Active,
                state::Status::Inactive => Status::Inactive,
                state::Status::Archived => Status::Archived,
                state::Status::Invalid => Status::Invalid,
            },
        }
    }

    /// The same for EN 18223.
    pub fn envelope(&self) -> Envelope<'_> {
        Envelope {
            passport_id: &self.id,
            status: self.status,
            recall: self.recall.as_ref(),
            last_updated: &self.last_updated,
            economic_operator_id: &self.operator,
            facility_id: self.facility.as_deref(),
            content_specification_ids: &[],
            dictionary: &self.dictionary,
            context: &self.context,
        }
    }

    /// The identifier of the passport itself.
    pub fn passport_id(&self) -> &str {
        &self.id
    }

    /// The economic operator.
    pub fn operator(&self) -> &str {
        &self.operator
    }

    /// Today's state.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Where the terms are explained.
    pub fn dictionary(&self) -> &str {
        &self.dictionary
    }
}

/// When the version was published, or its state was changed after that.
fn last_updated(passport: &PublicPassport) -> String {
    let published = &passport.document.published_at;
    let changed = passport.state.changed_at.filter(|at| *at > passport.published_at);
    changed.map_or_else(
        || published.clone(),
        |at| at.to_rfc3339_opts(SecondsFormat::Secs, true),
    )
}

/// The identifier of the passport itself, which is another than that of the product and outlives every host.
pub fn passport_id(id: PassportId) -> String {
    format!("urn:uuid:{}", id.0)
}

/// The brand as the economic operator: its DID, or where the host is no name, an address.
fn operator(app: &App, passport: &PublicPassport) -> String {
    let brand = passport.brand_id;
    let own = || brand_keys::did(app.config.base_url(), brand).map(|did| did.to_string());
    let issuer = passport.document.issuer.clone().or_else(own);
    issuer.unwrap_or_else(|| app.config.link(&format!("/b/{brand}")))
}

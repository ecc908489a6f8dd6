//! The ports: what the views need from the world. The server implements them per request, bound to the caller, so that
//! no command carries an identity.

mod account;
mod catalog;
mod connections;
mod passports;
mod templates;

pub use account::Account;
pub use catalog::Catalog;
pub use connections::Connections;
pub use passports::Passports;
pub use templates::Templates;

use crate::AppError;
use domain::Error;
use leptos::prelude::use_context;
use std::sync::Arc;

/// What a port answers.
pub type Reply<T> = Result<T, AppError>;

/// The ports of one request; provided as context by the server.
#[derive(Clone)]
pub struct Ports {
    /// The caller's account and brand.
    pub account: Arc<dyn Account>,
    /// The PIM's catalogue.
    pub catalog: Arc<dyn Catalog>,
    /// Connections.
    pub connections: Arc<dyn Connections>,
    /// Passports and publication.
    pub passports: Arc<dyn Passports>,
    /// Templates.
    pub templates: Arc<dyn Templates>,
}

fn ports() -> Reply<Ports> {
    use_context::<Ports>().ok_or(AppError(Error::Internal))
}

/// The account port of this request.
pub fn account() -> Reply<Arc<dyn Account>> {
    Ok(ports()?.account)
}

/// The catalogue port of this request.
pub fn catalog() -> Reply<Arc<dyn Catalog>> {
    Ok(ports()?.catalog)
}

/// The connections port of this request.
pub fn connections() -> Reply<Arc<dyn Connections>> {
    Ok(ports()?.connections)
}

/// The passports port of this request.
pub fn passports() -> Reply<Arc<dyn Passports>> {
    Ok(ports()?.passports)
}

/// The templates port of this request.
pub fn templates() -> Reply<Arc<dyn Templates>> {
    Ok(ports()?.templates)
}

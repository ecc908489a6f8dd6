//! Who carries mail out of the house.

use super::{resend::Resend, smtp::Smtp};
use crate::{
    app::StartError,
    config::{Carrier, Mail},
};
use async_trait::async_trait;
use domain::MailId;
use pim::outbound::Outbound;
use std::{sync::Arc, time::Duration};

/// A mail ready to go. It has no `Debug`: its texts hold links with tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Its id, by which a carrier recognises a mail that is handed over twice.
    pub id: MailId,
    /// The recipient's address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Why a mail was not taken. The texts name no address and repeat nothing that a server said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It is worth another try, not before `after` where that is said.
    #[error("{why}")]
    Later {
        /// What happened.
        why: String,
        /// How long the carrier wants to be left alone.
        after: Option<Duration>,
    },
    /// It will not be taken.
    #[error("{why}")]
    Never {
        /// What happened.
        why: String,
    },
}

impl SendError {
    pub(super) fn later(why: impl Into<String>) -> Self {
        Self::Later {
            why: why.into(),
            after: None,
        }
    }

    pub(super) fn never(why: impl Into<String>) -> Self {
        Self::Never { why: why.into() }
    }
}

/// Carries mail out of the house. Handing the same mail over twice must not deliver it twice where the carrier can tell.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Hands one mail over.
    async fn send(&self, parcel: &Parcel) -> Result<(), SendError>;
}

/// Keeps mail where it is: in the database, readable at `/dev/outbox`.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalOutbox;

#[async_trait]
impl Transport for LocalOutbox {
    async fn send(&self, _parcel: &Parcel) -> Result<(), SendError> {
        Ok(())
    }
}

/// The configured carrier.
pub fn transport(config: &Mail, outbound: &Outbound) -> Result<Arc<dyn Transport>, StartError> {
    Ok(match &config.carrier {
        Carrier::Outbox => Arc::new(LocalOutbox),
        Carrier::Smtp { url } => Arc::new(Smtp::new(url, &config.from)?),
        Carrier::Resend { api_key, url } => Arc::new(Resend::new(
            outbound.clone(),
            url.clone(),
            api_key.clone(),
            config.from.clone(),
        )),
    })
}

//! Mail: letters are written into the outbox in the transaction of what causes them, and carried out of the house later.
//!
//! The only importer of lettre. Bodies hold links with tokens, so they are sealed at rest and never logged; the log and the
//! outbox's error texts name no address either.

mod letters;
mod outbox;
mod resend;
mod smtp;
mod transport;

pub use letters::Letter;
pub use outbox::{Body, enqueue, local_outbox, open_body};
pub use transport::{LocalOutbox, Parcel, SendError, Transport, transport};

/// Whether `text` is a sender such as `Tessera <no-reply@example.com>`.
pub fn is_sender(text: &str) -> bool {
    !text.contains(['\r', '\n']) && text.parse::<lettre::message::Mailbox>().is_ok()
}

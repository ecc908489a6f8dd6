//! The account pages: plain forms that post to their own address and need no script at all.
//!
//! Each page is a whole HTML document with exactly one `<style>` element, [`stylesheet`], whose hash the server puts into
//! the Content-Security-Policy. What was typed is shown again after a mistake, passwords never.

mod form;
mod invitation;
mod layout;
mod outbox;
mod pages;
mod passkeys;
mod providers;
mod words;

#[cfg(test)]
mod tests;

pub(crate) use form::Field;
pub use form::FormState;
pub use invitation::{invitation_gone_page, invitation_page};
pub use layout::stylesheet;
pub(crate) use layout::{document, site_header};
pub use outbox::{DEV_OUTBOX_PATH, DevMail, dev_outbox_page};
pub use pages::{
    check_mail_page, forgot_password_page, message_page, reset_password_page, second_factor_page,
    sign_in_page, sign_up_page, verify_email_page,
};
pub(crate) use passkeys::Ceremony;
pub use passkeys::passkey_script;
pub use providers::sign_up_with_page;
pub(crate) use providers::with_next;

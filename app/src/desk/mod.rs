//! The script-free pages of a signed-in person: they look like the dashboard, and each is a whole document.
//!
//! They are plain forms, so that factors, sessions and members can be managed before the wasm has loaded, or without it.

mod confirm;
mod identities;
mod layout;
mod security;
#[cfg(test)]
mod tests;

pub use confirm::confirm_page;
pub use identities::{link_page, unlink_page};
pub use layout::{Frame, Tab, trouble_page};
pub use security::security_page;

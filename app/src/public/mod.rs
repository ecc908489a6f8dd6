//! The public pages, rendered on the server to a string: no script, no third party, nothing that remembers a visitor.
//!
//! [`passport_page`] is the reason for this crate's second root: it never meets a hydration script. Every page of this
//! module carries exactly two `<style>` elements (a preview three), [`stylesheet`] and [`brand_style`], whose hashes the server puts into
//! the Content-Security-Policy; [`home_page`] is the exception and carries the stylesheet of [`crate::account`].
//! There are no inline styles.

mod access;
mod conformance;
mod css;
mod facts;
mod format;
mod head;
mod hero;
mod history;
mod home;
mod legal;
pub(crate) mod mark;
mod notices;
mod page;
pub(crate) mod render;
mod sections;
mod stamp;
mod status;
mod values;
mod words;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tongues;

pub use access::Reading;
pub use conformance::{ServerTest, StandardReport, conformance_page};
pub(crate) use css::minified;
pub use css::{brand_style, preview_style, stylesheet};
pub use history::{
    HistoryPageInput, HistoryStep, NoVersion, history_page, no_version_page, unclear_version_page,
};
pub use home::home_page;
pub use legal::legal_page;
pub use page::{Above, Newer, PageFormat, PassportPageInput, passport_page};
pub use status::{
    StatusPage, bare_message_page, gone_page, not_found_page, not_listed_page, server_error_page,
    status_page, too_many_requests_page, unavailable_page,
};
pub use words::{Counted, HistoryWords, StateWords, Words, languages};

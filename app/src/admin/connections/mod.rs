//! Connections to a PIM.

mod detail;
mod form;
mod list;
mod report;

pub use detail::DetailPage;
pub use form::NewPage;
pub use list::ListPage;

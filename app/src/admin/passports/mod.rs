//! Published passports.

mod detail;
mod list;
mod qr;

pub use detail::DetailPage;
pub use list::ListPage;

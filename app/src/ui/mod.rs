//! Widgets without business types. Each has one stylesheet of the same name in `style/components`.

pub mod badge;
pub mod browser;
pub mod button;
#[cfg(test)]
mod contrast;
pub mod dialog;
pub mod empty;
pub mod field;
pub mod icon;
pub mod load;
pub mod notice;
pub mod page_header;
pub mod paging;
pub mod search;
pub mod skeleton;
pub mod summary;
pub mod time;
pub mod toast;

pub use badge::{Badge, Tone};
pub use button::{Look, Submit};
pub use dialog::{Confirm, Dialog};
pub use empty::EmptyState;
pub use field::{SelectField, TextField};
pub use load::{Loader, keyed, pending};
pub use notice::Notice;
pub use page_header::PageHeader;
pub use paging::Paging;
pub use search::SearchBox;
pub use skeleton::Skeleton;
pub use summary::{ErrorSummary, Trouble};
pub use time::When;
pub use toast::{Toasts, use_toasts};

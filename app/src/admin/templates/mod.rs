//! Passport templates: the list, the beginning of one, and the editor.

mod draft;
mod editor;
mod list;
mod new;
mod starter;

pub use editor::EditorPage;
pub use list::ListPage;
pub use new::NewPage;

//! Who is signed in, for the whole dashboard.

use crate::{AppError, api, ui::Loader};
use domain::account::Me;
use leptos::prelude::*;

/// The caller, asked for once per document.
#[derive(Clone, Copy)]
pub struct Session {
    me: Loader<Me>,
    renamed: RwSignal<Option<String>>,
}

impl Session {
    /// Asks who is signed in.
    pub fn open() -> Self {
        Self {
            me: Loader::once(api::account::me),
            renamed: RwSignal::new(None),
        }
    }

    /// The caller.
    pub async fn me(self) -> Result<Me, AppError> {
        self.me.await
    }

    /// Asks again.
    pub fn refetch(self) {
        self.me.refetch();
    }

    /// Notes the brand's new name, which the rail then shows.
    pub fn rename_brand(self, name: String) {
        self.renamed.set(Some(name));
    }

    /// The brand's name: the one that was set meanwhile, else `loaded`.
    pub fn brand_name(self, loaded: &str) -> String {
        self.renamed.get().unwrap_or_else(|| loaded.to_owned())
    }
}

/// The session of this dashboard.
pub fn use_session() -> Session {
    use_context().unwrap_or_else(Session::open)
}

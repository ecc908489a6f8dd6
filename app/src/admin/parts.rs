//! The pages of the dashboard, and when a browser loads them.
//!
//! The dashboard starts with its frame and the overview. Every other page belongs to a part of the program that is fetched
//! when the first of its pages is opened: with the document where a person comes in by that page, else by the click that
//! leads there. `cargo leptos --split` cuts the program at the functions that `part!` makes; built without the feature
//! `split` it is one piece.

use super::{connections, jobs, overview, passports, products, settings, templates};
use crate::{
    routes::Route,
    ui::{Look, Notice, PageHeader, Tone, browser},
};
use leptos::prelude::*;
use leptos_router::ChooseView;

/// Why a part is not there: no connection, or the program was replaced since the document was loaded.
#[cfg(feature = "split")]
type Missing = leptos::wasm_split::SplitLoaderError;
#[cfg(not(feature = "split"))]
type Missing = std::convert::Infallible;

/// A page of the dashboard. All are of one type, so that the router is compiled for one.
#[derive(Clone, Copy, Debug)]
pub enum Page {
    /// The dashboard's first page.
    Overview,
    /// Products of the PIM.
    Products,
    /// Passports.
    Passports,
    /// One passport.
    Passport,
    /// The progress and report of a publication.
    Job,
    /// Templates.
    Templates,
    /// A new template.
    NewTemplate,
    /// The editor of a template.
    Template,
    /// Connections.
    Connections,
    /// A new connection.
    NewConnection,
    /// One connection.
    Connection,
    /// Settings.
    Settings,
}

/// Makes a part: the function that loads it, and the one that loads it and makes one of its pages.
macro_rules! part {
    ($part:ident, $load:ident, fn $pages:ident($page:ident) $body:block) => {
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, preload($load), fallible)]
        fn $pages($page: Page) -> Result<AnyView, Missing> {
            Ok($body)
        }

        #[cfg(not(feature = "split"))]
        async fn $pages($page: Page) -> Result<AnyView, Missing> {
            // The document names the files of the part, and a browser asks for them while it reads on.
            leptos::prefetch_lazy_fn_on_server(stringify!($part));
            Ok($body)
        }

        #[cfg(not(feature = "split"))]
        async fn $load() -> Result<(), Missing> {
            Ok(())
        }
    };
}

part!(products, load_products, fn products_page(_page) {
    products::ProductsPage().into_any()
});
part!(passports, load_passports, fn passports_page(page) {
    match page {
        Page::Passport => passports::DetailPage().into_any(),
        Page::Job => jobs::JobPage().into_any(),
        _ => passports::ListPage().into_any(),
    }
});
part!(templates, load_templates, fn templates_page(page) {
    match page {
        Page::Template => templates::EditorPage().into_any(),
        Page::NewTemplate => templates::NewPage().into_any(),
        _ => templates::ListPage().into_any(),
    }
});
part!(settings, load_settings, fn settings_page(page) {
    match page {
        Page::Connection => connections::DetailPage().into_any(),
        Page::NewConnection => connections::NewPage().into_any(),
        Page::Connections => connections::ListPage().into_any(),
        _ => settings::SettingsPage().into_any(),
    }
});

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        let page = match self {
            Self::Overview => Ok(overview::OverviewPage().into_any()),
            Self::Products => products_page(self).await,
            Self::Passports | Self::Passport | Self::Job => passports_page(self).await,
            Self::Templates | Self::NewTemplate | Self::Template => templates_page(self).await,
            Self::Connections | Self::NewConnection | Self::Connection | Self::Settings => {
                settings_page(self).await
            }
        };
        page.unwrap_or_else(|_| not_loaded())
    }

    async fn preload(&self) {}
}

/// Loads the part of the page at this path; whether it is there.
///
/// A document comes alive only after that: browser and server must agree about every text in it, so nothing may wait, and
/// nothing may change, between its first element and its last.
pub async fn load_for(path: &str) -> bool {
    let below = |area: Route| path.starts_with(&area.href());
    let loaded = if below(Route::Products) {
        load_products().await
    } else if below(Route::Passports) || path.starts_with(JOBS) {
        load_passports().await
    } else if below(Route::Templates) {
        load_templates().await
    } else if below(Route::Connections) || below(Route::Settings) {
        load_settings().await
    } else {
        Ok(())
    };
    loaded.is_ok()
}

/// Below it every publication has its page; there is none of all.
const JOBS: &str = "/admin/jobs/";

/// Stands for a page whose part did not come. The address is that of the page already.
fn not_loaded() -> AnyView {
    view! {
        <PageHeader title="This page could not be loaded" />
        <Notice tone=Tone::Danger>
            <p role="alert">
                "The connection was lost, or Tessera was updated since you opened it. Reload the page to go on."
            </p>
            <button type="button" class=Look::Plain.class() on:click=move |_| browser::reload()>
                "Reload"
            </button>
        </Notice>
    }
    .into_any()
}

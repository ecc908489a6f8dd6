//! The dashboard: rendered on the server, brought to life in the browser.

mod address;
mod connections;
mod frame;
mod guard;
mod jobs;
mod overview;
mod palette;
mod parts;
mod passports;
mod products;
mod session;
mod settings;
mod shell;
mod templates;
mod words;

pub(crate) use frame::RAIL;
pub use parts::load_for;
pub use shell::shell;
pub(crate) use words::{named, role as role_word};

use crate::ui::{PageHeader, page_header::Arrival, time::Now, toast::Toasts};
use frame::Frame;
use guard::Unsaved;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};
use parts::Page;
use session::Session;
use std::time::Duration;

/// The root of the dashboard.
#[component]
pub fn AdminApp() -> impl IntoView {
    provide_meta_context();
    provide_context(Session::open());
    provide_context(Toasts::new());
    provide_context(Arrival::new());
    provide_context(Unsaved::new());
    provide_clock();
    mark_as_alive();
    view! {
        <Title formatter=|title: String| format!("{} \u{b7} Tessera", markup(&title)) />
        <Router>
            <Frame>
                <FlatRoutes fallback=NoSuchPage>
                    <Route path=path!("/admin") view=Page::Overview ssr=SsrMode::Async />
                    <Route path=path!("/admin/products") view=Page::Products ssr=SsrMode::Async />
                    <Route path=path!("/admin/jobs/:id") view=Page::Job ssr=SsrMode::Async />
                    <Route path=path!("/admin/passports") view=Page::Passports ssr=SsrMode::Async />
                    <Route path=path!("/admin/passports/:id") view=Page::Passport ssr=SsrMode::Async />
                    <Route path=path!("/admin/templates") view=Page::Templates ssr=SsrMode::Async />
                    <Route path=path!("/admin/templates/new") view=Page::NewTemplate ssr=SsrMode::Async />
                    <Route path=path!("/admin/templates/:id") view=Page::Template ssr=SsrMode::Async />
                    <Route path=path!("/admin/connections") view=Page::Connections ssr=SsrMode::Async />
                    <Route path=path!("/admin/connections/new") view=Page::NewConnection ssr=SsrMode::Async />
                    <Route path=path!("/admin/connections/:id") view=Page::Connection ssr=SsrMode::Async />
                    <Route path=path!("/admin/settings") view=Page::Settings ssr=SsrMode::Async />
                </FlatRoutes>
            </Frame>
        </Router>
    }
}

/// Starts the clock that relative times read.
fn provide_clock() {
    let now = Now(RwSignal::new(None));
    provide_context(now);
    Effect::new(move |_| {
        let tick = move || now.0.set(Some(crate::ui::browser::now_ms()));
        tick();
        set_interval(tick, Duration::from_secs(30));
    });
}

/// Tells tests, and whoever looks, that the page answers to clicks from now on.
fn mark_as_alive() {
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            // Only an invalid name is refused.
            _ = root.set_attribute("data-hydrated", "true");
        }
    });
}

#[component]
fn NoSuchPage() -> impl IntoView {
    view! {
        <PageHeader title="There is no such page" />
        <p>
            <a href=crate::routes::Route::Overview.href()>"Go to the overview"</a>
        </p>
    }
}

/// A title as text: the server writes it between the tags as it is, and names of products are anybody's. The browser sets it
/// as text and needs no such help.
fn markup(title: &str) -> String {
    if cfg!(target_family = "wasm") {
        return title.to_owned();
    }
    title.replace('&', "&amp;").replace('<', "&lt;")
}

//! What stands around each page: the rail of the dashboard, as plain links.

use crate::{
    account::FormState,
    admin::{RAIL, role_word},
    public::render,
    routes::Route,
    ui::{
        Look,
        icon::{Icon, Mark, Picture},
        time::exact,
    },
};
use chrono::{DateTime, Utc};
use domain::{Error, Role};
use leptos::prelude::*;

/// Where in the rail a page belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Passports, with their batches and items.
    Passports,
    /// Templates.
    Templates,
    /// The brand's members.
    Team,
    /// Readiness and mappings.
    Readiness,
    /// Passports that differ from the PIM.
    Drift,
    /// How often passports are scanned.
    Insight,
    /// Passports in the EU registry.
    Registry,
    /// Ordering labels.
    Labels,
    /// The audit log.
    Audit,
    /// The caller's own account.
    Security,
    /// The caller's brands.
    Brands,
    /// The brand's settings.
    Settings,
    /// A page that the rail does not lead to.
    Elsewhere,
}

/// What stands around a page.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The caller's address.
    pub email: String,
    /// The brand in use.
    pub brand: Option<String>,
    /// The caller's role in it.
    pub role: Option<Role>,
    /// The current place.
    pub tab: Tab,
    /// From when on the brand wants a second factor of the caller, who has none.
    pub factor_due: Option<DateTime<Utc>>,
    /// The path of the dashboard's stylesheet.
    pub stylesheet: String,
}

/// A whole document: `title` for the tab and the heading, `content` below the heading and the messages of `state`.
/// `fields` are the names of the form's fields, which the summary of mistakes links to.
pub(super) fn page<V: IntoView>(
    frame: &Frame,
    state: &FormState<'_>,
    title: &str,
    fields: &[&str],
    content: impl FnOnce() -> V,
) -> String {
    let heading = title.to_owned();
    render::document(|| {
        view! {
            <html lang="en">
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <title>{format!("{} · Tessera", state.title(title))}</title>
                    <meta name="color-scheme" content="light dark" />
                    <meta name="robots" content="noindex" />
                    <meta name="referrer" content="same-origin" />
                    <link rel="stylesheet" href=frame.stylesheet.clone() />
                </head>
                <body>
                    <div class="frame">
                        <a class="skip" href="#main">
                            "Skip to content"
                        </a>
                        {rail(frame)}
                        <main id="main" class="main desk" tabindex="-1" aria-label="Content">
                            <header class="page-header">
                                <h1>{heading}</h1>
                            </header>
                            {factor_due(frame)}
                            {state.messages(fields)}
                            {content().into_view()}
                        </main>
                    </div>
                </body>
            </html>
        }
    })
}

/// Tells somebody without a second factor until when they can work without one.
fn factor_due(frame: &Frame) -> Option<impl IntoView + use<>> {
    let (from, brand) = (frame.factor_due?, frame.brand.clone()?);
    let text = format!(
        "{brand} asks every member for a second factor from {} on. ",
        exact(from)
    );
    Some(view! {
        <p class="notice">
            {text} <a href=Route::Security.href()>"Set one up under Security"</a> "."
        </p>
    })
}

fn rail(frame: &Frame) -> impl IntoView + use<> {
    let brand = frame.brand.clone().unwrap_or_else(|| "No brand".to_owned());
    let links = frame.brand.is_some().then(|| {
        RAIL.iter()
            .map(|(route, picture, label)| {
                let current = match route {
                    Route::Passports => matches!(frame.tab, Tab::Passports | Tab::Registry),
                    Route::Templates => frame.tab == Tab::Templates,
                    Route::Readiness => frame.tab == Tab::Readiness,
                    Route::Team => frame.tab == Tab::Team,
                    Route::Audit => frame.tab == Tab::Audit,
                    Route::Drift => frame.tab == Tab::Drift,
                    Route::Insight => frame.tab == Tab::Insight,
                    Route::Settings => frame.tab == Tab::Settings,
                    Route::Labels => frame.tab == Tab::Labels,
                    _ => false,
                };
                link(route, *picture, label, current)
            })
            .collect_view()
    });
    let security = link(
        &Route::Security,
        Picture::Security,
        "Security",
        frame.tab == Tab::Security,
    );
    view! {
        <header class="rail" aria-label="Tessera">
            <div class="rail-brand">
                <Mark />
                <a
                    class="rail-brand-name"
                    href=Route::Brands.href()
                    title="Your brands"
                    aria-current=(frame.tab == Tab::Brands).then_some("page")
                >
                    {brand}
                </a>
            </div>
            <nav class="rail-nav" aria-label="Dashboard">
                <ul>{links} {security}</ul>
            </nav>
            <div class="rail-account">
                <p class="rail-who">
                    <span class="rail-email">{frame.email.clone()}</span>
                    <span class="rail-role">{frame.role.map(role_word)}</span>
                </p>
                <form method="post" action=Route::SignOut.href()>
                    <button type="submit" class=Look::Quiet.class()>
                        "Sign out"
                    </button>
                </form>
            </div>
        </header>
    }
}

fn link(route: &Route, picture: Picture, label: &'static str, current: bool) -> impl IntoView + use<> {
    view! {
        <li>
            <a class="rail-link" href=route.href() aria-current=current.then_some("page")>
                <Icon picture />
                <span>{label}</span>
            </a>
        </li>
    }
}

/// A page that cannot be shown, and why.
pub fn trouble_page(frame: &Frame, error: &Error) -> String {
    let (title, text) = match error {
        Error::NotFound(_) => ("Not found", error.to_string()),
        Error::Forbidden => ("Not for your role", error.to_string()),
        Error::Unavailable { .. } => ("Not available at the moment", error.to_string()),
        Error::RateLimited { .. } => ("Too many attempts", error.to_string()),
        Error::Conflict { .. } | Error::Invalid(_) => ("That was not possible", error.to_string()),
        _ => ("Something went wrong", error.to_string()),
    };
    page(frame, &FormState::default(), title, &[], || {
        view! {
            <section class="card">
                <p>{text}</p>
                <p>
                    <a href=Route::Overview.href()>"Back to the overview"</a>
                </p>
            </section>
        }
    })
}

//! What stands around every page: the rail, the messages and the way past them by keyboard.

use super::{guard::use_unsaved, palette::Palette, session::use_session, words};
use crate::{
    routes::Route,
    ui::{
        Look, browser,
        icon::{Icon, Mark, Picture},
        pending,
        toast::ToastRegion,
    },
};
use domain::account::Me;
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_location;

/// The pages of the rail. Readiness, drift, labels, insight, team and audit log are script-free pages of their own.
pub(crate) const RAIL: [(Route, Picture, &str); 12] = [
    (Route::Overview, Picture::Overview, "Overview"),
    (Route::Products, Picture::Products, "Products"),
    (Route::Passports, Picture::Passports, "Passports"),
    (Route::Readiness, Picture::Readiness, "Readiness"),
    (Route::Drift, Picture::Drift, "Drift"),
    (Route::Templates, Picture::Templates, "Templates"),
    (Route::Labels, Picture::Labels, "Labels"),
    (Route::Insight, Picture::Insight, "Insight"),
    (Route::Connections, Picture::Connections, "Connections"),
    (Route::Team, Picture::Team, "Team"),
    (Route::Audit, Picture::Audit, "Audit log"),
    (Route::Settings, Picture::Settings, "Settings"),
];

/// The frame of the dashboard.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let unsaved = use_unsaved();
    unsaved.ask_before_unload();
    let skip = move |e: ev::MouseEvent| {
        e.prevent_default();
        browser::focus("main");
    };
    view! {
        <div class="frame" on:click=move |e| unsaved.ask_on_click(&e)>
            <a class="skip" href="#main" on:click=skip>
                "Skip to content"
            </a>
            <header class="rail" aria-label="Tessera">
                <Brand />
                <Palette />
                <nav class="rail-nav" aria-label="Dashboard">
                    <ul>{RAIL.map(|(route, picture, label)| rail_link(&route, picture, label)).collect_view()}</ul>
                </nav>
                <Account />
            </header>
            <main id="main" class="main" tabindex="-1" aria-label="Content">
                {children()}
            </main>
            <ToastRegion />
        </div>
    }.into_any()
}

fn rail_link(route: &Route, picture: Picture, label: &'static str) -> impl IntoView + use<> {
    let path = use_location().pathname;
    let (href, to) = (route.href(), route.href());
    // The router of the dashboard leaves these links to the browser.
    let elsewhere = route.is_desk().then_some("external");
    let current = move || path.with(|p| is_current(p, &to)).then_some("page");
    view! {
        <li>
            <a class="rail-link" href=href rel=elsewhere aria-current=current>
                <Icon picture />
                <span>{label}</span>
            </a>
        </li>
    }
    .into_any()
}

/// The overview is current on its own page alone, the others also on the pages below them.
fn is_current(path: &str, to: &str) -> bool {
    let path = path.trim_end_matches('/');
    path == to || (to != "/admin" && path.strip_prefix(to).is_some_and(|rest| rest.starts_with('/')))
}

#[component]
fn Brand() -> impl IntoView {
    let session = use_session();
    let name = move || async move {
        let loaded = session.me().await.map(|me| me.brand_name).unwrap_or_default();
        view! { <span>{move || session.brand_name(&loaded)}</span> }.into_any()
    };
    view! {
        <div class="rail-brand">
            <Mark />
            <a class="rail-brand-name" href=Route::Brands.href() rel="external" title="Your brands">
                {pending(0, name)}
            </a>
        </div>
    }
    .into_any()
}

#[component]
fn Account() -> impl IntoView {
    let session = use_session();
    let account = move || async move { session.me().await.ok().map(who).into_any() };
    view! {
        <div class="rail-account">
            {pending(0, account)}
            <form method="post" action=Route::SignOut.href()>
                <button type="submit" class=Look::Quiet.class()>
                    "Sign out"
                </button>
            </form>
        </div>
    }
    .into_any()
}

fn who(me: Me) -> impl IntoView {
    view! {
        <p class="rail-who">
            <a class="rail-email" href=Route::Security.href() rel="external" title="Security">
                {me.email}
            </a>
            <span class="rail-role">{words::role(me.role)}</span>
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_below_marks_its_area() {
        assert!(is_current("/admin/", "/admin"));
        assert!(!is_current("/admin/products", "/admin"));
        assert!(is_current("/admin/templates/new", "/admin/templates"));
        assert!(!is_current("/admin/templates-of-old", "/admin/templates"));
    }
}

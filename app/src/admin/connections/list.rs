//! All connections of the brand.

use crate::{
    admin::{session::use_session, words},
    api,
    routes::Route,
    ui::{Badge, EmptyState, Loader, Look, PageHeader, When, notice::failed, pending, time::plural},
};
use domain::{Permission, account::Me, connection::ConnectionView};
use leptos::prelude::*;

/// The list of connections.
#[component]
pub fn ListPage() -> impl IntoView {
    let session = use_session();
    let list = Loader::once(api::connections::list_connections);
    let body = move || async move {
        match (session.me().await, list.await) {
            (Ok(me), Ok(list)) => content(&me, list),
            (Err(error), _) | (_, Err(error)) => failed(&error, Callback::new(move |()| list.refetch())),
        }
    };
    view! {
        <PageHeader title="Connections" lead="Where Tessera reads your products from." />
        {pending(2, body)}
    }
    .into_any()
}

fn content(me: &Me, list: Vec<ConnectionView>) -> AnyView {
    let manages = me.role.may(Permission::ManageConnections);
    let add = move |look: Look| {
        manages.then(|| {
            view! {
                <a class=look.class() href=Route::NewConnection.href()>
                    "Connect a PIM"
                </a>
            }
            .into_any()
        })
    };
    if list.is_empty() {
        let text = if manages {
            "Connect your Akeneo PIM to choose products and attributes from it. Nothing is changed in the PIM."
        } else {
            "An admin of your brand connects the PIM. Then its products appear here."
        };
        return view! {
            <EmptyState title="No connection yet" text>
                {add(Look::Primary)}
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <div class="toolbar">{add(Look::Plain)}</div>
        <ul class="cards">{list.into_iter().map(card).collect_view()}</ul>
        {(!manages).then_some(view! { <p class="muted">{words::ADMINS_ONLY}</p> }.into_any())}
    }
    .into_any()
}

fn card(c: ConnectionView) -> impl IntoView {
    let (tone, text) = words::health(c.health);
    view! {
        <li class="card connection">
            <div class="connection-head">
                <h2>
                    <a href=Route::Connection(c.id).href()>{c.name.clone()}</a>
                </h2>
                <Badge tone text />
            </div>
            <p class="muted code-text">{c.base_url.clone()}</p>
            <p class="muted">
                {plural(c.templates, "template")} {c.last_success_at.map(|at| view! { " \u{b7} read last " <When at /> }.into_any())}
            </p>
            {c.last_error.filter(|_| tone != crate::ui::Tone::Ok).map(|text| view! { <p>{text}</p> }.into_any())}
        </li>
    }.into_any()
}

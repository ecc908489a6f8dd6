//! One connection: how it does, its cache, its credentials, and its end.

use super::{
    form::{ConnectionForm, ConnectionInput},
    report::Report,
};
use crate::{
    admin::{
        address::{id_param, parse_id, use_go},
        session::use_session,
        words,
    },
    api,
    routes::Route,
    ui::{
        Badge, Confirm, ErrorSummary, Loader, Look, Notice, PageHeader, Tone, Trouble, When, notice::failed,
        pending, summary::act, time::plural, use_toasts,
    },
};
use domain::{
    ConnectionId, Kind, Permission,
    account::Me,
    connection::{ConnectionReport, ConnectionView, Fact},
};
use leptos::prelude::*;

type Loaded = Loader<ConnectionView>;

/// The page of a connection.
#[component]
pub fn DetailPage() -> impl IntoView {
    let session = use_session();
    let loaded = Loader::new(id_param(), |id| async move {
        api::connections::get_connection(parse_id(&id, Kind::Connection)?).await
    });
    let report = RwSignal::new(None::<ConnectionReport>);
    let body = move || async move {
        match (session.me().await, loaded.await) {
            (Ok(me), Ok(connection)) => content(&me, &connection, loaded, report),
            (Err(error), _) | (_, Err(error)) => view! {
                <PageHeader title="Connection" />
                {failed(&error, Callback::new(move |()| loaded.refetch()))}
            }
            .into_any(),
        }
    };
    view! { {pending(6, body)} }.into_any()
}

fn content(
    me: &Me,
    connection: &ConnectionView,
    loaded: Loaded,
    report: RwSignal<Option<ConnectionReport>>,
) -> AnyView {
    let toasts = use_toasts();
    let saved = Callback::new(move |_: ConnectionId| {
        toasts.done("The connection is saved.");
        loaded.refetch();
    });
    let manages = me.role.may(Permission::ManageConnections);
    let input = ConnectionInput::of(Some(connection));
    view! {
        <PageHeader title=connection.name.clone() lead=connection.base_url.clone() />
        <Condition connection=connection.clone() manages loaded report />
        {if manages {
            view! {
                <h2>"Credentials"</h2>
                <ConnectionForm input saved />
                <Removal connection=connection.clone() />
            }
                .into_any()
        } else {
            view! { <p class="muted">{words::ADMINS_ONLY}</p> }.into_any()
        }}
    }
    .into_any()
}

/// How it does, and what can be done about it.
#[component]
fn Condition(
    connection: ConnectionView,
    manages: bool,
    loaded: Loaded,
    report: RwSignal<Option<ConnectionReport>>,
) -> impl IntoView {
    let (tone, text) = words::health(connection.health);
    let trouble = Trouble::new();
    let (id, events) = (connection.id, connection.events);
    view! {
        <section class="card" aria-label="Condition">
            <ErrorSummary trouble />
            <dl class="facts">
                <dt>"State"</dt>
                <dd>
                    <Badge tone text />
                </dd>
                {connection.facts.into_iter().map(fact).collect_view()}
            </dl>
            {manages.then(|| view! { <Remedies id events loaded report trouble /> }.into_any())}
            <Report report />
        </section>
    }
    .into_any()
}

fn fact(fact: Fact) -> impl IntoView {
    view! {
        <dt>{fact.label}</dt>
        <dd>{fact.at.map(|at| view! { <When at /> }.into_any())} {fact.text}</dd>
    }
}

/// Test, clear the cache, and be told of changes at once or not.
#[component]
fn Remedies(
    id: ConnectionId,
    events: bool,
    loaded: Loaded,
    report: RwSignal<Option<ConnectionReport>>,
    trouble: Trouble,
) -> impl IntoView {
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let test = move |_| {
        report.set(None);
        act(
            busy,
            trouble,
            api::connections::test_connection(id),
            move |found| {
                report.set(Some(found));
                loaded.refetch();
            },
        );
    };
    let clear = move |_| {
        act(busy, trouble, api::connections::clear_cache(id), move |()| {
            toasts.done("The cache is empty. Values are read afresh from now on.");
            loaded.refetch();
        });
    };
    let switch = move |_| {
        act(
            busy,
            trouble,
            api::connections::set_events(id, !events),
            move |()| {
                loaded.refetch();
            },
        );
    };
    let switched = if events {
        "Stop notifying Tessera"
    } else {
        "Notify Tessera of changes at once"
    };
    let waiting = move || busy.get().then_some("true");
    view! {
        <div class="form-actions">
            <button type="button" class=Look::Plain.class() on:click=test aria-disabled=waiting>
                "Test connection"
            </button>
            <button type="button" class=Look::Plain.class() on:click=clear aria-disabled=waiting>
                "Clear cache"
            </button>
            <button type="button" class=Look::Plain.class() on:click=switch aria-disabled=waiting>
                {switched}
            </button>
        </div>
    }
    .into_any()
}

/// Deletes it, unless templates need it.
#[component]
fn Removal(connection: ConnectionView) -> impl IntoView {
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let trouble = Trouble::new();
    let toasts = use_toasts();
    let go = use_go();
    let id = connection.id;
    let on_confirm = Callback::new(move |()| {
        act(
            busy,
            trouble,
            api::connections::delete_connection(id),
            move |()| {
                toasts.done("The connection is deleted.");
                go.run(Route::Connections);
            },
        );
    });
    let used = connection.templates;
    let title = format!("Delete \u{201c}{}\u{201d}?", connection.name);
    view! {
        <section class="danger-zone" aria-labelledby="removal">
            <h2 id="removal">"Delete this connection"</h2>
            <ErrorSummary trouble />
            {if used > 0 {
                view! {
                    <Notice tone=Tone::Info>
                        <p>
                            {format!("It cannot be deleted while {} built on it. ", stands(used))}
                            <a href=Route::Templates.href()>"Look at the templates"</a>
                        </p>
                    </Notice>
                }
                    .into_any()
            } else {
                view! {
                    <p>"Its credentials and all cached values are erased. Published passports stay readable."</p>
                    <button type="button" class=Look::Danger.class() on:click=move |_| open.set(true)>
                        "Delete connection"
                    </button>
                    <Confirm open title id="confirm-delete" action="Delete connection" on_confirm>
                        <p>
                            "The stored credentials and all cached values are erased at once. You can connect the same PIM again later. Nothing is changed in the PIM."
                        </p>
                    </Confirm>
                }
                    .into_any()
            }}
        </section>
    }.into_any()
}

/// `1 template is`, `3 templates are`.
fn stands(templates: u32) -> String {
    let verb = if templates == 1 { "is" } else { "are" };
    format!("{} {verb}", plural(templates, "template"))
}

//! The form that makes or changes a connection.

use super::report::Report;
use crate::{
    admin::address::use_go,
    admin::{session::use_session, words},
    api,
    routes::Route,
    ui::{
        ErrorSummary, Look, Notice, PageHeader, Submit, TextField, Tone, Trouble, notice::failed, pending,
        summary::act, use_toasts,
    },
};
use domain::{
    ConnectionId, Permission,
    connection::{ConnectionReport, ConnectionView, SaveConnection},
};
use leptos::{ev, prelude::*};

/// What is typed into the form.
#[derive(Clone, Copy)]
pub struct ConnectionInput {
    id: Option<ConnectionId>,
    name: RwSignal<String>,
    base_url: RwSignal<String>,
    client_id: RwSignal<String>,
    secret: RwSignal<String>,
    username: RwSignal<String>,
    password: RwSignal<String>,
}

impl ConnectionInput {
    /// The input as it is before anything is typed; secrets always start empty.
    pub fn of(existing: Option<&ConnectionView>) -> Self {
        let text = |get: fn(&ConnectionView) -> &String| {
            RwSignal::new(existing.map(|c| get(c).clone()).unwrap_or_default())
        };
        let name = text(|c| &c.name);
        if existing.is_none() {
            name.set("Akeneo".to_owned());
        }
        Self {
            id: existing.map(|c| c.id),
            name,
            base_url: text(|c| &c.base_url),
            client_id: text(|c| &c.client_id),
            secret: RwSignal::new(String::new()),
            username: text(|c| &c.username),
            password: RwSignal::new(String::new()),
        }
    }

    /// The command that it makes.
    pub fn to_command(self) -> SaveConnection {
        SaveConnection {
            id: self.id,
            name: self.name.get_untracked().trim().to_owned(),
            base_url: self.base_url.get_untracked().trim().to_owned(),
            client_id: self.client_id.get_untracked().trim().to_owned(),
            secret: self.secret.get_untracked(),
            username: self.username.get_untracked().trim().to_owned(),
            password: self.password.get_untracked(),
        }
    }
}

/// The page of a new connection.
#[component]
pub fn NewPage() -> impl IntoView {
    let session = use_session();
    let go = use_go();
    let toasts = use_toasts();
    let saved = Callback::new(move |id: ConnectionId| {
        toasts.done("The connection is saved.");
        go.run(Route::Connection(id));
    });
    let body = move || async move {
        match session.me().await {
            Ok(me) if me.role.may(Permission::ManageConnections) => {
                view! { <ConnectionForm input=ConnectionInput::of(None) saved /> }.into_any()
            }
            Ok(_) => view! {
                <Notice tone=Tone::Info>
                    <p>{words::ADMINS_ONLY}</p>
                </Notice>
            }
            .into_any(),
            Err(error) => failed(&error, Callback::new(|()| ())),
        }
    };
    view! {
        <PageHeader
            title="Connect a PIM"
            lead="In Akeneo, open Connect > Connection settings, create a connection with the flow type Data destination, and copy what it shows."
        />
        {pending(6, body)}
    }.into_any()
}

/// The form.
#[component]
pub fn ConnectionForm(
    /// What it starts with.
    input: ConnectionInput,
    /// Told after a save.
    saved: Callback<ConnectionId>,
) -> impl IntoView {
    let trouble = Trouble::new();
    let saving = RwSignal::new(false);
    let save = move |e: ev::SubmitEvent| {
        e.prevent_default();
        let command = input.to_command();
        if trouble.passes(command.check_shape()) {
            act(
                saving,
                trouble,
                api::connections::save_connection(command),
                move |id| saved.run(id),
            );
        }
    };
    view! {
        <form class="form card" novalidate=true method="post" on:submit=save>
            <ErrorSummary trouble />
            <Fields input trouble />
            <TryOut input trouble saving />
        </form>
    }
    .into_any()
}

#[component]
fn Fields(input: ConnectionInput, trouble: Trouble) -> impl IntoView {
    let keep = if input.id.is_some() {
        "Leave empty to keep the stored one. It is encrypted and never shown again."
    } else {
        "Stored encrypted and never shown again."
    };
    view! {
        <TextField name="name" label="Name" value=input.name trouble help="For you and your colleagues." />
        <TextField
            name="base_url"
            label="Address of the PIM"
            value=input.base_url
            trouble
            kind="url"
            code=true
            help="Such as https://brand.cloud.akeneo.com"
        />
        <TextField name="client_id" label="Client ID" value=input.client_id trouble code=true />
        <TextField
            name="secret"
            label="Secret"
            value=input.secret
            trouble
            kind="password"
            autocomplete="new-password"
            code=true
            help=keep
        />
        <TextField name="username" label="User name" value=input.username trouble code=true />
        <TextField
            name="password"
            label="Password"
            value=input.password
            trouble
            kind="password"
            autocomplete="new-password"
            code=true
            help=keep
        />
    }
    .into_any()
}

/// The buttons, and the report of a test of what was typed.
#[component]
fn TryOut(input: ConnectionInput, trouble: Trouble, saving: RwSignal<bool>) -> impl IntoView {
    let report = RwSignal::new(None::<ConnectionReport>);
    let testing = RwSignal::new(false);
    let test = move |_| {
        let command = input.to_command();
        if trouble.passes(command.check_shape()) {
            report.set(None);
            act(
                testing,
                trouble,
                api::connections::test_unsaved_connection(command),
                move |found| report.set(Some(found)),
            );
        }
    };
    view! {
        <Report report />
        <div class="form-actions">
            <Submit label="Save" busy=saving />
            <button
                type="button"
                class=Look::Plain.class()
                on:click=test
                aria-disabled=move || testing.get().then_some("true")
                data-busy=move || testing.get().then_some("")
            >
                "Test without saving"
            </button>
        </div>
    }
    .into_any()
}

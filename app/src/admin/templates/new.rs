//! The beginning of a template: for which products, under which name, from what.

use super::starter::starting_design;
use crate::{
    AppError,
    admin::{
        address::{parse_id, query_param, use_go},
        session::use_session,
        words::{self, named},
    },
    api,
    routes::Route,
    ui::{
        EmptyState, ErrorSummary, Loader, Notice, PageHeader, SelectField, Submit, TextField, Tone, Trouble,
        field::Choice, notice::failed, pending, summary::act,
    },
};
use domain::{
    ConnectionId, Error, Kind, Permission,
    catalog::{CatalogView, FamilyView},
    connection::ConnectionView,
    error::Check,
    template::{SaveTemplate, TemplateView},
};
use leptos::{ev, prelude::*};

/// The page of a new template.
#[component]
pub fn NewPage() -> impl IntoView {
    let session = use_session();
    let wanted = query_param("connection");
    let connections = Loader::once(api::connections::list_connections);
    let body = move || async move {
        match (session.me().await, connections.await) {
                (Ok(me), Ok(_)) if !me.role.may(Permission::EditTemplates) => view! {
                    <Notice tone=Tone::Info>
                        <p>{words::EDITORS_ONLY}</p>
                    </Notice>
                }
                .into_any(),
                (Ok(_), Ok(list)) if list.is_empty() => view! {
                    <EmptyState title="Connect your PIM first" text="A template is designed from the attributes of your PIM.">
                        <a class="button button-primary" href=Route::NewConnection.href()>
                            "Connect a PIM"
                        </a>
                    </EmptyState>
                }
                .into_any(),
                (Ok(_), Ok(list)) => view! { <Form list wanted=wanted.get_untracked() /> }.into_any(),
                (Err(error), _) | (_, Err(error)) => {
                    failed(&error, Callback::new(move |()| connections.refetch()))
                }
            }
    };
    view! {
        <PageHeader title="New template" lead="One template describes the passports of one family of products." />
        {pending(4, body)}
    }.into_any()
}

/// What is chosen and typed.
#[derive(Clone, Copy)]
struct Input {
    connection: RwSignal<String>,
    family: RwSignal<String>,
    name: RwSignal<String>,
    from_groups: RwSignal<bool>,
}

impl Input {
    fn new(connections: &[ConnectionView], wanted: &str) -> Self {
        let chosen = connections
            .iter()
            .find(|c| c.id.to_string() == wanted)
            .or(connections.first());
        Self {
            connection: RwSignal::new(chosen.map(|c| c.id.to_string()).unwrap_or_default()),
            family: RwSignal::new(String::new()),
            name: RwSignal::new(String::new()),
            from_groups: RwSignal::new(true),
        }
    }

    fn check(self) -> Result<ConnectionId, Error> {
        let mut check = Check::default();
        let name = self.name.get_untracked();
        let sound = !name.trim().is_empty() && name.trim().chars().count() <= 80;
        check.require(sound, "name", "Enter a name of up to 80 characters.");
        check.require(
            !self.family.get_untracked().is_empty(),
            "family",
            "Choose a family of products.",
        );
        let connection = self.connection.get_untracked().parse();
        check.require(connection.is_ok(), "connection", "Choose a connection.");
        check.finish()?;
        connection.map_err(|_| Error::Internal)
    }
}

type Catalog = Loader<CatalogView>;

#[component]
fn Form(list: Vec<ConnectionView>, wanted: String) -> impl IntoView {
    let input = Input::new(&list, &wanted);
    let trouble = Trouble::new();
    let busy = RwSignal::new(false);
    let catalog: Catalog = Loader::new(
        move || input.connection.get(),
        |id| async move { api::catalog::get_catalog(parse_id(&id, Kind::Connection)?).await },
    );
    let go = use_go();
    let create = move |e: ev::SubmitEvent| {
        e.prevent_default();
        match input.check() {
            Err(error) => trouble.set(error),
            Ok(connection) => act(busy, trouble, make(input, connection, catalog), move |view| {
                go.run(Route::Template(view.id));
            }),
        }
    };
    let choices: Vec<Choice> = list.iter().map(|c| (c.id.to_string(), c.name.clone())).collect();
    let several = choices.len() > 1;
    view! {
        <form class="form card" novalidate=true method="post" on:submit=create>
            <ErrorSummary trouble />
            {several
                .then(|| {
                    view! {
                        <SelectField
                            name="connection"
                            label="Connection"
                            value=input.connection
                            trouble
                            options=Signal::stored(choices)
                        />
                    }.into_any()
                })}
            <Families input trouble catalog />
            <TextField
                name="name"
                label="Name"
                value=input.name
                trouble
                help="For you and your colleagues; it does not stand on the passport."
            />
            <Beginning from_groups=input.from_groups />
            <div class="form-actions">
                <Submit label="Create template" busy />
            </div>
        </form>
    }
    .into_any()
}

/// The families of the connection; choosing one suggests a name.
#[component]
fn Families(input: Input, trouble: Trouble, catalog: Catalog) -> impl IntoView {
    let select = move || async move {
        match catalog.await {
            Ok(catalog) => {
                let families = StoredValue::new(catalog.families);
                suggest_name(input, families);
                let options = families.with_value(|f| choices(f));
                view! {
                    <SelectField
                        name="family"
                        label="Family of products"
                        value=input.family
                        trouble
                        options=Signal::stored(options)
                    />
                }
                .into_any()
            }
            Err(error) => failed(&error, Callback::new(move |()| catalog.refetch())),
        }
    };
    view! { {pending(1, select)} }.into_any()
}

fn choices(families: &[FamilyView]) -> Vec<Choice> {
    let none = (String::new(), "Choose\u{2026}".to_owned());
    let named = families
        .iter()
        .map(|f| (f.code.clone(), named(&f.labels, &f.code)));
    std::iter::once(none).chain(named).collect()
}

/// The family's name is a good name until the person types another.
fn suggest_name(input: Input, families: StoredValue<Vec<FamilyView>>) {
    let suggested = StoredValue::new(String::new());
    Effect::new(move |_| {
        let code = input.family.get();
        let name = families.with_value(|f| {
            f.iter()
                .find(|f| f.code == code)
                .map(|f| named(&f.labels, &f.code))
        });
        let untouched = input.name.get_untracked() == suggested.get_value();
        if let Some(name) = name
            && untouched
        {
            suggested.set_value(name.clone());
            input.name.set(name);
        }
    });
}

#[component]
fn Beginning(from_groups: RwSignal<bool>) -> impl IntoView {
    let choice = move |value: bool, title: &'static str, text: &'static str| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="beginning"
                    checked=from_groups.get_untracked() == value
                    prop:checked=move || from_groups.get() == value
                    on:change=move |_| from_groups.set(value)
                />
                <span>
                    <span class="choice-title">{title}</span>
                    <span class="field-help">{text}</span>
                </span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset class="field">
            <legend class="field-label">"Start from"</legend>
            {choice(
                true,
                "The attribute groups of the PIM",
                "Each group becomes a section. Remove what customers need not see.",
            )}
            {choice(false, "An empty page", "Add sections and attributes one by one.")}
        </fieldset>
    }
    .into_any()
}

/// Reads the family's attributes and saves the first design.
async fn make(input: Input, connection: ConnectionId, catalog: Catalog) -> Result<TemplateView, AppError> {
    let (code, name, from_groups) = (
        input.family.get_untracked(),
        input.name.get_untracked(),
        input.from_groups.get_untracked(),
    );
    let catalog = match catalog.now() {
        Some(loaded) => loaded?,
        None => api::catalog::get_catalog(connection).await?,
    };
    let family = catalog
        .families
        .iter()
        .find(|f| f.code == code)
        .ok_or_else(|| AppError(Error::invalid("family", "Choose a family of products.")))?;
    let channel = catalog.channels.first().ok_or_else(|| {
        AppError(Error::invalid(
            "family",
            "The PIM offers no channel. Ask its administrator for one.",
        ))
    })?;
    let attributes = api::catalog::family_attributes(connection, code.clone()).await?;
    let design = starting_design(&name, channel, family, &attributes.attributes, from_groups);
    design.check_shape()?;
    api::templates::save_template(SaveTemplate {
        id: None,
        revision: 0,
        connection,
        family: code,
        design,
    })
    .await
}

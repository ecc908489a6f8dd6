//! The template editor: attributes of the PIM, sections of the page, and the live page.

mod attributes;
mod field_row;
mod keep;
mod look;
mod preview;
mod readers;
mod save;
mod sections;
mod state;

use super::draft::TemplateDraft;
use crate::{
    AppError,
    admin::{
        address::{id_param, parse_id},
        guard::use_unsaved,
        session::use_session,
        words,
    },
    api,
    routes::Route,
    ui::{Loader, Notice, PageHeader, Tone, keyed, notice::failed, pending, time::plural},
};
use attributes::Attributes;
use domain::{
    Kind, Permission,
    catalog::{AttributeView, CatalogView},
    template::TemplateView,
};
use keep::Recovery;
use leptos::prelude::*;
use look::Look;
use preview::Preview;
use readers::Matrix;
use save::SaveBar;
use sections::Sections;
use serde::{Deserialize, Serialize};
use state::{Editor, Pane};

/// What the editor starts with. The PIM's part may be missing while the PIM is down.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Loaded {
    view: TemplateView,
    catalog: Result<CatalogView, AppError>,
    attributes: Result<Vec<AttributeView>, AppError>,
}

async fn load(id: String) -> Result<Loaded, AppError> {
    let id = parse_id(&id, Kind::Template)?;
    let view = api::templates::get_template(id).await?;
    let catalog = api::catalog::get_catalog(view.connection).await;
    let attributes = api::catalog::family_attributes(view.connection, view.family.clone()).await;
    Ok(Loaded {
        catalog,
        attributes: attributes.map(|a| a.attributes),
        view,
    })
}

/// The page of a template.
#[component]
pub fn EditorPage() -> impl IntoView {
    let session = use_session();
    let loaded = Loader::new(id_param(), load);
    let body = move || async move {
        match (session.me().await, loaded.await) {
            (Ok(me), Ok(loaded)) => {
                let edits = me.role.may(Permission::EditTemplates);
                view! { <EditorView loaded edits /> }.into_any()
            }
            (Err(error), _) | (_, Err(error)) => view! {
                <PageHeader title="Template" />
                {failed(&error, Callback::new(move |()| loaded.refetch()))}
            }
            .into_any(),
        }
    };
    view! { {pending(8, body)} }.into_any()
}

#[component]
fn EditorView(loaded: Loaded, edits: bool) -> impl IntoView {
    let passports = loaded.view.passports;
    let unit_fields = Route::UnitFields(loaded.view.id).href();
    let trouble_with_pim = loaded.attributes.as_ref().err().map(ToString::to_string);
    let warnings = RwSignal::new(loaded.view.warnings.clone());
    let editor = Editor::new(
        TemplateDraft::open(loaded.view),
        loaded.attributes.unwrap_or_default(),
        loaded.catalog.map(|c| c.channels).unwrap_or_default(),
    );
    use_unsaved().follow(editor.dirty.into());
    let title = move || editor.draft.with(|d| d.design().name.clone());
    let lead = move || {
        let family = editor.draft.with(|d| d.family().to_owned());
        format!("Family {family}, {}", plural(passports, "passport"))
    };
    // A restored draft brings other texts into the fields, so the panes are made anew: under another key, because a view that
    // is made again in place keeps the old one's inputs.
    let panes = keyed(
        move || vec![editor.generation.get().to_string()],
        move |_| view! { <Panes editor edits /> }.into_any(),
    );
    view! {
        <PageHeader title=Signal::derive(title) lead=Signal::derive(lead)>
            {edits.then(|| view! { <SaveBar editor warnings /> }.into_any())}
        </PageHeader>
        {edits.then(|| view! { <Recovery editor /> }.into_any())}
        {trouble_with_pim
            .map(|why| {
                view! {
                    <Notice tone=Tone::Warn>
                        <p>{why} " You can still change what is on the page."</p>
                    </Notice>
                }.into_any()
            })}
        {(!edits)
            .then(|| {
                view! {
                    <Notice tone=Tone::Info>
                        <p>{words::EDITORS_ONLY}</p>
                    </Notice>
                }.into_any()
            })}
        <p>
            <a href=unit_fields rel="external">
                "Fields of batches and items"
            </a>
        </p>
        {panes}
    }
    .into_any()
}

#[component]
fn Panes(editor: Editor, edits: bool) -> impl IntoView {
    let tab = move |pane: Pane, label: &'static str| {
        view! {
            <button
                type="button"
                class="tab"
                data-pane=pane.word()
                aria-pressed=move || if editor.pane.get() == pane { "true" } else { "false" }
                on:click=move |_| editor.pane.set(pane)
            >
                {label}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="editor" data-pane=move || editor.pane.get().word()>
            <div class="tabs" role="group" aria-label="Part of the editor">
                {tab(Pane::Attributes, "Attributes")}
                {tab(Pane::Look, "Settings")}
                {tab(Pane::Readers, "Readers")}
                {tab(Pane::Page, "Page")}
                {tab(Pane::Preview, "Preview")}
            </div>
            <section class="pane pane-attributes" aria-label="Attributes of the PIM">
                <fieldset class="bare" disabled=!edits>
                    <Attributes editor />
                </fieldset>
            </section>
            <section class="pane pane-look" aria-label="Settings of the template">
                <fieldset class="bare" disabled=!edits>
                    <Look editor edits />
                </fieldset>
            </section>
            <section class="pane pane-page" aria-label="Sections of the page">
                <fieldset class="bare" disabled=!edits>
                    <Sections editor />
                </fieldset>
            </section>
            <section class="pane pane-readers" aria-label="Readers of the fields">
                <fieldset class="bare" disabled=!edits>
                    <Matrix editor />
                </fieldset>
            </section>
            <section class="pane pane-preview" aria-label="Preview">
                <Preview editor />
            </section>
        </div>
    }
    .into_any()
}

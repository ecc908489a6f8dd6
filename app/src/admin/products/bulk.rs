//! The bar of actions for the chosen products.

use super::{selection::Selection, setup::Setup};
use crate::{
    admin::address::use_go,
    api,
    routes::Route,
    ui::{ErrorSummary, Look, Trouble, field::Select, summary::act, time::plural},
};
use domain::{ConnectionId, passport::Publish, template::TemplateRow};
use leptos::prelude::*;

/// The bar; it appears with the first chosen product.
#[component]
pub fn BulkBar(selection: Selection, setup: Setup, connection: ConnectionId) -> impl IntoView {
    let templates = StoredValue::new(setup.templates);
    let chosen = RwSignal::new(first_of(&templates));
    let trouble = Trouble::new();
    let bar = move || {
        if templates.with_value(Vec::is_empty) {
            view! {
                <p>
                    <a href=new_template(connection)>"Design a template first"</a>
                    ", then publish with it."
                </p>
            }
            .into_any()
        } else {
            view! { <Actions selection templates chosen trouble /> }.into_any()
        }
    };
    view! {
        <div class="bulk" role="region" aria-label="Chosen products" hidden=move || selection.len() == 0>
            <ErrorSummary trouble />
            <div class="bulk-row">
                <p class="bulk-count" aria-live="polite">
                    {move || format!("{} chosen", selection.len())}
                </p>
                {bar}
                <button type="button" class=Look::Quiet.class() on:click=move |_| selection.clear()>
                    "Choose none"
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn first_of(templates: &StoredValue<Vec<TemplateRow>>) -> String {
    templates.with_value(|t| t.first().map(|t| t.id.to_string()).unwrap_or_default())
}

fn new_template(connection: ConnectionId) -> String {
    format!("{}?connection={connection}", Route::NewTemplate.href())
}

#[component]
fn Actions(
    selection: Selection,
    templates: StoredValue<Vec<TemplateRow>>,
    chosen: RwSignal<String>,
    trouble: Trouble,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let go = use_go();
    let publish = move |_| {
        let Ok(template) = chosen.get_untracked().parse() else {
            return;
        };
        let command = Publish {
            template,
            products: selection.keys(),
        };
        if trouble.passes(command.check()) {
            act(busy, trouble, api::passports::publish(command), move |accepted| {
                go.run(Route::Job(accepted.job));
            });
        }
    };
    let choices = templates.with_value(|t| t.iter().map(|t| (t.id.to_string(), t.name.clone())).collect());
    view! {
        <label for="bulk-template">"Template"</label>
        <Select
            id="bulk-template"
            name="template"
            value=chosen
            options=Signal::stored(choices)
            on_change=Callback::new(move |v| chosen.set(v))
        />
        <button
            type="button"
            class=Look::Primary.class()
            on:click=publish
            aria-disabled=move || busy.get().then_some("true")
            data-busy=move || busy.get().then_some("")
        >
            {move || format!("Publish {}", plural(i64::try_from(selection.len()).unwrap_or(i64::MAX), "product"))}
        </button>
        <p class="bulk-warning">{move || misfits(selection, templates, &chosen.get())}</p>
    }.into_any()
}

/// Says how many of the chosen products are of another family than the template's.
fn misfits(selection: Selection, templates: StoredValue<Vec<TemplateRow>>, chosen: &str) -> Option<String> {
    let family = templates.with_value(|t| {
        t.iter()
            .find(|t| t.id.to_string() == chosen)
            .map(|t| t.family.clone())
    })?;
    let outside = selection.outside(&family);
    (outside > 0).then(|| format!("{outside} of them belong to another family than this template."))
}

//! Publishing all products of a family.

use super::setup::Setup;
use crate::{
    admin::address::use_go,
    api,
    routes::Route,
    ui::{Confirm, ErrorSummary, Look, Trouble, field::Select, summary::act},
};
use domain::{TemplateId, passport::PublishFamily};
use leptos::prelude::*;

/// A template to choose and a button; nothing where there is no template yet.
#[component]
pub fn WholeFamily(setup: Setup) -> impl IntoView {
    let setup = StoredValue::new(setup);
    let choices: Vec<_> = setup.with_value(|s| {
        let choice = |t: &domain::template::TemplateRow| (t.id.to_string(), t.name.clone());
        s.templates.iter().map(choice).collect()
    });
    let chosen = RwSignal::new(choices.first().map(|c| c.0.clone()).unwrap_or_default());
    let (busy, open, trouble, go) = (
        RwSignal::new(false),
        RwSignal::new(false),
        Trouble::new(),
        use_go(),
    );
    let confirmed = Callback::new(move |()| {
        let Ok(template) = chosen.get_untracked().parse::<TemplateId>() else {
            return;
        };
        let call = api::passports::publish_family(PublishFamily { template });
        act(busy, trouble, call, move |accepted| {
            go.run(Route::Job(accepted.job));
        });
    });
    let family = move || {
        setup.with_value(|s| {
            let template = s.templates.iter().find(|t| t.id.to_string() == chosen.get());
            template.map(|t| s.family_name(&t.family)).unwrap_or_default()
        })
    };
    let title =
        Signal::derive(move || format!("Publish all products of the family \u{201c}{}\u{201d}?", family()));
    (!choices.is_empty()).then(|| {
        view! {
            <section aria-label="A whole family">
                <ErrorSummary trouble />
                <div class="bulk-row">
                    <label for="family-template">"Publish a whole family with"</label>
                    <Select
                        id="family-template"
                        name="template"
                        value=chosen
                        options=Signal::stored(choices)
                        on_change=Callback::new(move |v| chosen.set(v))
                    />
                    <button
                        type="button"
                        class=Look::Plain.class()
                        on:click=move |_| open.set(true)
                        aria-disabled=move || busy.get().then_some("true")
                    >
                        "Publish all products"
                    </button>
                </div>
                <Confirm open title id="whole-family" action="Publish all products" on_confirm=confirmed>
                    <p>
                        "Every product of this family gets a passport, or the next version where something has changed. "
                        "A published version stays for ever."
                    </p>
                </Confirm>
            </section>
        }
        .into_any()
    })
}

//! The list of templates.

use crate::{
    admin::{session::use_session, words},
    api,
    routes::Route,
    ui::{EmptyState, Loader, Look, PageHeader, When, notice::failed, pending},
};
use domain::{Permission, account::Me, template::TemplateRow};
use leptos::prelude::*;

/// The templates of the brand.
#[component]
pub fn ListPage() -> impl IntoView {
    let session = use_session();
    let list = Loader::once(api::templates::list_templates);
    let body = move || async move {
        match (session.me().await, list.await) {
            (Ok(me), Ok(list)) => content(&me, list),
            (Err(error), _) | (_, Err(error)) => failed(&error, Callback::new(move |()| list.refetch())),
        }
    };
    view! {
        <PageHeader title="Templates" lead="What a passport shows, in which order, in which languages." />
        {pending(4, body)}
    }
    .into_any()
}

fn content(me: &Me, list: Vec<TemplateRow>) -> AnyView {
    let edits = me.role.may(Permission::EditTemplates);
    let add = move |look: Look| {
        edits.then(|| {
            view! {
                <a class=look.class() href=Route::NewTemplate.href()>
                    "New template"
                </a>
            }
            .into_any()
        })
    };
    if list.is_empty() {
        return view! {
            <EmptyState
                title="No template yet"
                text="A template chooses attributes of your PIM for a family of products and says how their passports look. You see the page while you design it."
            >
                {add(Look::Primary)}
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <div class="toolbar">{add(Look::Plain)}</div>
        <div class="table-box">
            <table class="table">
                <caption class="visually-hidden">"Templates"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Family"</th>
                        <th scope="col">"Channel"</th>
                        <th scope="col">"Languages"</th>
                        <th scope="col">"Fields"</th>
                        <th scope="col">"Passports"</th>
                        <th scope="col">"Changed"</th>
                    </tr>
                </thead>
                <tbody>{list.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        {(!edits).then_some(view! { <p class="muted">{words::EDITORS_ONLY}</p> }.into_any())}
    }
    .into_any()
}

fn row(t: TemplateRow) -> impl IntoView {
    let languages: Vec<_> = t.locales.iter().map(domain::Locale::tag).collect();
    let passports = format!("{}?template={}", Route::Passports.href(), t.id);
    view! {
        <tr>
            <th scope="row">
                <a href=Route::Template(t.id).href()>{t.name}</a>
            </th>
            <td class="code-text">{t.family}</td>
            <td class="code-text">{t.channel}</td>
            <td>{languages.join(", ")}</td>
            <td class="number">{t.fields}</td>
            <td class="number">
                <a href=passports>{t.passports}</a>
            </td>
            <td>
                <When at=t.updated_at />
            </td>
        </tr>
    }
    .into_any()
}

//! The list of passports.

use crate::{
    admin::{
        address::{query_param, query_string, use_requery},
        words::{named, version},
    },
    api,
    routes::Route,
    ui::{
        Badge, EmptyState, Loader, Look, PageHeader, Paging, SearchBox, Tone, When, field::Select,
        notice::failed, pending, time::plural,
    },
};
use domain::passport::{ListPassports, PassportPage, PassportRow};
use leptos::prelude::*;

/// What the address asks for.
#[derive(Clone, Copy)]
struct Query {
    search: Memo<String>,
    template: Memo<String>,
    page: Memo<String>,
}

impl Query {
    fn command(self) -> ListPassports {
        ListPassports {
            search: self.search.get(),
            template: self.template.get().parse().ok(),
            page: self.page.get().parse().unwrap_or(1).max(1),
        }
    }

    /// The address of a page of this search.
    fn page_href(self, page: u32) -> String {
        let number = if page > 1 { page.to_string() } else { String::new() };
        let (search, template) = (self.search.get(), self.template.get());
        let query = query_string([("q", search.as_str()), ("template", &template), ("page", &number)]);
        format!("{}{query}", Route::Passports.href())
    }
}

/// The passports of the brand.
#[component]
pub fn ListPage() -> impl IntoView {
    let query = Query {
        search: query_param("q"),
        template: query_param("template"),
        page: query_param("page"),
    };
    let page = Loader::new(
        move || query.page_href(query.command().page),
        move |_| api::passports::list_passports(untrack(|| query.command())),
    );
    let body = move || async move {
        match page.await {
            Ok(passports) => content(query, passports),
            Err(error) => failed(&error, Callback::new(move |()| page.refetch())),
        }
    };
    view! {
        <PageHeader title="Passports" lead="What you have published. Each has an address that stays.">
            <a class=Look::Plain.class() href=Route::Registry.href() rel="external">"EU registry"</a>
        </PageHeader>
        <Toolbar query />
        {pending(8, body)}
    }
    .into_any()
}

#[component]
fn Toolbar(query: Query) -> impl IntoView {
    let templates = Loader::once(api::templates::list_templates);
    let requery = use_requery();
    let filter = {
        let requery = requery.clone();
        Callback::new(move |template: String| {
            let search = query.search.get_untracked();
            requery(
                query_string([("q", search.as_str()), ("template", &template)]),
                false,
            );
        })
    };
    let search = Callback::new(move |text: String| {
        let template = query.template.get_untracked();
        requery(query_string([("q", text.trim()), ("template", &template)]), true);
    });
    let picker = move || async move {
        let templates = templates.await.unwrap_or_default();
        let all = std::iter::once((String::new(), "All templates".to_owned()));
        let choices: Vec<_> = all
            .chain(templates.into_iter().map(|t| (t.id.to_string(), t.name)))
            .collect();
        view! {
            <Select
                id="template"
                name="template"
                aria_label="Template"
                value=query.template
                options=Signal::stored(choices)
                on_change=filter
            />
        }
        .into_any()
    };
    view! {
        <div class="toolbar">
            <SearchBox value=query.search label="Search by name, identifier or GTIN" on_search=search />
            {pending(0, picker)}
        </div>
    }
    .into_any()
}

fn content(query: Query, passports: PassportPage) -> AnyView {
    if passports.items.is_empty() {
        return nothing(query);
    }
    let pages = passports.total.div_ceil(passports.per_page.max(1)).max(1);
    let page = passports.page;
    let back = (page > 1).then(|| untrack(|| query.page_href(page - 1)));
    let next = (page < pages).then(|| untrack(|| query.page_href(page + 1)));
    view! {
        <p class="muted">{plural(passports.total, "passport")}</p>
        <div class="table-box">
            <table class="table">
                <caption class="visually-hidden">"Passports, latest publication first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Product"</th>
                        <th scope="col">"Identifier"</th>
                        <th scope="col">"Template"</th>
                        <th scope="col">"Version"</th>
                        <th scope="col">"Published"</th>
                        <th scope="col">"Page"</th>
                    </tr>
                </thead>
                <tbody>{passports.items.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <Paging back next place=format!("Page {page} of {pages}") />
    }
    .into_any()
}

fn row(p: PassportRow) -> impl IntoView {
    let name = named(&p.name, &p.product_identifier);
    let label = format!("Open the page of {name}");
    view! {
        <tr>
            <th scope="row">
                <a href=Route::Passport(p.id).href()>{name}</a>
                {p.withdrawn.then(|| view! { " " <Badge tone=Tone::Warn text="Taken off" /> })}
            </th>
            <td class="code-text">{p.product_identifier}</td>
            <td>
                <a href=Route::Template(p.template).href()>{p.template_name}</a>
            </td>
            <td class="number">{version(p.version, "")}</td>
            <td>
                <When at=p.published_at />
            </td>
            <td>
                <a href=p.path target="_blank" rel="external" aria-label=label>
                    "Open"
                </a>
            </td>
        </tr>
    }
    .into_any()
}

fn nothing(query: Query) -> AnyView {
    let searched = !query.search.get_untracked().is_empty() || !query.template.get_untracked().is_empty();
    if searched {
        view! {
            <EmptyState title="No passport matches" text="Try another word, or look at all templates.">
                <a class="button" href=Route::Passports.href()>
                    "Show all passports"
                </a>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <EmptyState
                title="No passport yet"
                text="A passport is the public page of a product, with an address and a QR code that stay. Publish your first from the product list."
            >
                <a class="button button-primary" href=Route::Products.href()>
                    "Choose products"
                </a>
            </EmptyState>
        }
        .into_any()
    }
}

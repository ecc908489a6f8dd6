//! Products of the PIM: find them, choose them, publish them.

mod bulk;
mod family;
mod selection;
mod setup;
mod table;

use crate::{
    AppError,
    admin::{
        address::{query_param, query_params, query_string, use_requery},
        session::use_session,
        words,
    },
    api,
    routes::Route,
    ui::{
        EmptyState, Loader, Notice, PageHeader, SearchBox, Tone, When, field::Select, notice::failed, pending,
    },
};
use bulk::BulkBar;
use domain::{
    ConnectionId, Permission,
    catalog::{ListProducts, ProductPage},
};
use family::WholeFamily;
use leptos::prelude::*;
use selection::Selection;
use setup::Setup;
use table::Table;

/// What the address asks for.
#[derive(Clone, Copy)]
struct Query {
    connection: Memo<String>,
    search: Memo<String>,
    family: Memo<String>,
    /// The cursors of the pages gone through; the last is that of this page.
    after: Memo<Vec<String>>,
}

impl Query {
    fn of_address() -> Self {
        Self {
            connection: query_param("connection"),
            search: query_param("q"),
            family: query_param("family"),
            after: query_params("after"),
        }
    }

    /// The command; tracks what it reads.
    fn command(self) -> ListProducts {
        let family = self.family.get();
        ListProducts {
            connection: self.connection.get().parse::<ConnectionId>().ok(),
            search: self.search.get(),
            family: (!family.is_empty()).then_some(family),
            cursor: self.after.with(|a| a.last().cloned()),
        }
    }

    /// The address with other cursors.
    fn with_after(self, after: &[String]) -> String {
        let (connection, search, family) = (self.connection.get(), self.search.get(), self.family.get());
        let fixed = [
            ("connection", connection.as_str()),
            ("q", &search),
            ("family", &family),
        ];
        query_string(
            fixed
                .into_iter()
                .chain(after.iter().map(|cursor| ("after", cursor.as_str()))),
        )
    }

    /// The address of another search from its first page on.
    fn first_page(connection: &str, search: &str, family: &str) -> String {
        query_string([("connection", connection), ("q", search), ("family", family)])
    }
}

/// The list of products.
#[component]
pub fn ProductsPage() -> impl IntoView {
    let session = use_session();
    let query = Query::of_address();
    let setup = Loader::new(move || query.connection.get(), setup::load);
    let page = Loader::new(
        move || query.after.with(|after| query.with_after(after)),
        move |_| api::catalog::list_products(untrack(|| query.command())),
    );
    let selection = Selection::new();
    let toolbar = move || async move {
        let setup = setup.await.unwrap_or_default();
        (!setup.connections.is_empty())
            .then(|| view! { <Toolbar query setup /> }.into_any())
            .into_any()
    };
    let list = move || async move {
        let (me, setup) = match (session.me().await, setup.await) {
            (Ok(me), Ok(setup)) => (me, setup),
            (Err(error), _) | (_, Err(error)) => {
                return failed(&error, Callback::new(move |()| setup.refetch()));
            }
        };
        if setup.connections.is_empty() {
            return nothing_connected(me.role.may(Permission::ManageConnections));
        }
        match page.await {
            Ok(products) => content(
                query,
                products,
                setup,
                selection,
                me.role.may(Permission::Publish),
            ),
            Err(error) => pim_down(&error, Callback::new(move |()| page.refetch())),
        }
    };
    view! {
        <PageHeader title="Products" lead="What your PIM holds. Choose products and publish their passports." />
        {pending(0, toolbar)}
        {pending(8, list)}
    }.into_any()
}

#[component]
fn Toolbar(query: Query, setup: Setup) -> impl IntoView {
    let requery = use_requery();
    let search = {
        let requery = requery.clone();
        Callback::new(move |text: String| {
            let to = Query::first_page(
                &query.connection.get_untracked(),
                text.trim(),
                &query.family.get_untracked(),
            );
            requery(to, true);
        })
    };
    let family = {
        let requery = requery.clone();
        Callback::new(move |family: String| {
            let (connection, search) = (query.connection.get_untracked(), query.search.get_untracked());
            requery(Query::first_page(&connection, &search, &family), false);
        })
    };
    let connection = Callback::new(move |connection: String| {
        requery(
            Query::first_page(&connection, &query.search.get_untracked(), ""),
            false,
        );
    });
    let several = setup.connections.len() > 1;
    let connections = setup.connection_choices();
    let families = setup.family_choices();
    let chosen = setup.chosen_text();
    view! {
        <div class="toolbar">
            <SearchBox value=query.search label="Search by name or identifier" on_search=search />
            <Select
                id="family"
                name="family"
                aria_label="Family"
                value=query.family
                options=Signal::stored(families)
                on_change=family
            />
            {several
                .then(|| {
                    view! {
                        <Select
                            id="connection"
                            name="connection"
                            aria_label="Connection"
                            value=Signal::stored(chosen)
                            options=Signal::stored(connections)
                            on_change=connection
                        />
                    }.into_any()
                })}
        </div>
    }
    .into_any()
}

fn content(
    query: Query,
    products: ProductPage,
    setup: Setup,
    selection: Selection,
    publishes: bool,
) -> AnyView {
    let stale = products.stale.clone().map(|why| {
        view! {
            <Notice tone=Tone::Warn>
                <p>{why} " You see a copy that was read " <When at=products.read_at /> "."</p>
            </Notice>
        }
        .into_any()
    });
    if products.items.is_empty() {
        let to = Query::first_page(&query.connection.get_untracked(), "", "");
        return view! {
            {stale}
            <EmptyState title="No product matches" text="Try another word, or look at all families.">
                <a class="button" href=format!("{}{to}", Route::Products.href())>
                    "Show all products"
                </a>
            </EmptyState>
        }
        .into_any();
    }
    let fresh = stale.is_none();
    let read_at = products.read_at;
    let connection = products.connection;
    view! {
        {stale}
        <Table query products setup=setup.clone() selection publishes />
        {fresh.then(|| view! { <p class="muted">"Read from the PIM " <When at=read_at /></p> }.into_any())}
        {if publishes {
            view! {
                <WholeFamily setup=setup.clone() />
                <BulkBar selection setup connection />
            }
            .into_any()
        } else {
            view! { <p class="muted">{words::EDITORS_ONLY}</p> }.into_any()
        }}
    }
    .into_any()
}

fn nothing_connected(manages: bool) -> AnyView {
    if manages {
        view! {
            <EmptyState title="No products yet" text="Products come from your PIM. Connect it first; nothing is changed there.">
                <a class="button button-primary" href=Route::NewConnection.href()>
                    "Connect a PIM"
                </a>
            </EmptyState>
        }
        .into_any()
    } else {
        view! {
            <EmptyState
                title="No products yet"
                text="Products come from your PIM. An admin of your brand connects it; then they appear here."
            />
        }
        .into_any()
    }
}

fn pim_down(error: &AppError, retry: Callback<()>) -> AnyView {
    view! {
        {failed(error, retry)}
        <p>
            <a href=Route::Connections.href()>"See how the connection does"</a>
        </p>
    }
    .into_any()
}

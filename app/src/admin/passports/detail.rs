//! One passport: its address, its code, its versions.

use super::qr::QrCode;
use crate::{
    admin::{
        address::{id_param, parse_id, use_go},
        session::use_session,
        words::{named, version},
    },
    api,
    routes::Route,
    ui::{
        ErrorSummary, Loader, Look, PageHeader, Trouble, When, browser, notice::failed, pending,
        summary::act, time::plural, use_toasts,
    },
};
use domain::{
    Kind, PassportId, Permission,
    drift::{DriftMark, DriftState},
    passport::{PassportView, Publish, VersionRow},
};
use leptos::prelude::*;

/// What stands in the place of versions.
const LIVE: &str = "The page shows what the PIM says. No versions are kept.";

/// The page of a passport.
#[component]
pub fn DetailPage() -> impl IntoView {
    let session = use_session();
    let loaded = Loader::new(id_param(), |id| async move {
        api::passports::get_passport(parse_id(&id, Kind::Passport)?).await
    });
    let body = move || async move {
        match (session.me().await, loaded.await) {
            (Ok(me), Ok(passport)) => content(passport, me.role.may(Permission::Publish)),
            (Err(error), _) | (_, Err(error)) => view! {
                <PageHeader title="Passport" />
                {failed(&error, Callback::new(move |()| loaded.refetch()))}
            }
            .into_any(),
        }
    };
    view! { {pending(6, body)} }.into_any()
}

/// Of a passport that was taken off the site.
const WITHDRAWN: &str =
    "Whoever runs this site has taken this page off it: readers are told that it is gone. Ask them why.";

fn content(passport: PassportView, publishes: bool) -> AnyView {
    let row = passport.row;
    let live = row.is_live();
    let is_unit = passport.unit.is_some();
    let name = named(&row.name, &row.product_identifier);
    let again = Publish {
        template: row.template,
        products: vec![passport.product],
    };
    view! {
        <PageHeader title=name lead=passport.unit.unwrap_or_else(|| row.product_identifier.clone())>
            <a class=Look::Primary.class() href=row.path.clone() target="_blank" rel="external">
                "Open the page"
            </a>
            {(!live).then(|| {
                let (to, label) = if is_unit {
                    (Route::Unit(row.id), "Values")
                } else {
                    (Route::Units(row.id), "Batches and items")
                };
                view! {
                    <a class=Look::Plain.class() href=to.href() rel="external">
                        {label}
                    </a>
                }
                .into_any()
            })}
            {(publishes && !live && !is_unit).then(|| view! { <PublishAgain command=again /> }.into_any())}
        </PageHeader>
        {row.withdrawn.then_some(view! { <p class="notice tone-warn">{WITHDRAWN}</p> })}
        {passport.remark.map(|text| view! { <p class="notice tone-warn">{text}</p> })}
        {passport.drift.map(|mark| drift_notice(row.id, &mark))}
        <div class="split">
            <div>
                <Address url=passport.url />
                <dl class="facts">
                    <dt>"Template"</dt>
                    <dd>
                        <a href=Route::Template(row.template).href()>{row.template_name}</a>
                    </dd>
                    <dt>"State"</dt>
                    <dd>
                        <a href=Route::PassportState(row.id).href() rel="external">"Status, recall, second life, end"</a>
                    </dd>
                    <dt>"Latest version"</dt>
                    <dd>{version(row.version, "")} ", published " <When at=row.published_at /></dd>
                    <dt>"Restricted fields"</dt>
                    <dd>
                        <a href=format!("{}?scope=passport:{}", Route::Access.href(), row.id) rel="external">"Give access"</a>
                    </dd>
                </dl>
                {if live {
                    LIVE.into_any()
                } else {
                    view! {
                        <h2>"Versions"</h2>
                        <Versions versions=passport.versions />
                        <a href=Route::PassportVersions(row.id).href() rel="external">"Open and compare versions"</a>
                    }.into_any()
                }}
            </div>
            <QrCode id=row.id identifier=row.product_identifier />
        </div>
    }
    .into_any()
}

/// Tells that the PIM says something else by now. The link leads to a page that needs no script.
fn drift_notice(id: PassportId, mark: &DriftMark) -> AnyView {
    let text = match mark.state {
        DriftState::Gone => "The PIM no longer has this product. ".to_owned(),
        DriftState::Moved => "The product belongs to another family in the PIM now. ".to_owned(),
        _ => format!(
            "{} would change if you published this passport again. ",
            plural(mark.fields, "value")
        ),
    };
    view! {
        <p class="notice tone-warn">
            {text} <a href=Route::PassportDrift(id).href() rel="external">"Compare with the PIM"</a>
        </p>
    }
    .into_any()
}

#[component]
fn Address(url: String) -> impl IntoView {
    let toasts = use_toasts();
    let text = url.clone();
    let copy = move |_| {
        browser::copy(&text);
        toasts.done("The address is copied.");
    };
    view! {
        <div class="address">
            <span class="code-text">{url}</span>
            <button type="button" class=Look::Plain.class() on:click=copy>
                "Copy address"
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn PublishAgain(command: Publish) -> impl IntoView {
    let busy = RwSignal::new(false);
    let trouble = Trouble::new();
    let go = use_go();
    let publish = move |_| {
        let call = api::passports::publish(command.clone());
        act(busy, trouble, call, move |accepted| {
            go.run(Route::Job(accepted.job));
        });
    };
    view! {
        <button
            type="button"
            class=Look::Plain.class()
            on:click=publish
            aria-disabled=move || busy.get().then_some("true")
        >
            "Publish again"
        </button>
        <ErrorSummary trouble />
    }
    .into_any()
}

#[component]
fn Versions(versions: Vec<VersionRow>) -> impl IntoView {
    view! {
        <div class="table-box">
            <table class="table">
                <caption class="visually-hidden">"Versions, latest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Version"</th>
                        <th scope="col">"Published"</th>
                        <th scope="col">"By"</th>
                        <th scope="col">"Hash (SHA-256)"</th>
                    </tr>
                </thead>
                <tbody>{versions.into_iter().map(version_row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn version_row(v: VersionRow) -> impl IntoView {
    let short = short_hash(&v.hash);
    view! {
        <tr>
            <th scope="row" class="number">
                {v.number}
            </th>
            <td>
                <When at=v.published_at />
            </td>
            <td>{v.published_by}</td>
            <td class="code-text" title=v.hash>
                {short}
            </td>
        </tr>
    }
    .into_any()
}

/// The first eight and the last four characters, which a person can compare.
fn short_hash(hash: &str) -> String {
    match (hash.get(..8), hash.get(hash.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if hash.len() > 16 => format!("{head}\u{2026}{tail}"),
        _ => hash.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_shortened_in_its_middle() {
        assert_eq!(short_hash(&"0123456789abcdef".repeat(4)), "01234567\u{2026}cdef");
        assert_eq!(short_hash("abc"), "abc");
    }
}

//! The list of drifted passports: filters in the address, a form to publish again what is ticked.

use super::{
    super::layout::{Frame, page},
    badge_of,
};
use crate::{
    account::FormState,
    admin::named,
    routes::Route,
    ui::{
        Look,
        empty::EmptyState,
        paging::Paging,
        time::{exact, plural},
    },
};
use domain::{
    JobId, Permission,
    drift::{DriftOrder, DriftPage, DriftRow, DriftState, ListDrift, Watch},
};
use leptos::prelude::*;

/// The list. `jobs` are the publications that the caller has just begun.
pub fn drift_page(
    frame: &Frame,
    state: &FormState<'_>,
    query: &ListDrift,
    drift: &DriftPage,
    jobs: &[JobId],
) -> String {
    let publishes = frame.role.is_some_and(|role| role.may(Permission::Publish));
    page(frame, state, "Drift", &[], || {
        view! {
            <p class="lead">
                "Passports that no longer say what the PIM says. Tessera looks every few minutes; a published passport changes only when you publish it again."
            </p>
            {begun(jobs)}
            {watches(&drift.watches, publishes)}
            {(!drift.watches.is_empty()).then(|| filters(query, drift))}
            {rows(query, drift, publishes)}
            {paging(query, drift)}
        }
    })
}

fn begun(jobs: &[JobId]) -> Option<impl IntoView + use<>> {
    let links = jobs
        .iter()
        .enumerate()
        .map(|(at, job)| {
            let text = format!("Publication {}: progress and report", at + 1);
            view! { <li><a href=Route::Job(*job).href()>{text}</a></li> }
        })
        .collect_view();
    (!jobs.is_empty()).then(|| {
        view! {
            <div class="notice" role="status">
                <p>"Publishing has begun. The list is shorter when it has ended."</p>
                <ul>{links}</ul>
            </div>
        }
    })
}

fn watches(watches: &[Watch], publishes: bool) -> Option<impl IntoView + use<>> {
    let items = watches.iter().map(watch).collect_view();
    (!watches.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="watched">
                <h2 id="watched">"Watched connections"</h2>
                <ul class="drift-watches">{items}</ul>
                {publishes.then(|| view! {
                    <form method="post" action=Route::CheckDrift.href()>
                        <button type="submit" class=Look::Plain.class()>"Check all passports now"</button>
                    </form>
                })}
            </section>
        }
    })
}

fn watch(watch: &Watch) -> impl IntoView + use<> {
    let last = match watch.last_run_at {
        Some(at) => format!("Looked at on {}.", exact(at)),
        None => "Not looked at yet.".to_owned(),
    };
    let waiting = (watch.waiting > 0).then(|| {
        let verb = if watch.waiting == 1 { "waits" } else { "wait" };
        format!(" {} {verb} to be checked.", plural(watch.waiting, "passport"))
    });
    let trouble = watch.last_error.clone().map(|why| {
        view! { <p class="mistake">"The last look failed: " {why}</p> }
    });
    view! {
        <li>
            <a href=Route::Connection(watch.connection).href()>{watch.name.clone()}</a> ": " {last} {waiting}
            {trouble}
        </li>
    }
}

fn filters(query: &ListDrift, drift: &DriftPage) -> impl IntoView + use<> {
    let templates = drift
        .templates
        .iter()
        .map(|(id, name)| {
            let chosen = query.template == Some(*id);
            view! { <option value=id.to_string() selected=chosen>{name.clone()}</option> }
        })
        .collect_view();
    let orders = DriftOrder::ALL
        .iter()
        .map(|(order, word, label)| {
            view! { <option value=*word selected=query.order == *order>{*label}</option> }
        })
        .collect_view();
    view! {
        <form class="drift-filters" method="get" action=Route::Drift.href() role="search" aria-label="Drifted passports">
            <div class="field">
                <label for="search">"Name, identifier or GTIN"</label>
                <input id="search" name="search" type="search" maxlength="100" value=query.search.clone() />
            </div>
            <div class="field">
                <label for="template">"Template"</label>
                <select id="template" name="template">
                    <option value="">"All templates"</option>
                    {templates}
                </select>
            </div>
            <div class="field">
                <label for="order">"Order"</label>
                <select id="order" name="order">{orders}</select>
            </div>
            <div class="row-actions">
                <button type="submit" class=Look::Plain.class()>"Show"</button>
                {query.is_filtered().then(|| view! { <a href=Route::Drift.href()>"Clear the filters"</a> })}
            </div>
        </form>
    }
}

fn rows(query: &ListDrift, drift: &DriftPage, publishes: bool) -> AnyView {
    if drift.items.is_empty() {
        return empty(query, drift).into_any();
    }
    let rows = drift.items.iter().map(|item| row(item, publishes)).collect_view();
    let table = view! {
        <div class="table-box">
            <table class="table stack">
                <caption class="visually-hidden">{format!("{} that differ from the PIM", plural(drift.total, "passport"))}</caption>
                <thead>
                    <tr>
                        {publishes.then(|| view! { <td class="col-check"></td> })}
                        <th scope="col">"Product"</th>
                        <th scope="col">"Template"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Differs"</th>
                        <th scope="col">"Read"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    };
    if !publishes {
        return table.into_any();
    }
    view! {
        <form method="post" action=Route::Drift.href() aria-label="Publish again">
            {hidden(query)} {table} {actions(drift)}
        </form>
    }
    .into_any()
}

fn actions(drift: &DriftPage) -> impl IntoView + use<> {
    let all = (drift.republishable > 0).then(|| {
        let label = format!("Publish all {} again", drift.republishable);
        view! {
            <button type="submit" name="what" value="all" class=Look::Plain.class()>{label}</button>
        }
    });
    view! {
        <div class="row-actions drift-actions">
            <button type="submit" name="what" value="chosen" class=Look::Primary.class()>
                "Publish the ticked ones again"
            </button>
            {all}
        </div>
    }
}

/// The filters, so that "all" means what the page shows.
fn hidden(query: &ListDrift) -> impl IntoView + use<> {
    let template = query.template.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <input type="hidden" name="search" value=query.search.clone() />
        <input type="hidden" name="template" value=template />
        <input type="hidden" name="order" value=query.order.word() />
    }
}

fn row(row: &DriftRow, publishes: bool) -> impl IntoView + use<> {
    let name = named(&row.name, &row.product_identifier);
    let (class, words) = badge_of(&row.mark);
    let id = row.passport.to_string();
    let tick = publishes.then(|| {
        let label = format!("Publish {name} again");
        let able = row.mark.state == DriftState::Changed;
        let tick =
            able.then(|| view! { <input type="checkbox" name="passport" value=id aria-label=label /> });
        view! { <td class="col-check">{tick}</td> }
    });
    view! {
        <tr>
            {tick}
            <th scope="row" class="wrap-anywhere">
                <a href=Route::PassportDrift(row.passport).href()>{name}</a>
                <span class="drift-identifier">{row.product_identifier.clone()}</span>
            </th>
            <td data-label="Template">{row.template_name.clone()}</td>
            <td data-label="State"><span class=class>{words}</span></td>
            <td data-label="Differs" class="wrap-anywhere">{differs(row)}</td>
            <td data-label="Read">
                <time datetime=row.mark.checked_at.to_rfc3339()>{exact(row.mark.checked_at)}</time>
            </td>
        </tr>
    }
}

/// The attributes by their codes, as many as fit.
fn differs(row: &DriftRow) -> String {
    const SHOWN: usize = 4;
    let codes = &row.mark.attributes;
    let count = plural(row.mark.fields, "value");
    let named = codes.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match (row.mark.state, codes.len()) {
        (DriftState::Gone | DriftState::Moved, _) => "Cannot be compared".to_owned(),
        (_, 0) => count,
        (_, n) if n > SHOWN => format!("{count}: {named} and {} more", n - SHOWN),
        _ => format!("{count}: {named}"),
    }
}

fn empty(query: &ListDrift, drift: &DriftPage) -> impl IntoView + use<> {
    let (title, text) = if query.is_filtered() {
        (
            "No drifted passport matches",
            "Search for something else, or clear the filters.",
        )
    } else if drift.watches.is_empty() {
        (
            "Nothing is published yet",
            "Once products are published as passports, Tessera watches their PIM and lists here what has changed.",
        )
    } else if drift.watches.iter().any(|w| w.waiting > 0) {
        (
            "No drift so far",
            "The check is still under way. Load this page again in a moment.",
        )
    } else {
        (
            "No drift",
            "Every passport says what the PIM said when Tessera looked last.",
        )
    };
    let (filtered, nothing) = (query.is_filtered(), drift.watches.is_empty());
    view! {
        <EmptyState title=title text=text>
            {filtered.then(|| view! { <a class=Look::Plain.class() href=Route::Drift.href()>"Clear the filters"</a> })}
            {nothing.then(|| view! { <a class=Look::Plain.class() href=Route::Products.href()>"Go to the products"</a> })}
        </EmptyState>
    }
}

fn paging(query: &ListDrift, drift: &DriftPage) -> impl IntoView + use<> {
    let pages = drift.total.div_ceil(drift.per_page.max(1)).max(1);
    let page = drift.page.max(1);
    let to = |page: u32| href(query, page);
    view! {
        <Paging
            back=(page > 1).then(|| to(page - 1))
            next=(page < pages).then(|| to(page + 1))
            place=format!("Page {page} of {pages}")
        />
    }
}

/// Another page of the same filters.
fn href(query: &ListDrift, page: u32) -> String {
    let template = query.template.map(|id| id.to_string()).unwrap_or_default();
    let page = page.to_string();
    let pairs = [
        ("search", query.search.trim()),
        ("template", &template),
        ("order", query.order.word()),
        ("page", &page),
    ];
    let said = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let said: Vec<String> = said
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    format!("{}?{}", Route::Drift.href(), said.join("&"))
}

fn escaped(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{super::super::tests::frame, *};
    use domain::{Role, drift::DriftMark};

    fn item(state: DriftState, codes: &[&str]) -> DriftRow {
        DriftRow {
            passport: "00000000-0000-0000-0000-000000000007".parse().unwrap(),
            name: [(domain::Locale::parse("en_US").unwrap(), "<Chair>".to_owned())].into(),
            product_identifier: "CH-1".into(),
            template_name: "Chairs".into(),
            mark: DriftMark {
                state,
                fields: 6,
                attributes: codes.iter().map(|c| (*c).to_owned()).collect(),
                design_changed: false,
                checked_at: chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
            },
        }
    }

    fn drift(items: Vec<DriftRow>) -> DriftPage {
        DriftPage {
            total: 120,
            republishable: 119,
            page: 2,
            per_page: 50,
            items,
            watches: vec![Watch {
                connection: "00000000-0000-0000-0000-000000000003".parse().unwrap(),
                name: "PIM".into(),
                last_run_at: None,
                last_error: Some("Akeneo is not available.".into()),
                waiting: 0,
            }],
            ..DriftPage::default()
        }
    }

    fn shown(role: Role, query: &ListDrift, drift: &DriftPage) -> String {
        let frame = Frame {
            role: Some(role),
            ..frame()
        };
        let html = drift_page(&frame, &FormState::default(), query, drift, &[]);
        assert!(!html.contains("<script") && !html.contains("style="));
        html
    }

    #[test]
    fn editors_tick_what_can_be_published_and_viewers_read() {
        let page = drift(vec![
            item(DriftState::Changed, &["a", "b", "c", "d", "e"]),
            item(DriftState::Gone, &[]),
        ]);
        let query = ListDrift {
            search: "a&b".into(),
            ..ListDrift::default()
        };
        let html = shown(Role::Editor, &query, &page);
        assert_eq!(html.matches("type=\"checkbox\"").count(), 1);
        for part in [
            "&lt;Chair&gt;",
            "6 values: a, b, c, d and 1 more",
            "Publish all 119 again",
            "Gone from the PIM",
            "Akeneo is not available.",
            "Page 2 of 3",
            "/drift?search=a%26b&amp;order=newest&amp;page=3",
            "Check all passports now",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        let html = shown(Role::Viewer, &query, &page);
        assert!(!html.contains("method=\"post\" action=\"/drift"), "{html}");
    }

    #[test]
    fn an_empty_list_says_why() {
        let query = ListDrift::default();
        let none = DriftPage::default();
        assert!(shown(Role::Viewer, &query, &none).contains("Nothing is published yet"));
        let mut page = drift(Vec::new());
        assert!(shown(Role::Viewer, &query, &page).contains("Every passport says what the PIM said"));
        page.watches[0].waiting = 3;
        assert!(shown(Role::Viewer, &query, &page).contains("still under way"));
        let query = ListDrift {
            search: "x".into(),
            ..query
        };
        assert!(shown(Role::Viewer, &query, &page).contains("No drifted passport matches"));
    }
}

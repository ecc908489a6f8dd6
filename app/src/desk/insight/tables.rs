//! By country, device, language, referrer, template, product and passport.

use super::{
    super::exports::grouped,
    words::{OTHER, changed, file, insight_address, named_row, narrowed, share},
};
use crate::{routes::Route, ui::Look};
use domain::insight::{Insight, InsightQuery, Row, Scope, Table, Target, What};
use leptos::prelude::*;

/// The rows of a table on the page; the file has them all.
const SHOWN: usize = 10;

/// All tables.
pub(super) fn tables(query: &InsightQuery, insight: &Insight) -> impl IntoView + use<> {
    let tables: Vec<_> = insight
        .tables
        .iter()
        .map(|table| section(query, insight, table))
        .collect();
    view! { <div class="insight-tables">{tables}</div> }
}

/// The heading of a table, and that of its first column.
fn headings(what: What) -> (&'static str, &'static str) {
    match what {
        What::Time => ("Scans over time", "Day"),
        What::Country => ("Countries", "Country"),
        What::Device => ("Devices", "Device"),
        What::Language => ("Languages", "Language"),
        What::Referrer => ("Sites that led here", "Site"),
        What::Template => ("Templates", "Template"),
        What::Product => ("Products", "Product"),
        What::Passport => ("Passports", "Passport"),
    }
}

fn section(query: &InsightQuery, insight: &Insight, table: &Table) -> impl IntoView + use<> {
    let (title, heading) = headings(table.what);
    let id = format!("by-{}", table.what.word());
    let content = if table.rows.is_empty() {
        let text = match table.other {
            0 => "Nothing in these days.".to_owned(),
            other => format!("{} in all, too few of each to show them apart.", grouped(other)),
        };
        view! { <p>{text}</p> }.into_any()
    } else {
        rows(insight, table, heading, &id).into_any()
    };
    let of = format!(" of {}", title.to_lowercase());
    view! {
        <section class="card" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{title}</h2>
            {content}
            <p class="no-print">
                <a class=Look::Plain.class() href=file(query, table.what) download>"Download CSV" <span class="visually-hidden">{of}</span></a>
            </p>
        </section>
    }
}

fn rows(insight: &Insight, table: &Table, heading: &'static str, id: &str) -> impl IntoView + use<> {
    let whole: u64 = table.rows.iter().map(|row| row.scans).sum::<u64>() + table.other + table.further;
    let most = table.rows.first().map_or(1, |row| row.scans.max(1));
    let compared = insight.before.is_some();
    let shown: Vec<_> = table
        .rows
        .iter()
        .take(SHOWN)
        .map(|row| line(insight, table.what, row, whole, most))
        .collect();
    let left = table.rows.len().saturating_sub(SHOWN);
    let further = table.rows.iter().skip(SHOWN).map(|row| row.scans).sum::<u64>() + table.further;
    let further = (further > 0).then(|| {
        let label = if table.further > 0 {
            "All others".to_owned()
        } else {
            format!("{left} more")
        };
        plain(label, further, whole, compared)
    });
    let other = (table.other > 0).then(|| plain(OTHER.to_owned(), table.other, whole, compared));
    view! {
        <div class="table-box">
            <table class="table" aria-labelledby=id.to_owned()>
                <thead>
                    <tr>
                        <th scope="col">{heading}</th>
                        <th scope="col" class="number">"Scans"</th>
                        {compared.then(|| view! { <th scope="col" class="number">"Change"</th> })}
                    </tr>
                </thead>
                <tbody>{shown} {further} {other}</tbody>
            </table>
        </div>
    }
}

fn line(insight: &Insight, what: What, row: &Row, whole: u64, most: u64) -> impl IntoView + use<> {
    let width = (u128::from(row.scans) * 1000 / u128::from(most))
        .max(4)
        .to_string();
    let change = insight.before.map(|_| {
        let text = match row.before {
            Some(before) => changed(row.scans, before),
            None => "Few before".to_owned(),
        };
        view! { <td class="number">{text}</td> }
    });
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">
                {name(insight, what, row)}
                <svg class="insight-bar" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                    <rect width=width height="6" />
                </svg>
            </th>
            <td class="number">
                {grouped(row.scans)}
                <span class="drift-identifier">{share(row.scans, whole)}</span>
            </td>
            {change}
        </tr>
    }
}

/// The name with a link to its page, and one that counts nothing else.
fn name(insight: &Insight, what: What, row: &Row) -> impl IntoView + use<> {
    let text = named_row(row);
    let (to, only) = match &row.target {
        None => (None, None),
        Some(Target::Template(id)) => (Some(Route::Template(*id)), Some(Scope::Template(*id))),
        Some(Target::Product(template, key)) => {
            let key = domain::catalog::ProductKey(key.clone());
            (Some(Route::ReadinessProduct(*template, key)), None)
        }
        Some(Target::Passport(id)) => (Some(Route::Passport(*id)), Some(Scope::Passport(*id))),
        Some(Target::Unit(id)) => (Some(Route::Unit(*id)), Some(Scope::Passport(*id))),
    };
    let only = only.map(|scope| {
        let to = insight_address(&Route::Insight, &narrowed(insight.period.range, scope));
        let label = format!("Over time: {text}");
        view! { " " <a class="insight-only no-print" href=to aria-label=label>"Over time"</a> }
    });
    let mut detail = Vec::new();
    if matches!(what, What::Product | What::Passport) && text != row.name {
        detail.push(row.name.clone());
    }
    if !row.detail.is_empty() {
        detail.push(row.detail.clone());
    }
    let detail = (!detail.is_empty() || only.is_some()).then(|| {
        view! { <span class="drift-identifier">{detail.join(" \u{b7} ")} {only}</span> }
    });
    let text = match to {
        Some(route) => view! { <a href=route.href()>{text}</a> }.into_any(),
        None => view! { <span>{text}</span> }.into_any(),
    };
    (text, detail)
}

fn plain(label: String, scans: u64, whole: u64, compared: bool) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row" class="insight-rest">{label}</th>
            <td class="number">
                {grouped(scans)}
                <span class="drift-identifier">{share(scans, whole)}</span>
            </td>
            {compared.then(|| view! { <td></td> })}
        </tr>
    }
}

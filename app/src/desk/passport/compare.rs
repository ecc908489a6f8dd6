//! Two versions of a passport side by side: each value that differs, before and after.

use super::{
    super::{
        drift::side_by_side,
        layout::{Frame, page},
    },
    above,
    versions::choice,
};
use crate::{
    account::FormState,
    admin::named,
    routes::Route,
    ui::{empty::EmptyState, time::plural},
};
use domain::{
    changes::{Change, Comparison, How},
    drift::Subject,
};
use leptos::prelude::*;

/// The page of two versions.
pub fn compare_page(frame: &Frame, state: &FormState<'_>, view: &Comparison) -> String {
    let title = format!("Version {} beside version {}", view.from, view.to);
    page(frame, state, &title, &[], || {
        let numbers: Vec<u32> = (1..=view.row.version).rev().collect();
        view! {
            {above(&view.row)}
            {choice(view.row.id, &numbers, (view.from, view.to))}
            {table(view)}
            <p>
                <a href=Route::PassportVersions(view.row.id).href()>"All versions"</a>
            </p>
        }
    })
}

fn table(view: &Comparison) -> AnyView {
    if view.changes.is_empty() {
        let text = "Every value of the two is the same.";
        return view! { <EmptyState title="Nothing is different" text=text /> }.into_any();
    }
    let count = plural(i64::try_from(view.changes.len()).unwrap_or(i64::MAX), "change");
    let labels = (format!("Version {}", view.from), format!("Version {}", view.to));
    let rows = view
        .changes
        .iter()
        .map(|change| row(change, &labels))
        .collect_view();
    view! {
        <section aria-labelledby="changes">
            <h2 id="changes">{count}</h2>
            <div class="table-box">
                <table class="table stack drift-table">
                    <caption class="visually-hidden">"What is different, value by value"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Value"</th>
                            <th scope="col">"What happened"</th>
                            <th scope="col">{labels.0.clone()}</th>
                            <th scope="col">{labels.1.clone()}</th>
                            <th scope="col">"Language"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(change: &Change, labels: &(String, String)) -> impl IntoView + use<> {
    let (old, new) = side_by_side(change.old.as_ref(), change.new.as_ref());
    let language = change
        .locale
        .as_ref()
        .map_or_else(|| "All".to_owned(), |locale| locale.as_str().to_owned());
    let code = (!change.attribute.is_empty()).then(|| {
        view! { <span class="drift-identifier code">{change.attribute.clone()}</span> }
    });
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">{title(change)} {code}</th>
            <td data-label="What happened">{happened(change.how)}</td>
            <td data-label=labels.0.clone() class="wrap-anywhere">{old}</td>
            <td data-label=labels.1.clone() class="wrap-anywhere">{new}</td>
            <td data-label="Language">{language}</td>
        </tr>
    }
}

fn happened(how: How) -> &'static str {
    match how {
        How::Added => "New",
        How::Changed => "Changed",
        How::Renamed => "Renamed",
        How::Moved => "Moved",
        How::Removed => "Removed",
    }
}

fn title(change: &Change) -> String {
    match change.subject {
        Subject::Name => "Product name".to_owned(),
        Subject::Description => "Description".to_owned(),
        Subject::Image => "Main picture".to_owned(),
        Subject::Gtin => "GTIN".to_owned(),
        Subject::Identifier => "Product identifier".to_owned(),
        Subject::Brand => "Brand name".to_owned(),
        Subject::Languages => "Languages".to_owned(),
        Subject::Layout if change.label.is_empty() => "Layout of the page".to_owned(),
        Subject::Layout => format!("Section \u{201c}{}\u{201d}", named(&change.label, "")),
        Subject::Field | Subject::FieldName => named(&change.label, &change.attribute),
        Subject::Readers => format!(
            "Readers of \u{201c}{}\u{201d}",
            named(&change.label, &change.attribute)
        ),
    }
}

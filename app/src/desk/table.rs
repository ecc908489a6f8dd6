//! A section that is a table, as most pages have one.

use leptos::prelude::*;

/// A headed section with a table; on a narrow screen each row stands as a card. `more` are further headings.
pub(super) fn table_section<M: IntoView + 'static, R: IntoView + 'static>(
    (id, title): (&'static str, &'static str),
    headings: &[&'static str],
    more: M,
    rows: R,
) -> impl IntoView + use<M, R> {
    let headings: Vec<_> = headings.iter().map(|text| heading(text)).collect();
    view! {
        <section aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <div class="table-box">
                <table class="table stack" aria-labelledby=id>
                    <thead>
                        <tr>{headings} {more}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

/// The heading of a column.
pub(super) fn heading(text: &'static str) -> impl IntoView + use<> {
    view! { <th scope="col">{text}</th> }
}

/// The heading of a column of links and buttons, for those who hear it.
pub(super) fn actions_heading() -> impl IntoView + use<> {
    view! {
        <th scope="col">
            <span class="visually-hidden">"Actions"</span>
        </th>
    }
}

//! The way to the next page of a list and back; both are links.

use leptos::prelude::*;

/// Links to the neighbouring pages.
#[component]
pub fn Paging(
    /// Where the page before is; none on the first.
    back: Option<String>,
    /// Where the next page is; none on the last.
    next: Option<String>,
    /// Where one is: `Page 2 of 5`.
    #[prop(into)]
    place: String,
) -> impl IntoView {
    (back.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="paging" aria-label="Pages">
                {back.map(|href| view! { <a class="button" rel="prev" href=href>"Back"</a> }.into_any())}
                <span class="muted">{place}</span>
                {next.map(|href| view! { <a class="button" rel="next" href=href>"Next"</a> }.into_any())}
            </nav>
        }
        .into_any()
    })
}

//! Grey rows in the shape of what is on its way.

use leptos::prelude::*;

/// Rows that stand for a list while it loads.
#[component]
pub fn Skeleton(
    /// How many.
    #[prop(default = 5)]
    rows: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading"</span>
            {(0..rows).map(|_| view! { <div class="skeleton-row"></div> }.into_any()).collect_view()}
        </div>
    }
    .into_any()
}

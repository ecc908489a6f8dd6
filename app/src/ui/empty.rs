//! What stands where a list has nothing yet: what this is for, and the first step.

use leptos::prelude::*;

/// An empty state.
#[component]
pub fn EmptyState(
    /// What is not there.
    #[prop(into)]
    title: String,
    /// What this is for, in a sentence or two.
    #[prop(into)]
    text: String,
    /// The first step: links or buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="empty-actions">{children()}</div> }.into_any())}
        </div>
    }
    .into_any()
}

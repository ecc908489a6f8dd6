//! The mark: a mosaic of four tiles, one turned by 45 degrees.

use leptos::prelude::*;

/// The mark in the colour of the text around it; it says nothing that the text does not say.
pub(crate) fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" width="24" height="24" fill="currentColor" aria-hidden="true">
            <path d="M2 2h9v9H2zM2 13h9v9H2zM13 13h9v9h-9zM17.5 1.1l5.4 5.4-5.4 5.4-5.4-5.4z" />
        </svg>
    }
}

//! A message that belongs to the page, and what a page shows when its data could not be had.

use super::{Look, Tone};
use crate::{AppError, routes::Route};
use domain::Error;
use leptos::prelude::*;

/// A message with a meaning.
#[component]
pub fn Notice(
    /// What it means.
    tone: Tone,
    /// The message, links and buttons.
    children: Children,
) -> impl IntoView {
    view! { <div class=format!("notice {}", tone.class())>{children()}</div> }.into_any()
}

/// What a page shows instead of its data: what happened, and the way on.
pub fn failed(error: &AppError, retry: Callback<()>) -> AnyView {
    let way_on = if error.0 == Error::Unauthenticated {
        sign_in_link().into_any()
    } else if matches!(error.0, Error::NotFound(_) | Error::Forbidden) {
        ().into_any()
    } else {
        view! {
            <button type="button" class=Look::Plain.class() on:click=move |_| retry.run(())>
                "Try again"
            </button>
        }
        .into_any()
    };
    let message = error.to_string();
    view! {
        <Notice tone=Tone::Danger>
            <p role="alert">{message}</p>
            {way_on}
        </Notice>
    }
    .into_any()
}

/// The way back in when the session has ended; in a new tab, so that typed work stays.
pub fn sign_in_link() -> impl IntoView {
    view! {
        <p>
            <a href=Route::SignIn.href() target="_blank" rel="external">
                "Sign in in a new tab"
            </a>
            ", then try again here. What you typed stays."
        </p>
    }
    .into_any()
}

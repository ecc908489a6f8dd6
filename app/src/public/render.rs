//! The one place that turns a view into text.

use leptos::prelude::*;

/// Renders a whole document.
///
/// Leptos separates neighbouring texts and marks the ends of lists with empty comments, so that a browser can hydrate
/// them. Nothing is hydrated here, so the marks go. Texts and attributes are escaped and cannot contain one.
pub(crate) fn document<V: IntoView>(view: impl FnOnce() -> V) -> String {
    let html = Owner::new().with(|| view().into_view().to_html());
    format!("<!DOCTYPE html>{}", html.replace("<!>", ""))
}

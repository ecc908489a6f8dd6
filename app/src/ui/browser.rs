//! The few things that are asked of the browser itself. Call these in effects and handlers only: a server has no window.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, js_sys};

/// Milliseconds since 1970, by the browser's clock.
pub fn now_ms() -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole milliseconds of our era fit by far"
    )]
    let now = js_sys::Date::now() as i64;
    now
}

/// Focuses the element with this id, once what is being rendered now is on the page.
pub fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    request_animation_frame(move || focus(&id));
}

/// Focuses the element with this id, where there is one.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // A refused focus leaves the focus where it was, which is all that can be done.
        _ = element.focus();
    }
}

/// The element with this id.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The nearest element that matches the selector, from the event's target upwards.
pub fn closest(event: &web_sys::Event, selector: &str) -> Option<HtmlElement> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok()??.dyn_into().ok()
}

/// Whether the event comes from a control that takes typed text, where letters are no shortcuts.
pub fn is_typing(event: &web_sys::Event) -> bool {
    closest(event, "input, textarea, select, [contenteditable]").is_some()
}

/// The browser's own question; a browser that shows none counts as yes.
pub fn confirm(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(true)
}

/// Copies a text, without waiting for the outcome.
pub fn copy(text: &str) {
    drop(window().navigator().clipboard().write_text(text));
}

/// Leaves for a page that the dashboard's router does not know.
pub fn open(path: &str) {
    // Refused only where the document is on its way out already.
    _ = window().location().assign(path);
}

/// Loads the document again, with the program that the server has now.
pub fn reload() {
    // Refused only where the document is on its way out already.
    _ = window().location().reload();
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok()?
}

/// Remembers a text for this tab; a browser that refuses forgets it.
pub fn remember(key: &str, text: &str) {
    if let Some(storage) = storage() {
        // Full or switched off: then there is nothing to remember it in.
        _ = storage.set_item(key, text);
    }
}

/// What this tab remembers under the key.
pub fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Forgets it.
pub fn forget(key: &str) {
    if let Some(storage) = storage() {
        // Nothing to act on where it was never kept.
        _ = storage.remove_item(key);
    }
}

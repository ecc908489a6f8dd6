//! Modal dialogs. The `dialog` element brings the focus trap, Escape and the inert page behind it.

use super::Look;
use leptos::{ev, html, prelude::*};

/// A modal dialog that `open` shows and closes.
#[component]
pub fn Dialog(
    /// Whether it is shown; the browser's own closing sets it back.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: Signal<String>,
    /// An id that no other dialog of the page has.
    id: &'static str,
    /// What it holds.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| show(node, open.get()));
    view! {
        <dialog class="dialog" node_ref=node aria-labelledby=id on:close=move |_| open.set(false)>
            <h2 class="dialog-title" id=id>
                {title}
            </h2>
            {children()}
        </dialog>
    }
    .into_any()
}

/// Brings a dialog into the wanted state.
pub fn show(node: NodeRef<html::Dialog>, open: bool) {
    let Some(dialog) = node.get() else { return };
    if open && !dialog.open() {
        // Refused only when the element left the page, where nothing is to be shown.
        _ = dialog.show_modal();
    } else if !open && dialog.open() {
        dialog.close();
    }
}

/// A dialog that asks before something that cannot be taken back.
#[component]
pub fn Confirm(
    /// Whether it is shown.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// An id that no other dialog of the page has.
    id: &'static str,
    /// The verb on the button.
    #[prop(into)]
    action: String,
    /// Does it.
    on_confirm: Callback<()>,
    /// The consequences.
    children: Children,
) -> impl IntoView {
    let confirm = move |_: ev::MouseEvent| {
        open.set(false);
        on_confirm.run(());
    };
    view! {
        <Dialog open title id>
            {children()}
            <div class="dialog-actions">
                <button type="button" class=Look::Plain.class() on:click=move |_| open.set(false)>
                    "Cancel"
                </button>
                <button type="button" class=Look::Danger.class() on:click=confirm>
                    {action}
                </button>
            </div>
        </Dialog>
    }
    .into_any()
}

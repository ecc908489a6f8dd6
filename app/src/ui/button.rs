//! Buttons, and links that look like them.

use leptos::prelude::*;

/// The weight of a button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The page's main action; one per view.
    Primary,
    /// Every other action.
    #[default]
    Plain,
    /// An action inside a row or a toolbar.
    Quiet,
    /// An action that removes something.
    Danger,
}

impl Look {
    /// The classes.
    pub fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// The button that sends a form. While busy it says so and keeps the focus.
#[component]
pub fn Submit(
    /// What it does: a verb.
    #[prop(into)]
    label: String,
    /// Whether the form is on its way.
    #[prop(into)]
    busy: Signal<bool>,
    /// Its weight.
    #[prop(default = Look::Primary)]
    look: Look,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=look.class()
            aria-disabled=move || busy.get().then_some("true")
            data-busy=move || busy.get().then_some("")
        >
            {label}
        </button>
    }
    .into_any()
}

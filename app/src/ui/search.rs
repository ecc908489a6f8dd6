//! The search of a list: goes on while one types, reached with `/`, works as a plain form too.

use super::{
    browser,
    icon::{Icon, Picture},
};
use leptos::{ev, prelude::*};
use std::time::Duration;

const ID: &str = "search";
const PAUSE: Duration = Duration::from_millis(300);

/// Runs only the last of several calls that follow each other quickly.
#[derive(Clone, Copy)]
pub struct Debounce(StoredValue<u32>);

impl Debounce {
    /// Nothing waits.
    pub fn new() -> Self {
        Self(StoredValue::new(0))
    }

    /// Runs `f` after the pause, unless another call comes or the page is left.
    pub fn run(self, pause: Duration, f: impl FnOnce() + 'static) {
        let mine = self.0.get_value() + 1;
        self.0.set_value(mine);
        set_timeout(
            move || {
                if self.0.try_get_value() == Some(mine) {
                    f();
                }
            },
            pause,
        );
    }
}

impl Default for Debounce {
    fn default() -> Self {
        Self::new()
    }
}

/// The search box of a list; one per page.
#[component]
pub fn SearchBox(
    /// What is searched for, from the address.
    #[prop(into)]
    value: Signal<String>,
    /// What can be searched for.
    #[prop(into)]
    label: String,
    /// Told what to search for.
    on_search: Callback<String>,
) -> impl IntoView {
    focus_on_slash();
    let debounce = Debounce::new();
    let typed = move |e: ev::Event| {
        let text = event_target_value(&e);
        debounce.run(PAUSE, move || on_search.run(text));
    };
    let submit = move |e: ev::SubmitEvent| {
        e.prevent_default();
        if let Some(input) = browser::element(ID) {
            let input: web_sys::HtmlInputElement = wasm_bindgen::JsCast::unchecked_into(input);
            on_search.run(input.value());
        }
    };
    view! {
        <form class="search" role="search" method="get" on:submit=submit>
            <Icon picture=Picture::Search />
            <input
                class="input"
                id=ID
                type="search"
                name="q"
                aria-label=label.clone()
                placeholder=label
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input=typed
                autocomplete="off"
                aria-keyshortcuts="/"
            />
            <kbd aria-hidden="true">"/"</kbd>
        </form>
    }
    .into_any()
}

fn focus_on_slash() {
    Effect::new(move |_| {
        let listener = window_event_listener(ev::keydown, move |e| {
            if e.key() == "/" && !e.ctrl_key() && !e.meta_key() && !browser::is_typing(&e) {
                e.prevent_default();
                browser::focus(ID);
            }
        });
        on_cleanup(move || listener.remove());
    });
}

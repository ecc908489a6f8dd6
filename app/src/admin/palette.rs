//! The command palette: every page, action, template and passport within a few keys.

use super::{guard::use_unsaved, words::named};
use crate::{
    api,
    routes::Route,
    ui::{
        browser, dialog,
        icon::{Icon, Picture},
        search::Debounce,
    },
};
use domain::{passport::ListPassports, template::TemplateRow};
use leptos::{ev, html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(200);
/// The most passports that are offered.
const PASSPORTS_MAX: usize = 8;

/// Somewhere to go.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    kind: &'static str,
    text: String,
    to: String,
}

fn entry(kind: &'static str, text: impl Into<String>, to: &Route) -> Entry {
    Entry {
        kind,
        text: text.into(),
        to: to.href(),
    }
}

/// What is always there.
fn fixed() -> Vec<Entry> {
    [
        ("Page", "Overview", Route::Overview),
        ("Page", "Products", Route::Products),
        ("Page", "Passports", Route::Passports),
        ("Page", "Readiness", Route::Readiness),
        ("Page", "Drift", Route::Drift),
        ("Page", "EU registry", Route::Registry),
        ("Page", "Templates", Route::Templates),
        ("Page", "Labels", Route::Labels),
        ("Page", "Insight", Route::Insight),
        ("Page", "Connections", Route::Connections),
        ("Page", "Team", Route::Team),
        ("Page", "Audit log", Route::Audit),
        ("Page", "Security", Route::Security),
        ("Page", "Settings", Route::Settings),
        ("Action", "New template", Route::NewTemplate),
        ("Action", "Connect a PIM", Route::NewConnection),
        ("Action", "Publish products", Route::Products),
        ("Action", "Change password", Route::Settings),
    ]
    .map(|(kind, text, to)| entry(kind, text, &to))
    .into()
}

/// Entries whose text holds every word that was typed; those that begin with it first.
fn matching(entries: Vec<Entry>, typed: &str) -> Vec<Entry> {
    let typed = typed.trim().to_lowercase();
    let mut found: Vec<_> = entries
        .into_iter()
        .filter(|e| {
            let text = e.text.to_lowercase();
            typed.split_whitespace().all(|word| text.contains(word))
        })
        .collect();
    found.sort_by_key(|e| !e.text.to_lowercase().starts_with(&typed));
    found
}

/// What the palette knows and shows.
#[derive(Clone, Copy)]
struct State {
    open: RwSignal<bool>,
    typed: RwSignal<String>,
    active: RwSignal<usize>,
    templates: RwSignal<Vec<TemplateRow>>,
    passports: RwSignal<Vec<Entry>>,
    debounce: Debounce,
}

impl State {
    fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            typed: RwSignal::new(String::new()),
            active: RwSignal::new(0),
            templates: RwSignal::new(Vec::new()),
            passports: RwSignal::new(Vec::new()),
            debounce: Debounce::new(),
        }
    }

    fn entries(self) -> Vec<Entry> {
        let mut all = fixed();
        self.templates.with(|list| {
            all.extend(
                list.iter()
                    .map(|t| entry("Template", t.name.clone(), &Route::Template(t.id))),
            );
        });
        let mut found = matching(all, &self.typed.get());
        found.extend(self.passports.get());
        found
    }

    /// Opens it empty, with fresh names of templates.
    fn show(self) {
        self.typed.set(String::new());
        self.active.set(0);
        self.passports.set(Vec::new());
        self.open.set(true);
        spawn_local(async move {
            // Without templates the palette still has its pages.
            if let Ok(list) = api::templates::list_templates().await {
                self.templates.set(list);
            }
        });
    }

    fn search(self, text: String) {
        self.active.set(0);
        self.typed.set(text.clone());
        if text.trim().chars().count() < 2 {
            self.passports.set(Vec::new());
            return;
        }
        self.debounce.run(PAUSE, move || {
            spawn_local(async move {
                let command = ListPassports {
                    search: text.trim().to_owned(),
                    template: None,
                    page: 1,
                };
                let page = api::passports::list_passports(command).await;
                if self.typed.get_untracked() == text {
                    let rows = page.map(|p| p.items).unwrap_or_default();
                    self.passports.set(
                        rows.into_iter()
                            .take(PASSPORTS_MAX)
                            .map(|p| {
                                entry(
                                    "Passport",
                                    named(&p.name, &p.product_identifier),
                                    &Route::Passport(p.id),
                                )
                            })
                            .collect(),
                    );
                }
            });
        });
    }

    /// Moves the mark by one, around the ends.
    fn step(self, by: isize) {
        let len = self.entries_untracked().len();
        self.active.update(|at| *at = around(*at, by, len));
    }

    fn entries_untracked(self) -> Vec<Entry> {
        untrack(move || self.entries())
    }
}

fn around(at: usize, by: isize, len: usize) -> usize {
    match len {
        0 => 0,
        len if by < 0 => (at + len - 1) % len,
        len => (at + 1) % len,
    }
}

/// The palette with the button that opens it.
#[component]
pub fn Palette() -> impl IntoView {
    let state = State::new();
    open_by_keyboard(state);
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| dialog::show(node, state.open.get()));
    let unsaved = use_unsaved();
    let navigate = use_navigate();
    let go = Callback::new(move |to: String| {
        state.open.set(false);
        if !to.starts_with("/admin") {
            // The browser asks by itself about what is not saved.
            browser::open(&to);
        } else if unsaved.may_leave() {
            navigate(&to, NavigateOptions::default());
        }
    });
    view! {
        <button
            type="button"
            class="rail-search"
            aria-keyshortcuts="Control+K Meta+K"
            on:click=move |_| state.show()
        >
            <Icon picture=Picture::Search />
            <span>"Go to\u{2026}"</span>
            <kbd aria-hidden="true">"Ctrl K"</kbd>
        </button>
        <dialog class="dialog palette" node_ref=node aria-label="Go to" on:close=move |_| state.open.set(false)>
            <TypeBox state go />
            <Entries state go />
        </dialog>
    }.into_any()
}

fn open_by_keyboard(state: State) {
    Effect::new(move |_| {
        let listener = window_event_listener(ev::keydown, move |e| {
            if e.key().eq_ignore_ascii_case("k") && (e.ctrl_key() || e.meta_key()) && !e.shift_key() {
                e.prevent_default();
                if state.open.get_untracked() {
                    state.open.set(false);
                } else {
                    state.show();
                }
            }
        });
        on_cleanup(move || listener.remove());
    });
}

#[component]
fn TypeBox(state: State, go: Callback<String>) -> impl IntoView {
    let keys = move |e: ev::KeyboardEvent| match e.key().as_str() {
        "ArrowDown" => {
            e.prevent_default();
            state.step(1);
        }
        "ArrowUp" => {
            e.prevent_default();
            state.step(-1);
        }
        "Enter" => {
            e.prevent_default();
            let chosen = state
                .entries_untracked()
                .into_iter()
                .nth(state.active.get_untracked());
            if let Some(chosen) = chosen {
                go.run(chosen.to);
            }
        }
        _ => {}
    };
    view! {
        <input
            class="input palette-input"
            type="text"
            role="combobox"
            aria-label="Go to a page, a template or a passport"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-autocomplete="list"
            aria-activedescendant=move || format!("palette-{}", state.active.get())
            placeholder="Page, action, template or passport"
            autocomplete="off"
            spellcheck="false"
            autofocus=true
            prop:value=move || state.typed.get()
            on:input=move |e| state.search(event_target_value(&e))
            on:keydown=keys
        />
    }
    .into_any()
}

#[component]
fn Entries(state: State, go: Callback<String>) -> impl IntoView {
    Effect::new(move |_| {
        let at = state.active.get();
        if state.open.get_untracked()
            && let Some(option) = browser::element(&format!("palette-{at}"))
        {
            option.scroll_into_view_with_bool(false);
        }
    });
    let option = move |(i, e): (usize, Entry)| {
        let to = e.to.clone();
        view! {
            <li
                id=format!("palette-{i}")
                class="palette-entry"
                role="option"
                aria-selected=move || if state.active.get() == i { "true" } else { "false" }
                on:click=move |_| go.run(to.clone())
            >
                <span>{e.text}</span>
                <span class="muted">{e.kind}</span>
            </li>
        }
        .into_any()
    };
    view! {
        <ul class="palette-list" id="palette-list" role="listbox" aria-label="Places">
            {move || state.entries().into_iter().enumerate().map(option).collect_view()}
        </ul>
        <p class="muted" role="status">
            {move || state.entries().is_empty().then_some("Nothing matches.")}
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_the_typed_text_comes_first() {
        let texts =
            |typed: &str| -> Vec<String> { matching(fixed(), typed).into_iter().map(|e| e.text).collect() };
        assert_eq!(texts("pro"), ["Products", "Publish products"]);
        assert_eq!(texts("templ new"), ["New template"]);
        assert_eq!(texts("").len(), fixed().len());
    }

    #[test]
    fn the_mark_goes_around() {
        assert_eq!((around(0, -1, 3), around(2, 1, 3), around(0, 1, 0)), (2, 0, 0));
    }
}

//! The sections of the page, in their order.

use super::{
    field_row::FieldRow,
    state::{Dragged, Editor},
};
use crate::{
    admin::templates::draft::{SectionKey, Step, TemplateDraft},
    ui::keyed,
    ui::{
        Look, browser,
        field::{Select, field_id},
    },
};
use leptos::{ev, prelude::*};

/// The sections with the language whose texts they show.
#[component]
pub fn Sections(editor: Editor) -> impl IntoView {
    let empty = move || editor.draft.with(|d| d.section_keys().is_empty());
    let add = move |_| {
        if let Some(key) = editor.add_section("") {
            focus_title(editor, key);
        }
    };
    let locale = Signal::derive(move || editor.locale.get().as_str().to_owned());
    view! {
        <div class="pane-head">
            <h2 class="pane-title">"Page"</h2>
            <div class="pane-language">
                <label class="field-label" for="text-language">
                    "Texts in"
                </label>
                <Select
                    id="text-language"
                    name="language"
                    value=locale
                    options=Signal::derive(move || editor.locale_choices())
                    on_change=Callback::new(move |code: String| editor.show_locale(&code))
                />
            </div>
        </div>
        {move || {
            empty()
                .then(|| {
                    view! {
                        <p class="empty-hint">
                            "The page has no sections yet. Add one here, or add an attribute from the list: it brings its section along."
                        </p>
                    }.into_any()
                })
        }}
        <ol class="sections">
            {keyed(
                move || editor.draft.with(|d| d.section_keys().iter().map(SectionKey::to_string).collect()),
                move |key| SectionKey::parse(&key).map(|key| view! { <SectionCard editor key /> }.into_any()).into_any(),
            )}
        </ol>
        <button type="button" class=Look::Plain.class() on:click=add>
            "Add section"
        </button>
        <p class="muted keys-hint">
            "Move with the buttons, by dragging, or with " <kbd>"Alt"</kbd> " + " <kbd>"\u{2191}"</kbd> " " <kbd>"\u{2193}"</kbd> "."
        </p>
    }.into_any()
}

/// The id of a section's title field: what an error summary links to. It follows the section's place.
fn title_id(draft: &TemplateDraft, key: SectionKey) -> String {
    let place = draft.place(key).unwrap_or_default();
    field_id(&format!("sections.{place}.title"))
}

fn focus_title(editor: Editor, key: SectionKey) {
    browser::focus_soon(editor.draft.with_untracked(|d| title_id(d, key)));
}

#[component]
fn SectionCard(editor: Editor, key: SectionKey) -> impl IntoView {
    let place = move || editor.draft.with(|d| d.place(key));
    let error = move || {
        let at = place()?;
        editor.trouble.at_any(&format!("sections.{at}.title"))
    };
    let over = RwSignal::new(false);
    let drop = move |e: ev::DragEvent| {
        e.prevent_default();
        over.set(false);
        match editor.dragged.get_untracked() {
            Some(Dragged::Field(code)) => editor.draft.update(|d| d.move_field_to_section(&code, key)),
            Some(Dragged::Section(other)) => editor.draft.update(|d| d.move_section_to(other, key)),
            None => {}
        }
        editor.dragged.set(None);
    };
    let drag_over = move |e: ev::DragEvent| {
        if editor.dragged.with_untracked(Option::is_some) {
            e.prevent_default();
            over.set(true);
        }
    };
    view! {
        <li
            class="section-card"
            class:drop-here=move || over.get()
            on:dragover=drag_over
            on:dragleave=move |_| over.set(false)
            on:drop=drop
        >
            <Head editor key />
            {move || error().map(|text| view! { <p class="field-error">{text}</p> }.into_any())}
            <ol class="field-rows">
                {keyed(
                    move || editor.draft.with(|d| d.field_codes(key)),
                    move |code| view! { <FieldRow editor code /> }.into_any(),
                )}
            </ol>
            {move || {
                editor
                    .draft
                    .with(|d| d.field_codes(key).is_empty())
                    .then(|| view! { <p class="muted">"No fields yet. They appear here when you add attributes."</p> }.into_any())
            }}
        </li>
    }.into_any()
}

/// Title, order and removal of a section.
#[component]
fn Head(editor: Editor, key: SectionKey) -> impl IntoView {
    let id = move || editor.draft.with(|d| title_id(d, key));
    let label = move || {
        let number = editor.draft.with(|d| d.place(key)).map_or(0, |p| p + 1);
        format!(
            "Title of section {number} in {}",
            editor.locale.get().native_name()
        )
    };
    let text = move || {
        let locale = editor.locale.get();
        editor.draft.with(|d| {
            d.section(key)
                .and_then(|s| s.title.get(&locale).cloned())
                .unwrap_or_default()
        })
    };
    let typed = move |e: ev::Event| {
        let locale = editor.locale.get_untracked();
        let text = event_target_value(&e);
        editor.draft.update(|d| d.set_title(key, &locale, &text));
    };
    let shift = move |step: Step| {
        if editor.draft.try_update(|d| d.move_section(key, step)) == Some(true) {
            focus_title(editor, key);
        }
    };
    let by_keys = move |e: ev::KeyboardEvent| {
        if let Some(step) = alt_arrow(&e) {
            shift(step);
        }
    };
    let remove = move |_| {
        let name = untrack(text);
        let removed = editor.draft.try_update(|d| d.remove_section(key)).flatten();
        editor.removed(
            removed,
            if name.is_empty() {
                "Untitled section"
            } else {
                &name
            },
        );
    };
    view! {
        <div class="section-head" on:keydown=by_keys>
            <span
                class="handle"
                draggable="true"
                aria-hidden="true"
                on:dragstart=move |e| start_drag(editor, &e, Dragged::Section(key))
                on:dragend=move |_| editor.dragged.set(None)
            ></span>
            <input
                class="input section-title"
                id=id
                type="text"
                aria-label=label
                placeholder="Title"
                value=untrack(text)
                prop:value=text
                on:input=typed
            />
            <button type="button" class="button button-quiet button-icon" aria-label="Move section up" on:click=move |_| shift(Step::Up)>
                "\u{2191}"
            </button>
            <button
                type="button"
                class="button button-quiet button-icon"
                aria-label="Move section down"
                on:click=move |_| shift(Step::Down)
            >
                "\u{2193}"
            </button>
            <button type="button" class="button button-quiet button-icon" aria-label="Remove section" on:click=remove>
                "\u{d7}"
            </button>
        </div>
    }.into_any()
}

/// Starts a drag.
pub fn start_drag(editor: Editor, e: &ev::DragEvent, what: Dragged) {
    e.stop_propagation();
    if let Some(data) = e.data_transfer() {
        // Firefox drags only what carries data.
        _ = data.set_data("text/plain", "");
    }
    editor.dragged.set(Some(what));
}

/// The step of Alt with an arrow key, which then does nothing else.
pub fn alt_arrow(e: &ev::KeyboardEvent) -> Option<Step> {
    if !e.alt_key() {
        return None;
    }
    let step = match e.key().as_str() {
        "ArrowUp" => Step::Up,
        "ArrowDown" => Step::Down,
        _ => return None,
    };
    e.prevent_default();
    Some(step)
}

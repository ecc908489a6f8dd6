//! A field of a section.

use super::{
    sections::{alt_arrow, start_drag},
    state::{Dragged, Editor},
};
use crate::{
    admin::templates::draft::{Step, TemplateDraft},
    ui::{browser, field::field_id},
};
use domain::template::KEY_FACTS_MAX;
use leptos::{ev, prelude::*};

/// A field: its name, whether it is a key fact, its order, its removal.
#[component]
pub fn FieldRow(editor: Editor, code: String) -> impl IntoView {
    let code = StoredValue::new(code);
    let of = move || code.get_value();
    let id = move || editor.draft.with(|d| name_id(d, &of()));
    let shift = move |step: Step| {
        if editor.draft.try_update(|d| d.move_field(&of(), step)) == Some(true) {
            browser::focus_soon(untrack(id));
        }
    };
    let by_keys = move |e: ev::KeyboardEvent| {
        if let Some(step) = alt_arrow(&e) {
            e.stop_propagation();
            shift(step);
        }
    };
    let remove = move |_| {
        let name = untrack(|| editor.shown_name(&of()));
        let removed = editor.draft.try_update(|d| d.remove_field(&of())).flatten();
        editor.removed(removed, &name);
    };
    let over = RwSignal::new(false);
    let drag_over = move |e: ev::DragEvent| {
        if editor
            .dragged
            .with_untracked(|d| matches!(d, Some(Dragged::Field(_))))
        {
            e.prevent_default();
            e.stop_propagation();
            over.set(true);
        }
    };
    let drop = move |e: ev::DragEvent| {
        over.set(false);
        if let Some(Dragged::Field(dragged)) = editor.dragged.get_untracked() {
            e.prevent_default();
            e.stop_propagation();
            editor.draft.update(|d| d.move_field_before(&dragged, &of()));
            editor.dragged.set(None);
        }
    };
    let button = move |label: &'static str, sign: &'static str, step: Step| {
        let label = move || format!("{label}: {}", editor.shown_name(&of()));
        view! {
            <button
                type="button"
                class="button button-quiet button-icon"
                aria-label=label
                on:click=move |_| shift(step)
            >
                {sign}
            </button>
        }
        .into_any()
    };
    view! {
        <li
            class="field-row"
            class:drop-here=move || over.get()
            on:keydown=by_keys
            on:dragover=drag_over
            on:dragleave=move |_| over.set(false)
            on:drop=drop
        >
            <span
                class="handle"
                draggable="true"
                aria-hidden="true"
                on:dragstart=move |e| start_drag(editor, &e, Dragged::Field(of()))
                on:dragend=move |_| editor.dragged.set(None)
            ></span>
            <Name editor code id=Signal::derive(id) />
            <KeyFact editor code />
            <div class="field-row-actions">
                {button("Move up", "\u{2191}", Step::Up)} {button("Move down", "\u{2193}", Step::Down)}
                <button
                    type="button"
                    class="button button-quiet button-icon"
                    aria-label=move || format!("Remove from the page: {}", editor.shown_name(&of()))
                    on:click=remove
                >
                    "\u{d7}"
                </button>
            </div>
            {move || problem(editor, &of()).map(|text| view! { <p class="field-error">{text}</p> }.into_any())}
        </li>
    }.into_any()
}

/// The id of a field's name: what an error summary links to. It follows the field's place.
fn name_id(draft: &TemplateDraft, code: &str) -> String {
    let (s, f) = draft.find(code).unwrap_or_default();
    field_id(&format!("sections.{s}.fields.{f}"))
}

/// What a check found wrong with this field.
fn problem(editor: Editor, code: &str) -> Option<String> {
    let (s, f) = editor.draft.with(|d| d.find(code))?;
    editor.trouble.at_any(&format!("sections.{s}.fields.{f}"))
}

/// The name: the PIM's, until another one is typed.
#[component]
fn Name(editor: Editor, code: StoredValue<String>, id: Signal<String>) -> impl IntoView {
    let own = move || {
        let locale = editor.locale.get();
        editor.draft.with(|d| {
            code.with_value(|c| d.field(c).and_then(|f| f.label.get(&locale).cloned()))
                .unwrap_or_default()
        })
    };
    let of_pim = move || editor.attribute_name(&code.get_value());
    let label = move || format!("Name of {} in {}", of_pim(), editor.locale.get().native_name());
    let typed = move |e: ev::Event| {
        let locale = editor.locale.get_untracked();
        let text = event_target_value(&e);
        editor
            .draft
            .update(|d| code.with_value(|c| d.set_field_label(c, &locale, &text)));
    };
    view! {
        <div class="field-row-name">
            <input
                class="input"
                id=id
                type="text"
                aria-label=label
                placeholder=of_pim
                value=untrack(own)
                prop:value=own
                on:input=typed
            />
            <span class="attribute-meta code-text">{code.get_value()}</span>
        </div>
    }
    .into_any()
}

#[component]
fn KeyFact(editor: Editor, code: StoredValue<String>) -> impl IntoView {
    let marked = move || {
        editor
            .draft
            .with(|d| code.with_value(|c| d.field(c).is_some_and(|f| f.key_fact)))
    };
    let full = move || !marked() && editor.draft.with(|d| d.key_facts() >= KEY_FACTS_MAX);
    let mark = move |e: ev::Event| {
        let wanted = event_target_checked(&e);
        editor
            .draft
            .update(|d| _ = code.with_value(|c| d.set_key_fact(c, wanted)));
    };
    let hint = move || full().then(|| format!("There are {KEY_FACTS_MAX} key facts already."));
    view! {
        <label class="key-fact" title=hint>
            <input
                type="checkbox"
                checked=untrack(marked)
                prop:checked=marked
                disabled=full
                on:change=mark
            />
            "Key fact"
        </label>
    }
    .into_any()
}

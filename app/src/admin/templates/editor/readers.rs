//! Who reads what: a grid of fields and readers.

use super::state::Editor;
use crate::{
    admin::templates::draft::{SectionKey, TemplateDraft},
    ui::keyed,
};
use domain::Reader;
use leptos::{ev, prelude::*};

/// The grid, section by section.
#[component]
pub fn Matrix(editor: Editor) -> impl IntoView {
    let heads = Reader::ALL
        .map(|reader| view! { <th scope="col">{reader.words()}</th> }.into_any())
        .collect_view();
    view! {
        <h2 class="pane-title">"Readers"</h2>
        <p class="muted">
            "Everybody reads a field unless you say who does. You give organisations access under Settings, Access."
        </p>
        <div class="table-box matrix">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Field"</th>
                        {heads}
                    </tr>
                </thead>
                {keyed(
                    move || editor.draft.with(|d| d.section_keys().iter().map(SectionKey::to_string).collect()),
                    move |key| SectionKey::parse(&key).map(|key| section(editor, key)).into_any(),
                )}
            </table>
        </div>
    }
    .into_any()
}

fn section(editor: Editor, key: SectionKey) -> AnyView {
    let title = move || {
        let locale = editor.locale.get();
        editor
            .draft
            .with(|d| d.section(key).and_then(|s| s.title.get(&locale).cloned()))
    };
    let name = move || {
        title()
            .filter(|t| !t.is_empty())
            .unwrap_or_else(|| "Untitled section".to_owned())
    };
    let codes = move || editor.draft.with(|d| d.field_codes(key));
    view! {
        <tbody>
            {row(editor, Signal::derive(name), Signal::derive(codes), true)}
            {keyed(
                codes,
                move |code| {
                    let of = code.clone();
                    let name = Signal::derive(move || editor.shown_name(&of));
                    row(editor, name, Signal::derive(move || vec![code.clone()]), false)
                },
            )}
        </tbody>
    }
    .into_any()
}

/// A row for one field, or for all of a section.
fn row(editor: Editor, name: Signal<String>, codes: Signal<Vec<String>>, whole: bool) -> AnyView {
    let boxes = Reader::ALL
        .map(|reader| tick(editor, name, codes, reader))
        .collect_view();
    view! {
        <tr class:matrix-section=whole>
            <th scope="row">{name}</th>
            {boxes}
        </tr>
    }
    .into_any()
}

fn tick(editor: Editor, name: Signal<String>, codes: Signal<Vec<String>>, reader: Reader) -> AnyView {
    let may = move || {
        editor
            .draft
            .with(|d| codes.with(|all| !all.is_empty() && all.iter().all(|code| may_read(d, code, reader))))
    };
    // In a section without fields there is nothing to read.
    let fixed = move || reader == Reader::Brand || codes.with(Vec::is_empty);
    let change = move |e: ev::Event| {
        let wanted = event_target_checked(&e);
        // The codes of a section come from the draft, which cannot be read while it is changed.
        let codes = codes.get_untracked();
        editor.draft.update(|d| {
            for code in &codes {
                d.set_reader(code, reader, wanted);
            }
        });
    };
    view! {
        <td class="col-check">
            <input
                type="checkbox"
                aria-label=move || format!("{}: {}", name.get(), reader.words())
                checked=untrack(may)
                prop:checked=may
                disabled=fixed
                on:change=change
            />
        </td>
    }
    .into_any()
}

fn may_read(draft: &TemplateDraft, code: &str, reader: Reader) -> bool {
    draft
        .field(code)
        .is_some_and(|field| field.readers.admits(reader))
}

//! Unsaved work survives a crash or a closed session: the browser's tab remembers it.

use super::state::Editor;
use crate::ui::{Look, Notice, Tone, browser, search::Debounce};
use domain::template::SaveTemplate;
use leptos::prelude::*;
use std::time::Duration;

const PAUSE: Duration = Duration::from_secs(1);

fn key(editor: Editor) -> Option<String> {
    let id = editor.draft.try_with_untracked(|d| d.to_command().id)??;
    Some(format!("template-draft-{id}"))
}

/// Forgets what the tab remembers of this template.
pub fn forget(editor: Editor) {
    if let Some(key) = key(editor) {
        browser::forget(&key);
    }
}

/// Remembers unsaved work, and offers what an earlier visit left behind.
#[component]
pub fn Recovery(editor: Editor) -> impl IntoView {
    let found = RwSignal::new(None::<SaveTemplate>);
    let debounce = Debounce::new();
    Effect::new(move |_| found.set(left_behind(editor)));
    Effect::new(move |_| {
        let dirty = editor.dirty.get();
        editor.draft.track();
        debounce.run(PAUSE, move || remember(editor, dirty, found));
    });
    let restore = move |_| {
        if let Some(command) = found.get_untracked() {
            editor.draft.update(|d| d.replace(command.design));
            editor.generation.update(|n| *n += 1);
        }
        found.set(None);
    };
    let discard = move |_| {
        forget(editor);
        found.set(None);
    };
    view! {
        <Show when=move || found.with(Option::is_some)>
            <Notice tone=Tone::Info>
                <p>"You left changes here that were not saved."</p>
                <div class="form-actions">
                    <button type="button" class=Look::Plain.class() on:click=restore>
                        "Bring them back"
                    </button>
                    <button type="button" class=Look::Quiet.class() on:click=discard>
                        "Discard them"
                    </button>
                </div>
            </Notice>
        </Show>
    }
    .into_any()
}

/// Work that is based on the revision in store and differs from it.
fn left_behind(editor: Editor) -> Option<SaveTemplate> {
    let command: SaveTemplate = serde_json::from_slice(browser::recall(&key(editor)?)?.as_bytes()).ok()?;
    let fits = editor.draft.with_untracked(|d| {
        let now = d.to_command();
        now.revision == command.revision && now.design != command.design
    });
    fits.then_some(command)
}

fn remember(editor: Editor, dirty: bool, found: RwSignal<Option<SaveTemplate>>) {
    let Some(key) = key(editor) else { return };
    if dirty {
        let json = editor
            .draft
            .try_with_untracked(|d| serde_json::to_string(&d.to_command()));
        if let Some(Ok(json)) = json {
            browser::remember(&key, &json);
        }
    } else if found.try_with_untracked(Option::is_none) == Some(true) {
        browser::forget(&key);
    }
}

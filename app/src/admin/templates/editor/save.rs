//! Saving: checked here by the very rules of the server, which has the last word.

use super::state::{Editor, Pane};
use crate::{
    admin::{guard::use_unsaved, templates::draft::TemplateDraft},
    api,
    routes::Route,
    ui::{ErrorSummary, Look, Notice, Submit, Tone, summary::act},
};
use domain::{Error, template::TemplateView};
use leptos::{ev, prelude::*, task::spawn_local};

/// The state of the work and the button that saves it.
#[component]
pub fn SaveBar(editor: Editor, warnings: RwSignal<Vec<String>>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let clash = RwSignal::new(false);
    let save = move || {
        let command = editor.draft.with_untracked(TemplateDraft::to_command);
        let sent = command.design.clone();
        if let Err(error) = sent.check_shape() {
            editor.pane.set(pane_of(&error));
            editor.trouble.set(error);
            return;
        }
        if !busy.get_untracked() {
            clash.set(false);
            busy.set(true);
            spawn_local(async move {
                let answer = api::templates::save_template(command).await;
                _ = busy.try_set(false);
                match answer {
                    Ok(view) => saved(editor, warnings, &view, &sent),
                    Err(error) => {
                        _ = clash.try_set(matches!(error.0, Error::Conflict { .. }));
                        editor.trouble.set(error.0);
                    }
                }
            });
        }
    };
    save_by_keyboard(save);
    let submit = move |e: ev::SubmitEvent| {
        e.prevent_default();
        save();
    };
    let state = move || {
        if editor.dirty.get() {
            "Not saved yet"
        } else {
            "All changes are saved"
        }
    };
    view! {
        <form class="save-bar" method="post" on:submit=submit>
            <span class="muted" role="status">
                {state}
            </span>
            <Submit label="Save" busy />
        </form>
        <div class="save-messages">
            <ErrorSummary trouble=editor.trouble />
            <Show when=move || clash.get()>
                <Clash editor save=Callback::new(move |()| save()) />
            </Show>
            {move || {
                warnings
                    .get()
                    .into_iter()
                    .map(|text| {
                        view! {
                            <Notice tone=Tone::Warn>
                                <p>{text}</p>
                            </Notice>
                        }.into_any()
                    })
                    .collect_view()
            }}
        </div>
    }
    .into_any()
}

/// Where the first mistake can be seen.
fn pane_of(error: &Error) -> Pane {
    match error {
        Error::Invalid(list) if list.first().is_some_and(|e| !e.field.starts_with("sections")) => Pane::Look,
        _ => Pane::Page,
    }
}

fn saved(
    editor: Editor,
    warnings: RwSignal<Vec<String>>,
    view: &TemplateView,
    sent: &domain::template::TemplateDesign,
) {
    editor.trouble.clear();
    _ = editor.draft.try_update(|d| d.stored(view, sent));
    _ = warnings.try_set(view.warnings.clone());
    editor.toasts.done("The template is saved.");
}

/// Ctrl+S and Cmd+S save.
fn save_by_keyboard(save: impl Fn() + Copy + Send + Sync + 'static) {
    Effect::new(move |_| {
        let listener = window_event_listener(ev::keydown, move |e| {
            if e.key() == "s" && (e.ctrl_key() || e.meta_key()) && !e.alt_key() {
                e.prevent_default();
                save();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

/// Somebody else saved meanwhile: what was typed here stays, and the person decides.
#[component]
fn Clash(editor: Editor, save: Callback<()>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let id = editor.draft.with_untracked(|d| d.to_command().id);
    let overwrite = move |_| {
        let Some(id) = id else { return };
        act(
            busy,
            editor.trouble,
            api::templates::get_template(id),
            move |view| {
                editor.draft.update(|d| d.overwrite(view.revision));
                save.run(());
            },
        );
    };
    let unsaved = use_unsaved();
    let other = id.map(|id| Route::Template(id).href());
    view! {
        <div class="form-actions">
            <a class=Look::Plain.class() href=other target="_blank" rel="external">
                "Look at the other version"
            </a>
            <button
                type="button"
                class=Look::Danger.class()
                on:click=overwrite
                aria-disabled=move || busy.get().then_some("true")
            >
                "Save mine over it"
            </button>
            <button
                type="button"
                class=Look::Quiet.class()
                on:click=move |_| {
                    if unsaved.may_leave() {
                        super::keep::forget(editor);
                        // A reload cannot fail in a way that one could act on.
                        _ = location().reload();
                    }
                }
            >
                "Take the other version"
            </button>
        </div>
    }
    .into_any()
}

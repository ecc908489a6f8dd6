//! The live page in a phone frame: the design is posted to the server, which answers with the real page.

use super::state::Editor;
use crate::{
    admin::{templates::draft::TemplateDraft, words::named},
    api,
    routes::Route,
    ui::{
        field::{Choice, Select},
        keyed,
        search::Debounce,
    },
};
use domain::{Reader, catalog::ListProducts};
use leptos::{html, prelude::*, task::spawn_local};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(400);

/// The frames: the one that is shown, and the one that a newer page is being loaded into. A frame takes one page only:
/// a second one would become a step of the browser's history, and Back would walk through old previews.
#[derive(Clone, Copy)]
struct Frames {
    shown: RwSignal<u32>,
    newest: RwSignal<u32>,
    /// The newest frame that was sent a page; the load of an empty frame says nothing.
    sent: StoredValue<u32>,
}

impl Frames {
    fn list(self) -> Vec<u32> {
        let (shown, newest) = (self.shown.get(), self.newest.get());
        if shown == newest {
            vec![shown]
        } else {
            vec![shown, newest]
        }
    }

    fn loaded(self, frame: u32) {
        if self.sent.get_value() == frame && self.newest.get_untracked() == frame {
            self.shown.set(frame);
        }
    }
}

/// The preview.
#[component]
pub fn Preview(editor: Editor) -> impl IntoView {
    let products = RwSignal::new(None::<Result<Vec<Choice>, String>>);
    let product = RwSignal::new(String::new());
    let reader = RwSignal::new(Reader::Public.word().to_owned());
    let readers = Reader::ALL.map(|r| (r.word().to_owned(), format!("As {}", r.words().to_lowercase())));
    load_products(editor, products, product);
    let options = Signal::derive(move || match products.get() {
        Some(Ok(list)) => list,
        _ => Vec::new(),
    });
    let locale = Signal::derive(move || editor.locale.get().as_str().to_owned());
    let state = move || match products.get() {
        None => Some("Loading products\u{2026}".to_owned()),
        Some(Err(why)) => Some(why),
        Some(Ok(list)) if list.is_empty() => Some("The family has no product to show.".to_owned()),
        Some(Ok(_)) => waits_for(editor),
    };
    view! {
        <div class="pane-head">
            <h2 class="pane-title">"Preview"</h2>
            <div class="preview-controls">
                <Select
                    id="preview-product"
                    name="preview-product"
                    aria_label="Product"
                    value=product
                    options
                    on_change=Callback::new(move |key| product.set(key))
                />
                <Select
                    id="preview-language"
                    name="preview-language"
                    aria_label="Language"
                    value=locale
                    options=Signal::derive(move || editor.locale_choices())
                    on_change=Callback::new(move |code: String| editor.show_locale(&code))
                />
                <Select
                    id="preview-reader"
                    name="preview-reader"
                    aria_label="View as"
                    value=reader
                    options=Signal::stored(readers.to_vec())
                    on_change=Callback::new(move |word| reader.set(word))
                />
            </div>
        </div>
        <p class="muted" aria-live="polite">
            {state}
        </p>
        <Phone editor product reader />
    }
    .into_any()
}

/// What the preview waits for, if the design has mistakes.
fn waits_for(editor: Editor) -> Option<String> {
    let checked = editor.draft.with(|d| d.design().check_shape());
    checked.err().map(|e| match e {
        domain::Error::Invalid(list) => {
            let first = list.into_iter().next().map(|e| e.message).unwrap_or_default();
            format!("The preview waits: {first}")
        }
        other => other.to_string(),
    })
}

/// The products of the family, to choose a sample from.
fn load_products(
    editor: Editor,
    products: RwSignal<Option<Result<Vec<Choice>, String>>>,
    product: RwSignal<String>,
) {
    Effect::new(move |_| {
        let command = editor.draft.with_untracked(|d| ListProducts {
            connection: Some(d.connection()),
            family: Some(d.family().to_owned()),
            ..ListProducts::default()
        });
        spawn_local(async move {
            let answer = api::catalog::list_products(command).await;
            let list = answer.map_err(|e| e.to_string()).map(|page| {
                page.items
                    .into_iter()
                    .map(|p| {
                        (
                            p.key.0,
                            format!("{} ({})", named(&p.labels, &p.identifier), p.identifier),
                        )
                    })
                    .collect::<Vec<_>>()
            });
            if let Ok([first, ..]) = list.as_deref() {
                _ = product.try_set(first.0.clone());
            }
            _ = products.try_set(Some(list));
        });
    });
}

/// The frame and the form that fills it.
#[component]
fn Phone(editor: Editor, product: RwSignal<String>, reader: RwSignal<String>) -> impl IntoView {
    let frames = Frames {
        shown: RwSignal::new(0),
        newest: RwSignal::new(0),
        sent: StoredValue::new(0),
    };
    let form = NodeRef::<html::Form>::new();
    let template = NodeRef::<html::Input>::new();
    let debounce = Debounce::new();
    let send = move || {
        let (Some(form), Some(input)) = (form.get_untracked(), template.get_untracked()) else {
            return;
        };
        let command = editor.draft.with_untracked(TemplateDraft::to_command);
        let sound = command.design.check_shape().is_ok() && !product.get_untracked().is_empty();
        let Ok(json) = serde_json::to_string(&command) else {
            return;
        };
        if sound {
            input.set_value(&json);
            frames.newest.update(|n| *n += 1);
            let newest = frames.newest.get_untracked();
            // The new frame is on the page with the next animation frame.
            request_animation_frame(move || {
                _ = frames.sent.try_set_value(newest);
                // Refused only by a form that left the page.
                _ = form.request_submit();
            });
        }
    };
    Effect::new(move |_| {
        editor.draft.track();
        editor.locale.track();
        product.track();
        reader.track();
        debounce.run(PAUSE, send);
    });
    view! {
        <form
            class="visually-hidden"
            node_ref=form
            method="post"
            action=Route::Preview.href()
            target=move || frame_name(frames.newest.get())
            aria-hidden="true"
        >
            <input type="hidden" name="template" node_ref=template />
            <input type="hidden" name="product" prop:value=move || product.get() />
            <input type="hidden" name="reader" prop:value=move || reader.get() />
            <input type="hidden" name="lang" prop:value=move || editor.locale.get().tag() />
        </form>
        <div class="phone">
            {keyed(
                move || frames.list().into_iter().map(|n| n.to_string()).collect(),
                move |n| frame(frames, n.parse().unwrap_or_default()).into_any(),
            )}
        </div>
    }
    .into_any()
}

/// Every frame has a name of its own: browsers go on sending to the name that a frame had first.
fn frame_name(number: u32) -> String {
    format!("preview-{number}")
}

fn frame(frames: Frames, number: u32) -> impl IntoView {
    let is_shown = move || frames.shown.get() == number;
    view! {
        <iframe
            class="phone-screen"
            class:phone-screen-next=move || !is_shown()
            name=frame_name(number)
            title="Preview of the passport page"
            on:load=move |_| frames.loaded(number)
        ></iframe>
    }
    .into_any()
}

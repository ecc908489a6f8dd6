//! The mistakes of a form, at their fields and summed up at its top.

use super::{browser, field::field_id, notice::sign_in_link};
use crate::AppError;
use domain::Error;
use leptos::{ev, html, prelude::*, task::spawn_local};
use std::pin::Pin;

/// The mistakes of one form.
#[derive(Clone, Copy)]
pub struct Trouble(RwSignal<Option<Error>>);

impl Trouble {
    /// No mistakes.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Shows the mistakes.
    pub fn set(self, error: Error) {
        // The form may have left the page while its answer was on the way.
        _ = self.0.try_set(Some(error));
    }

    /// Forgets them.
    pub fn clear(self) {
        _ = self.0.try_set(None);
    }

    /// What is wrong at a field.
    pub fn at(self, name: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.0.with(|e| e.as_ref()?.at(name).map(str::to_owned)))
    }

    /// What is wrong at a field whose name is made as it goes.
    pub fn at_any(self, name: &str) -> Option<String> {
        self.0.with(|e| e.as_ref()?.at(name).map(str::to_owned))
    }

    /// Notes the mistakes of a check; whether there were none.
    pub fn passes<T>(self, checked: Result<T, Error>) -> bool {
        match checked {
            Ok(_) => true,
            Err(error) => {
                self.set(error);
                false
            }
        }
    }
}

impl Default for Trouble {
    fn default() -> Self {
        Self::new()
    }
}

/// Calls the server: busy meanwhile, mistakes shown, and `then` with a good answer. One call at a time.
pub fn act<T: 'static>(
    busy: RwSignal<bool>,
    trouble: Trouble,
    call: impl Future<Output = Result<T, AppError>> + 'static,
    then: impl FnOnce(T) + 'static,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    trouble.clear();
    finish(
        busy,
        trouble,
        Box::pin(async move {
            let value = call.await?;
            let last: Last = Box::new(move || then(value));
            Ok(last)
        }),
    );
}

/// What is left to do after a good answer.
type Last = Box<dyn FnOnce()>;

/// The part that is the same for every call, compiled once.
fn finish(
    busy: RwSignal<bool>,
    trouble: Trouble,
    call: Pin<Box<dyn Future<Output = Result<Last, AppError>>>>,
) {
    spawn_local(async move {
        let answer = call.await;
        _ = busy.try_set(false);
        match answer {
            Ok(last) => last(),
            Err(error) => trouble.set(error.0),
        }
    });
}

/// The mistakes summed up; takes the focus when they appear, and links to the fields.
#[component]
pub fn ErrorSummary(
    /// The form's mistakes.
    trouble: Trouble,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if trouble.0.with(Option::is_some) {
            request_animation_frame(move || {
                if let Some(Some(div)) = node.try_get_untracked() {
                    // Refused only when the form is gone already.
                    _ = div.focus();
                }
            });
        }
    });
    move || {
        trouble.0.get().map(|error| {
            view! {
                <div class="summary tone-danger" role="alert" tabindex="-1" node_ref=node>
                    {summed_up(error)}
                </div>
            }
            .into_any()
        })
    }
}

fn summed_up(error: Error) -> AnyView {
    match error {
        Error::Invalid(errors) => view! {
            <p class="summary-title">"Please check this"</p>
            <ul>
                {errors.into_iter().map(|e| mistake(e.field, e.message)).collect_view()}
            </ul>
        }
        .into_any(),
        Error::Unauthenticated => view! {
            <p class="summary-title">"Your session has ended"</p>
            {sign_in_link()}
        }
        .into_any(),
        other => view! { <p class="summary-title">{other.to_string()}</p> }.into_any(),
    }
}

fn mistake(field: String, message: String) -> AnyView {
    if field.is_empty() {
        return view! { <li>{message}</li> }.into_any();
    }
    let id = field_id(&field);
    let href = format!("#{id}");
    let jump = move |e: ev::MouseEvent| {
        e.prevent_default();
        browser::focus(&id);
    };
    view! {
        <li>
            <a href=href on:click=jump>
                {message}
            </a>
        </li>
    }
    .into_any()
}

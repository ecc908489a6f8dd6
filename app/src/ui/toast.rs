//! Short messages after an action, with a way to take it back.

use super::{Look, Tone, keyed};
use leptos::prelude::*;
use std::{sync::Arc, time::Duration};

/// How long a message stays.
const STAYS: Duration = Duration::from_secs(7);
/// How long one stays that can be taken back.
const STAYS_WITH_UNDO: Duration = Duration::from_secs(20);

/// Takes an action back. Shared by count: a signal's owner, such as the row that was just removed, may be gone by then.
type Undo = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    undo: Option<Undo>,
}

/// The messages on the page; provided by the dashboard's frame.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

/// The messages of this dashboard.
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::new)
}

impl Toasts {
    /// None yet.
    pub fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        }
    }

    /// Says that something was done.
    pub fn done(self, text: impl Into<String>) {
        self.push(Tone::Ok, text.into(), None, STAYS);
    }

    /// Says what went wrong.
    pub fn wrong(self, text: impl Into<String>) {
        self.push(Tone::Danger, text.into(), None, STAYS_WITH_UNDO);
    }

    /// Says what was done, and offers to take it back.
    pub fn with_undo(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.push(Tone::Neutral, text.into(), Some(Arc::new(undo)), STAYS_WITH_UNDO);
    }

    fn push(self, tone: Tone, text: String, undo: Option<Undo>, stays: Duration) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.list.update(|list| {
            list.push(Toast { id, tone, text, undo });
            // More than three at once are read by nobody.
            let excess = list.len().saturating_sub(3);
            list.drain(..excess);
        });
        set_timeout(move || self.remove(id), stays);
    }

    fn remove(self, id: u32) {
        self.list.update(|list| list.retain(|t| t.id != id));
    }
}

impl Default for Toasts {
    fn default() -> Self {
        Self::new()
    }
}

/// Where the messages appear; read aloud when they come.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    let list = keyed(
        move || {
            toasts
                .list
                .with(|list| list.iter().map(|t| t.id.to_string()).collect())
        },
        move |id| {
            let toast = toasts
                .list
                .with_untracked(|list| list.iter().find(|t| t.id.to_string() == id).cloned());
            toast.map(|toast| item(toasts, toast)).into_any()
        },
    );
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {list}
        </div>
    }
    .into_any()
}

fn item(toasts: Toasts, toast: Toast) -> impl IntoView {
    let id = toast.id;
    let undo = toast.undo.map(|undo| {
        let take_back = move |_| {
            undo();
            toasts.remove(id);
        };
        view! {
            <button type="button" class=Look::Quiet.class() on:click=take_back>
                "Undo"
            </button>
        }
        .into_any()
    });
    view! {
        <div class=format!("toast {}", toast.tone.class())>
            <p>{toast.text}</p>
            {undo}
            <button
                type="button"
                class="button button-quiet toast-close"
                aria-label="Dismiss this message"
                on:click=move |_| toasts.remove(id)
            >
                "\u{d7}"
            </button>
        </div>
    }
    .into_any()
}

//! Nobody leaves unsaved work by mistake.

use crate::ui::browser;
use leptos::{ev, prelude::*};

const QUESTION: &str = "You have changes that are not saved. Leave this page and lose them?";

/// Whether the page holds unsaved work.
#[derive(Clone, Copy)]
pub struct Unsaved(RwSignal<bool>);

impl Unsaved {
    /// Nothing is unsaved.
    pub fn new() -> Self {
        Self(RwSignal::new(false))
    }

    /// Follows a page's own state until that page is left.
    pub fn follow(self, dirty: Signal<bool>) {
        Effect::new(move |_| self.0.set(dirty.get()));
        on_cleanup(move || self.0.set(false));
    }

    /// Asks before a link leads away; the click is stopped when the person wants to stay.
    pub fn ask_on_click(self, event: &ev::MouseEvent) {
        if !self.0.get_untracked() || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let Some(link) = browser::closest(event, "a[href]") else {
            return;
        };
        let stays = link.has_attribute("target")
            || link.has_attribute("download")
            || is_fragment(link.get_attribute("href"));
        if stays {
            return;
        }
        if browser::confirm(QUESTION) {
            self.0.set(false);
        } else {
            event.prevent_default();
        }
    }

    /// Lets the browser ask before the document is left.
    pub fn ask_before_unload(self) {
        Effect::new(move |_| {
            let listener = window_event_listener(ev::beforeunload, move |event| {
                if self.0.get_untracked() {
                    event.prevent_default();
                    event.set_return_value(QUESTION);
                }
            });
            on_cleanup(move || listener.remove());
        });
    }

    /// Lets the person go, because the work is gone on purpose.
    pub fn forget(self) {
        self.0.set(false);
    }

    /// Asks before a step that is no link; whether to go on.
    pub fn may_leave(self) -> bool {
        let leave = !self.0.get_untracked() || browser::confirm(QUESTION);
        if leave {
            self.0.set(false);
        }
        leave
    }
}

fn is_fragment(href: Option<String>) -> bool {
    href.is_some_and(|h| h.starts_with('#'))
}

/// The guard of this dashboard.
pub fn use_unsaved() -> Unsaved {
    use_context().unwrap_or_else(Unsaved::new)
}

//! The heading of a page with its actions. It takes the focus when one arrives from another page.

use leptos::{html, prelude::*};
use leptos_meta::Title;

/// Whether the visitor has moved since the document was loaded; the first page leaves the focus to the browser.
#[derive(Clone, Copy)]
pub struct Arrival(StoredValue<bool>);

impl Arrival {
    /// Nobody has moved yet.
    pub fn new() -> Self {
        Self(StoredValue::new(false))
    }

    /// Whether this is a later page; from now on every one is.
    fn is_later(self) -> bool {
        let later = self.0.get_value();
        self.0.set_value(true);
        later
    }
}

impl Default for Arrival {
    fn default() -> Self {
        Self::new()
    }
}

/// The heading of a page.
#[component]
pub fn PageHeader(
    /// The heading, also the document's title.
    #[prop(into)]
    title: Signal<String>,
    /// One line below it; empty for none.
    #[prop(optional, into)]
    lead: Signal<String>,
    /// The page's actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let arrival = use_context::<Arrival>().unwrap_or_default();
    Effect::new(move |_| {
        if let Some(h1) = heading.get()
            && arrival.is_later()
        {
            // Refused only when the page is gone already.
            _ = h1.focus();
        }
    });
    // The title outlives the page by a moment when another one takes its place.
    view! {
        <Title text=move || title.try_get().unwrap_or_default() />
        <header class="page-header">
            <div class="page-header-text">
                <h1 tabindex="-1" node_ref=heading>
                    {title}
                </h1>
                {move || Some(lead.get()).filter(|t| !t.is_empty()).map(|t| view! { <p class="page-lead">{t}</p> }.into_any())}
            </div>
            {children.map(|children| view! { <div class="page-actions">{children()}</div> }.into_any())}
        </header>
    }.into_any()
}

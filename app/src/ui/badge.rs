//! A short state in words, coloured by what it means.

use leptos::prelude::*;

/// What a message or a state means to the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Neutral,
    /// Something to know.
    Info,
    /// All is well.
    Ok,
    /// Look at this some time.
    Warn,
    /// Act.
    Danger,
}

impl Tone {
    /// The class that colours it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Info => "tone-info",
            Self::Ok => "tone-ok",
            Self::Warn => "tone-warn",
            Self::Danger => "tone-danger",
        }
    }
}

/// A state in words; colour repeats the meaning and never carries it alone.
#[component]
pub fn Badge(
    /// What it means.
    tone: Tone,
    /// The words.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <span class=format!("badge {}", tone.class())>{text}</span> }.into_any()
}

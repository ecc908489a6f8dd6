//! The forms that a passkey fills in, and the script that speaks with authenticators for them.

use super::{form::FormState, words};
use crate::routes::Route;
use leptos::prelude::*;

/// The only script of the pages that need no wasm. It is small and depends on nothing.
pub fn passkey_script() -> &'static str {
    include_str!("passkeys.js")
}

/// What a form asks the browser for, and where.
#[derive(Clone, Copy)]
pub(crate) struct Ceremony {
    /// `create` or `get`, as `navigator.credentials` calls it.
    pub(crate) kind: &'static str,
    /// Where the question comes from.
    pub(crate) begin: &'static Route,
    /// Where the answer goes.
    pub(crate) action: &'static Route,
    /// The words of the button.
    pub(crate) label: &'static str,
    /// The looks of the form.
    pub(crate) class: &'static str,
    /// The looks of the button.
    pub(crate) button: &'static str,
    /// Whether the field for the address offers passkeys too.
    pub(crate) autofill: bool,
}

impl Ceremony {
    /// The form, and the script. `more` are fields above the button. Without scripts the button stays out of use, and it is said why.
    pub(crate) fn view<V: IntoView>(self, state: &FormState<'_>, more: V) -> impl IntoView + use<V> {
        view! {
            <form
                method="post"
                class=self.class
                action=self.action.href()
                data-passkey=self.kind
                data-begin=self.begin.href()
                data-autofill=self.autofill.then_some("")
                novalidate
            >
                {state.next_field()}
                <input type="hidden" name="handle" />
                <input type="hidden" name="credential" />
                {more.into_view()}
                <button type="submit" class=self.button disabled>
                    {self.label}
                </button>
                <p class="help" role="status" aria-live="polite"></p>
                <noscript>
                    <p class="help">{words::PASSKEY_NEEDS_SCRIPT}</p>
                </noscript>
            </form>
            <script type="module" src=Route::PasskeyScript.href()></script>
        }
    }
}

/// The button of the sign-in page.
pub(super) fn sign_in(state: &FormState<'_>) -> impl IntoView + use<> {
    Ceremony {
        kind: "get",
        begin: &Route::BeginPasskeySignIn,
        action: &Route::PasskeySignIn,
        label: words::PASSKEY_SIGN_IN,
        class: "others",
        button: "other",
        autofill: true,
    }
    .view(state, ())
}

/// The button of the page that asks for the second factor.
pub(super) fn second_factor(state: &FormState<'_>) -> impl IntoView + use<> {
    Ceremony {
        kind: "get",
        begin: &Route::BeginPasskeySecondFactor,
        action: &Route::PasskeySecondFactor,
        label: words::PASSKEY_USE,
        class: "others",
        button: "other",
        autofill: false,
    }
    .view(state, ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_small_and_fetches_nothing_from_elsewhere() {
        let script = passkey_script();
        assert!(script.len() < 4096, "{} bytes", script.len());
        for word in ["http:", "https:", "import ", "eval", "innerHTML"] {
            assert!(!script.contains(word), "{word}");
        }
    }
}

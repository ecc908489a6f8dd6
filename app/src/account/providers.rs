//! Sign-in with accounts of other providers, as far as the account pages show it.

use super::{
    form::{Field, FormState},
    layout::card,
    words,
};
use crate::routes::{Route, encoded};
use domain::security::Provider;
use leptos::prelude::*;

/// One link per provider that is offered. They are links and not buttons of a form, because the policy of these pages lets no
/// form lead to another site.
pub(super) fn choices(state: &FormState<'_>) -> Option<impl IntoView + use<>> {
    let links: Vec<_> = state
        .providers
        .iter()
        .map(|provider| {
            view! {
                <li>
                    <a class="button other" href=with_next(&Route::SignInWith(*provider), state.next)>
                        {format!("{} {}", words::CONTINUE_WITH, provider.name())}
                    </a>
                </li>
            }
        })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <div class="others">
                <p id="others">{words::OR}</p>
                <ul aria-labelledby="others">{links}</ul>
            </div>
        }
    })
}

/// The path with the way back in its query.
pub(crate) fn with_next(route: &Route, next: Option<&str>) -> String {
    next.map_or_else(
        || route.href(),
        |next| format!("{}?next={}", route.href(), encoded(next)),
    )
}

/// Opens an account for somebody whom a provider vouches for.
pub fn sign_up_with_page(state: &FormState<'_>, provider: Provider, email: &str) -> String {
    let brand = Field {
        name: "brand_name",
        label: words::BRAND,
        kind: "text",
        autocomplete: "organization",
        help: Some(words::BRAND_HELP),
    };
    card(&state.title(words::SIGN_UP), || {
        view! {
            <h1>{words::SIGN_UP}</h1>
            <p class="lead">
                {format!(
                    "You are new here. The account will have the address {email}, and you will sign in to it with {}.",
                    provider.name(),
                )}
            </p>
            {state.messages(&["brand_name"])}
            <form method="post" action=Route::SignUpWith(provider).href() novalidate>
                {brand.view(state)}
                <button type="submit">{words::SIGN_UP_ACTION}</button>
            </form>
            <p class="also">
                {format!("{} ", words::HAVE_ACCOUNT)}
                <a href=Route::SignIn.href()>{words::SIGN_IN}</a>
            </p>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{sign_in_page, sign_up_page};

    #[test]
    fn only_offered_providers_are_shown_and_keep_the_way_back() {
        let html = sign_in_page(&FormState {
            providers: &[Provider::Google],
            next: Some("/admin/products?search=a&page=2"),
            ..FormState::default()
        });
        assert!(
            html.contains("href=\"/sign-in/google?next=/admin/products%3Fsearch%3Da%26page%3D2\""),
            "{html}"
        );
        assert!(html.contains("Continue with Google") && !html.contains("Microsoft"));
        for html in [
            sign_in_page(&FormState::default()),
            sign_up_page(&FormState::default()),
        ] {
            assert!(!html.contains("Continue with"));
        }
    }

    #[test]
    fn the_question_names_the_address_and_escapes_it() {
        let html = sign_up_with_page(&FormState::default(), Provider::Google, "<b>ada@example.com</b>");
        assert!(html.contains("&lt;b&gt;ada@example.com") && html.contains("action=\"/sign-up/google\""));
    }
}

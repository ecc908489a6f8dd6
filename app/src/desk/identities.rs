//! Accounts of other providers that sign the caller in.

use super::layout::{Frame, page};
use crate::{
    account::{FormState, with_next},
    routes::Route,
    ui::{
        Look,
        time::{day, exact},
    },
};
use domain::security::{LinkedAccount, Provider, ProviderView};
use leptos::prelude::*;

/// The card of the security page; nothing where this installation offers no provider and none is linked.
pub(super) fn card(providers: &[ProviderView]) -> Option<impl IntoView + use<>> {
    let rows: Vec<_> = providers.iter().map(row).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="linked-accounts">
                <h2 id="linked-accounts">"Linked accounts"</h2>
                <p>"Whoever is signed in to a linked account can sign in here with it. A second factor is still asked for."</p>
                <div class="table-box">
                    <table class="table stack">
                        <caption class="visually-hidden">"Accounts of other providers that sign you in"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Provider"</th>
                                <th scope="col">"Account"</th>
                                <th scope="col">"Linked"</th>
                                <th scope="col">"Last used"</th>
                                <th scope="col">
                                    <span class="visually-hidden">"Action"</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

fn row(view: &ProviderView) -> impl IntoView + use<> {
    let (provider, name) = (view.provider, view.provider.name());
    let account = view
        .linked
        .as_ref()
        .map_or_else(|| "Not linked".to_owned(), |linked| address(linked).to_owned());
    let since = view.linked.as_ref().map(|linked| day(linked.since));
    let used = view
        .linked
        .as_ref()
        .map(|linked| linked.last_used.map_or_else(|| "Not yet".to_owned(), exact));
    let (route, action) = if view.linked.is_some() {
        (Route::UnlinkProvider(provider), "Unlink")
    } else {
        (Route::LinkProvider(provider), "Link")
    };
    // Nothing to name where there is nothing to say.
    let label = |text: &'static str| view.linked.is_some().then_some(text);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class="wrap-anywhere">{account}</td>
            <td data-label=label("Linked")>{since}</td>
            <td data-label=label("Last used")>{used}</td>
            <td>
                <a class=Look::Plain.class() href=route.href()>
                    {action} <span class="visually-hidden">{format!(" {name}")}</span>
                </a>
            </td>
        </tr>
    }
}

fn address(linked: &LinkedAccount) -> &str {
    if linked.email.is_empty() {
        "An account without an address"
    } else {
        &linked.email
    }
}

/// Ways to prove again who one is, besides the password.
pub(super) fn confirm_choices(
    state: &FormState<'_>,
    providers: &[Provider],
) -> Option<impl IntoView + use<>> {
    let links: Vec<_> = providers
        .iter()
        .map(|provider| {
            let href = with_next(&Route::ConfirmWith(*provider), state.next);
            view! {
                <a class=Look::Plain.class() href=href>
                    {format!("Confirm with {}", provider.name())}
                </a>
            }
        })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="other-ways">
                <h2 id="other-ways">"With a linked account"</h2>
                <p>"Sign in again to an account that is linked to yours."</p>
                <p class="row-actions">{links}</p>
            </section>
        }
    })
}

/// Asks whether to link the account that the caller has come back from. `question` tells it from another.
pub fn link_page(
    frame: &Frame,
    state: &FormState<'_>,
    provider: Provider,
    email: &str,
    question: &str,
) -> String {
    let (name, question) = (provider.name(), question.to_owned());
    let account = if email.is_empty() {
        format!("this {name} account")
    } else {
        format!("the {name} account {email}")
    };
    page(frame, state, &format!("Link {name}?"), &[], || {
        view! {
            <form class="form card" method="post" action=Route::ConfirmLink(provider).href()>
                <p>
                    {format!(
                        "From now on, whoever is signed in to {account} could sign in here as {}.",
                        frame.email,
                    )}
                </p>
                <input type="hidden" name="question" value=question />
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>
                        {format!("Link {name}")}
                    </button>
                    <a class=Look::Quiet.class() href=Route::Security.href()>
                        "Cancel"
                    </a>
                </div>
            </form>
        }
    })
}

/// Asks whether to unlink an account.
pub fn unlink_page(frame: &Frame, state: &FormState<'_>, provider: Provider, email: &str) -> String {
    let name = provider.name();
    let account = if email.is_empty() {
        format!("The linked {name} account")
    } else {
        format!("The {name} account {email}")
    };
    page(frame, state, &format!("Unlink {name}?"), &[], || {
        view! {
            <form class="form card" method="post" action=Route::UnlinkProvider(provider).href()>
                <p>
                    {format!(
                        "{account} will no longer sign you in. Your other sessions are ended, because one of them may have been opened with it.",
                    )}
                </p>
                <div class="form-actions">
                    <button type="submit" class=Look::Danger.class()>
                        {format!("Unlink {name}")}
                    </button>
                    <a class=Look::Quiet.class() href=Route::Security.href()>
                        "Cancel"
                    </a>
                </div>
            </form>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{desk::tests::frame, public::render};
    use chrono::DateTime;

    #[test]
    fn a_linked_account_can_be_unlinked_and_another_linked() {
        let since = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let rows = [
            ProviderView {
                provider: Provider::Google,
                offered: true,
                linked: Some(LinkedAccount {
                    email: "ada@gmail.example".to_owned(),
                    since,
                    last_used: None,
                }),
            },
            ProviderView {
                provider: Provider::Microsoft,
                offered: true,
                linked: None,
            },
        ];
        let html = render::document(|| view! { <main>{card(&rows)}</main> });
        for part in [
            "ada@gmail.example",
            "21 Sep 2026",
            "Not yet",
            "href=\"/account/security/unlink/google\"",
            "href=\"/account/security/link/microsoft\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(card(&[]).is_none());
    }

    #[test]
    fn linking_and_unlinking_are_asked_about_by_a_form() {
        let state = FormState::default();
        let link = link_page(&frame(), &state, Provider::Google, "<i>@x", "q-1");
        assert!(link.contains("&lt;i&gt;@x") && link.contains("name=\"question\" value=\"q-1\""));
        let unlink = unlink_page(&frame(), &state, Provider::Microsoft, "");
        assert!(unlink.contains("The linked Microsoft account") && unlink.contains("method=\"post\""));
    }
}

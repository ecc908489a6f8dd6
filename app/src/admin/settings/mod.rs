//! The brand's settings and the caller's password.

mod brand;
mod password;

use super::{session::use_session, words};
use crate::{
    routes::Route,
    ui::{PageHeader, notice::failed, pending},
};
use brand::BrandForm;
use domain::{Permission, account::Me};
use leptos::prelude::*;
use password::PasswordForm;

/// The settings.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let session = use_session();
    let body = move || async move {
        match session.me().await {
            Ok(me) => content(me),
            Err(error) => failed(&error, Callback::new(move |()| session.refetch())),
        }
    };
    view! {
        <PageHeader title="Settings" />
        {pending(4, body)}
    }
    .into_any()
}

fn content(me: Me) -> AnyView {
    let role = me.role;
    let email = me.email.clone();
    view! {
        <section class="card" aria-labelledby="you">
            <h2 id="you">"You"</h2>
            <dl class="facts">
                <dt>"E-mail"</dt>
                <dd>{email.clone()}</dd>
                <dt>"Role"</dt>
                <dd>{words::role(role)} ". " {words::role_means(role)}</dd>
            </dl>
        </section>
        {if role.may(Permission::ManageBrand) {
            view! {
                <BrandForm me />
                <p>
                    <a href=Route::SigningKeys.href() rel="external">
                        "Signing keys"
                    </a>
                    " · "
                    <a href=Route::Domains.href() rel="external">
                        "Your own hosts"
                    </a>
                    " · "
                    <a href=Route::ApiKeys.href() rel="external">
                        "API keys"
                    </a>
                    " · "
                    <a href=Route::ExitPack.href() rel="external">
                        "Exit pack"
                    </a>
                </p>
                <p>
                    <a href=Route::Access.href() rel="external">
                        "Access to restricted fields"
                    </a>
                </p>
            }
                .into_any()
        } else {
            view! {
                <section class="card" aria-labelledby="brand">
                    <h2 id="brand">"Brand"</h2>
                    <p>{me.brand_name}</p>
                    <p class="muted">{words::ADMINS_ONLY}</p>
                </section>
            }
                .into_any()
        }}
        <PasswordForm email />
    }
    .into_any()
}

//! Second factors: the cards of the security page, and the pages behind them.

use super::layout::{Frame, page};
use crate::{
    account::{Field, FormState},
    routes::Route,
    ui::{Look, time::exact},
};
use domain::security::{FactorsView, SecurityView};
use leptos::prelude::*;

/// The field for a code of an authenticator app.
const CODE: Field = Field {
    name: "code",
    label: "Code",
    kind: "numeric",
    autocomplete: "one-time-code",
    help: Some("The six digits that your app shows now."),
};

/// One sentence on how well the account is protected.
pub(super) fn verdict(view: &SecurityView) -> impl IntoView + use<> {
    let text = if view.factors.authenticator_since.is_some() {
        "Your account is protected by a second factor: whoever learns your password cannot sign in with it alone."
    } else if view.has_passkey() {
        "Your account has a passkey. It is both factors in one and cannot be phished."
    } else {
        "Your account is protected by one factor only. Whoever learns it can sign in as you: set up a second one."
    };
    view! { <p>{text}</p> }
}

/// The card of the authenticator app.
pub(super) fn authenticator_card(factors: &FactorsView) -> impl IntoView + use<> {
    let body = match factors.authenticator_since {
        Some(since) => view! {
            <dl class="facts">
                <dt>"Set up"</dt>
                <dd>{exact(since)}</dd>
                <dt>"Last used"</dt>
                <dd>{factors.authenticator_used.map_or_else(|| "Not yet".to_owned(), exact)}</dd>
            </dl>
            <p>
                <a class=Look::Plain.class() href=Route::RemoveAuthenticator.href()>
                    "Remove the authenticator app"
                </a>
            </p>
        }
            .into_any(),
        None => view! {
            <p>"An app on your phone shows a new code every 30 seconds, also without a network. You enter it after your password."</p>
            <p>
                <a class=Look::Primary.class() href=Route::Authenticator.href()>
                    "Set up an authenticator app"
                </a>
            </p>
        }
            .into_any(),
    };
    view! {
        <section class="card" aria-labelledby="authenticator">
            <h2 id="authenticator">"Authenticator app"</h2>
            {body}
        </section>
    }
}

/// The card of the backup codes; nothing where there is no factor that they could stand in for.
pub(super) fn backup_card(view: &SecurityView) -> Option<impl IntoView + use<>> {
    let has_factor = view.factors.authenticator_since.is_some() || view.has_passkey();
    let left = view.factors.backup_codes;
    has_factor.then(|| {
        let text = match left {
            0 => {
                "There are none left. Make new ones, so that you can sign in when you have lost your device."
                    .to_owned()
            }
            1 => "Only one is left. Make new ones before you need it.".to_owned(),
            2..=3 => format!("Only {left} are left. Make new ones before they run out."),
            _ => format!("{left} of 10 are left. Each signs you in once when you have lost your device."),
        };
        view! {
            <section class="card" aria-labelledby="backup-codes">
                <h2 id="backup-codes">"Backup codes"</h2>
                <p>{text}</p>
                <p>
                    <a class=Look::Plain.class() href=Route::BackupCodes.href()>
                        "Make new backup codes"
                    </a>
                </p>
            </section>
        }
    })
}

/// Sets up an authenticator app: `qr` is an SVG of ours, `key` the same for typing.
pub fn authenticator_page(frame: &Frame, state: &FormState<'_>, qr: &str, key: &str) -> String {
    let (qr, key) = (qr.to_owned(), key.to_owned());
    page(frame, state, "Set up an authenticator app", &["code"], || {
        view! {
            <form class="form card" method="post" action=Route::Authenticator.href() novalidate autocomplete="off">
                <ol class="steps">
                    <li>"Open an authenticator app on your phone. Any will do, such as the one that your phone came with."</li>
                    <li>
                        <p>"Scan this code with it."</p>
                        <div class="qr" inner_html=qr></div>
                        <details>
                            <summary>"I cannot scan it"</summary>
                            <p>"Enter this key in the app. It is for codes that change with time."</p>
                            <p class="code">{key}</p>
                        </details>
                    </li>
                    <li>"Enter the code that the app shows for Tessera."</li>
                </ol>
                <p class="help">"Your other sessions end when it is set up, because they did without it."</p>
                {CODE.view(state)}
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>
                        "Turn it on"
                    </button>
                    <a href=Route::Security.href()>"Cancel"</a>
                </div>
            </form>
        }
    })
}

/// Asks before the app is removed.
pub fn remove_authenticator_page(frame: &Frame, state: &FormState<'_>) -> String {
    page(frame, state, "Remove the authenticator app", &[], || {
        view! {
            <form class="form card" method="post" action=Route::RemoveAuthenticator.href()>
                <p>"From then on your password alone signs you in, unless you have a passkey. Your other sessions end, and we tell you by mail."</p>
                <div class="form-actions">
                    <button type="submit" class=Look::Danger.class()>
                        "Remove it"
                    </button>
                    <a href=Route::Security.href()>"Keep it"</a>
                </div>
            </form>
        }
    })
}

/// Asks before new backup codes are made.
pub fn backup_codes_page(frame: &Frame, state: &FormState<'_>) -> String {
    page(frame, state, "Make new backup codes", &[], || {
        view! {
            <form class="form card" method="post" action=Route::BackupCodes.href()>
                <p>"You get ten new codes. The ones that you have now, on paper or in a file, no longer work."</p>
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>
                        "Make new codes"
                    </button>
                    <a href=Route::Security.href()>"Cancel"</a>
                </div>
            </form>
        }
    })
}

/// Shows backup codes, this once.
pub fn codes_page(frame: &Frame, state: &FormState<'_>, codes: &[String]) -> String {
    let list = codes
        .iter()
        .map(|code| view! { <li class="code">{code.clone()}</li> })
        .collect_view();
    let fields = codes
        .iter()
        .map(|code| view! { <input type="hidden" name="code" value=code.clone() /> })
        .collect_view();
    page(frame, state, "Your backup codes", &[], || {
        view! {
            <section class="card">
                <p>"Keep these codes where you find them without your phone: on paper, or in a password manager. Each signs you in once, after your password. "
                    <strong>"They are shown this once."</strong></p>
                <ul class="codes">{list}</ul>
                <form class="no-print" method="post" action=Route::BackupCodesFile.href()>
                    {fields}
                    <div class="form-actions">
                        <button type="submit" class=Look::Plain.class()>
                            "Download as a file"
                        </button>
                        <a class=Look::Primary.class() href=Route::Security.href()>
                            "I have kept them"
                        </a>
                    </div>
                </form>
                <p class="help no-print">"To print them, use the print command of your browser: nothing but the codes is printed."</p>
            </section>
        }
    })
}

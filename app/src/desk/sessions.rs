//! The caller's signed-in browsers.

use super::layout::{Frame, page};
use crate::{account::FormState, routes::Route, ui::Look};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::security::SessionView;
use leptos::prelude::*;

/// Lists them, each with a button that ends it.
pub fn sessions_page(frame: &Frame, state: &FormState<'_>, views: &[SessionView]) -> String {
    let others = views.iter().any(|view| !view.is_current);
    page(frame, state, "Where you are signed in", &[], || {
        view! {
            <p>
                "A session ends by itself after an hour without use, and after twelve hours in any case. "
                "End what you do not recognise, and then change your password under "
                <a href=Route::Settings.href()>"Settings"</a> "."
            </p>
            <div class="table-box">
                <table class="table stack">
                    <caption class="visually-hidden">"Your sessions"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Device"</th>
                            <th scope="col">"Signed in from"</th>
                            <th scope="col">"Signed in with"</th>
                            <th scope="col">"Since"</th>
                            <th scope="col">"Last used"</th>
                            <th scope="col">
                                <span class="visually-hidden">"Actions"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{views.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {others.then(end_others)}
        }
    })
}

fn row(view: &SessionView) -> impl IntoView + use<> {
    let ip = view.ip.clone().unwrap_or_else(|| "Unknown".to_owned());
    let place = match &view.country {
        Some(country) => format!("{country}, {ip}"),
        None => ip,
    };
    let action = if view.is_current {
        view! { <span class="badge tone-ok">"This session"</span> }.into_any()
    } else {
        let label = format!("End the session of {}", view.device);
        view! {
            <form method="post" action=Route::EndSession.href()>
                <input type="hidden" name="id" value=view.id.to_string() />
                <button type="submit" class=Look::Quiet.class() aria-label=label>
                    "End"
                </button>
            </form>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">{view.device.clone()}</th>
            <td data-label="Signed in from">{place}</td>
            <td data-label="Signed in with">{sentence(&view.methods)}</td>
            <td data-label="Signed in at">{time(view.opened_at)}</td>
            <td data-label="Last used">{time(view.used_at)}</td>
            <td>{action}</td>
        </tr>
    }
}

fn end_others() -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="others">
            <h2 id="others">"End all other sessions"</h2>
            <p>"Every browser but this one has to sign in again."</p>
            <form method="post" action=Route::EndOtherSessions.href()>
                <button type="submit" class=Look::Danger.class()>
                    "End all other sessions"
                </button>
            </form>
        </section>
    }
}

fn time(at: DateTime<Utc>) -> impl IntoView {
    let exact = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    view! { <time datetime=exact>{at.format("%Y-%m-%d %H:%M UTC").to_string()}</time> }
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

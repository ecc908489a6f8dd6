//! Whether a brand wants a second factor of its members.

use super::layout::{Frame, page};
use crate::{
    account::FormState,
    routes::Route,
    ui::{Look, time::exact},
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

const PERIODS: [(&str, &str); 4] = [
    ("0", "At once"),
    ("7", "In 7 days"),
    ("14", "In 14 days"),
    ("30", "In 30 days"),
];

/// The requirement, and who has no second factor yet.
pub fn team_security_page(
    frame: &Frame,
    state: &FormState<'_>,
    from: Option<DateTime<Utc>>,
    without: &[String],
) -> String {
    let now = match from {
        Some(from) => format!(
            "From {} on every member needs a second factor to work for this brand.",
            exact(from)
        ),
        None => "A second factor is up to each member at the moment.".to_owned(),
    };
    let missing = missing(without);
    page(frame, state, "Second factor for all members", &["grace"], || {
        view! {
            <section class="card" aria-labelledby="state">
                <h2 id="state">"As it is"</h2>
                <p>{now}</p>
                {missing}
            </section>
            <form class="form card" method="post" action=Route::TeamSecurity.href() aria-labelledby="change">
                <h2 id="change">"Ask every member for a second factor"</h2>
                <p>"Members without one are told by mail. When the time has come they can do nothing but set one up."</p>
                <div class="field">
                    <label for="grace">"Required"</label>
                    <select id="grace" name="grace">
                        {PERIODS
                            .map(|(value, label)| view! { <option value=value selected=value == "14">{label}</option> })
                            .collect_view()}
                    </select>
                </div>
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>
                        "Require it"
                    </button>
                </div>
            </form>
            {from
                .map(|_| {
                    view! {
                        <form class="card" method="post" action=Route::TeamSecurity.href() aria-labelledby="stop">
                            <h2 id="stop">"Leave it to the members again"</h2>
                            <p>"Second factors that are set up stay in force. Nobody has to set one up."</p>
                            <input type="hidden" name="grace" value="" />
                            <div class="form-actions">
                                <button type="submit" class=Look::Danger.class()>
                                    "No longer require it"
                                </button>
                            </div>
                        </form>
                    }
                })}
            <p>
                <a href=Route::Team.href()>"Back to the team"</a>
            </p>
        }
    })
}

fn missing(without: &[String]) -> AnyView {
    if without.is_empty() {
        return view! { <p>"Every member has one."</p> }.into_any();
    }
    let list = without
        .iter()
        .map(|email| view! { <li>{email.clone()}</li> })
        .collect_view();
    view! {
        <p>
            {match without.len() {
                1 => "One member has none yet:".to_owned(),
                n => format!("{n} members have none yet:"),
            }}
        </p>
        <ul class="list">{list}</ul>
    }
    .into_any()
}

//! Roles in words, and the choice of one.

use crate::{account::FormState, admin::role_word};
use domain::Role;
use leptos::prelude::*;

/// What somebody with this role may do.
pub(super) fn means(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Reads everything, changes nothing.",
        Role::Editor => "Reads everything, designs templates and publishes passports.",
        Role::Admin => "Does what editors do, and manages connections, settings, members and security.",
        Role::Owner => "Does everything, makes owners and hands the brand over.",
    }
}

/// "an admin", "a viewer".
pub(crate) fn a(role: Role) -> String {
    let article = if role == Role::Viewer { "a" } else { "an" };
    format!("{article} {}", role.word())
}

/// Radio buttons, each with what the role may do.
pub(super) fn choices(
    state: &FormState<'_>,
    legend: &'static str,
    offered: &[Role],
    preset: Role,
) -> impl IntoView + use<> {
    let mistake = state.error.and_then(|e| e.at("role")).map(str::to_owned);
    let chosen = Role::parse(&state.value("role")).unwrap_or(preset);
    let invalid = mistake.is_some();
    let options = offered
        .iter()
        .enumerate()
        .map(|(n, role)| {
            // The summary of mistakes links to the first one.
            let id = if n == 0 {
                "role".to_owned()
            } else {
                format!("role-{}", role.word())
            };
            let means_id = format!("{id}-means");
            view! {
                <div class="choice">
                    <input
                        type="radio"
                        id=id.clone()
                        name="role"
                        value=role.word()
                        checked=*role == chosen
                        aria-describedby=means_id.clone()
                    />
                    <span>
                        <label class="choice-title" for=id>
                            {role_word(*role)}
                        </label>
                        <span class="help" id=means_id>
                            {means(*role)}
                        </span>
                    </span>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" class:invalid=invalid aria-describedby=invalid.then_some("role-error")>
            <legend>{legend}</legend>
            {mistake.map(|text| view! { <p class="mistake" id="role-error">{text}</p> })}
            {options}
        </fieldset>
    }
}

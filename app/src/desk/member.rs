//! Changing what a member may do, and ending a membership: each says first what will happen.

use super::{
    layout::{Frame, page},
    roles::{a, choices},
};
use crate::{account::FormState, routes::Route, ui::Look};
use domain::{Role, team::MemberView};
use leptos::prelude::*;

/// Gives a member another role.
pub fn member_role_page(frame: &Frame, state: &FormState<'_>, member: &MemberView) -> String {
    let role = frame.role.unwrap_or(Role::Viewer);
    let offered: Vec<Role> = Role::ALL.into_iter().filter(|r| role.manages(*r)).collect();
    page(frame, state, "Change a role", &["role"], || {
        view! {
            <form class="form card" method="post" action=Route::MemberRole(member.user_id).href()>
                <p class="wrap-anywhere">
                    <strong>{member.email.clone()}</strong>
                    {format!(" is {} of {} now.", a(member.role), brand(frame))}
                </p>
                {choices(state, "New role", &offered, member.role)}
                <p>"The new role counts at once, in every browser where they are signed in. They are told by mail."</p>
                <ul class="bullets">
                    <li>"Whoever becomes an admin or owner is reported to all owners and admins by mail."</li>
                    <li>"Whoever may no longer invite members loses the open invitations they sent."</li>
                </ul>
                {buttons("Change the role", Look::Primary)}
            </form>
        }
    })
}

/// Ends the membership of somebody else.
pub fn remove_member_page(frame: &Frame, state: &FormState<'_>, member: &MemberView) -> String {
    page(frame, state, "Remove a member", &[], || {
        view! {
            <form class="form card" method="post" action=Route::RemoveMember(member.user_id).href()>
                <p class="wrap-anywhere">
                    "You are about to remove "<strong>{member.email.clone()}</strong>
                    {format!(", {} of {}.", a(member.role), brand(frame))}
                </p>
                <ul class="bullets">
                    <li>"They lose the brand at once, in every browser where they are signed in, and are told by mail."</li>
                    <li>"Open invitations that they sent are withdrawn."</li>
                    <li>"What they designed and published stays. Their account and their other brands stay too."</li>
                </ul>
                {buttons("Remove this member", Look::Danger)}
            </form>
        }
    })
}

/// Hands the brand over to another member.
pub fn transfer_page(frame: &Frame, state: &FormState<'_>, members: &[MemberView]) -> String {
    let name = brand(frame);
    page(frame, state, "Hand the brand over", &["member", "name"], || {
        view! {
            <form class="form card" method="post" action=Route::TransferBrand.href() novalidate autocomplete="off">
                <p>
                    {format!("The member whom you choose becomes an owner of {name}. You become an admin, and only an owner can undo that.")}
                </p>
                {candidates(state, members)}
                {name_field(state, &name)}
                {buttons("Hand the brand over", Look::Danger)}
            </form>
        }
    })
}

fn candidates(state: &FormState<'_>, members: &[MemberView]) -> impl IntoView + use<> {
    let chosen = state.value("member");
    let mistake = state.error.and_then(|e| e.at("member")).map(str::to_owned);
    let invalid = mistake.is_some();
    let options = members
        .iter()
        .filter(|m| !m.is_caller)
        .map(|m| {
            let id = m.user_id.to_string();
            let selected = id == chosen;
            let text = format!("{} ({})", m.email, m.role.word());
            view! { <option value=id selected=selected>{text}</option> }
        })
        .collect_view();
    view! {
        <div class="field" class:invalid=invalid>
            <label for="member">"New owner"</label>
            {mistake.map(|text| view! { <p class="mistake" id="member-error">{text}</p> })}
            <select
                id="member"
                name="member"
                required=true
                aria-invalid=invalid.then_some("true")
                aria-describedby=invalid.then_some("member-error")
            >
                <option value="">"Choose a member"</option>
                {options}
            </select>
        </div>
    }
}

fn name_field(state: &FormState<'_>, name: &str) -> impl IntoView + use<> {
    let mistake = state.error.and_then(|e| e.at("name")).map(str::to_owned);
    let invalid = mistake.is_some();
    let described = if invalid {
        "name-error name-help"
    } else {
        "name-help"
    };
    view! {
        <div class="field" class:invalid=invalid>
            <label for="name">"Name of the brand"</label>
            {mistake.map(|text| view! { <p class="mistake" id="name-error">{text}</p> })}
            <input
                id="name"
                name="name"
                type="text"
                value=state.value("name")
                autocomplete="off"
                spellcheck="false"
                required=true
                aria-invalid=invalid.then_some("true")
                aria-describedby=described
            />
            <p class="help" id="name-help">
                "Type "<strong>{name.to_owned()}</strong>" to confirm."
            </p>
        </div>
    }
}

/// Ends the caller's own membership.
pub fn leave_page(frame: &Frame, state: &FormState<'_>) -> String {
    let name = brand(frame);
    let title = "Leave the brand";
    page(frame, state, title, &[], || {
        view! {
            <form class="form card" method="post" action=Route::LeaveBrand.href()>
                <p>{format!("You are about to leave {name}.")}</p>
                <ul class="bullets">
                    <li>"You lose it at once, in every browser where you are signed in."</li>
                    <li>"Open invitations that you sent are withdrawn."</li>
                    <li>"What you designed and published stays. Only an owner or admin can invite you again."</li>
                </ul>
                {buttons("Leave this brand", Look::Danger)}
            </form>
        }
    })
}

fn brand(frame: &Frame) -> String {
    frame.brand.clone().unwrap_or_else(|| "the brand".to_owned())
}

fn buttons(label: &'static str, look: Look) -> impl IntoView + use<> {
    view! {
        <div class="form-actions row-actions">
            <button type="submit" class=look.class()>
                {label}
            </button>
            <a class=Look::Quiet.class() href=Route::Team.href()>
                "Cancel"
            </a>
        </div>
    }
}

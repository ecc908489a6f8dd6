//! The members of a brand: the list, the open invitations, and the form that invites.

use super::{
    layout::{Frame, page},
    roles::{choices, means},
    table::{actions_heading, heading, table_section},
};
use crate::{
    account::{Field, FormState},
    admin::role_word,
    routes::Route,
    ui::{
        Look, Tone,
        badge::Badge,
        time::{day, exact},
    },
};
use domain::{
    Permission, Role,
    team::{InvitationView, MemberView, TeamView},
};
use leptos::prelude::*;

const EMAIL: Field = Field {
    name: "email",
    label: "E-mail address",
    kind: "email",
    autocomplete: "off",
    help: Some("They get a mail with a link that works once, for 7 days."),
};

/// The members' page.
pub fn team_page(frame: &Frame, state: &FormState<'_>, view: &TeamView) -> String {
    let role = frame.role.unwrap_or(Role::Viewer);
    let manages = role.may(Permission::ManageMembers);
    page(frame, state, "Team", &["email", "role"], || {
        view! {
            {(!manages).then(|| view! { <p class="lead">"Owners and admins invite members and change their roles. You can see who belongs to the brand."</p> })}
            {members(view, role)}
            {(!view.invitations.is_empty()).then(|| invitations(view, role))}
            {manages.then(|| invite(state, role))}
            {own(view, role)}
        }
    })
}

fn members(view: &TeamView, role: Role) -> impl IntoView + use<> {
    let manages = role.may(Permission::ManageMembers);
    let rows = view.members.iter().map(|m| member(m, role)).collect_view();
    let more = manages.then(|| (heading("Second factor"), actions_heading()));
    let headings = ["E-mail address", "Role", "Member since"];
    table_section(("members", "Members"), &headings, more, rows)
}

fn member(member: &MemberView, role: Role) -> impl IntoView + use<> {
    let manages = role.may(Permission::ManageMembers);
    let factor = member.has_factor.filter(|_| manages).map(|has| {
        let (tone, text) = if has {
            (Tone::Ok, "Set up")
        } else {
            (Tone::Warn, "None")
        };
        view! { <td data-label="Second factor"><Badge tone text /></td> }
    });
    let actions = role
        .may(Permission::ManageMembers)
        .then(|| view! { <td class="cell-actions">{actions(member, role)}</td> });
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">
                {member.email.clone()} {member.is_caller.then(|| view! { " "<span class="hint">"(you)"</span> })}
            </th>
            <td data-label="Role">
                <strong>{role_word(member.role)}</strong>
                <p class="hint">{means(member.role)}</p>
            </td>
            <td data-label="Member since">
                <time datetime=member.since.to_rfc3339()>{day(member.since)}</time>
            </td>
            {factor}
            {actions}
        </tr>
    }
}

fn actions(member: &MemberView, role: Role) -> AnyView {
    if member.is_caller {
        return view! { <span class="hint">"Nobody changes their own role."</span> }.into_any();
    }
    if !role.manages(member.role) {
        return view! { <span class="hint">"Only an owner changes an owner."</span> }.into_any();
    }
    let id = member.user_id;
    let of = format!("of {}", member.email);
    view! {
        <div class="row-actions">
            <a class=Look::Quiet.class() href=Route::MemberRole(id).href()>
                "Change role"<span class="visually-hidden">{format!(" {of}")}</span>
            </a>
            <a class=Look::Quiet.class() href=Route::RemoveMember(id).href()>
                "Remove"<span class="visually-hidden">{format!(" {}", member.email)}</span>
            </a>
        </div>
    }
    .into_any()
}

fn invitations(view: &TeamView, role: Role) -> impl IntoView + use<> {
    let manages = role.may(Permission::ManageMembers);
    let rows = view
        .invitations
        .iter()
        .map(|i| invitation(i, manages))
        .collect_view();
    let headings = ["E-mail address", "Role", "Invited by", "Works until"];
    let title = ("invitations", "Open invitations");
    table_section(title, &headings, manages.then(actions_heading), rows)
}

fn invitation(invitation: &InvitationView, manages: bool) -> impl IntoView + use<> {
    let until = if invitation.is_expired {
        view! { <Badge tone=Tone::Warn text="Expired" /> }.into_any()
    } else {
        view! { <time datetime=invitation.expires_at.to_rfc3339()>{exact(invitation.expires_at)}</time> }
            .into_any()
    };
    let (id, email) = (invitation.id, invitation.email.clone());
    let actions = manages.then(|| {
        let form = |route: Route, label: &'static str, rest: String| {
            view! {
                <form method="post" action=route.href()>
                    <button type="submit" class=Look::Quiet.class()>
                        {label}<span class="visually-hidden">{rest}</span>
                    </button>
                </form>
            }
        };
        view! {
            <td class="cell-actions">
                <div class="row-actions">
                    {form(Route::ResendInvitation(id), "Send again", format!(" to {email}"))}
                    {form(Route::RevokeInvitation(id), "Revoke", format!(" the invitation of {email}"))}
                </div>
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row" class="wrap-anywhere">{invitation.email.clone()}</th>
            <td data-label="Role">{role_word(invitation.role)}</td>
            <td data-label="Invited by" class="wrap-anywhere">{invitation.invited_by.clone()}</td>
            <td data-label="Works until">{until}</td>
            {actions}
        </tr>
    }
}

fn invite(state: &FormState<'_>, role: Role) -> impl IntoView + use<> {
    let mut offered = vec![Role::Viewer, Role::Editor, Role::Admin];
    offered.retain(|r| role.manages(*r));
    view! {
        <section class="card" aria-labelledby="invite">
            <h2 id="invite">"Invite somebody"</h2>
            <form class="form" method="post" action=Route::Team.href() novalidate>
                {EMAIL.view(state)}
                {choices(state, "Role", &offered, Role::Viewer)}
                <div class="form-actions">
                    <button type="submit" class=Look::Primary.class()>
                        "Send the invitation"
                    </button>
                </div>
            </form>
        </section>
    }
}

/// What the caller may do with their own membership.
fn own(view: &TeamView, role: Role) -> impl IntoView + use<> {
    let leave = if view.may_leave() {
        view! { <p><a href=Route::LeaveBrand.href()>"Leave this brand"</a></p> }.into_any()
    } else {
        view! { <p>"You are the only owner, so you cannot leave this brand. Hand it over or make somebody else an owner first."</p> }.into_any()
    };
    let alone = view.members.len() == 1;
    let transfer = role.may(Permission::TransferBrand).then(|| {
        if alone {
            view! { <p>"Once the brand has another member, you can hand it over to them."</p> }.into_any()
        } else {
            view! { <p><a href=Route::TransferBrand.href()>"Hand the brand over to another member"</a></p> }
                .into_any()
        }
    });
    view! {
        <section class="card" aria-labelledby="own">
            <h2 id="own">"Your own membership"</h2>
            <p>{format!("You are {} of this brand.", super::roles::a(role))}</p>
            {transfer}
            {leave}
        </section>
    }
}

#[cfg(test)]
mod tests;

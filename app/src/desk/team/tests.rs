//! The pages of members and brands as text: what a role may not do is absent or explained.

use super::super::{
    Frame, Tab, brands_page, leave_page, member_role_page, remove_member_page, team_page, transfer_page,
};
use crate::account::FormState;
use chrono::DateTime;
use domain::{
    Error, Role,
    team::{BrandRow, InvitationView, MemberView, TeamView},
};
use std::str::FromStr;

/// An id that ends with these digits.
fn id<T: FromStr>(n: u32) -> T {
    let text = format!("00000000-0000-0000-0000-{n:012}");
    text.parse().unwrap_or_else(|_| panic!("an id"))
}

const HOSTILE: &str = "\"><script>alert(1)</script>";

fn frame(role: Role) -> Frame {
    Frame {
        factor_due: None,
        email: "ada@example.com".to_owned(),
        brand: Some("Nordlicht".to_owned()),
        role: Some(role),
        tab: Tab::Team,
        stylesheet: "/pkg/tessera.css".to_owned(),
    }
}

fn member(n: u32, email: &str, role: Role) -> MemberView {
    MemberView {
        user_id: id(n),
        email: email.to_owned(),
        role,
        since: DateTime::UNIX_EPOCH,
        has_factor: Some(n == 1),
        is_caller: n == 1,
    }
}

fn view(caller: Role) -> TeamView {
    TeamView {
        members: vec![
            member(1, "ada@example.com", caller),
            member(2, "olga@example.com", Role::Owner),
            member(3, "vi@example.com", Role::Viewer),
        ],
        invitations: vec![InvitationView {
            id: id(7),
            email: "new@example.com".to_owned(),
            role: Role::Editor,
            invited_by: "olga@example.com".to_owned(),
            expires_at: DateTime::UNIX_EPOCH,
            is_expired: false,
        }],
    }
}

#[test]
fn each_role_gets_the_actions_that_the_permission_table_gives_it() {
    for role in Role::ALL {
        let html = team_page(&frame(role), &FormState::default(), &view(role));
        let has = |part: &str| html.contains(part);
        let manages = role >= Role::Admin;
        for part in [
            "Invite somebody",
            "Send again",
            "Revoke",
            "Second factor",
            "Change role",
        ] {
            assert_eq!(has(part), manages, "{role:?}: {part}");
        }
        assert_eq!(
            has("Only an owner changes an owner."),
            role == Role::Admin,
            "{role:?}"
        );
        assert_eq!(has("Owners and admins invite members"), !manages, "{role:?}");
        assert_eq!(has("/team/transfer"), role == Role::Owner, "{role:?}");
        assert!(has("/team/leave") && has("new@example.com"), "{role:?}");
    }
}

#[test]
fn only_an_owner_is_offered_to_make_one() {
    let subject = member(3, "vi@example.com", Role::Viewer);
    for (role, offered) in [(Role::Admin, false), (Role::Owner, true)] {
        let html = member_role_page(&frame(role), &FormState::default(), &subject);
        assert_eq!(html.contains("value=\"owner\""), offered, "{role:?}");
        assert!(html.contains("action=\"/team/members/00000000-0000-0000-0000-000000000003/role\""));
    }
}

#[test]
fn the_last_owner_reads_why_there_is_no_way_out() {
    let alone = TeamView {
        members: vec![member(1, "ada@example.com", Role::Owner)],
        invitations: Vec::new(),
    };
    let html = team_page(&frame(Role::Owner), &FormState::default(), &alone);
    assert!(html.contains("You are the only owner") && html.contains("Once the brand has another member"));
    assert!(
        !html.contains("/team/leave")
            && !html.contains("/team/transfer")
            && !html.contains("Open invitations")
    );
}

#[test]
fn mistakes_stand_at_their_fields() {
    let error = Error::Invalid(vec![
        domain::FieldError::new("email", "No such address."),
        domain::FieldError::new("role", "Choose a role."),
    ]);
    let state = FormState {
        error: Some(&error),
        values: &[("email", HOSTILE), ("role", "admin")],
        ..FormState::default()
    };
    let html = team_page(&frame(Role::Owner), &state, &view(Role::Owner));
    for part in [
        "href=\"#email\"",
        "href=\"#role\"",
        "id=\"role\"",
        "id=\"email-error\"",
        "id=\"role-error\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
    let admin = html.split("value=\"admin\"").nth(1).unwrap();
    assert!(admin.split('>').next().unwrap().contains("checked"));
}

#[test]
fn somebody_without_a_brand_reads_the_first_step() {
    let nobody = Frame {
        brand: None,
        role: None,
        ..frame(Role::Viewer)
    };
    let html = brands_page(&nobody, &FormState::default(), &[]);
    assert!(html.contains("You do not belong to a brand yet") && html.contains("Open a brand"));
    let brands = [("Nordlicht", true), ("Sudwind", false)].map(|(name, is_current)| BrandRow {
        id: id(1),
        name: name.to_owned(),
        role: Role::Owner,
        is_current,
    });
    let html = brands_page(&frame(Role::Owner), &FormState::default(), &brands);
    assert_eq!(html.matches("action=\"/account/brands/switch\"").count(), 1);
    assert!(html.contains("In use") && html.contains(" to Sudwind"));
}

#[test]
fn no_page_runs_what_a_name_holds() {
    let hostile = Frame {
        brand: Some(HOSTILE.to_owned()),
        ..frame(Role::Owner)
    };
    let subject = member(3, HOSTILE, Role::Viewer);
    let mut team = view(Role::Owner);
    team.members.push(member(4, HOSTILE, Role::Editor));
    team.invitations[0].invited_by = HOSTILE.to_owned();
    let state = FormState::default();
    for html in [
        team_page(&hostile, &state, &team),
        member_role_page(&hostile, &state, &subject),
        remove_member_page(&hostile, &state, &subject),
        transfer_page(&hostile, &state, std::slice::from_ref(&subject)),
        leave_page(&hostile, &state),
        brands_page(&hostile, &state, &[]),
    ] {
        assert!(!html.contains("<script") && !html.contains(" style="), "{html}");
        assert_eq!(html.matches("<h1").count(), 1);
    }
}

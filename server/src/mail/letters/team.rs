//! Mails about belonging to a brand.

use super::Letter;
use chrono::{DateTime, Utc};
use domain::Role;

/// "an admin", "a viewer".
fn a(role: Role) -> String {
    let article = match role {
        Role::Viewer => "a",
        Role::Editor | Role::Admin | Role::Owner => "an",
    };
    format!("{article} {}", role.word())
}

fn may(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewers read everything and change nothing.",
        Role::Editor => "Editors design templates and publish passports.",
        Role::Admin => "Admins also manage connections, settings, members and security.",
        Role::Owner => "Owners may do everything, and hand the brand over.",
    }
}

impl Letter {
    /// Invites somebody to a brand.
    pub fn invitation(brand: &str, by: &str, role: Role, until: DateTime<Utc>, link: String) -> Self {
        let until = until.format("%-d %B %Y, %H:%M UTC");
        Self {
            subject: "You are invited to a brand on Tessera",
            before: vec![
                format!(
                    "{by} invites you to work for the brand \"{brand}\" on Tessera, as {}. {}",
                    a(role),
                    may(role)
                ),
                format!("The link below is for you alone. It works once, until {until}:"),
            ],
            link: Some(("Look at the invitation", link)),
            after: vec![
                "If you do not know what this is about, ignore this mail: nothing happens without you.",
            ],
        }
    }

    /// Tells somebody that they have another role.
    pub fn role_changed(brand: &str, by: &str, role: Role, team: String) -> Self {
        Self {
            subject: "Your role was changed",
            before: vec![format!(
                "{by} has made you {} of the brand \"{brand}\" on Tessera. {}",
                a(role),
                may(role)
            )],
            link: Some(("See the members of the brand", team)),
            after: vec!["If you have questions, ask them."],
        }
    }

    /// Tells somebody that they no longer belong to a brand.
    pub fn removed(brand: &str, by: &str) -> Self {
        Self {
            subject: "You were removed from a brand",
            before: vec![
                format!(
                    "{by} has removed you from the brand \"{brand}\" on Tessera. You can no longer open it."
                ),
                "Your account and your other brands stay as they are.".to_owned(),
            ],
            link: None,
            after: vec!["If you think that this is a mistake, ask them."],
        }
    }

    /// Tells the owners and admins of a brand that somebody is one of them now.
    pub fn new_admin(brand: &str, email: &str, role: Role, team: String) -> Self {
        Self {
            subject: "A brand of yours has a new admin or owner",
            before: vec![format!(
                "{email} is now {} of the brand \"{brand}\" on Tessera. {}",
                a(role),
                may(role)
            )],
            link: Some(("See the members of the brand", team)),
            after: vec![
                "If you do not expect this, talk to the other owners and admins, and remove them there.",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_says_who_where_as_what_and_until_when() {
        let until = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let link = "https://x.example/invitations?token=t".to_owned();
        let text = Letter::invitation("Nordlicht", "ada@example.com", Role::Editor, until, link).text();
        for part in [
            "ada@example.com",
            "\"Nordlicht\"",
            "as an editor",
            "until 21 September 2026",
            "https://x.example/invitations?token=t",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}

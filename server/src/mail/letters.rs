//! The words of the mails.

mod team;

mod notices;

use chrono::{DateTime, Utc};
use std::fmt::Write;

/// A mail before it has a recipient. It has no `Debug`: its link holds a token.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: &'static str,
    /// What is said before the link.
    before: Vec<String>,
    /// The link's caption and address.
    link: Option<(&'static str, String)>,
    /// What is said after it.
    after: Vec<&'static str>,
}

impl Letter {
    /// Confirms the address of a new account.
    pub fn verify_email(link: String) -> Self {
        Self {
            subject: "Confirm your address",
            before: vec!["Welcome to Tessera. Please confirm that this address is yours:".to_owned()],
            link: Some(("Confirm my address", link)),
            after: vec![
                "The link works once, for 24 hours.",
                "If you did not sign up, ignore this mail: without the password of whoever did, the link opens nothing.",
            ],
        }
    }

    /// Answers a sign-up with an address that has an account.
    pub fn already_registered(sign_in: String) -> Self {
        Self {
            subject: "You already have an account",
            before: vec!["Somebody, probably you, signed up at Tessera with this address, which has an account already. Nothing was changed.".to_owned()],
            link: Some(("Sign in", sign_in)),
            after: vec!["If you have forgotten your password, choose \"Forgot password\" there."],
        }
    }

    /// Lets somebody set a new password.
    pub fn reset_password(link: String) -> Self {
        Self {
            subject: "Set a new password",
            before: vec![
                "Somebody, probably you, asked for a new password at Tessera. Set it here:".to_owned(),
            ],
            link: Some(("Set a new password", link)),
            after: vec![
                "The link works once, for 30 minutes.",
                "If it was not you, ignore this mail: your password stays as it is.",
            ],
        }
    }

    /// Tells that a password was changed.
    pub fn password_changed(forgot: String) -> Self {
        Self {
            subject: "Your password was changed",
            before: vec![
                "The password of your account at Tessera was changed, and all other sessions were ended."
                    .to_owned(),
            ],
            link: Some(("It was not me: set a new password", forgot)),
            after: vec!["If it was you, there is nothing to do."],
        }
    }

    /// Tells that an account at a provider signs its owner in from now on.
    pub fn identity_linked(provider: &str, address: &str, security: String) -> Self {
        Self {
            subject: "A way to sign in was added",
            before: vec![format!(
                "The {provider} account {address} was linked to your account at Tessera: whoever is signed in to it can sign in here."
            )],
            link: Some(("It was not me: show how my account is signed in to", security)),
            after: vec!["If it was you, there is nothing to do."],
        }
    }

    /// Tells that an account at a provider no longer signs its owner in.
    pub fn identity_unlinked(provider: &str, address: &str, security: String) -> Self {
        Self {
            subject: "A way to sign in was removed",
            before: vec![format!(
                "The {provider} account {address} was unlinked from your account at Tessera and no longer signs in. Other sessions were ended."
            )],
            link: Some(("It was not me: show how my account is signed in to", security)),
            after: vec!["If it was you, there is nothing to do."],
        }
    }

    /// Tells of a change of second factors.
    pub fn factor_changed(what: &str, security: String) -> Self {
        Self {
            subject: "The way you sign in was changed",
            before: vec![format!("{what} for your account at Tessera.")],
            link: Some(("It was not me: show how my account is signed in to", security)),
            after: vec![
                "If it was you, there is nothing to do.",
                "If it was not, set a new password and end your other sessions at once.",
            ],
        }
    }

    /// Tells that a passkey no longer signs in.
    pub fn passkey_suspended(name: &str, security: String) -> Self {
        Self {
            subject: "A passkey may have been copied",
            before: vec![format!(
                "Somebody tried to sign in to your account at Tessera with the passkey \u{201c}{name}\u{201d}, but it answered as a copy would. The sign-in was refused, and the passkey no longer works."
            )],
            link: Some(("Remove it and look at your sessions", security)),
            after: vec![
                "Add a new passkey on a device that you trust. If you do not know what happened, set a new password and end your other sessions at once.",
            ],
        }
    }

    /// Tells that a backup code was used.
    pub fn backup_code_used(left: u32, security: String) -> Self {
        Self {
            subject: "A backup code was used",
            before: vec![format!(
                "Somebody, probably you, signed in to your account at Tessera with a backup code. It does not work a second time; {left} of 10 are left."
            )],
            link: Some(("Show how my account is signed in to", security)),
            after: vec!["If it was not you, set a new password and make new backup codes at once."],
        }
    }

    /// Tells a member that their brand will ask for a second factor.
    pub fn second_factor_wanted(brand: &str, from: DateTime<Utc>, security: String) -> Self {
        Self {
            subject: "Set up a second factor",
            before: vec![format!(
                "{brand} asks every member for a second factor when signing in to Tessera. From {} UTC on you cannot work for the brand until you have set one up.",
                from.format("%-d %B %Y, %H:%M")
            )],
            link: Some(("Set up a second factor", security)),
            after: vec!["It takes two minutes: an authenticator app on your phone, or a passkey."],
        }
    }

    /// The body as plain text.
    pub fn text(&self) -> String {
        let mut parts = self.before.clone();
        parts.extend(self.link.iter().map(|(_, address)| address.clone()));
        parts.extend(self.after.iter().map(|text| (*text).to_owned()));
        parts.join("\n\n") + "\n"
    }

    /// The body as simple HTML, with nothing that a mail program would have to fetch.
    pub fn html(&self) -> String {
        let mut html = String::from(
            "<!doctype html><html lang=\"en\"><body style=\"font-family:sans-serif;line-height:1.5\">",
        );
        let paragraph = |html: &mut String, text: &str| {
            // Writing to a string cannot fail.
            let _ = write!(html, "<p>{}</p>", escape(text));
        };
        self.before.iter().for_each(|text| paragraph(&mut html, text));
        if let Some((caption, address)) = &self.link {
            let address = escape(address);
            let _ = write!(
                html,
                "<p><a href=\"{address}\">{}</a></p><p>{address}</p>",
                escape(caption)
            );
        }
        self.after.iter().for_each(|text| paragraph(&mut html, text));
        html + "</body></html>"
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_bodies_hold_the_link_and_the_html_holds_it_safely() {
        let letter = Letter::verify_email("https://x.example/verify-email?token=a&b=\"><script>".to_owned());
        assert!(
            letter
                .text()
                .contains("https://x.example/verify-email?token=a&b=")
        );
        let html = letter.html();
        assert!(
            html.contains("href=\"https://x.example/verify-email?token=a&amp;b=&quot;&gt;&lt;script&gt;\""),
            "{html}"
        );
        assert!(!html.contains("<script>"));
    }
}

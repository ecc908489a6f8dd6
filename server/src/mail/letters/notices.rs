//! The words of the mails that tell people about their own account.

use super::Letter;

impl Letter {
    /// Tells of a sign-in with a device that was not seen before.
    pub fn new_device(device: &str, place: &str, at: &str, sessions: String) -> Self {
        Self {
            subject: "A new device signed in to your account",
            before: vec![
                "Somebody signed in to your account at Tessera with a device or from a place that we have not seen before.".to_owned(),
                format!("Device: {device}"),
                format!("From: {place}"),
                format!("At: {at}"),
            ],
            link: Some(("It was not me: show my sessions", sessions)),
            after: vec![
                "If it was you, there is nothing to do.",
                "If it was not you, end that session there, and change your password.",
            ],
        }
    }
}

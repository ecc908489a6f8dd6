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

    /// Confirms another address of an account; goes to that address.
    pub fn confirm_new_address(link: String) -> Self {
        Self {
            subject: "Confirm your new address",
            before: vec![
                "Somebody, probably you, wants to use this address for their account at Tessera. Confirm it here, in the browser in which you are signed in:".to_owned(),
            ],
            link: Some(("Use this address", link)),
            after: vec![
                "The link works once, for 30 minutes.",
                "If it was not you, ignore this mail: nothing happens without the link.",
            ],
        }
    }

    /// Tells the owner of an account that somebody wants its address for another one.
    pub fn address_is_taken(sign_in: String) -> Self {
        Self {
            subject: "Your address was asked for",
            before: vec![
                "Somebody wants to use this address for their account at Tessera, but it belongs to an account already: yours. Nothing was changed.".to_owned(),
            ],
            link: Some(("Sign in", sign_in)),
            after: vec!["If it was not you, there is nothing to do."],
        }
    }

    /// Tells the old address that another one was asked for.
    pub fn address_asked_for(new: &str, sessions: String) -> Self {
        Self {
            subject: "Another address was asked for",
            before: vec![format!(
                "Somebody who is signed in to your account at Tessera wants its address to be {new} from now on. It changes as soon as that address is confirmed."
            )],
            link: Some(("It was not me: show my sessions", sessions)),
            after: vec![
                "If it was you, there is nothing to do.",
                "If it was not you, end all other sessions there and change your password at once.",
            ],
        }
    }

    /// Tells the old address that it is no longer the account's.
    pub fn address_changed_from(new: &str, contact: Option<&str>) -> Self {
        let mut before = vec![format!(
            "The address of your account at Tessera is {new} from now on. This address no longer signs in, and all other sessions were ended."
        )];
        if let Some(contact) = contact {
            before.push(format!("If it was not you, write to us at once: {contact}"));
        }
        Self {
            subject: "The address of your account was changed",
            before,
            link: None,
            after: vec!["If it was not you, ask an owner of your brand to remove the account from it."],
        }
    }

    /// Tells the new address that it is the account's now.
    pub fn address_changed_to(security: String) -> Self {
        Self {
            subject: "This is the address of your account now",
            before: vec![
                "From now on you sign in to Tessera with this address. All other sessions were ended."
                    .to_owned(),
            ],
            link: Some(("Show how my account is signed in to", security)),
            after: vec!["If it was you, there is nothing to do."],
        }
    }

    /// Tells that a connection to a PIM no longer works until somebody does something.
    pub fn connection_needs_attention(name: &str, what: &str, connection: String) -> Self {
        Self {
            subject: "A connection needs your attention",
            before: vec![
                format!("Tessera can no longer read products through the connection \u{201c}{name}\u{201d}."),
                format!("What happened: {what}"),
                "Published passports stay on the site as they are. Until the connection works again, nothing from this PIM is published, and changes in it go unnoticed.".to_owned(),
                "What to do: open the connection, enter what the PIM shows now, save it and test it.".to_owned(),
            ],
            link: Some(("Open the connection", connection)),
            after: vec![
                "You get this mail once, because you are an owner or admin of the brand; the next one comes only after the connection has worked again.",
            ],
        }
    }

    /// Tells that a host of the brand's own was verified.
    pub fn domain_verified(host: &str, domains: String) -> Self {
        Self {
            subject: "Your host is verified",
            before: vec![
                format!("The DNS record of {host} was found: the host is yours. Passports that are published from now on have their address there."),
                "Passports that were published before keep their address.".to_owned(),
                "What to do: see that the host leads to this platform and that its page opens, before you print a code.".to_owned(),
            ],
            link: Some(("Open your hosts", domains)),
            after: vec!["You get this mail because you are an owner or admin of the brand."],
        }
    }

    /// Tells that the record of a verified host has gone.
    pub fn domain_failing(host: &str, record: &str, value: &str, domains: String) -> Self {
        Self {
            subject: "The DNS record of your host is missing",
            before: vec![
                format!("The TXT record that proves that {host} is yours is no longer there."),
                "Nothing was switched off: passports at that host are read as before, as long as the host leads here.".to_owned(),
                format!("What to do: set the record {record} to {value} again. If you gave the domain up, talk to whoever has it now: codes on products lead there."),
            ],
            link: Some(("Open your hosts", domains)),
            after: vec![
                "You get this mail once, because you are an owner or admin of the brand; the next one comes only after the record was there again.",
            ],
        }
    }

    /// Tells that proofs of registration in the EU registry end; `lines` name them, and there are `more`.
    pub fn proofs_end(lines: &[String], more: usize, registry: String) -> Self {
        let mut before = vec![
            "Proofs that passports of your brand are registered in the EU registry end soon, or have ended:"
                .to_owned(),
        ];
        before.extend_from_slice(lines);
        if more > 0 {
            before.push(format!("And {more} more."));
        }
        before.push(
            "What to do: generate a new proof in the registry, and store it beside the passport. The passports themselves stay as they are."
                .to_owned(),
        );
        Self {
            subject: "Proofs of registration end",
            before,
            link: Some(("Open the registry page", registry)),
            after: vec![
                "You get this mail because you are an owner or admin of the brand: 14 days before a proof ends, 3 days before, and on its last day.",
            ],
        }
    }

    /// Tells that a passport's page was taken off the site by whoever runs it.
    pub fn claim_suspended(url: &str, reason: &str) -> Self {
        Self {
            subject: "A passport was taken off the site",
            before: vec![
                format!("Whoever runs this site has taken a passport of your brand off it: {url}"),
                format!("The reason: {reason}"),
                "Its address stays yours. Until it is put back, nobody sees the page, and the product gets no new version.".to_owned(),
            ],
            link: None,
            after: vec!["If you do not agree, answer to whoever runs the site."],
        }
    }

    /// Tells that a passport's address was taken back.
    pub fn claim_released(url: &str, reason: &str) -> Self {
        Self {
            subject: "The address of a passport was taken back",
            before: vec![
                format!(
                    "Whoever runs this site has taken back an address that your brand had claimed: {url}"
                ),
                format!("The reason: {reason}"),
                "Another brand may publish under it from now on.".to_owned(),
            ],
            link: None,
            after: vec!["If you do not agree, answer to whoever runs the site."],
        }
    }

    /// Tells that a passport is back on the site.
    pub fn claim_restored(url: &str, reason: &str) -> Self {
        Self {
            subject: "A passport is back on the site",
            before: vec![
                format!("Whoever runs this site has put a passport of your brand back: {url}"),
                format!("The reason: {reason}"),
            ],
            link: None,
            after: vec!["There is nothing to do."],
        }
    }
}

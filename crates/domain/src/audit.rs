//! The audit log as it is read: which entries are wanted, and each one in plain words.

use crate::UserId;
use chrono::{DateTime, Utc};
use serde_json::Value;

/// What entries are about: the word in the address, the words on the page, and the first words of their actions.
pub const AREAS: [(&str, &str, &[&str]); 7] = [
    ("sign-in", "Signing in and out", &["session"]),
    (
        "account",
        "Accounts, passwords and factors",
        &[
            "account",
            "password",
            "factor",
            "backup_codes",
            "passkey",
            "identity",
            "email",
        ],
    ),
    ("members", "Members and invitations", &["member", "invitation"]),
    ("connections", "Connections", &["connection"]),
    ("templates", "Templates", &["template"]),
    (
        "passports",
        "Passports and publications",
        &["passport", "publication", "drift", "registry", "grant"],
    ),
    (
        "brand",
        "Brand settings and this log",
        &["brand", "domain", "audit"],
    ),
];

/// The filters of the page, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// An area's word; empty for all.
    pub area: String,
    /// A member's id; empty for everybody.
    pub member: String,
    /// The first day, `2026-11-21`; empty for the beginning.
    pub from: String,
    /// The last day; empty for today.
    pub to: String,
    /// What an entry must contain.
    pub text: String,
    /// Behind which entry the page begins; empty for the newest.
    pub after: String,
}

impl AuditQuery {
    /// Whether anything is filtered.
    pub fn is_filtered(&self) -> bool {
        [&self.area, &self.member, &self.from, &self.to, &self.text]
            .iter()
            .any(|value| !value.is_empty())
    }
}

/// An entry for people.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// Its number in the chain.
    pub seq: Option<u64>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: an address, "Former member" or "Tessera".
    pub who: String,
    /// From which address.
    pub ip: Option<String>,
    /// What was done, as a word: `passport.published`.
    pub action: String,
    /// To what.
    pub target: String,
    /// Particulars.
    pub detail: Value,
    /// Its hash, in hex.
    pub hash: Option<String>,
}

impl AuditRow {
    /// Who did what.
    pub fn sentence(&self) -> String {
        format!("{} {}", self.who, did(&self.action, &self.detail))
    }
}

/// A page of the log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuditPage {
    /// The entries, newest first.
    pub rows: Vec<AuditRow>,
    /// Who may be filtered by.
    pub members: Vec<(UserId, String)>,
    /// What the next page begins behind; none on the last.
    pub older: Option<String>,
    /// The last entry whose hash was signed, and when.
    pub signed: Option<(u64, DateTime<Utc>)>,
}

/// What was done, behind the name of whoever did it.
fn did(action: &str, detail: &Value) -> String {
    let text = |name: &str| detail.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| detail.get(name).and_then(Value::as_u64).unwrap_or_default();
    let fixed = match action {
        "session.opened" => return with("signed in", " with ", text("methods")),
        "session.refused" if text("because") == "address" => {
            "was refused at sign-in: the address is not confirmed"
        }
        "session.refused" if text("because") == "not linked" => {
            return with(
                "was refused at sign-in: the account is not linked",
                " at ",
                text("provider"),
            );
        }
        "session.refused" => "was refused at sign-in: wrong password",
        "session.closed" => "signed out",
        "session.revoked" => "ended one of their sessions",
        "session.others_revoked" => "ended their other sessions",
        "account.signed_up" => "opened an account and this brand",
        "account.address_confirmed" => "confirmed their e-mail address",
        "password.refused" => "showed a wrong password",
        "password.changed" => "changed their password",
        "password.reset" => "set a new password by a mailed link",
        "factor.added" => "set up an authenticator app",
        "factor.removed" => "removed their authenticator app",
        "factor.accepted" => "showed a second factor",
        "factor.refused" => "showed a wrong second factor",
        "backup_codes.made" => "made new backup codes",
        "passkey.added" => "added a passkey",
        "passkey.removed" => "removed a passkey",
        "identity.linked" => return with("linked their account", " with ", text("provider")),
        "identity.refused" => return with("was not confirmed", " by ", text("provider")),
        "identity.unlinked" => return with("unlinked their account", " from ", text("provider")),
        "member.invited" => return with("invited", " ", text("email")),
        "grant.created" => {
            let whose = format!("{} as {}", text("organisation"), text("reader"));
            return with("gave access", " to ", &whose);
        }
        "grant.revoked" => return with("revoked the access", " of ", text("organisation")),
        "grant.all_revoked" => return format!("revoked {} grants at once", number("grants")),
        "member.joined" => "joined the brand",
        "member.role_changed" => return with("changed the role", " of ", text("email")),
        "member.removed" => return with("removed a member", ": ", text("email")),
        "member.left" => "left the brand",
        "invitation.resent" => return with("sent an invitation again", " to ", text("email")),
        "invitation.revoked" => return with("withdrew the invitation", " of ", text("email")),
        "connection.created" => return with("created a connection", ": ", text("name")),
        "connection.changed" => "changed a connection",
        "connection.deleted" => return with("deleted a connection", ": ", text("name")),
        "connection.tested" => "tested a connection",
        "connection.events_on" => "had a PIM tell of changes at once",
        "connection.events_off" => "stopped a PIM telling of changes at once",
        "connection.cache_cleared" => "cleared the cached values of a connection",
        "template.created" => return with("created a template", ": ", text("name")),
        "template.changed" => return with("changed a template", ": ", text("name")),
        "template.profile_chosen" => {
            return with("chose the profile that a template follows", ": ", text("name"));
        }
        "template.mapped" => return with("changed where data points come from", " in ", text("name")),
        "template.check_asked" => return with("had all products checked", " for ", text("name")),
        "template.value_entered" => return with("entered a value by hand", ": ", text("point")),
        "template.deleted" => return with("deleted a template", ": ", text("name")),
        "publication.requested" if !text("family").is_empty() => {
            return with("asked to publish all products of the family", " ", text("family"));
        }
        "publication.requested" => {
            let products = number("products");
            let s = if products == 1 { "" } else { "s" };
            return format!("asked to publish {products} passport{s}");
        }
        "publication.cancelled" => "stopped a publication",
        "passport.published" => {
            return format!(
                "published version {} of a passport, {}",
                number("version"),
                text("path")
            );
        }
        "claim.suspended" => return with("took a passport off the site", ": ", text("reason")),
        "claim.released" => return with("took a passport's address back", ": ", text("reason")),
        "claim.restored" => return with("put a passport back on the site", ": ", text("reason")),
        "api_key.made" => return with("made an API key", ": ", text("name")),
        "api_key.revoked" => return with("revoked an API key", ": ", text("name")),
        "brand_key.rotated" => "replaced the brand's signing key",
        "brand_key.revoked" => "revoked the brand's signing key",
        "passport.status_changed" => {
            let reason = text("reason");
            return with(&format!("set a passport {}", text("new")), ": ", reason);
        }
        "passport.recalled" => return with("recalled a product", " since ", text("since")),
        "passport.recall_changed" => "changed what a recall says",
        "passport.recall_lifted" => return with("lifted a recall", ": ", text("reason")),
        "passport.first_life_linked" => return with("linked the first life of a product", ": ", text("new")),
        "passport.second_life_linked" => {
            return with("linked the second life of a product", ": ", text("new"));
        }
        "passport.ended" => return with("ended a passport", ": ", text("how")),
        "passport.end_taken_back" => return with("took the end of a passport back", ": ", text("reason")),
        "passport.label_downloaded" => "downloaded a passport's label",
        "registry.exported" => {
            let passports = number("passports");
            let s = if passports == 1 { "" } else { "s" };
            return format!("made a file of {passports} passport{s} for the EU registry");
        }
        "registry.proof_stored" => return with("stored a proof of registration", ": ", text("registration")),
        "registry.proof_removed" => {
            return with("removed a proof of registration", ": ", text("registration"));
        }
        "export.requested" => return with("asked for a file", ": ", text("name")),
        "export.cancelled" => return with("stopped the making of a file", ": ", text("name")),
        "export.fetched" => return with("fetched a file", ": ", text("name")),
        "drift.check_requested" => "asked to compare all passports with the PIM",
        "sitemap.on" => "switched the sitemap on",
        "sitemap.off" => "switched the sitemap off",
        "domain.added" => return with("added a host", ": ", text("host")),
        "domain.verified" => return with("proved that a host is the brand’s", ": ", text("host")),
        "domain.failing" => return with("no longer finds the DNS record of a host", ": ", text("host")),
        "domain.recovered" => return with("finds the DNS record of a host again", ": ", text("host")),
        "domain.removed" => return with("removed a host", ": ", text("host")),
        "brand.created" => return with("opened the brand", " ", text("name")),
        "brand.restored" => "restored the brand from an exit pack",
        "brand.updated" => "changed the brand's settings",
        "brand.switched" => "began to work for this brand",
        "brand.second_factor" => "changed whether members need a second factor",
        "brand.transferred" => return with("handed the brand over", " to ", text("to")),
        "audit.exported" => return with("exported the audit log", " as ", text("format")),
        other => return format!("did: {}", other.replace(['.', '_'], " ")),
    };
    fixed.to_owned()
}

fn with(words: &str, joint: &str, what: &str) -> String {
    if what.is_empty() {
        words.to_owned()
    } else {
        format!("{words}{joint}{what}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entry_is_a_sentence() {
        let sentence = |action: &str, detail| did(action, &detail);
        assert_eq!(
            sentence("publication.requested", json!({ "products": 3 })),
            "asked to publish 3 passports"
        );
        assert_eq!(
            sentence("publication.requested", json!({ "family": "chairs" })),
            "asked to publish all products of the family chairs"
        );
        assert_eq!(
            sentence("session.opened", json!({ "methods": "password+totp" })),
            "signed in with password+totp"
        );
        assert_eq!(sentence("template.deleted", json!({})), "deleted a template");
        assert_eq!(sentence("new.kind_of", json!({})), "did: new kind of");
    }
}

//! How mail leaves the house.

use super::reader::Reader;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// Mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// `TESSERA_MAIL`: `outbox` (default, refused in production), `smtp` or `resend`.
    pub carrier: Carrier,
    /// `TESSERA_MAIL_FROM`: the sender, such as `Tessera <no-reply@example.com>`; needed unless mail stays in the outbox.
    pub from: String,
}

/// Who carries it.
#[derive(Clone, Debug)]
pub enum Carrier {
    /// Nobody: mail stays in the database and is read at `/dev/outbox`.
    Outbox,
    /// An SMTP server.
    Smtp {
        /// `TESSERA_SMTP_URL`: `smtps://user:password@host:465` or `smtp://user:password@host:587?tls=required`.
        url: SecretString,
    },
    /// Resend's HTTP interface.
    Resend {
        /// `TESSERA_RESEND_API_KEY`: starts with `re_`.
        api_key: SecretString,
        /// `TESSERA_RESEND_URL`: another address than Resend's own, for tests.
        url: Url,
    },
}

impl Mail {
    /// Whether mail stays in the house, readable at `/dev/outbox`.
    pub fn stays_in_outbox(&self) -> bool {
        matches!(self.carrier, Carrier::Outbox)
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> Mail {
    let leaves = matches!(reader.text("TESSERA_MAIL").as_deref(), Some("smtp" | "resend"));
    Mail {
        carrier: carrier(reader),
        from: from(reader, leaves),
    }
}

fn carrier(reader: &mut Reader<'_>) -> Carrier {
    const VARIABLE: &str = "TESSERA_MAIL";
    match reader.text(VARIABLE).as_deref() {
        Some("smtp") => smtp(reader),
        Some("resend") => resend(reader),
        Some("outbox") | None => {
            if reader.production {
                reader.mistake(
                    VARIABLE,
                    "keeps mail in the house, which production refuses",
                    "Use smtp or resend.",
                );
            }
            Carrier::Outbox
        }
        Some(_) => {
            reader.mistake(
                VARIABLE,
                "is none of outbox, smtp and resend",
                "Use one of the three.",
            );
            Carrier::Outbox
        }
    }
}

fn smtp(reader: &mut Reader<'_>) -> Carrier {
    const VARIABLE: &str = "TESSERA_SMTP_URL";
    const REMEDY: &str =
        "Write smtps://user:password@host:465 or smtp://user:password@host:587?tls=required.";
    let Some(url) = reader.secret(VARIABLE) else {
        reader.mistake(VARIABLE, "is missing", REMEDY);
        return Carrier::Outbox;
    };
    reader.require_scheme(VARIABLE, &url, &["smtp://", "smtps://"], REMEDY);
    let text = url.expose_secret();
    if reader.production && !text.starts_with("smtps://") && !text.contains("tls=required") {
        reader.mistake(
            VARIABLE,
            "would send mail unencrypted",
            "Use smtps://, or add ?tls=required.",
        );
    }
    Carrier::Smtp { url }
}

fn resend(reader: &mut Reader<'_>) -> Carrier {
    let Some(api_key) = reader.secret("TESSERA_RESEND_API_KEY") else {
        reader.mistake(
            "TESSERA_RESEND_API_KEY",
            "is missing",
            "Make a key in Resend's dashboard.",
        );
        return Carrier::Outbox;
    };
    let standard = Url::parse("https://api.resend.com/emails").expect("a literal address");
    let url = reader.parse("TESSERA_RESEND_URL", standard, "Leave it out, except in tests.");
    Carrier::Resend { api_key, url }
}

fn from(reader: &mut Reader<'_>, needed: bool) -> String {
    const VARIABLE: &str = "TESSERA_MAIL_FROM";
    const REMEDY: &str =
        "Write an address that your mail service may send from, such as Tessera <no-reply@example.com>.";
    let text = reader.text(VARIABLE);
    if text.is_none() && needed {
        reader.mistake(VARIABLE, "is missing", REMEDY);
    }
    let from = text.unwrap_or_else(|| "Tessera <no-reply@localhost>".to_owned());
    if !crate::mail::is_sender(&from) {
        reader.mistake(VARIABLE, "is not an address", REMEDY);
    }
    from
}

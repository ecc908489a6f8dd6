//! One-time codes of an authenticator app (RFC 6238). The only importer of totp-rs.
//!
//! SHA-1, six digits and 30 seconds are what every app understands. One step of skew is accepted on both sides, so a code works
//! for 90 seconds at most; that a step is used once only is kept by the database.

use crate::clock::Random;
use chrono::{DateTime, Utc};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

/// 160 bits, as RFC 4226 recommends.
pub const SECRET_LEN: usize = 20;
const ISSUER: &str = "Tessera";

/// A new shared secret.
pub fn new_secret(random: &dyn Random) -> Zeroizing<Vec<u8>> {
    let mut secret = Zeroizing::new(vec![0; SECRET_LEN]);
    random.fill(&mut secret);
    secret
}

/// What an authenticator app is told: the address in the QR code, and the key for typing. Both are the secret.
pub struct Introduction {
    /// `otpauth://totp/...`
    pub address: Zeroizing<String>,
    /// The key in base32, in groups of four.
    pub key: Zeroizing<String>,
}

/// How an app is told of the secret; `None` where the address cannot be an account's name.
pub fn introduce(secret: &[u8], email: &str) -> Option<Introduction> {
    // A colon separates issuer and account in the address.
    let totp = totp(secret, &email.replace(':', "."))?;
    let key = totp.secret().to_base32();
    let groups: Vec<&str> = key
        .as_bytes()
        .chunks(4)
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    Some(Introduction {
        address: Zeroizing::new(totp.to_url().ok()?),
        key: Zeroizing::new(groups.join(" ")),
    })
}

/// The time step that `code` belongs to, where it is one of those around `now`.
pub fn step_of(secret: &[u8], code: &str, now: DateTime<Utc>) -> Option<i64> {
    let time = u64::try_from(now.timestamp()).ok()?;
    let step = totp(secret, "account")?.check(code, time)?;
    i64::try_from(step).ok()
}

fn totp(secret: &[u8], account: &str) -> Option<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(Secret::new(secret.into()))
        .with_account_name(account)
        .with_issuer(Some(ISSUER))
        .build()
        .ok()
}

/// The six digits in what was typed; spaces between them are fine.
pub fn digits(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())).then_some(code)
}

/// The code that an app shows at this moment; tests play the app with it.
pub fn code_at(secret: &[u8], now: DateTime<Utc>) -> String {
    let time = u64::try_from(now.timestamp()).unwrap_or_default();
    totp(secret, "account")
        .map(|totp| totp.generate(time).to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn the_vectors_of_the_rfc_are_right_in_their_last_six_digits() {
        let secret = b"12345678901234567890";
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let now = DateTime::from_timestamp(time, 0).unwrap();
            assert_eq!(step_of(secret, code, now), Some(time / 30), "{time}");
        }
    }

    #[test]
    fn a_code_works_in_its_step_and_the_ones_beside_it() {
        let secret = b"12345678901234567890";
        let start = DateTime::from_timestamp(1_790_000_010, 0).unwrap();
        let code = code_at(secret, start);
        let at = |seconds| step_of(secret, &code, start + TimeDelta::seconds(seconds)).is_some();
        assert!(at(0) && at(29) && at(59) && at(-1) && at(-30));
        assert!(!at(60) && !at(-31));
    }

    #[test]
    fn an_app_is_told_by_an_address_or_by_a_key_in_groups() {
        let told = introduce(&[0; 20], "ada@example.com").unwrap();
        assert!(
            told.address.starts_with("otpauth://totp/Tessera"),
            "{}",
            told.address.as_str()
        );
        assert!(told.address.contains("secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        assert_eq!(told.key.split(' ').count(), 8);
    }

    #[test]
    fn digits_may_have_spaces_and_nothing_else() {
        assert_eq!(digits(" 123 456 ").as_deref(), Some("123456"));
        for wrong in ["12345", "1234567", "12345a", "", "１２３４５６"] {
            assert_eq!(digits(wrong), None, "{wrong}");
        }
    }
}

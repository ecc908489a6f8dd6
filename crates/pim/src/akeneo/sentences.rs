//! Akeneo's error bodies, and the sentences among them that we repeat to people.
//!
//! A body is written by whoever answers at an address a user typed. Repeating it would let that user read answers from
//! places only our servers reach, so only sentences that match Akeneo's own wording pass (contracts.md 1.1, 1.3.1, 1.4).

use serde_json::Value;

use crate::gone::Gone;

/// The sentence of a revoked app, and the only proof that somebody disconnected us.
const DISCONNECTED: &str =
    "The access token provided is invalid. Your app has been disconnected from that PIM.";

const EXACT: &[&str] = &[
    "Parameter \"client_id\" is missing or does not match any client, or secret is invalid",
    "Parameter \"grant_type\", \"username\" or \"password\" is missing, empty or invalid",
    "No user found for the given username and password",
    "This grant type is not authorized for this client",
    "Parameter \"grant_type\" or \"refresh_token\" is missing or empty",
    "Refresh token is invalid or has expired",
    "Request content exceeded the maximum allowed size of 300 bytes",
    "The access token provided is invalid.",
    "The access token provided has expired.",
    "Authentication is required",
    "You cannot request more than 100 items.",
    "Pagination type does not exist.",
    "Search query parameter should be valid JSON.",
    DISCONNECTED,
];

const NO_FAMILY: &str = "Property \"family\" expects a valid family code. The family does not exist, \"";
const NO_CATEGORY: &str =
    "Property \"categories\" expects a valid category code. The category does not exist, \"";

/// Sentences with a code in the middle: everything before it and everything after it.
const AROUND_A_CODE: &[(&str, &str)] = &[
    ("Access forbidden. You are not allowed to ", "."),
    ("Attribute \"", "\" does not exist."),
    ("Attributes \"", "\" do not exist."),
    ("Scope \"", "\" does not exist."),
    ("Channel \"", "\" does not exist."),
    (NO_FAMILY, "\" given."),
    (NO_CATEGORY, "\" given."),
    ("Locale \"", "\" does not exist or is not activated."),
    ("Locale \"", "\"."),
    ("Category '", "' does not exist."),
    ("Resource `", "` does not exist."),
    (
        "Product \"",
        "\" does not exist or you do not have permission to access it.",
    ),
    ("You have reached the maximum number of pages", ""),
    ("No products to synchronize. The catalog \"", ""),
];

/// The longest code part that is repeated; a list of a hundred attribute codes fits.
const LONGEST_CODE: usize = 4_000;

/// The `message` of an Akeneo error body, as it came.
pub(super) fn message(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    Some(body.get("message")?.as_str()?.to_owned())
}

/// The message, when it is one of Akeneo's own sentences.
pub(super) fn known(message: &str) -> Option<&str> {
    (EXACT.contains(&message)
        || AROUND_A_CODE
            .iter()
            .any(|around| code_between(message, around).is_some()))
    .then_some(message)
}

pub(super) fn is_disconnection(message: &str) -> bool {
    message == DISCONNECTED
}

/// What a declined request named in vain, where Akeneo says so.
pub(super) fn gone(message: &str) -> Option<Gone> {
    let code = |before: &str, after: &str| {
        let code = code_between(message, &(before, after))?;
        (!code.is_empty()).then(|| code.to_owned())
    };
    // The longer sentence comes first: both begin alike.
    if let Some(pair) = code("Locale \"", "\".")
        && let Some((locale, channel)) = pair.split_once("\" is not activated for the scope \"")
    {
        return Some(Gone::LocaleOfChannel {
            locale: locale.to_owned(),
            channel: channel.to_owned(),
        });
    }
    let attributes =
        code("Attribute \"", "\" does not exist.").or_else(|| code("Attributes \"", "\" do not exist."));
    let codes = attributes.map(|codes| codes.split(',').map(|code| code.trim().to_owned()).collect());
    codes
        .map(Gone::Attributes)
        .or_else(|| code("Scope \"", "\" does not exist.").map(Gone::Channel))
        .or_else(|| code("Channel \"", "\" does not exist.").map(Gone::Channel))
        .or_else(|| code("Locale \"", "\" does not exist or is not activated.").map(Gone::Locale))
        .or_else(|| code(NO_FAMILY, "\" given.").map(Gone::Family))
        .or_else(|| code(NO_CATEGORY, "\" given.").map(Gone::Category))
}

fn code_between<'m>(message: &'m str, (before, after): &(&str, &str)) -> Option<&'m str> {
    let code = message.strip_prefix(before)?.strip_suffix(after)?;
    let harmless = |c: char| c.is_ascii_alphanumeric() || " _-.,'\"`:/…".contains(c);
    (code.len() <= LONGEST_CODE && code.chars().all(harmless)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn akeneos_sentences_pass_and_others_do_not() {
        for sentence in [
            "Access forbidden. You are not allowed to list categories.",
            "Locale \"de_DE\" is not activated for the scope \"ecommerce\".",
            "Attributes \"a, b\" do not exist.",
            "No user found for the given username and password",
        ] {
            assert_eq!(known(sentence), Some(sentence));
        }
        for other in [
            "root:x:0:0",
            "Attribute \"<script>\" does not exist.",
            "",
            "Access forbidden.",
        ] {
            assert_eq!(known(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_gone_is_named() {
        let attributes =
            |codes: &[&str]| Gone::Attributes(codes.iter().map(|code| (*code).to_owned()).collect());
        for (message, expected) in [
            ("Attribute \"old\" does not exist.", attributes(&["old"])),
            ("Attributes \"a, b_2\" do not exist.", attributes(&["a", "b_2"])),
            ("Scope \"x\" does not exist.", Gone::Channel("x".into())),
            ("Channel \"x\" does not exist.", Gone::Channel("x".into())),
            (
                "Locale \"x\" does not exist or is not activated.",
                Gone::Locale("x".into()),
            ),
            (
                "Locale \"de_DE\" is not activated for the scope \"shop\".",
                Gone::LocaleOfChannel {
                    locale: "de_DE".into(),
                    channel: "shop".into(),
                },
            ),
            (
                "Property \"family\" expects a valid family code. The family does not exist, \"x\" given.",
                Gone::Family("x".into()),
            ),
        ] {
            assert_eq!(gone(message), Some(expected), "{message}");
        }
        for other in [
            "",
            "Attribute \"\" does not exist.",
            "Attribute \"<b>\" does not exist.",
            "Search query parameter should be valid JSON.",
        ] {
            assert_eq!(gone(other), None, "{other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_body_is_survived(body in ".{0,60}", code in ".{0,30}") {
            message(body.as_bytes());
            known(&body);
            gone(&format!("Locale \"{code}\"."));
            gone(&format!("Attributes \"{code}\" do not exist."));
        }
    }
}

//! Which passwords are accepted (NIST SP 800-63B-4, OWASP ASVS 6.2): long ones that are hard to guess, of any characters.

use super::common::is_common;
use domain::account::password_shape;
use zxcvbn::{Score, zxcvbn};

/// How much of a password is judged, in characters: the estimate is slow beyond, and a long guessable part is weak by itself.
const JUDGED_CHARS: usize = 100;
/// The least strength: beyond 10^8 guesses by someone who knows common passwords and the context.
const LEAST: Score = Score::Three;
/// Words that somebody who guesses at this site tries first.
const CONTEXT: [&str; 6] = [
    "tessera",
    "passport",
    "product passport",
    "digital product passport",
    "dpp",
    "akeneo",
];

/// Judges `password`; `about` is what is known of the person, such as address and brand. The answer is a sentence.
pub fn judge(password: &str, about: &[&str]) -> Result<(), String> {
    password_shape(password)?;
    let words = context(about);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let judged: String = password.chars().take(JUDGED_CHARS).collect();
    if !is_common(password) && zxcvbn(&judged, &words).score() >= LEAST {
        return Ok(());
    }
    Err("This password is easy to guess. Avoid common words in a row, repetitions, your address and your brand's name; \
         four or more unrelated words are good."
        .to_owned())
}

/// Everything about the person, whole and in its parts.
fn context(about: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = CONTEXT.iter().map(|word| (*word).to_owned()).collect();
    for text in about {
        let text = text.to_lowercase();
        let parts = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| part.chars().count() > 2);
        words.extend(parts.map(str::to_owned));
        words.push(text.split_whitespace().collect());
        words.push(text);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: [&str; 2] = ["ada@lovelace.example", "Northwind Bikes"];

    #[test]
    fn long_and_unpredictable_passwords_are_accepted_whatever_they_are_made_of() {
        for good in [
            "copper lantern drifts sideways",
            "kaffee-Ø-2031-regenschirm-blau",
            "  spaces at both ends count  ",
            "玻璃雨伞在星期四唱歌跳舞喝咖啡吃面",
            &"x9Kq#pL2vR".repeat(12),
        ] {
            assert_eq!(judge(good, &ABOUT), Ok(()), "{good}");
        }
    }

    #[test]
    fn common_repeated_and_personal_passwords_are_refused() {
        for bad in [
            "short",
            "passwordpassword",
            "aaaaaaaaaaaaaaaaaaaa",
            "123456789012345",
            "qwertyuiopasdfgh",
            "ada@lovelace.example",
            "northwindbikes1",
            "tesserapassport",
            "iloveyouiloveyou",
        ] {
            assert!(judge(bad, &ABOUT).is_err(), "{bad}");
        }
    }
}

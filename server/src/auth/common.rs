//! Passwords that many people choose and that are long enough for us: what everybody knows, put together until it fits.
//!
//! Lists of stolen passwords hold few of our length, and those few are made from short ones: `passwordpassword`,
//! `iloveyou12345678`, `Dragon-Monkey-2024`. So the parts are listed here, and every password is refused that is up to three of
//! them with any digits and signs around and between.

use std::{collections::HashSet, sync::LazyLock};

/// As many parts are few enough to try them all, the likely ones first.
const PARTS_MAX: usize = 3;
/// Longer ones are not looked through: three parts of the list are shorter.
const JUDGED_CHARS: usize = 128;

/// Words and phrases, one space between them.
const PARTS: &str = include_str!("common.txt");

static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| PARTS.split_whitespace().collect());
static LONGEST: LazyLock<usize> =
    LazyLock::new(|| PARTS.split_whitespace().map(str::len).max().unwrap_or_default());

/// Whether `password` is made of what many people choose.
pub(super) fn is_common(password: &str) -> bool {
    let lower: String = password
        .chars()
        .take(JUDGED_CHARS)
        .collect::<String>()
        .to_lowercase();
    let alphabetic = |c: &char| c.is_alphabetic();
    // As it is, for keyboard walks with digits; without digits and signs; and with signs read as the letters they stand for,
    // but for those at the end, or at both ends.
    let plain: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters: String = lower.chars().filter(alphabetic).collect();
    let around = |c: char| c.is_ascii_digit() || "!?.,:;-_*#+ ".contains(c);
    let read = |text: &str| text.chars().map(letter).filter(alphabetic).collect::<String>();
    let ended = read(lower.trim_end_matches(around));
    let middle = read(lower.trim_matches(around));
    let whole = password.chars().count() <= JUDGED_CHARS;
    whole
        && [plain, letters, ended, middle]
            .iter()
            .any(|text| is_made_of_parts(text))
}

/// The letter that a sign or digit stands for in words such as `p@ssw0rd`.
fn letter(c: char) -> char {
    match c {
        '@' | '4' => 'a',
        '3' | '€' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    }
}

/// Whether the text is one to three parts in a row, or one part however often.
fn is_made_of_parts(text: &str) -> bool {
    if text.is_empty() || !text.is_ascii() {
        return false;
    }
    // The fewest parts that each beginning of the text is made of.
    let mut fewest = vec![usize::MAX; text.len() + 1];
    fewest[0] = 0;
    for end in 1..=text.len() {
        for start in end.saturating_sub(*LONGEST)..end {
            if fewest[start] < PARTS_MAX && KNOWN.contains(&text[start..end]) {
                fewest[end] = fewest[end].min(fewest[start] + 1);
            }
        }
    }
    fewest[text.len()] <= PARTS_MAX || repeats_a_part(text)
}

fn repeats_a_part(text: &str) -> bool {
    (1..=(*LONGEST).min(text.len() / 2))
        .filter(|length| text.len().is_multiple_of(*length))
        .any(|length| {
            let part = &text[..length];
            KNOWN.contains(part)
                && text
                    .as_bytes()
                    .chunks(length)
                    .all(|chunk| chunk == part.as_bytes())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::account::PASSWORD_MIN_CHARS;

    /// What people do to a word that is too short.
    fn lengthened(word: &str, other: &str) -> Vec<String> {
        let capital: String = word[..1].to_uppercase() + &word[1..];
        let mut made = vec![
            word.repeat(2),
            word.repeat(3),
            format!("{word}{other}"),
            format!("{word} {other} {word}"),
            format!("{capital}{other}123!"),
            format!("{word}1234567890"),
            format!("{word}123456789012345"),
            format!("{capital}-{other}-2024"),
            format!("{word}{word}1990"),
        ];
        if !format!("{word}{other}").contains(|c: char| c.is_ascii_digit()) {
            let signs = word.replace('o', "0").replace('a', "@").replace('e', "3");
            made.push(format!("{signs}{other}2025"));
        }
        made
    }

    #[test]
    fn thousands_of_common_passwords_that_are_long_enough_are_refused() {
        let words: Vec<&str> = PARTS.split_whitespace().collect();
        let others = words.iter().cycle().skip(7);
        let mut tried = HashSet::new();
        for (word, other) in words.iter().zip(others) {
            for password in lengthened(word, other) {
                if password.chars().count() >= PASSWORD_MIN_CHARS {
                    assert!(super::super::judge(&password, &[]).is_err(), "{password}");
                    tried.insert(password);
                }
            }
        }
        assert!(tried.len() >= 3000, "{}", tried.len());
    }

    #[test]
    fn what_lists_of_stolen_passwords_hold_in_our_length_is_refused() {
        for bad in [
            "passwordpassword",
            "Password12345678",
            "P@ssw0rdP@ssw0rd",
            "1234567890123456",
            "123456789987654321",
            "12345678900987654321",
            "qwertyuiopasdfgh",
            "qwertyuiopasdfghjkl",
            "qwertyuiop1234567890",
            "1qaz2wsx3edc4rfv",
            "q1w2e3r4t5y6u7i8",
            "q1w2e3r4t5y6u7i8o9p0",
            "1q2w3e4r5t6y7u8i9o0p",
            "qazwsxedcrfvtgb",
            "zxcvbnmasdfghjkl",
            "asdfghjklqwertyuiop",
            "iloveyouiloveyou",
            "iloveyouforever",
            "iloveyousomuch1",
            "thisismypassword",
            "letmeinletmein1",
            "correcthorsebatterystaple",
            "correct horse battery staple",
            "manchesterunited",
            "liverpoolfootballclub",
            "adminadminadmin",
            "administrator123",
            "welcomewelcome1",
            "changemechangeme",
            "trustno1trustno1",
            "abcdefghijklmnop",
            "abcdefghijklmnopqrstuvwxyz",
            "abc123abc123abc123",
            "aaaaaaaaaaaaaaaa",
            "111111111111111",
            "000000000000000",
            "football12345678",
            "princess12345678",
            "sunshine-sunshine",
            "dragon monkey 2024",
            "superman batman 1",
            "michaeljordan23",
            "jesuschristislord",
            "unitedstatesofamerica",
            "maythefourthbewithyou",
            "maytheforcebewithyou",
            "neverforgetyourpassword",
            "passwort12345678",
            "hallohallohallo",
            "schatzischatzi12",
            "!@#$%^&*()_+!@#$",
            "qwerty123456789",
            "Sommer2024Sommer2024",
            "ichliebedich1234",
        ] {
            assert!(super::super::judge(bad, &[]).is_err(), "{bad}");
        }
    }

    #[test]
    fn four_words_that_do_not_belong_together_are_fine() {
        for good in [
            "copper lantern drifts sideways",
            "seventeen quiet otters negotiate",
            "seven marble otters hum at dusk",
            "regenschirm klettert über mondlicht",
            "xK9#pL2vRq8!mZ4w",
        ] {
            assert!(!is_common(good), "{good}");
        }
    }
}

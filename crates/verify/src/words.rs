//! Numbers and times in sentences.

use chrono::{DateTime, FixedOffset};

/// `version 3`, `versions 1 to 4`, `versions 1, 3 and 4`; in their order.
pub(crate) fn versions(numbers: &[u64]) -> String {
    match numbers {
        [] => "no version".to_owned(),
        [one] => format!("version {one}"),
        [first, .., last] if has_no_gap(numbers) => {
            format!("versions {first} to {last}")
        }
        [most @ .., last] => {
            let most: Vec<_> = most.iter().map(ToString::to_string).collect();
            format!("versions {} and {last}", most.join(", "))
        }
    }
}

fn has_no_gap(numbers: &[u64]) -> bool {
    numbers
        .windows(2)
        .all(|pair| pair[0].checked_add(1) == Some(pair[1]))
}

/// The same at the beginning of a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// `1 restricted field`, `2 restricted fields`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Reads RFC 3339.
pub(crate) fn time(text: &str) -> Option<DateTime<FixedOffset>> {
    let strict = text.as_bytes().get(10) == Some(&b'T');
    strict.then(|| DateTime::parse_from_rfc3339(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_like_speech() {
        assert_eq!(versions(&[3]), "version 3");
        assert_eq!(versions(&[2, 3, 4]), "versions 2 to 4");
        assert_eq!(versions(&[1, 3, 4]), "versions 1, 3 and 4");
        assert_eq!(sentence("versions 2 to 4"), "Versions 2 to 4");
    }
}

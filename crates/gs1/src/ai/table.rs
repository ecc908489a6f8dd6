//! The table of application identifiers, in order, one list per first digit.

mod assets;
mod details;
mod items;
mod measures;
mod parties;

use super::{Ai, Entry};

/// The line of an identifier.
pub(super) fn find(ai: Ai) -> Option<&'static Entry> {
    let rank = ai.rank();
    let list = list(rank / 1000);
    let after = list.partition_point(|e| e.rank <= rank);
    let entry = list.get(after.checked_sub(1)?)?;
    (entry.digits == ai.digits && ai.number <= entry.last).then_some(entry)
}

fn list(first_digit: u16) -> &'static [Entry] {
    match first_digit {
        0 => items::ZERO,
        1 => items::ONE,
        2 => items::TWO,
        3 => measures::THREE,
        4 => parties::FOUR,
        7 => details::SEVEN,
        8 => assets::EIGHT,
        9 => assets::NINE,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(entry: &Entry) -> u16 {
        entry.rank / 10_u16.pow(4 - u32::from(entry.digits))
    }

    fn all() -> impl Iterator<Item = &'static Entry> {
        (0..10).flat_map(list)
    }

    #[test]
    fn the_table_is_in_order_and_no_identifier_begins_another() {
        let mut before = String::new();
        let mut count = 0;
        for entry in all() {
            for number in first(entry)..=entry.last {
                let text = Ai::at(entry.digits, number).to_string();
                assert!(
                    before.is_empty() || (before < text && !text.starts_with(&before)),
                    "{before} {text}"
                );
                assert_eq!(Ai::parse(&text).map(|ai| ai.entry().title), Some(entry.title));
                before = text;
                count += 1;
            }
        }
        assert_eq!(count, 541);
    }

    #[test]
    fn only_the_last_part_varies_and_only_optional_parts_follow_optional_ones() {
        for entry in all() {
            for pair in entry.parts.windows(2) {
                assert_eq!(pair[0].min, pair[0].max, "{}", entry.title);
                assert!(pair[1].optional || !pair[0].optional, "{}", entry.title);
            }
            if entry.predefined_length {
                assert!(
                    entry.parts.iter().all(|p| p.min == p.max && !p.optional),
                    "{}",
                    entry.title
                );
            }
        }
    }

    #[test]
    fn patterns_name_identifiers_that_exist() {
        for entry in all() {
            for pattern in entry.needs.split([',', '+']).chain(entry.excludes.split(',')) {
                let some = pattern.is_empty()
                    || (0..10).any(|n| {
                        (0..10).any(|m| {
                            Ai::parse(
                                &pattern
                                    .replacen('n', &n.to_string(), 1)
                                    .replace('n', &m.to_string()),
                            )
                            .is_some()
                        })
                    });
                assert!(some, "{}: {pattern}", entry.title);
            }
        }
    }

    #[test]
    fn the_primary_keys_are_those_of_the_standard() {
        let keys: Vec<String> = all()
            .filter(|e| e.is_key())
            .map(|e| Ai::at(e.digits, first(e)).to_string())
            .collect();
        assert_eq!(
            keys.join(" "),
            "00 01 253 255 401 402 414 415 417 8003 8004 8006 8010 8013 8017 8018"
        );
    }
}

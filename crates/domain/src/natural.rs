//! The order in which people count: `SN9` before `SN10`.

use std::cmp::Ordering;

/// Compares two texts: runs of digits by their number, everything else letter by letter.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) else {
            // Where nothing but zeros in front of a number differs, the text decides.
            return left
                .len()
                .cmp(&right.len())
                .then_with(|| (a.len(), a).cmp(&(b.len(), b)));
        };
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let numbers = (number(&mut left), number(&mut right));
            let length = numbers.0.len().cmp(&numbers.1.len());
            length.then_with(|| numbers.0.cmp(numbers.1))
        } else {
            left = left.get(x.len_utf8()..).unwrap_or_default();
            right = right.get(y.len_utf8()..).unwrap_or_default();
            x.cmp(&y)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Takes the digits from the front, without idle zeros.
fn number<'a>(text: &mut &'a str) -> &'a str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    *text = rest;
    digits.trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_ordered_as_people_count() {
        let sorted = [
            "", "0", "00", "1", "01", "2", "10", "A", "A-2", "A-10", "A-10b", "A2", "A9", "A10", "A010",
            "B1", "a1", "Ü1",
        ];
        for (at, low) in sorted.iter().enumerate() {
            for (other, high) in sorted.iter().enumerate() {
                assert_eq!(natural(low, high), at.cmp(&other), "{low} {high}");
            }
        }
        let long = "9".repeat(60);
        assert_eq!(natural(&long, &format!("1{}", "0".repeat(60))), Ordering::Less);
    }
}

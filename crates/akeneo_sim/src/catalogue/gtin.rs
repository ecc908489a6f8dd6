//! GTINs from GS1's demonstration range.

/// The product with this index has a GTIN with a wrong check digit, on purpose.
pub const INVALID_GTIN_INDEX: usize = 17;

/// Whether the product with this index has a GTIN at all; about every ninth has none.
pub fn has_gtin(index: usize) -> bool {
    index % 9 != 4
}

/// The GTIN-13 of a product, in the prefix 952 that GS1 keeps for demonstrations.
pub(crate) fn gtin(index: usize) -> Option<String> {
    if !has_gtin(index) {
        return None;
    }
    let body = format!("9521{:08}", 10_000 + index * 37);
    let wrong = usize::from(index == INVALID_GTIN_INDEX);
    Some(format!("{body}{}", (check_digit(&body) + wrong) % 10))
}

/// GS1's check digit: weights 3 and 1 from the right, filled up to the next ten.
fn check_digit(body: &str) -> usize {
    let digits = body.bytes().rev().map(|byte| usize::from(byte - b'0'));
    let sum: usize = digits
        .enumerate()
        .map(|(place, digit)| digit * if place % 2 == 0 { 3 } else { 1 })
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digit_of_a_known_gtin() {
        assert_eq!(check_digit("952012345678"), 8);
    }
}

//! Digital Link paths at the level of a trade item: `/01/{gtin}`.

use crate::{Gtin, GtinError};

/// Why a path is not the Digital Link of a trade item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The path does not begin with `/01/`.
    #[error("The path does not begin with /01/.")]
    NotGtin,
    /// The number after `/01/` is not a GTIN.
    #[error(transparent)]
    Gtin(#[from] GtinError),
    /// Fewer than 14 digits: the syntax takes the 14-digit form alone since version 1.4.
    #[error("A Digital Link carries the GTIN with 14 digits.")]
    NotFourteen,
    /// More path segments than a trade item has.
    #[error("The path goes on after the GTIN.")]
    Trailing,
}

/// `/01/` and the 14 digits.
pub fn gtin_path(gtin: Gtin) -> String {
    format!("/01/{gtin}")
}

/// Parses `/01/{14 digits}`, with or without a slash at its end.
pub fn parse_gtin_path(path: &str) -> Result<Gtin, LinkError> {
    let rest = path.strip_prefix("/01/").ok_or(LinkError::NotGtin)?;
    let digits = rest.strip_suffix('/').unwrap_or(rest);
    if digits.contains('/') {
        return Err(LinkError::Trailing);
    }
    if digits.len() != 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        Gtin::parse(digits)?;
        return Err(LinkError::NotFourteen);
    }
    Ok(Gtin::parse(digits)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_path_and_its_gtin_are_each_others_inverse() {
        let gtin = Gtin::parse("9520123456788").unwrap();
        assert_eq!(gtin_path(gtin), "/01/09520123456788");
        assert_eq!(parse_gtin_path("/01/09520123456788"), Ok(gtin));
        assert_eq!(parse_gtin_path("/01/09520123456788/"), Ok(gtin));
    }

    #[test]
    fn what_is_not_a_trade_item_is_refused() {
        assert_eq!(parse_gtin_path("/gtin/09520123456788"), Err(LinkError::NotGtin));
        assert_eq!(parse_gtin_path("/01/9520123456788"), Err(LinkError::NotFourteen));
        assert_eq!(
            parse_gtin_path("/01/09520123456788/21/a"),
            Err(LinkError::Trailing)
        );
        assert!(matches!(
            parse_gtin_path("/01/09520123456789"),
            Err(LinkError::Gtin(_))
        ));
    }

    proptest! {
        #[test]
        fn any_path_is_parsed_without_panic(s in ".*") { let _ = parse_gtin_path(&s); }
    }
}

//! What a document is and how large it is, before someone on a slow line opens it.

use super::{NBSP, decimal::number};
use crate::public::words::Words;
use domain::{Locale, record::File};

/// Bytes in the largest unit that gives at least one, with one decimal place below ten.
pub(crate) fn file_size(bytes: u64, locale: &Locale, words: &Words) -> String {
    let [b, kb, mb] = &words.bytes;
    let (unit, sign) = match bytes {
        0..1_000 => (1, b),
        1_000..1_000_000 => (1_000, kb),
        _ => (1_000_000, mb),
    };
    let tenths = bytes.saturating_mul(10).div_ceil(unit);
    let amount = if unit > 1 && tenths < 100 {
        format!("{}.{}", tenths / 10, tenths % 10)
    } else {
        bytes.div_ceil(unit).to_string()
    };
    format!("{}{NBSP}{sign}", number(&amount, locale))
}

/// A short name for the type: `PDF`, or the ending of the file's name.
pub(crate) fn file_kind(file: &File, words: &Words) -> String {
    if file.mime == "application/pdf" {
        return "PDF".to_owned();
    }
    let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let plain = (1..=5).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain {
        ending.to_uppercase()
    } else {
        words.file.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_unit_that_fits() {
        let show = |bytes: u64, tag: &str| {
            let locale = Locale::parse(tag).unwrap();
            file_size(bytes, &locale, Words::of(&locale))
        };
        assert_eq!(show(0, "en"), "0\u{a0}B");
        assert_eq!(show(999, "en"), "999\u{a0}B");
        assert_eq!(show(1_234, "de"), "1,3\u{a0}kB");
        assert_eq!(show(248_000, "en"), "248\u{a0}kB");
        assert_eq!(show(2_500_000, "fr"), "2,5\u{a0}Mo");
        assert_eq!(show(u64::MAX, "en").split('\u{a0}').nth(1), Some("MB"));
    }

    #[test]
    fn the_kind_is_named_in_short() {
        let kind = |mime: &str, name: &str| {
            let file = File {
                sha256: String::new(),
                mime: mime.into(),
                name: name.into(),
                size: 1,
            };
            file_kind(&file, Words::of(&Locale::parse("en").unwrap()))
        };
        assert_eq!(kind("application/pdf", "x"), "PDF");
        assert_eq!(kind("application/zip", "data.zip"), "ZIP");
        assert_eq!(kind("application/octet-stream", "no ending"), "File");
    }
}

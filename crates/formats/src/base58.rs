//! Base58 with Bitcoin's alphabet, as multibase `z` has it (Multibase draft; W3C Controlled Identifiers 1.0, section 2.4).

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The work grows with the square of the length; keys, hashes and signatures are far shorter.
const LONGEST: usize = 256;

/// `z` and the digits.
pub(crate) fn to_multibase(bytes: &[u8]) -> String {
    format!("z{}", encode(bytes))
}

/// The bytes of a text that begins with `z`.
pub(crate) fn from_multibase(text: &str) -> Option<Vec<u8>> {
    decode(text.strip_prefix('z')?)
}

fn encode(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|b| **b == 0).count();
    // The lowest digit first.
    let mut digits: Vec<usize> = Vec::with_capacity(bytes.len() * 138 / 100 + 1);
    for byte in &bytes[zeros..] {
        let mut carry = usize::from(*byte);
        for digit in &mut digits {
            carry += *digit << 8;
            *digit = carry % 58;
            carry /= 58;
        }
        while carry > 0 {
            digits.push(carry % 58);
            carry /= 58;
        }
    }
    let leading = std::iter::repeat_n('1', zeros);
    leading
        .chain(digits.iter().rev().map(|d| char::from(ALPHABET[*d])))
        .collect()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let zeros = text.bytes().take_while(|b| *b == b'1').count();
    // The lowest byte first.
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    for symbol in text.bytes().skip(zeros) {
        let mut carry = ALPHABET.iter().position(|a| *a == symbol)?;
        for byte in &mut bytes {
            carry += usize::from(*byte) * 58;
            *byte = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(carry.to_le_bytes()[0]);
            carry >>= 8;
        }
    }
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_base58_draft_come_out() {
        for (bytes, text) in [
            (b"Hello World!".as_slice(), "2NEpo7TZRRrLZSi2U"),
            (
                b"The quick brown fox jumps over the lazy dog.",
                "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
            ),
            (&[0, 0, 0x28, 0x7f, 0xb4, 0xcd], "11233QC4"),
            (&[], ""),
            (&[0], "1"),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).unwrap(), bytes);
        }
    }

    #[test]
    fn what_is_not_base58_is_refused() {
        for bad in ["0", "O", "I", "l", "a b", "é"] {
            assert_eq!(decode(bad), None, "{bad:?}");
        }
        assert_eq!(decode(&"2".repeat(LONGEST + 1)), None);
        assert_eq!(from_multibase("u2NEpo7TZRRrLZSi2U"), None);
        assert_eq!(from_multibase(""), None);
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            prop_assert_eq!(from_multibase(&to_multibase(&bytes)), Some(bytes));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,300}") {
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}

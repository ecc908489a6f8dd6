//! Any text is read without panic, and what was read says the same when it is written and read again.

#![no_main]

use gs1::{Compression, DigitalLink, Leniency, compress, parse_bracketed, parse_symbol, to_bracketed, to_symbol};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(link) = DigitalLink::parse(text) {
        assert_eq!(DigitalLink::parse(&link.to_string()).as_ref(), Ok(&link));
        let canonical = DigitalLink::parse(&link.canonical()).expect("the canonical form is a link");
        assert_eq!(canonical.canonical(), link.canonical());
        if let Ok(short) = compress(&link, Compression { others: true, ..Compression::default() }) {
            let again = DigitalLink::decompress(&short).expect("what was compressed is data");
            assert_eq!(again.canonical(), link.canonical());
        }
        assert!(link.lineage().count() <= 4);
    }
    if let Ok((link, _)) = DigitalLink::parse_any(text, Leniency::RESOLVER) {
        assert!(DigitalLink::parse(&link.to_string()).is_ok());
    }
    let _ = DigitalLink::decompress(&format!("https://a/{text}"));
    if let Ok(elements) = parse_bracketed(text) {
        assert_eq!(parse_bracketed(&to_bracketed(&elements)).as_ref(), Ok(&elements));
    }
    if let Ok(elements) = parse_symbol(text) {
        assert_eq!(parse_symbol(&to_symbol(&elements)).as_ref(), Ok(&elements));
    }
});

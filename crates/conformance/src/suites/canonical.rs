//! Canonical JSON.

use crate::{Case, Suite, holds, same};
use formats::{canonical_value, sha256_hex};
use serde_json::{Value, json};

pub(super) const SUITE: Suite = Suite {
    id: "jcs",
    title: "RFC 8785: JSON Canonicalization Scheme, and SHA-256 over it",
    edition: "RFC 8785 (June 2020); FIPS 180-4",
    scope: "What is published, hashed and signed. Numbers that a double cannot hold exactly are refused instead of being changed.",
    cases: &[
        Case {
            name: "The sample comes out as it is printed",
            clause: "3.2.2",
            run: sample,
        },
        Case {
            name: "Members are sorted by their UTF-16 units",
            clause: "3.2.3",
            run: order,
        },
        Case {
            name: "Numbers follow the table",
            clause: "Appendix B",
            run: numbers,
        },
        Case {
            name: "A number that would change is refused",
            clause: "3.2.2.3",
            run: exact,
        },
        Case {
            name: "SHA-256 of a known text",
            clause: "FIPS 180-4, B.1",
            run: sha256,
        },
    ],
};

fn text_of(value: &Value) -> Result<String, String> {
    let bytes = canonical_value(value).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

fn sample() -> Result<(), String> {
    let input = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let wanted = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
    let value = serde_json::from_str(input).map_err(|error| error.to_string())?;
    same("the sample", text_of(&value)?, wanted.to_owned())
}

fn order() -> Result<(), String> {
    let value =
        json!({ "\u{20ac}": 5, "\r": 1, "\u{fb33}": 7, "1": 2, "\u{1f600}": 6, "\u{80}": 3, "\u{f6}": 4 });
    let text = text_of(&value)?;
    let found: Vec<char> = text.chars().filter(|c| matches!(c, '2'..='7')).collect();
    same("the order", found, vec!['2', '3', '4', '5', '6', '7'])
}

fn numbers() -> Result<(), String> {
    for (bits, wanted) in [
        (0x0000_0000_0000_0000_u64, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        same(
            &format!("{bits:016x}"),
            text_of(&json!(f64::from_bits(bits)))?,
            wanted.to_owned(),
        )?;
    }
    Ok(())
}

fn exact() -> Result<(), String> {
    let value = json!({ "id": 9_007_199_254_740_993_u64 });
    holds("it was taken", canonical_value(&value).is_err())
}

fn sha256() -> Result<(), String> {
    let wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    same("abc", sha256_hex(b"abc"), wanted.to_owned())
}

//! Values against the rules of the GS1 Barcode Syntax Dictionary.

use proptest::prelude::*;

use super::*;

fn outcome(ai: &str, value: &str) -> Result<(), String> {
    check_value(Ai::parse(ai).unwrap(), value).map_err(|e| e.to_string())
}

#[test]
fn values_that_the_dictionary_allows() {
    for (ai, value) in [
        ("00", "006141411234567890"),
        ("01", "09520123456788"),
        ("01", "12312312312333"),
        ("253", "1231231231232"),
        ("253", "1231231231232TEST5678901234567"),
        ("255", "9521234567899"),
        ("401", "12345678"),
        ("414", "9520123456788"),
        ("4309", "02790858483015297971"),
        ("4330", "012345-"),
        ("4307", "DE"),
        ("421", "276ABC"),
        ("423", "276528"),
        ("3932", "9781234"),
        ("17", "261200"),
        ("7003", "2602280830"),
        ("7007", "261121261130"),
        ("7040", "1ABC"),
        ("7041", "PX"),
        ("7241", "80"),
        ("8110", "106141416543213150110120"),
        ("7250", "20000229"),
        ("7258", "1/2"),
        ("8001", "00010000100100"),
        ("8003", "09520123456788ABC"),
        ("8006", "095201234567880102"),
        ("8007", "FR7630006000011234567890189"),
        ("8008", "26112112"),
        ("8010", "0614141ABC-1/2#"),
        ("8011", "123"),
        ("8013", "1987654Ad4X4bL5ttr2310c2K"),
        ("8018", "123456789012345675"),
        ("99", "!\"%&'()*+,-./09:;<=>?AZ_az"),
    ] {
        assert_eq!(outcome(ai, value), Ok(()), "({ai}){value}");
    }
}

#[test]
fn values_that_it_does_not_allow_and_why() {
    for (ai, value, why) in [
        ("01", "", "at character 1: it is empty."),
        (
            "01",
            "0952012345678",
            "at character 14: it is too short; it needs 14 characters.",
        ),
        (
            "01",
            "095201234567889",
            "at character 15: it is too long; it may have 14 characters.",
        ),
        (
            "01",
            "09520123456789",
            "at character 14: the check digit is 9 but should be 8.",
        ),
        (
            "01",
            "0952012345678A",
            "at character 14: 'A' is not allowed; it takes digits.",
        ),
        (
            "10",
            "A B",
            "at character 2: ' ' is not allowed; it takes the letters, digits and signs of GS1 character set 82.",
        ),
        (
            "21",
            "Ä",
            "at character 1: 'Ä' is not allowed; it takes the letters, digits and signs of GS1 character set 82.",
        ),
        (
            "21",
            "123456789012345678901",
            "at character 21: it is too long; it may have 20 characters.",
        ),
        (
            "253",
            "1231231231232TEST56789012345678",
            "at character 31: it is too long; it may have 30 characters.",
        ),
        (
            "8010",
            "0614141a",
            "at character 8: 'a' is not allowed; it takes capital letters, digits and # - /.",
        ),
        (
            "8004",
            "12A",
            "at character 3: a GS1 Company Prefix begins with four digits.",
        ),
        ("11", "261301", "at character 3: there is no such month."),
        ("11", "260230", "at character 5: there is no such day."),
        ("7006", "261100", "at character 5: there is no such day."),
        ("7250", "19000229", "at character 7: there is no such day."),
        ("7003", "2611212400", "at character 7: there is no such hour."),
        (
            "7003",
            "2611212360",
            "at character 9: there is no such minute or second.",
        ),
        (
            "422",
            "999",
            "at character 1: this is not a country code of ISO 3166.",
        ),
        (
            "4307",
            "ZZ",
            "at character 1: this is not a country code of ISO 3166.",
        ),
        (
            "3910",
            "0001",
            "at character 1: this is not a currency code of ISO 4217.",
        ),
        (
            "4309",
            "18000000013600000000",
            "at character 1: the latitude goes to 1800000000.",
        ),
        ("4330", "012345A", "at character 7: only a hyphen may stand here."),
        (
            "7258",
            "3/2",
            "at character 1: it says which of how many, such as 1/2.",
        ),
        ("8003", "19520123456788", "at character 1: it has to be zero."),
        (
            "8006",
            "095201234567880302",
            "at character 15: the piece has to be one of the total.",
        ),
        (
            "8007",
            "FR7630006000011234567890188",
            "at character 3: this is not an IBAN.",
        ),
        (
            "7041",
            "P!",
            "at character 1: this is not a package type of GS1's list.",
        ),
        ("8112", "81A", "at character 1: a coupon code has digits only."),
        ("8011", "012", "at character 1: it must not begin with zero."),
        (
            "8013",
            "1987654Ad4X4bL5ttr2310c2A",
            "at character 24: the check characters should be 2K.",
        ),
        ("8013", "12", "at character 1: the check characters should be 22."),
        (
            "4300",
            "A%2",
            "at character 1: after a percent sign come two hexadecimal digits.",
        ),
        (
            "423",
            "27652",
            "at character 6: it is too short; it needs 6 characters.",
        ),
    ] {
        let text = outcome(ai, value).unwrap_err();
        assert_eq!(text, format!("The value of ({ai}) is wrong {why}"), "{value}");
    }
}

#[test]
fn check_characters_of_the_general_specifications() {
    assert_eq!(check_digit_of("952012345678"), Some(8));
    assert_eq!(check_digit_of("95201234567x"), None);
    assert_eq!(check_pair_of("1987654Ad4X4bL5ttr2310c"), Some(['2', 'K']));
    assert_eq!(check_pair_of("1987654 "), None);
    assert_eq!(check_pair_of(&"1".repeat(41)), None);
}

proptest! {
    #[test]
    fn any_value_is_checked_without_panic(ai in 0u16..10000, digits in 2usize..5, value in ".{0,100}") {
        if let Some(ai) = Ai::parse(&format!("{ai:0digits$}")) {
            let _ = check_value(ai, &value);
        }
    }

    #[test]
    fn any_digits_are_checked_without_panic(ai in 0u16..10000, digits in 2usize..5, value in "[0-9/%]{0,40}") {
        if let Some(ai) = Ai::parse(&format!("{ai:0digits$}")) {
            let _ = check_value(ai, &value);
        }
    }

    #[test]
    fn a_model_number_and_its_check_pair_are_valid(body in "[0-9]{4}[A-Za-z0-9!%_-]{0,19}") {
        let [a, b] = check_pair_of(&body).unwrap();
        let text = format!("{body}{a}{b}");
        prop_assert_eq!(check_value(Ai::GMN, &text), Ok(()));
    }
}

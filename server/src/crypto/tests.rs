//! Envelopes under attack, and rings that change while they are used.

use super::*;
use crate::{
    clock::{CountingRandom, SystemRandom},
    config::{KeySource, Keys},
};
use domain::BrandId;
use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};
use std::{os::unix::fs::PermissionsExt, sync::Arc};
use uuid::Uuid;

fn keys() -> KeyRing {
    KeyRing::of(Ring::generate(&CountingRandom::default()), Arc::new(SystemRandom))
}

fn place(row: u128) -> Place {
    Place::connection("secret", BrandId(Uuid::from_u128(7)), Uuid::from_u128(row))
}

proptest! {
    #[test]
    fn what_was_sealed_opens_in_its_place(plain: Vec<u8>, row: u128) {
        let keys = keys();
        let envelope = keys.seal(&place(row), &plain);
        let opened = keys.open_at(&place(row), &envelope).unwrap();
        prop_assert_eq!(opened.as_slice(), plain.as_slice());
        prop_assert!(plain.len() < 4 || !envelope.windows(plain.len()).any(|w| w == plain));
    }

    #[test]
    fn every_flipped_bit_is_noticed(plain: Vec<u8>, at: prop::sample::Index, bit in 0_u8..8) {
        let keys = keys();
        let mut envelope = keys.seal(&place(1), &plain);
        let index = at.index(envelope.len());
        envelope[index] ^= 1 << bit;
        prop_assert!(keys.open_at(&place(1), &envelope).is_err());
    }

    #[test]
    fn a_shortened_envelope_does_not_open(plain: Vec<u8>, at: prop::sample::Index) {
        let keys = keys();
        let envelope = keys.seal(&place(1), &plain);
        prop_assert!(keys.open_at(&place(1), &envelope[..at.index(envelope.len())]).is_err());
    }

    #[test]
    fn random_bytes_are_no_envelope(bytes: Vec<u8>) {
        prop_assert!(keys().open_at(&place(1), &bytes).is_err());
    }
}

#[test]
fn an_envelope_opens_in_no_other_place() {
    let keys = keys();
    let home = place(1);
    let envelope = keys.seal(&home, b"s3cret");
    let elsewhere = [
        Place {
            row: Uuid::from_u128(2),
            ..home
        },
        Place {
            column: "password",
            ..home
        },
        Place {
            table: "outbox",
            ..home
        },
        Place {
            brand: Some(BrandId(Uuid::from_u128(8))),
            ..home
        },
        Place { brand: None, ..home },
    ];
    for other in elsewhere {
        assert_eq!(
            keys.open_at(&other, &envelope).unwrap_err(),
            EnvelopeError::Refused,
            "{other:?}"
        );
    }
}

#[test]
fn a_key_that_is_not_on_the_ring_is_named() {
    let envelope = keys().seal(&place(1), b"s3cret");
    let stranger = KeyRing::of(Ring::generate(&SystemRandom), Arc::new(SystemRandom));
    let Err(EnvelopeError::UnknownKey(id)) = stranger.open_at(&place(1), &envelope) else {
        panic!("opened")
    };
    assert_eq!(id, keys().primary_id());
    assert_eq!(
        keys().open_at(&place(1), b"plain text").unwrap_err(),
        EnvelopeError::Malformed
    );
}

#[test]
fn the_same_text_never_gives_the_same_envelope() {
    let keys = keys();
    assert_ne!(keys.seal(&place(1), b"s3cret"), keys.seal(&place(1), b"s3cret"));
}

#[test]
fn rings_are_read_strictly_and_shown_without_keys() {
    let good = format!("new:{0}=, old:{1}=", "A".repeat(43), "B".repeat(42) + "A");
    let ring = parse_ring(&SecretString::from(good.as_str())).unwrap();
    assert_eq!(format!("{ring:?}"), r#"["new", "old"]"#);
    assert_eq!(parse_ring(&ring.to_text()).unwrap().primary_id(), "new");
    let twice = format!("k:{0}=,k:{0}=", "A".repeat(43));
    for bad in ["", "k", "k:QUJD", &twice, "a b:QUJD", "# only a comment"] {
        assert!(parse_ring(&SecretString::from(bad)).is_err(), "{bad}");
    }
}

#[test]
fn a_running_process_follows_the_file_when_another_one_rotates() {
    let folder = std::env::temp_dir().join(format!("tessera-keys-{}", std::process::id()));
    let path = folder.join("keys");
    let source = Keys {
        source: KeySource::Generated(path.clone()),
    };
    let open = || KeyRing::open(&source, Arc::new(SystemRandom)).unwrap();
    let (server, operator) = (open(), open());
    let before = server.seal(&place(1), b"s3cret");

    operator.rotate().unwrap();
    assert!(!operator.is_current(&before));
    assert_eq!(
        operator.open_at(&place(1), &before).unwrap().as_slice(),
        b"s3cret"
    );
    let after = operator.seal(&place(1), b"s3cret");
    assert_eq!(server.open_at(&place(1), &after).unwrap().as_slice(), b"s3cret");
    assert!(server.is_current(&after));

    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 2);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_ring_from_a_variable_cannot_be_rotated_by_the_program() {
    assert!(matches!(keys().rotate(), Err(RotateError::Inline)));
    assert!(keys().primary_id().starts_with('k'));
    assert!(Ring::generate(&SystemRandom).to_text().expose_secret().len() > 50);
}

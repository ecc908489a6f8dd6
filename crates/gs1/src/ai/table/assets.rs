//! Application identifiers 8001 to 99: assets, components, models, services, coupons and internal use.

use crate::Ai;
use crate::ai::entry::{
    DATE, Entry, GLN13, GTIN14, KEY18, MINUTE,
    Rule::{
        CheckPair, Coupon, Hour, Iban, NoLeadingZero, NonDigit, NonZero, PieceOfTotal, Prefix, Winding, Zero,
    },
    ai, n, nv, range, xv, yv, zv,
};

/// AIs that begin with 8.
#[rustfmt::skip]
pub(super) static EIGHT: &[Entry] = &[
    ai(4, 8001, "DIMENSIONS", &[
        n(4).with(&[NonZero]), n(5).with(&[NonZero]), n(3).with(&[NonZero]), n(1).with(&[Winding]), n(1),
    ]).attribute().needs("01"),
    ai(4, 8002, "CMT No.", &[xv(20)]).attribute(),
    ai(4, 8003, "GRAI", &[n(1).with(&[Zero]), GLN13, xv(16).optional()]).attribute().key(&[]),
    ai(4, 8004, "GIAI", &[xv(30).with(&[Prefix])]).attribute().key(&[&[Ai::UIC]]),
    ai(4, 8005, "PRICE PER UNIT", &[n(6)]).attribute().needs("01,02"),
    ai(4, 8006, "ITIP", &[GTIN14, n(4).with(&[PieceOfTotal])])
        .attribute().excludes("01,03,37").key(&[&[Ai::CPV, Ai::BATCH, Ai::SERIAL]]),
    ai(4, 8007, "IBAN", &[xv(34).with(&[Iban])]).attribute().needs("415"),
    ai(4, 8008, "PROD TIME", &[DATE, n(2).with(&[Hour]), MINUTE.optional(), MINUTE.optional()])
        .attribute().needs("01,02,03"),
    ai(4, 8009, "OPTSEN", &[xv(50)]).attribute().needs("00,01,03"),
    ai(4, 8010, "CPID", &[yv(30).with(&[Prefix])]).attribute().key(&[&[Ai::CPID_SERIAL]]),
    ai(4, 8011, "CPID SERIAL", &[nv(12).with(&[NoLeadingZero])]).needs("8010"),
    ai(4, 8012, "VERSION", &[xv(20)]).attribute().needs("01,03,8006"),
    ai(4, 8013, "GMN", &[xv(25).with(&[CheckPair, Prefix])]).attribute().key(&[]),
    ai(4, 8014, "MUDI", &[xv(25).with(&[CheckPair, Prefix, NonDigit])]).needs("01"),
    ai(4, 8017, "GSRN - PROVIDER", &[KEY18]).attribute().excludes("8018").key(&[&[Ai::SRIN]]),
    ai(4, 8018, "GSRN - RECIPIENT", &[KEY18]).attribute().excludes("8017").key(&[&[Ai::SRIN]]),
    ai(4, 8019, "SRIN", &[nv(10)]).needs("8017,8018"),
    ai(4, 8020, "REF No.", &[xv(25)]).needs("415"),
    ai(4, 8026, "ITIP CONTENT", &[GTIN14, n(4).with(&[PieceOfTotal])])
        .attribute().needs("37").excludes("02,03,8006"),
    ai(4, 8030, "DIGSIG", &[zv(90)])
        .attribute().needs("00,01+21,03+21,253,255,8003,8004,8006+21,8010+8011,8017,8018"),
    ai(4, 8040, "IMEI", &[n(15)]).needs("01+21"),
    ai(4, 8041, "IMEI2", &[n(15)]).needs("01+21+8040"),
    ai(4, 8042, "ESIM", &[n(32)]).needs("01+21+8040"),
    ai(4, 8043, "PSIM", &[n(18), nv(2).optional()]).needs("01+21+8040"),
    ai(4, 8110, "", &[xv(70).with(&[Coupon])]).attribute(),
    ai(4, 8111, "POINTS", &[n(4)]).attribute().needs("255"),
    ai(4, 8112, "", &[xv(70).with(&[Coupon])]).attribute(),
    ai(4, 8200, "PRODUCT URL", &[xv(70)]).needs("01"),
];

/// AIs that begin with 9.
#[rustfmt::skip]
pub(super) static NINE: &[Entry] = &[
    ai(2, 90, "INTERNAL", &[xv(30)]).attribute(),
    range(2, 91, 99, "INTERNAL", &[xv(90)]).attribute(),
];

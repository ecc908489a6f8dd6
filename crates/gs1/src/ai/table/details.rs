//! Application identifiers 7001 to 7259: what is said about a product, a location or a person.

use crate::ai::entry::{
    DATE, Entry, HOUR_MINUTE, LONG_DATE,
    Rule::{CountryOr999, ImporterIndex, MediaType, Package, PercentEncoded, PositionOfTotal, Prefix, Sex},
    ai, n, nv, range, x, xv,
};

/// AIs that begin with 7.
#[rustfmt::skip]
pub(super) static SEVEN: &[Entry] = &[
    ai(4, 7001, "NSN", &[n(13)]).attribute().needs("01,02,8006,8026"),
    ai(4, 7002, "MEAT CUT", &[xv(30)]).attribute().needs("01,02"),
    ai(4, 7003, "EXPIRY TIME", &[DATE, HOUR_MINUTE]).attribute().needs("01,02,03"),
    ai(4, 7004, "ACTIVE POTENCY", &[nv(4)]).attribute().needs("01+10,03+10"),
    ai(4, 7005, "CATCH AREA", &[xv(12)]).attribute().needs("01,02"),
    ai(4, 7006, "FIRST FREEZE DATE", &[DATE]).attribute().needs("01,02"),
    ai(4, 7007, "HARVEST DATE", &[DATE, DATE.optional()]).attribute().needs("01,02"),
    ai(4, 7008, "AQUATIC SPECIES", &[xv(3)]).attribute().needs("01,02"),
    ai(4, 7009, "FISHING GEAR TYPE", &[xv(10)]).attribute().needs("01,02"),
    ai(4, 7010, "PROD METHOD", &[xv(2)]).attribute().needs("01,02,03"),
    ai(4, 7011, "TEST BY DATE", &[DATE, HOUR_MINUTE.optional()]).attribute().needs("01,02,03"),
    ai(4, 7020, "REFURB LOT", &[xv(20)]).attribute().needs("01+416,03+416,8006+416"),
    ai(4, 7021, "FUNC STAT", &[xv(20)]).attribute().needs("01,03,8006"),
    ai(4, 7022, "REV STAT", &[xv(20)]).attribute().needs("01+7021,03+7021,8006+7021"),
    ai(4, 7023, "GIAI - ASSEMBLY", &[xv(30).with(&[Prefix])]).attribute(),
    range(4, 7030, 7039, "PROCESSOR #", &[n(3).with(&[CountryOr999]), xv(27)]).attribute().needs("01,02"),
    ai(4, 7040, "UIC+EXT", &[n(1), x(1), x(1), x(1).with(&[ImporterIndex])]),
    ai(4, 7041, "UFRGT UNIT TYPE", &[xv(4).with(&[Package])]).needs("00"),
    ai(3, 710, "NHRN PZN", &[xv(20)]).attribute().needs("01"),
    ai(3, 711, "NHRN CIP", &[xv(20)]).attribute().needs("01"),
    ai(3, 712, "NHRN CN", &[xv(20)]).attribute().needs("01"),
    ai(3, 713, "NHRN DRN", &[xv(20)]).attribute().needs("01"),
    ai(3, 714, "NHRN AIM", &[xv(20)]).attribute().needs("01"),
    ai(3, 715, "NHRN NDC", &[xv(20)]).attribute().needs("01"),
    ai(3, 716, "NHRN AIC", &[xv(20)]).attribute().needs("01"),
    ai(3, 717, "NHRN SRN", &[xv(20)]).attribute().needs("01"),
    range(4, 7230, 7239, "CERT #", &[x(2), xv(28)]).attribute().needs("01,8004"),
    ai(4, 7240, "PROTOCOL", &[xv(20)]).attribute().needs("01,8006").excludes("03"),
    ai(4, 7241, "AIDC MEDIA TYPE", &[n(2).with(&[MediaType])]).attribute().needs("8017,8018"),
    ai(4, 7242, "VCN", &[xv(25)]).attribute().needs("8017,8018"),
    ai(4, 7250, "DOB", &[LONG_DATE]).attribute().needs("8018").excludes("7251"),
    ai(4, 7251, "DOB TIME", &[LONG_DATE, HOUR_MINUTE]).attribute().needs("8018").excludes("7250"),
    ai(4, 7252, "BIO SEX", &[n(1).with(&[Sex])]).attribute().needs("8018"),
    ai(4, 7253, "FAMILY NAME", &[xv(40).with(&[PercentEncoded])])
        .attribute().needs("8017,8018").excludes("7256,7259"),
    ai(4, 7254, "GIVEN NAME", &[xv(40).with(&[PercentEncoded])])
        .attribute().needs("8017,8018").excludes("7256,7259"),
    ai(4, 7255, "SUFFIX", &[xv(10)]).attribute().needs("8017,8018").excludes("7256,7259"),
    ai(4, 7256, "FULL NAME", &[xv(90).with(&[PercentEncoded])]).attribute().needs("8017,8018"),
    ai(4, 7257, "PERSON ADDR", &[xv(70).with(&[PercentEncoded])]).attribute().needs("8018"),
    ai(4, 7258, "BIRTH SEQUENCE", &[x(3).with(&[PositionOfTotal])]).attribute().needs("8018+7259"),
    ai(4, 7259, "BABY", &[xv(40).with(&[PercentEncoded])]).attribute().needs("8018").excludes("7256"),
];

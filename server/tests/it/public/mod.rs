//! What anybody may read.

mod audiences;
mod conformance;
mod did;
mod dpp_api;
mod front_page;
mod live;
mod media;
mod passport;
mod passport_json;
mod representations;
mod resolver;
mod signed;
mod units;
mod verifier;
mod withdrawn;

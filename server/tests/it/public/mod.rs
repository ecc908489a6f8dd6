//! What anybody may read.

mod audiences;
mod conformance;
mod crowds;
mod did;
mod dpp_api;
mod dpp_element;
mod dpp_status;
mod dpp_write;
mod earlier;
mod front_page;
mod history;
mod live;
mod media;
mod pages;
mod passport;
mod passport_json;
mod readers;
mod representations;
mod resolver;
mod scans;
mod signed;
mod sitemap;
mod standing;
mod units;
mod verifier;
mod withdrawn;

pub(crate) use history::three;

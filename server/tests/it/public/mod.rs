//! What anybody may read.

mod front_page;
mod live;
mod media;
mod passport;
mod passport_json;
mod withdrawn;

//! Layers.

mod access_log;
mod cross_site;
mod crowd;
mod headers;
mod readers;
mod request_ids;
mod session;
mod visitor;

pub(super) use access_log::access_log;
pub(super) use cross_site::{is_cross_site, refuse_cross_site};
pub(super) use crowd::{Crowd, Room, crowd};
pub(super) use headers::security_headers;
pub(super) use readers::{Made, cost_again, readers};
pub(super) use request_ids::request_ids;
pub(super) use session::{require_first_factor, require_person, require_session};
pub(super) use visitor::{address, client_ip, country_of, is_proxy, peer, request_id, visitor};

//! Switches that make the simulator misbehave the way real systems do.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

/// What goes wrong at the moment. Everything is off by default except [`Faults::empty_maps_as_arrays`].
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "a panel of independent switches")]
pub struct Faults {
    /// Milliseconds every API answer waits.
    pub latency_ms: u64,
    /// Every API call answers 503.
    pub unavailable: bool,
    /// Statuses of the next answers, first to last; each is used once.
    pub fail_next: VecDeque<u16>,
    /// Answers forced by [`Faults::fail_next`] carry plain text instead of Akeneo's JSON.
    pub plain_text_errors: bool,
    /// `Retry-After` of forced 429 and 503 answers, number or not; 429 says `1` without it.
    pub retry_after: Option<String>,
    /// Resources that answer 403: `products`, `families`, `attributes`, `channels`, `locales`, …
    pub forbidden: BTreeSet<String>,
    /// Expires every access token issued so far. Switches itself off with the next call, so that a refresh helps.
    pub expire_access_tokens: bool,
    /// Forgets every refresh token issued so far. Switches itself off with the next call.
    pub revoke_refresh_tokens: bool,
    /// The password grant fails as if the user's password had been changed.
    pub password_changed: bool,
    /// Every call with a token answers the 401 of a disconnected app.
    pub disconnected: bool,
    /// An older PIM: `products-uuid` does not exist and products have no uuid.
    pub no_uuid_endpoints: bool,
    /// Empty maps arrive as `[]`, as PHP sends them. On by default, as in the real system.
    pub empty_maps_as_arrays: bool,
    /// `_links.next` points to another origin.
    pub foreign_next_link: bool,
    /// Successful answers stop in the middle of the body.
    pub truncate_body: bool,
    /// Every API call answers 200 with a login page.
    pub html_instead_of_json: bool,
    /// Every API call answers 302 to another origin.
    pub redirect: bool,
    /// Every n-th API call answers 503; 0 is never.
    pub fail_every: u64,
    /// The server's time zone, in minutes east of UTC: how times are written, and how `updated` filters are read.
    pub time_zone_minutes: i32,
    /// The Community Edition: no reference entities, no assets.
    pub community_edition: bool,
    /// `with_attribute_options` is not known, and ignored.
    pub no_attribute_options: bool,
    /// Every API call answers 200 with an error inside, as disabled catalogues do.
    pub error_in_body: bool,
    /// Lists say `_items` instead of `items`.
    pub underscore_items: bool,
    /// All numbers are written as strings.
    pub numbers_as_strings: bool,
    /// The Event Platform does not serve this PIM.
    pub no_event_platform: bool,
    /// The Event Platform declines the next subscription, once a subscriber is made.
    pub refuse_subscription: bool,
    /// Events are signed wrongly.
    pub bad_event_signatures: bool,
    /// Every event is sent twice.
    pub duplicate_events: bool,
    /// Events are sent in the reverse order.
    pub unordered_events: bool,
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            latency_ms: 0,
            unavailable: false,
            fail_next: VecDeque::new(),
            plain_text_errors: false,
            retry_after: None,
            forbidden: BTreeSet::new(),
            expire_access_tokens: false,
            revoke_refresh_tokens: false,
            password_changed: false,
            disconnected: false,
            no_uuid_endpoints: false,
            empty_maps_as_arrays: true,
            foreign_next_link: false,
            truncate_body: false,
            html_instead_of_json: false,
            redirect: false,
            fail_every: 0,
            time_zone_minutes: 0,
            community_edition: false,
            no_attribute_options: false,
            error_in_body: false,
            underscore_items: false,
            numbers_as_strings: false,
            no_event_platform: false,
            refuse_subscription: false,
            bad_event_signatures: false,
            duplicate_events: false,
            unordered_events: false,
        }
    }
}

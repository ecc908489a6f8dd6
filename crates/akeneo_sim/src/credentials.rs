//! The one connection every simulator knows. These are demonstration values, not secrets.

/// Client id, in Akeneo's `<number>_<random>` form.
pub const CLIENT_ID: &str = "1_tessera_demo_client";
/// Secret of the client.
pub const SECRET: &str = "tessera_demo_secret";
/// User name of the connection, in Akeneo's `name_1234` form.
pub const USERNAME: &str = "tessera_4711";
/// Password of the user.
pub const PASSWORD: &str = "demo_password";

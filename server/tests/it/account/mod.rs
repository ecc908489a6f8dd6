//! The account pages.

mod address;
mod forgot_password;
mod limits;
mod oidc;
mod outbox;
mod passkeys;
mod second_factor;
mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;

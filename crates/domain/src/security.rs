//! How somebody signs in: what the security pages show and take.

/// The overview of the security page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityView {
    /// Whether there is a password; not for somebody who signed up with another provider.
    pub has_password: bool,
    /// Whether the brand wants a second factor by now and there is none.
    pub must_enrol: bool,
}

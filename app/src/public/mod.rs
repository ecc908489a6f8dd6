//! The public pages: no script, no cookie.

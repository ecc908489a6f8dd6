//! The account pages: plain forms that need no script.

//! Where a part of the program panicked, from the hook to whoever reports it.

use std::{cell::RefCell, panic::Location};

/// A line of our code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, from the root of its package's folder.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

thread_local! {
    static LAST: RefCell<Option<Place>> = const { RefCell::new(None) };
}

/// Keeps the place for [`take_panic`], which is called on the same thread.
pub(super) fn note(location: &Location<'_>) {
    let place = Place {
        file: shortened(location.file()).to_owned(),
        line: location.line(),
    };
    LAST.with_borrow_mut(|last| *last = Some(place));
}

/// Where this thread panicked last; to be asked at once by whoever caught it.
pub fn take_panic() -> Option<Place> {
    LAST.take()
}

/// Without the folders of the machine that built the program.
fn shortened(file: &str) -> &str {
    let after = |mark: &str| file.split_once(mark).map(|(_, rest)| rest);
    if let Some((_, rest)) = after("/registry/src/").and_then(|rest| rest.split_once('/')) {
        return rest;
    }
    after("/library/")
        .filter(|_| file.starts_with("/rustc/"))
        .unwrap_or(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_does_not_tell_where_the_program_was_built() {
        assert_eq!(shortened("server/src/app.rs"), "server/src/app.rs");
        let of_a_crate = "/build/cargo/registry/src/index-1/axum-0.8.9/src/lib.rs";
        assert_eq!(shortened(of_a_crate), "axum-0.8.9/src/lib.rs");
        assert_eq!(
            shortened("/rustc/abc/library/core/src/option.rs"),
            "core/src/option.rs"
        );
    }
}

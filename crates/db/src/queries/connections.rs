//! Links to PIMs.

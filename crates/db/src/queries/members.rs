//! Who belongs to which brand.

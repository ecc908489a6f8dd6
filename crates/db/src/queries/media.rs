//! Pictures and documents, by the SHA-256 of their bytes.

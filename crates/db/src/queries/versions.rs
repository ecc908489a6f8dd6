//! Published versions: inserted and read, never changed.

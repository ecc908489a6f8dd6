//! What queries take and answer where the domain has no type of its own.

//! Brands, the tenants.

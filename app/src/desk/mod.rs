//! The script-free pages of a signed-in person: they look like the dashboard, and each is a whole document.
//!
//! They are plain forms, so that factors, sessions and members can be managed before the wasm has loaded, or without it.

mod access;
mod address;
mod api_keys;
mod audit;
mod brands;
mod confirm;
mod domains;
mod drift;
mod exit_pack;
mod exports;
mod factors;
mod identities;
mod insight;
mod keys;
mod labels;
mod layout;
mod member;
mod passkeys;
mod passport;
mod policy;
mod readiness;
mod registry;
mod roles;
mod security;
mod sessions;
mod table;
mod team;
#[cfg(test)]
mod tests;
mod units;

pub use access::{AccessView, access_page, granted_page, reads_page};
pub use address::{address_page, confirm_address_page};
pub use api_keys::api_keys_page;
pub use audit::audit_page;
pub use brands::brands_page;
pub use confirm::confirm_page;
pub use domains::{copy_script, domains_page};
pub use drift::{drift_page, passport_drift_page};
pub use exit_pack::exit_pack_page;
pub use exports::{export_page, live_script};
pub use factors::{authenticator_page, backup_codes_page, codes_page, remove_authenticator_page};
pub use identities::{link_page, unlink_page};
pub use insight::{insight_address, insight_page, named_row};
pub use keys::keys_page;
pub use labels::labels_page;
pub use layout::{Frame, Tab, trouble_page};
pub use member::{leave_page, member_role_page, remove_member_page, transfer_page};
pub use passkeys::{add_passkey_page, remove_passkey_page, rename_passkey_page};
pub use passport::{compare_page, state_page, versions_page};
pub use policy::team_security_page;
pub use readiness::{
    MappingFilter, Undo, board_page, entry_page, list_page, mapping_page, point_page, product_page,
    read_source, source_fields,
};
pub use registry::{Offered, registry_files_page, registry_page, registry_passport_page};
pub(crate) use roles::a as a_role;
pub use security::security_page;
pub use sessions::sessions_page;
pub use team::team_page;
pub use units::{
    UnitFieldsForm, new_units_page, read_unit_fields, typed_unit_fields, unit_fields_page, unit_page,
    units_page,
};

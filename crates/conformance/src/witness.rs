//! What no vector can show: how the whole server behaves. Each claim names the test that every build passes before it is released.

/// A claim about the server with the test that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The standard.
    pub standard: &'static str,
    /// What the server does, in plain words.
    pub claim: &'static str,
    /// The name of the test, among the server's integration tests.
    pub test: &'static str,
}

const RESOLVER: &str = "GS1-Conformant Resolver 1.2";
const API: &str = "EN 18222:2026 (read through two open conformance projects)";
const SIGNED: &str = "Tessera versions (docs/verification.md)";
const PUBLIC: &str = "The public page";

/// All of them.
pub const WITNESSES: &[Witness] = &[
    Witness {
        standard: RESOLVER,
        claim: "Every criterion of the resolver's test suite that concerns a server of its own links is met",
        test: "every_criterion_of_a_conformant_resolver_is_met",
    },
    Witness {
        standard: RESOLVER,
        claim: "The linkset has exactly one plain default link, and every link in it leads somewhere",
        test: "the_linkset_has_one_plain_default_and_every_link_leads_somewhere",
    },
    Witness {
        standard: RESOLVER,
        claim: "A compressed link is answered with its uncompressed form",
        test: "a_compressed_link_is_answered_with_its_uncompressed_form",
    },
    Witness {
        standard: RESOLVER,
        claim: "/.well-known/gs1resolver names what the resolver can",
        test: "the_description_names_what_the_resolver_can",
    },
    Witness {
        standard: API,
        claim: "A passport is read by its identifier, its address and its product",
        test: "a_passport_is_read_by_its_identifier_its_address_and_its_product",
    },
    Witness {
        standard: API,
        claim: "Single elements are read by their path (RFC 9535)",
        test: "an_element_is_read_by_its_path",
    },
    Witness {
        standard: API,
        claim: "Many products are found page by page",
        test: "many_products_are_found_page_by_page",
    },
    Witness {
        standard: API,
        claim: "Every failure is told as the standard's Result",
        test: "every_failure_is_told_in_the_standard_s_words",
    },
    Witness {
        standard: API,
        claim: "A single element is changed and taken away with a key of the brand",
        test: "an_element_of_an_item_is_changed_and_taken_away",
    },
    Witness {
        standard: API,
        claim: "Deleting archives: what was published is kept and says so",
        test: "deleting_archives_and_keeps_what_was_published",
    },
    Witness {
        standard: PUBLIC,
        claim: "Every representation follows the state: status and recall",
        test: "every_representation_follows_the_state",
    },
    Witness {
        standard: PUBLIC,
        claim: "All representations of one passport say the same",
        test: "all_representations_of_one_passport_say_the_same",
    },
    Witness {
        standard: PUBLIC,
        claim: "Every representation has its own ending, media type and tag",
        test: "every_representation_has_its_ending_its_media_type_and_its_tag",
    },
    Witness {
        standard: SIGNED,
        claim: "A version names its issuer, whose did:web document holds the key that signed it",
        test: "a_version_names_its_issuer_whose_document_holds_the_key",
    },
    Witness {
        standard: SIGNED,
        claim: "A replaced key stays proven, and the next version is chained to the one before",
        test: "a_replaced_key_stays_proven_and_the_new_one_signs_the_next_version",
    },
    Witness {
        standard: SIGNED,
        claim: "Nothing that a revoked key signed counts",
        test: "nothing_of_a_revoked_key_counts",
    },
];

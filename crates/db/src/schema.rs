//! The tables as diesel knows them, written by hand after the migrations; a test compares the two.

diesel::table! {
    users (id) {
        id -> Uuid,
        email -> Text,
        password_hash -> Nullable<Text>,
        email_verified_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        webauthn_id -> Nullable<Uuid>,
        last_brand -> Nullable<Uuid>,
    }
}

diesel::table! {
    brands (id) {
        id -> Uuid,
        name -> Text,
        cache_ttl_s -> Int4,
        created_at -> Timestamptz,
        second_factor_from -> Nullable<Timestamptz>,
        scan_days -> Int2,
        sitemap -> Bool,
    }
}

diesel::table! {
    members (brand_id, user_id) {
        brand_id -> Uuid,
        user_id -> Uuid,
        role -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    sessions (id) {
        id -> Uuid,
        token_hash -> Bytea,
        user_id -> Uuid,
        active_brand -> Nullable<Uuid>,
        user_agent -> Text,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
        stage -> Text,
        methods -> Text,
        confirmed_at -> Timestamptz,
        ip -> Nullable<Text>,
        country -> Nullable<Text>,
        rotate_due -> Bool,
    }
}

diesel::table! {
    mailed_tokens (token_hash) {
        token_hash -> Bytea,
        user_id -> Uuid,
        purpose -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        payload -> Nullable<Text>,
    }
}

diesel::table! {
    outbox (id) {
        id -> Uuid,
        recipient -> Text,
        subject -> Text,
        body -> Bytea,
        created_at -> Timestamptz,
        next_attempt_at -> Timestamptz,
        attempts -> Int4,
        sent_at -> Nullable<Timestamptz>,
        failed_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    audit_events (id) {
        id -> Uuid,
        brand_id -> Uuid,
        at -> Timestamptz,
        actor -> Nullable<Uuid>,
        ip -> Nullable<Text>,
        action -> Text,
        target -> Text,
        detail -> Jsonb,
        seq -> Nullable<Int8>,
        prev_hash -> Nullable<Bytea>,
        hash -> Nullable<Bytea>,
    }
}

diesel::table! {
    audit_heads (brand_id) {
        brand_id -> Uuid,
        seq -> Int8,
        hash -> Bytea,
    }
}

diesel::table! {
    audit_checkpoints (brand_id, seq, kind) {
        brand_id -> Uuid,
        seq -> Int8,
        kind -> Text,
        hash -> Bytea,
        at -> Timestamptz,
        key_id -> Uuid,
        signature -> Bytea,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Uuid,
        brand_id -> Uuid,
        name -> Text,
        token_hash -> Bytea,
        scopes -> Array<Text>,
        created_by -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    brand_keys (id) {
        id -> Uuid,
        brand_id -> Uuid,
        public_key -> Bytea,
        private_key -> Bytea,
        created_at -> Timestamptz,
        retired_at -> Nullable<Timestamptz>,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    signing_keys (id) {
        id -> Uuid,
        purpose -> Text,
        public_key -> Bytea,
        private_key -> Bytea,
        created_at -> Timestamptz,
        retired_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    connections (id) {
        id -> Uuid,
        brand_id -> Uuid,
        name -> Text,
        base_url -> Text,
        client_id -> Text,
        secret -> Bytea,
        username -> Text,
        password -> Bytea,
        tokens -> Nullable<Bytea>,
        health -> Text,
        last_success_at -> Nullable<Timestamptz>,
        last_error_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        cache_generation -> Int4,
        created_at -> Timestamptz,
        attention_since -> Nullable<Timestamptz>,
        refused -> Jsonb,
    }
}

diesel::table! {
    templates (id) {
        id -> Uuid,
        brand_id -> Uuid,
        connection_id -> Uuid,
        family -> Text,
        revision -> Int4,
        design -> Jsonb,
        logo_sha256 -> Nullable<Bytea>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

diesel::table! {
    passports (id) {
        id -> Uuid,
        brand_id -> Uuid,
        template_id -> Uuid,
        product_key -> Text,
        product_identifier -> Text,
        path -> Text,
        name -> Jsonb,
        search -> Text,
        latest -> Int4,
        latest_hash -> Bytea,
        content_hash -> Bytea,
        published_at -> Timestamptz,
        labels_downloaded_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        suspended_at -> Nullable<Timestamptz>,
        released_at -> Nullable<Timestamptz>,
        live -> Bool,
        granularity -> Text,
        parent_id -> Nullable<Uuid>,
        model_id -> Nullable<Uuid>,
        batch -> Nullable<Text>,
        serial -> Nullable<Text>,
        status -> Text,
        recall -> Nullable<Jsonb>,
        succeeds -> Nullable<Uuid>,
        first_life_url -> Nullable<Text>,
        second_life_url -> Nullable<Text>,
        ended_at -> Nullable<Timestamptz>,
        ended_how -> Nullable<Text>,
        state_changed_at -> Nullable<Timestamptz>,
        host -> Nullable<Text>,
    }
}

diesel::table! {
    versions (id) {
        id -> Uuid,
        brand_id -> Uuid,
        passport_id -> Uuid,
        number -> Int4,
        document -> Bytea,
        hash -> Bytea,
        published_at -> Timestamptz,
        published_by -> Uuid,
        signature -> Nullable<Bytea>,
        key_id -> Nullable<Uuid>,
        disclosures -> Jsonb,
    }
}

diesel::table! {
    disclosure_keys (id) {
        id -> Uuid,
        brand_id -> Uuid,
        secret -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    grants (id) {
        id -> Uuid,
        brand_id -> Uuid,
        organisation -> Text,
        reader -> Text,
        template_id -> Nullable<Uuid>,
        passport_id -> Nullable<Uuid>,
        token_hash -> Bytea,
        created_by -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    passport_files (passport_id, sha256) {
        passport_id -> Uuid,
        brand_id -> Uuid,
        sha256 -> Bytea,
        latest -> Bool,
    }
}

diesel::table! {
    restricted_reads (id) {
        id -> Uuid,
        brand_id -> Uuid,
        grant_id -> Uuid,
        passport_id -> Uuid,
        version -> Int4,
        representation -> Text,
        read_at -> Timestamptz,
    }
}

diesel::table! {
    media (sha256, brand_id) {
        brand_id -> Uuid,
        sha256 -> Bytea,
        mime -> Text,
        name -> Text,
        width -> Nullable<Int4>,
        height -> Nullable<Int4>,
        bytes -> Bytea,
        created_at -> Timestamptz,
        restricted -> Bool,
    }
}

diesel::table! {
    jobs (id) {
        id -> Uuid,
        brand_id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        state -> Text,
        total -> Int4,
        created_by -> Uuid,
        created_at -> Timestamptz,
        lease_until -> Nullable<Timestamptz>,
        attempts -> Int4,
        finished_at -> Nullable<Timestamptz>,
        published -> Int4,
        unchanged -> Int4,
        failed -> Int4,
        walking -> Bool,
        cursor -> Nullable<Text>,
        trouble -> Nullable<Text>,
        turn_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    polls (connection_id) {
        connection_id -> Uuid,
        brand_id -> Uuid,
        generation -> Int4,
        cursor -> Nullable<Jsonb>,
        next_list_at -> Timestamptz,
        recheck_before -> Timestamptz,
        last_run_at -> Nullable<Timestamptz>,
        next_run_at -> Timestamptz,
        last_error -> Nullable<Text>,
        failures -> Int4,
        lease_until -> Nullable<Timestamptz>,
        attempt -> Int8,
    }
}

diesel::table! {
    subscriptions (id) {
        id -> Uuid,
        brand_id -> Uuid,
        connection_id -> Uuid,
        secret -> Bytea,
        notice_secret -> Bytea,
        subscriber -> Nullable<Text>,
        subscription -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        noticed_at -> Nullable<Timestamptz>,
        last_event_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    pim_events (connection_id, id) {
        connection_id -> Uuid,
        id -> Text,
        brand_id -> Uuid,
        product -> Nullable<Text>,
        received_at -> Timestamptz,
        handled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    drift (passport_id) {
        passport_id -> Uuid,
        brand_id -> Uuid,
        version -> Int4,
        checked_at -> Timestamptz,
        state -> Text,
        fields -> Int4,
        attributes -> Jsonb,
        design_changed -> Bool,
    }
}

diesel::table! {
    exports (id) {
        id -> Uuid,
        brand_id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        state -> Text,
        done -> Int4,
        total -> Int4,
        notes -> Jsonb,
        trouble -> Nullable<Text>,
        name -> Text,
        mime -> Text,
        size -> Int8,
        created_by -> Uuid,
        created_at -> Timestamptz,
        started_at -> Nullable<Timestamptz>,
        lease_until -> Nullable<Timestamptz>,
        attempts -> Int4,
        finished_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    export_chunks (export_id, position) {
        export_id -> Uuid,
        brand_id -> Uuid,
        position -> Int4,
        bytes -> Bytea,
    }
}

diesel::table! {
    job_lines (job_id, position) {
        job_id -> Uuid,
        brand_id -> Uuid,
        position -> Int4,
        product_key -> Text,
        label -> Text,
        result -> Nullable<Jsonb>,
        rank -> Nullable<Int2>,
        unit -> Nullable<Jsonb>,
    }
}

diesel::table! {
    totp_factors (id) {
        id -> Uuid,
        user_id -> Uuid,
        secret -> Bytea,
        created_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        last_used_at -> Nullable<Timestamptz>,
        last_step -> Nullable<Int8>,
    }
}

diesel::table! {
    backup_codes (user_id, code_hash) {
        user_id -> Uuid,
        code_hash -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    passkeys (id) {
        id -> Uuid,
        user_id -> Uuid,
        credential_id -> Bytea,
        name -> Text,
        credential -> Jsonb,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
        suspended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    ceremonies (id) {
        id -> Uuid,
        handle_hash -> Bytea,
        kind -> Text,
        user_id -> Nullable<Uuid>,
        state -> Bytea,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    identities (id) {
        id -> Uuid,
        user_id -> Uuid,
        provider -> Text,
        issuer -> Text,
        subject -> Text,
        email -> Text,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    known_devices (user_id, fingerprint) {
        user_id -> Uuid,
        fingerprint -> Bytea,
        last_seen_at -> Timestamptz,
    }
}

diesel::table! {
    invitations (id) {
        id -> Uuid,
        brand_id -> Uuid,
        email -> Text,
        role -> Text,
        token_hash -> Bytea,
        invited_by -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    #[sql_name = "__diesel_schema_migrations"]
    ran_migrations (version) {
        version -> Text,
    }
}

diesel::table! {
    compliance (template_id) {
        template_id -> Uuid,
        brand_id -> Uuid,
        followed -> Jsonb,
        updated_at -> Timestamptz,
        check_state -> Text,
        check_begun_at -> Nullable<Timestamptz>,
        check_ended_at -> Nullable<Timestamptz>,
        check_error -> Nullable<Text>,
        check_cursor -> Nullable<Text>,
        check_seen -> Int4,
        lease_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    readiness (template_id, product_key) {
        template_id -> Uuid,
        product_key -> Text,
        brand_id -> Uuid,
        product_identifier -> Text,
        percent -> Int2,
        missing -> Array<Text>,
        invalid -> Array<Text>,
        checked_at -> Timestamptz,
    }
}

diesel::table! {
    entries (id) {
        id -> Uuid,
        brand_id -> Uuid,
        connection_id -> Uuid,
        profile -> Text,
        point -> Text,
        scope -> Text,
        place -> Text,
        locale -> Text,
        value -> Nullable<Text>,
        entered_by -> Nullable<Uuid>,
        entered_at -> Timestamptz,
    }
}

diesel::table! {
    domains (id) {
        id -> Uuid,
        brand_id -> Uuid,
        host -> Text,
        token -> Text,
        verified_at -> Nullable<Timestamptz>,
        checked_at -> Nullable<Timestamptz>,
        problem -> Nullable<Text>,
        failing_since -> Nullable<Timestamptz>,
        points_here -> Nullable<Bool>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    registrations (passport_id) {
        passport_id -> Uuid,
        brand_id -> Uuid,
        exported_version -> Int4,
        exported_at -> Timestamptz,
    }
}

diesel::table! {
    registration_proofs (id) {
        id -> Uuid,
        brand_id -> Uuid,
        passport_id -> Uuid,
        registration -> Text,
        issued_at -> Timestamptz,
        expires_at -> Timestamptz,
        version -> Int4,
        named_hash -> Nullable<Bytea>,
        hash_matches -> Bool,
        file_name -> Text,
        file_sha256 -> Bytea,
        file_bytes -> Bytea,
        stored_by -> Uuid,
        stored_at -> Timestamptz,
        is_current -> Bool,
        warnings -> Int2,
    }
}

// No key: its parts have none either.
diesel::table! {
    scans (brand_id, passport_id, at) {
        brand_id -> Uuid,
        passport_id -> Uuid,
        template_id -> Uuid,
        at -> Timestamptz,
        country -> Nullable<Text>,
        device -> Text,
        language -> Nullable<Text>,
        referrer -> Nullable<Text>,
        keep_days -> Int2,
        number -> Int4,
    }
}

diesel::table! {
    scan_counts (brand_id, dimension, day, key) {
        brand_id -> Uuid,
        dimension -> Text,
        key -> Text,
        day -> Date,
        scans -> Int8,
        bots -> Int8,
    }
}

diesel::table! {
    scan_months (brand_id, dimension, month, key) {
        brand_id -> Uuid,
        dimension -> Text,
        key -> Text,
        month -> Date,
        scans -> Int8,
        bots -> Int8,
    }
}

diesel::joinable!(api_keys -> users (created_by));
diesel::joinable!(entries -> users (entered_by));
diesel::joinable!(members -> brands (brand_id));
diesel::joinable!(members -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(mailed_tokens -> users (user_id));
diesel::joinable!(audit_events -> users (actor));
diesel::joinable!(templates -> connections (connection_id));
diesel::joinable!(passports -> brands (brand_id));
diesel::joinable!(passports -> templates (template_id));
diesel::joinable!(versions -> passports (passport_id));
diesel::joinable!(versions -> users (published_by));
diesel::joinable!(jobs -> users (created_by));
diesel::joinable!(sessions -> brands (active_brand));
diesel::joinable!(invitations -> brands (brand_id));
diesel::joinable!(invitations -> users (invited_by));
diesel::joinable!(identities -> users (user_id));
diesel::joinable!(passkeys -> users (user_id));
diesel::joinable!(totp_factors -> users (user_id));
diesel::joinable!(drift -> passports (passport_id));
diesel::joinable!(grants -> users (created_by));
diesel::joinable!(polls -> connections (connection_id));
diesel::joinable!(registrations -> passports (passport_id));
diesel::joinable!(registration_proofs -> passports (passport_id));
diesel::joinable!(registration_proofs -> users (stored_by));

diesel::allow_tables_to_appear_in_same_query!(
    api_keys,
    audit_events,
    audit_heads,
    audit_checkpoints,
    brand_keys,
    signing_keys,
    backup_codes,
    brands,
    ceremonies,
    compliance,
    connections,
    disclosure_keys,
    domains,
    drift,
    entries,
    grants,
    export_chunks,
    exports,
    identities,
    invitations,
    job_lines,
    jobs,
    known_devices,
    mailed_tokens,
    media,
    members,
    outbox,
    passkeys,
    passports,
    pim_events,
    polls,
    readiness,
    registration_proofs,
    registrations,
    restricted_reads,
    scan_counts,
    scan_months,
    scans,
    sessions,
    subscriptions,
    templates,
    totp_factors,
    users,
    versions,
);

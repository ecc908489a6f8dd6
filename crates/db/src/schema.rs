//! The tables as diesel knows them, written by hand after the migrations; a test compares the two.

diesel::table! {
    users (id) {
        id -> Uuid,
        email -> Text,
        password_hash -> Text,
        email_verified_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    brands (id) {
        id -> Uuid,
        name -> Text,
        cache_ttl_s -> Int4,
        created_at -> Timestamptz,
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
        active_brand -> Uuid,
        user_agent -> Text,
        created_at -> Timestamptz,
        last_seen_at -> Timestamptz,
        expires_at -> Timestamptz,
    }
}

diesel::table! {
    mailed_tokens (token_hash) {
        token_hash -> Bytea,
        user_id -> Uuid,
        purpose -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
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
        report -> Jsonb,
        created_by -> Uuid,
        created_at -> Timestamptz,
        lease_until -> Nullable<Timestamptz>,
        attempts -> Int4,
        finished_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    #[sql_name = "__diesel_schema_migrations"]
    ran_migrations (version) {
        version -> Text,
    }
}

diesel::joinable!(members -> brands (brand_id));
diesel::joinable!(members -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(mailed_tokens -> users (user_id));
diesel::joinable!(audit_events -> users (actor));
diesel::joinable!(templates -> connections (connection_id));
diesel::joinable!(passports -> templates (template_id));
diesel::joinable!(versions -> passports (passport_id));
diesel::joinable!(versions -> users (published_by));
diesel::joinable!(jobs -> users (created_by));

diesel::allow_tables_to_appear_in_same_query!(
    audit_events,
    brands,
    connections,
    jobs,
    mailed_tokens,
    media,
    members,
    outbox,
    passports,
    sessions,
    templates,
    users,
    versions,
);

-- `secret`, `password` and `tokens` are envelopes.
CREATE TABLE connections (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    name text NOT NULL,
    base_url text NOT NULL,
    client_id text NOT NULL,
    secret bytea NOT NULL,
    username text NOT NULL,
    password bytea NOT NULL,
    tokens bytea,
    health text NOT NULL DEFAULT 'new' CHECK (health IN ('new', 'working', 'failing', 'needs_attention')),
    last_success_at timestamptz,
    last_error_at timestamptz,
    last_error text,
    -- Cached values carry this number in their key; raising it forgets them all at once.
    cache_generation integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    UNIQUE (brand_id, id)
);

CREATE TABLE templates (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    connection_id uuid NOT NULL,
    family text NOT NULL,
    revision integer NOT NULL,
    -- domain::template::TemplateDesign
    design jsonb NOT NULL,
    -- The sanitised logo among the brand's media.
    logo_sha256 bytea,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (brand_id, id),
    CONSTRAINT templates_connection_fkey FOREIGN KEY (brand_id, connection_id) REFERENCES connections (brand_id, id)
);

CREATE TABLE passports (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    template_id uuid NOT NULL,
    product_key text NOT NULL,
    product_identifier text NOT NULL,
    -- The path of the unique product identifier: `/01/{gtin14}` or `/p/{short id}`. Claimed once per domain, for ever.
    path text NOT NULL CONSTRAINT passports_path_key UNIQUE CHECK (path ~ '^/(01/[0-9]{14}|p/[0-9a-z]{16})$'),
    name jsonb NOT NULL,
    search text NOT NULL,
    latest integer NOT NULL CHECK (latest >= 1),
    latest_hash bytea NOT NULL,
    content_hash bytea NOT NULL,
    published_at timestamptz NOT NULL,
    labels_downloaded_at timestamptz,
    created_at timestamptz NOT NULL,
    UNIQUE (brand_id, id),
    CONSTRAINT passports_product_key UNIQUE (brand_id, template_id, product_key),
    CONSTRAINT passports_template_fkey FOREIGN KEY (brand_id, template_id) REFERENCES templates (brand_id, id)
);
CREATE INDEX passports_brand_idx ON passports (brand_id, published_at DESC, id);

-- The passport itself: the canonical bytes that were hashed. Never updated, never deleted.
CREATE TABLE versions (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    passport_id uuid NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    document bytea NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    published_at timestamptz NOT NULL,
    published_by uuid NOT NULL REFERENCES users,
    CONSTRAINT versions_number_key UNIQUE (passport_id, number),
    CONSTRAINT versions_passport_fkey FOREIGN KEY (brand_id, passport_id) REFERENCES passports (brand_id, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a published version is never changed' USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER versions_immutable BEFORE UPDATE OR DELETE ON versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER versions_no_truncate BEFORE TRUNCATE ON versions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Pictures and documents, named by the SHA-256 of their bytes; a version refers to them, so they are never changed.
CREATE TABLE media (
    brand_id uuid NOT NULL REFERENCES brands,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    mime text NOT NULL,
    name text NOT NULL,
    width integer,
    height integer,
    bytes bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (sha256, brand_id)
);

CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    brand_id uuid NOT NULL REFERENCES brands,
    kind text NOT NULL CHECK (kind IN ('publish')),
    -- domain::passport::Publish
    payload jsonb NOT NULL,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
    total integer NOT NULL,
    -- One domain::job::PublishOutcome per product dealt with, in order.
    report jsonb NOT NULL DEFAULT '[]',
    created_by uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    -- A worker that does not renew its lease has died, and another takes over.
    lease_until timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    finished_at timestamptz,
    UNIQUE (brand_id, id)
);
CREATE INDEX jobs_due_idx ON jobs (created_at) WHERE state IN ('queued', 'running');

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['connections', 'templates', 'passports', 'versions', 'media', 'jobs'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY brand_door ON %I TO tessera_brand USING (brand_id = current_brand()) WITH CHECK (brand_id = current_brand())', t);
        EXECUTE format('CREATE POLICY system_door ON %I TO tessera_system USING (true) WITH CHECK (true)', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['passports', 'versions', 'media'] LOOP
        EXECUTE format('CREATE POLICY public_door ON %I FOR SELECT TO tessera_public USING (true)', t);
    END LOOP;
END $$;
-- A design is public once a passport shows it.
CREATE POLICY public_door ON templates FOR SELECT TO tessera_public
    USING (EXISTS (SELECT FROM passports p WHERE p.brand_id = templates.brand_id AND p.template_id = templates.id));

GRANT SELECT, INSERT, UPDATE, DELETE ON connections, templates TO tessera_brand;
GRANT SELECT, INSERT, UPDATE ON passports, jobs TO tessera_brand;
GRANT SELECT, INSERT ON versions, media TO tessera_brand;
GRANT SELECT, UPDATE ON connections, jobs TO tessera_system;
GRANT SELECT ON templates, passports TO tessera_system;

-- What the public door reads: what is published and how it looks, nothing else.
GRANT SELECT (id, brand_id, design, logo_sha256, updated_at) ON templates TO tessera_public;
GRANT SELECT (id, brand_id, template_id, path, latest, latest_hash, published_at) ON passports TO tessera_public;
GRANT SELECT (passport_id, number, document, hash, published_at) ON versions TO tessera_public;
GRANT SELECT (sha256, mime, name, bytes) ON media TO tessera_public;
